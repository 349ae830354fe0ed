"""7: from nothing to ready to serve, beside the import of the four libraries; and what `--help` does not import."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from pathlib import Path

from bot.playground import sample
from bot.playground.play import settings_for
from tests.bench.bots import addresses
from tests.bench.rows import Figure, Goal, Row, middle_ms
from tests.bench.sizes import Size
from tests.bench.timing import Prepare, interleaved

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
LIBRARIES = ("slack_bolt", "httpx", "pydantic_settings", "sqlite_utils")
PATIENCE_SECONDS = 30
HELP = f"""
import json, sys
from bot.cli import main
try:
    main(["--help"])
except SystemExit:
    print(json.dumps([name for name in {LIBRARIES} if name in sys.modules]))
"""


def measure(folder: Path, size: Size) -> list[Row]:
    environment = _environment(folder)
    starting = Starting(folder, environment)
    sides = {"ready": starting.prepare, "imports": _importing(folder, environment)}
    try:
        taken = interleaved(sides, size.starts)
    finally:
        starting.end()
    told = subprocess.run(
        [sys.executable, "-c", HELP], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    imported = json.loads(told.stdout.splitlines()[-1])
    return [
        Row("7 ready to serve / import of the four libraries", middle_ms(taken["ready"]), middle_ms(taken["imports"]),
            Goal(1.6), "Slack cannot be reached, the ledger is there already"),
        Row("7 of the four, imported by --help", Figure(len(imported)), None, Goal(0), ", ".join(imported)),
    ]  # fmt: skip


def _environment(folder: Path) -> dict[str, str]:
    """The sample company's settings as variables, Slack and EnKash nowhere. Bytecode is kept, as anywhere."""
    settings = settings_for(addresses(), folder)
    secrets = {name: value for name, value in settings if hasattr(value, "get_secret_value")}
    plain = {name: value for name, value in settings if name not in secrets}
    told = {name: secret.get_secret_value() for name, secret in secrets.items()} | plain
    ours = {name.upper(): str(value) for name, value in told.items()}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    policy = f"[approvals]\napprovers = {json.dumps(sample.APPROVER_IDS)}"
    # It is timed wherever it is started, also where files are in memory.
    where = {"PYTHONPATH": str(ROOT), "SQLITE_ON_TEMPORARY_DISK": "accept-loss"}
    return {**kept, **ours, **where, "POLICY": policy}


class Starting:
    """Starts the bot over and over, on a port that is free and on the same ledger."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self._errors = folder / "bot.log"
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> Callable[[], object]:
        """The next start; the one before is ended first, because a ledger has one bot."""
        self.end()
        port = _free_port()
        return lambda: self._start(port)

    def _start(self, port: int) -> None:
        environment = {**self._environment, "PORT": str(port)}
        command = [sys.executable, "-m", "bot", "run"]
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(command, cwd=self._folder, env=environment, stderr=errors)
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while not _is_alive(port):
            is_in_time = self._process.poll() is None and time.monotonic() < ends_at
            assert is_in_time, self._errors.read_text("utf-8")
            threading.Event().wait(0.005)

    def end(self) -> None:
        """Returns once it is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)
            self._process = None


def _is_alive(port: int) -> bool:
    """Whether /healthz answers."""
    connection = HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


def _importing(folder: Path, environment: Mapping[str, str]) -> Prepare:
    """A fresh interpreter that imports the four libraries and ends."""
    command = [sys.executable, "-c", f"import {', '.join(LIBRARIES)}"]
    return lambda: lambda: subprocess.run(command, cwd=folder, env=environment, check=True)
