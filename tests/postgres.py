"""A Postgres for the tests: the one in TEST_DATABASE_URL, or one that is started for this run alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.waiting import wait_until

_numbers = count(1)
# A socket's path is short; and in memory, a database of its own for each test costs little.
_IN_MEMORY = ("/dev/shm", "/tmp")
ON_DISK = ("/var/tmp", "/tmp")
# It is as safe as a company's: that the ledger asserts. Its files go when the run ends.
_OPTIONS = (
    "-c listen_addresses= -c max_connections=300 -c shared_buffers=32MB -c max_wal_size=2GB -c log_min_messages=panic"
)

SOMEBODY_WAITS = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
"""Whether somebody waits for a lock that another one has."""


class Server:
    """Gives databases of their own to whoever asks."""

    def __init__(self, url: str, template: str = "") -> None:
        """`template` is a database with an empty ledger in it; without one, it is made."""
        self._url = url
        self._template = template or f"shabash_template_{os.getpid()}"
        if not template:
            self._run(f"DROP DATABASE IF EXISTS {self._template}", f"CREATE DATABASE {self._template}")
            from bot.ledger.postgres import PostgresLedger

            PostgresLedger(self._of(self._template)).close()
        # Before 15 there is no other way, and no word for it.
        self._as_files = " STRATEGY FILE_COPY" if self._version() >= 150_000 else ""

    def for_other_processes(self) -> Server:
        """The same server, which can be sent to another process."""
        return Server(self._url, self._template)

    def close(self) -> None:
        """Leave nothing behind."""
        self._run(f"DROP DATABASE {self._template} WITH (FORCE)")

    @contextmanager
    def database(self, *, is_empty: bool = False) -> Iterator[str]:
        """The address of a new database: one with an empty ledger in it, or one with nothing."""
        name = f"shabash_{os.getpid()}_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name}" + ("" if is_empty else f" TEMPLATE {self._template}{self._as_files}"))
        try:
            yield self._of(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _of(self, name: str) -> str:
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{name}"))

    def _version(self) -> int:
        with psycopg.connect(self._url) as connection:
            return connection.info.server_version

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


class OwnServer(Server):
    """One that is started for this run alone, and can be ended and started again under load."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._command = [str(programs / "postgres"), "-D", str(folder / "data"), f"-k{folder}", *_OPTIONS.split()]
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        of_ours = ("-U", "shabash", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        _do(programs / "initdb", "-D", folder / "data", *of_ours)
        self._start(f"postgresql://shabash@/postgres?host={folder}")
        super().__init__(f"postgresql://shabash@/postgres?host={folder}")

    def _start(self, url: str) -> None:
        self._process = subprocess.Popen([*_as_somebody(), *self._command], cwd="/")
        wait_until(lambda: _answers(url))

    def end(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT: at once, as if it had crashed. SIGINT: whoever is connected is turned out (pg_ctl's `fast`)."""
        self._process.send_signal(how)
        self._process.wait(60)

    def restart(self, how: signal.Signals) -> None:
        self.end(how)
        self._start(self._url)

    def close(self) -> None:
        self.end()


NOT_HERE = "there is no Postgres here: install one (apt install postgresql), or name one in TEST_DATABASE_URL"


def why_not(*, is_own: bool = False) -> str:
    """Why no server is to be had; empty where one is. One that `is_own` is started for this run alone."""
    is_there = _programs() is not None or (not is_own and os.environ.get("TEST_DATABASE_URL"))
    return "" if is_there else NOT_HERE


@contextmanager
def running_server(folders: Sequence[str] = _IN_MEMORY) -> Iterator[Server]:
    """The one in TEST_DATABASE_URL, or one of our own in the first of these that there is; see `why_not`."""
    url = os.environ.get("TEST_DATABASE_URL")
    with closing(Server(url)) if url else own_server(folders) as server:
        yield server


@contextmanager
def own_server(folders: Sequence[str] = _IN_MEMORY) -> Iterator[OwnServer]:
    """One that may be ended; see `why_not`."""
    programs = _programs()
    assert programs is not None, NOT_HERE
    within = next(folder for folder in folders if os.access(folder, os.W_OK))
    with (
        tempfile.TemporaryDirectory(prefix="shabash-postgres-", dir=within) as folder,
        closing(OwnServer(programs, Path(folder))) as server,
    ):
        yield server


@contextmanager
def server_for_others(*, is_wanted: bool) -> Iterator[Server | None]:
    """For a trial whose processes are its parameter: the server, or None where they are to be on SQLite."""
    if not is_wanted:
        yield None
        return
    with running_server() as server:
        yield server.for_other_processes()


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def _programs() -> Path | None:
    """Where the newest server's programs are: Debian keeps them off the PATH."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return versions[-1] if versions else None


def _do(*command: object) -> None:
    done = subprocess.run([*_as_somebody(), *map(str, command)], cwd="/", check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _as_somebody() -> list[str]:
    """As somebody without rights, because the server refuses to run as root; and not longer than these tests."""
    if not shutil.which("setpriv"):
        return []
    user = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", "--pdeathsig=QUIT", *user]
