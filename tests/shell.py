"""`shabash` as a process of its own, with an environment that holds the settings and nothing else."""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import SecretStr

from bot.cli import main
from bot.settings import Settings
from tests.waiting import wait_until

ROOT = Path(__file__).parent.parent
TIMEOUT_SECONDS = 60
POLICY = '[approvals]\napprovers = ["U02RAVI", "U05FARAH"]'


def environment(settings: Settings | None = None, **changes: str) -> dict[str, str]:
    """These settings as variables; a change to an empty text leaves one out."""
    found = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    if settings is not None:
        found |= {name.upper(): _plain(value) for name, value in settings if _plain(value)}
        found |= {"POLICY": POLICY, "LOG_FORMAT": "json"}
    # Tests run wherever they are started, also in a container's own layer.
    found["SQLITE_ON_TEMPORARY_DISK"] = "accept-loss"
    return {name: value for name, value in (found | changes).items() if value}


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def shabash(
    *words: str, env: Mapping[str, str], folder: Path, stdin: bytes = b"", code: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, in that folder, and hold it to its exit code."""
    ended = _run(_be, words, env, folder, TIMEOUT_SECONDS, stdin)
    assert "Traceback" not in ended.stderr, ended.stderr
    assert ended.returncode == code, ended.stderr
    return ended


def module(
    *words: str, env: Mapping[str, str], folder: Path, seconds: float = TIMEOUT_SECONDS
) -> subprocess.CompletedProcess[str]:
    """`python -m` these words to their end, in a folder that has `bot` and `tests` of its own."""
    return _run(_be_module, words, env, folder, seconds)


_Being = Callable[[Sequence[str]], None]


def _run(
    be: _Being, words: Sequence[str], env: Mapping[str, str], folder: Path, seconds: float, stdin: bytes = b""
) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as made:
        streams = [Path(made, name) for name in ("stdin", "stdout", "stderr")]
        streams[0].write_bytes(stdin)
        process = _born(be, words, env, folder, streams)
        process.join(seconds)
        code = process.exitcode
        process.kill()
        assert code is not None, f"{' '.join(words)} does not end"
        said, complained = (path.read_bytes().decode() for path in streams[1:])
        return subprocess.CompletedProcess(words, code, said, complained)


# Most of a short command, and of a start, is importing: here it is done once.
_IMPORTED = get_context("forkserver")
_IMPORTED.set_forkserver_preload(
    ["bot.cli", "bot.app", "bot.audit", "bot.checking", "bot.ledger.postgres", "tests.warm"]
)


def _born(
    be: _Being, words: Sequence[str], env: Mapping[str, str], folder: Path, streams: Sequence[Path]
) -> ForkServerProcess:
    """A process of its own, forked from one that has imported everything and has no thread."""
    process = _IMPORTED.Process(target=_begin, args=(be, words, dict(env), folder, streams))
    process.start()
    return process


def _begin(be: _Being, words: Sequence[str], env: dict[str, str], folder: Path, streams: Sequence[Path]) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    for number, path in enumerate(streams):
        os.dup2(os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT), number)
    # multiprocessing has closed it.
    sys.stdin = os.fdopen(0, encoding="utf-8")
    be(words)


def _be(words: Sequence[str]) -> None:
    """What `python -m bot` is, from its variables to its exit code."""
    sys.argv = ["shabash", *words]
    main()


def _be_module(words: Sequence[str]) -> None:
    """What another `python -m` is. Of what is imported it has what others made; what is ours comes from its folder."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("bot", "tests")]:
        del sys.modules[name]
    sys.path.insert(0, str(Path.cwd()))
    sys.argv = list(words)
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)


class Running:
    """`shabash run`, or another such `word`, while it runs; a context manager that kills what is left of it. `log` is
    what it said so far."""

    def __init__(self, env: Mapping[str, str], folder: Path, word: str = "run") -> None:
        self._streams = tempfile.TemporaryDirectory()
        pipe = Path(self._streams.name, "stderr")
        os.mkfifo(pipe)
        nothing = Path(os.devnull)
        self._process = _born(_be, [word], env, folder, (nothing, nothing, pipe))
        self.log: list[str] = []
        self._listener = threading.Thread(target=self._listen, args=(pipe,), daemon=True)
        self._listener.start()

    def _listen(self, pipe: Path) -> None:
        with pipe.open("r", encoding="utf-8") as stderr:
            self.log.extend(iter(stderr.readline, ""))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        if error is not None:
            print("".join(self.log))  # noqa: T201 - pytest shows it beside the failure

    def event(self, name: str) -> dict[str, Any]:
        """The first line of the log with that event, waited for."""
        return wait_until(lambda: self._events(name))[0]

    def has(self, name: str) -> bool:
        """Whether its log has that event by now."""
        return bool(self._events(name))

    def _events(self, name: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in list(self.log) if line.startswith("{")]
        found = [line for line in lines if line["event"] == name]
        assert found or self._process.is_alive(), "".join(self.log)
        return found

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def port(self) -> int:
        """Where it listens, once it does."""
        return int(self.event("listening")["port"])

    def terminate(self) -> None:
        """SIGTERM, and no waiting."""
        self._process.terminate()

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """The exit code after that signal."""
        os.kill(self.pid, number)
        return self.wait()

    def wait(self) -> int:
        """The exit code, once there is one."""
        self._process.join(TIMEOUT_SECONDS)
        code = self._process.exitcode
        assert code is not None, "it does not end"
        self._listener.join(TIMEOUT_SECONDS)
        self._streams.cleanup()
        return code

    def kill(self) -> None:
        """SIGKILL: nothing is left in hand, nothing is tidied up. Harmless where it has ended."""
        if self._process.is_alive():
            self._process.kill()
        self.wait()
