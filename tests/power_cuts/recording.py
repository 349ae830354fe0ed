"""What one life asked of its disk, in order, and what it answered in between: read from strace's log."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Whatever changes a file or a folder. What is not traced would be missing on the disk that is played again,
# so a call that this module does not understand ends the recording.
CALLS = (
    "openat,open,creat,write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,sync_file_range,ftruncate,truncate,"
    "fallocate,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,rmdir"
)
STRINGS_MAX = 1 << 17
STDOUT = 1

_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_TEXT = r'"((?:\\x[0-9a-f]{2})*)"'
_FD = r"(\d+)<((?:\\x[0-9a-f]{2})*)[^>]*>"
_OPENAT = re.compile(rf"[^,]*, {_TEXT}, ([A-Z_|]+)")
_WRITE = re.compile(rf"{_FD}, {_TEXT}, \d+(?:, (\d+))?$")
_OF_FD = re.compile(rf"{_FD}(?:, (\d+))?$")
_OF_PATH = re.compile(rf"{_TEXT}$")
# Held in memory, or for as long as a process lives: nothing in them is meant to outlast a cut.
_PASSING = ("-shm", ".lock", ".migrate")


@dataclass(frozen=True, slots=True)
class Opened:
    fd: int
    name: str


@dataclass(frozen=True, slots=True)
class Wrote:
    fd: int
    data: bytes
    offset: int


@dataclass(frozen=True, slots=True)
class Truncated:
    fd: int
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    fd: int


@dataclass(frozen=True, slots=True)
class Removed:
    name: str


@dataclass(frozen=True, slots=True)
class Answered:
    line: str


Event = Opened | Wrote | Truncated | Synced | Removed | Answered


@cache
def why_not() -> str:
    """Why nothing can be recorded here; empty where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed, and nothing else records what the ledger asks of its disk"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else f"strace cannot be used here: {tried.stderr.strip()[:200]}"


def record(root: Path, folder: Path, *words: str) -> list[Event]:
    """Live once in this empty folder, from the code that lies at `root`."""
    log = folder.with_name(folder.name + ".strace")
    strace = ["strace", "-f", "-y", "-xx", "-s", str(STRINGS_MAX), "-e", f"trace={CALLS}", "-e", "signal=none"]
    life = [sys.executable, "-m", "tests.power_cuts.life", str(folder), *words]
    ended = subprocess.run([*strace, "-o", str(log), *life], cwd=root, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2_000:]
    try:
        with log.open(encoding="ascii") as lines:
            return list(_events(lines, f"{folder}/"))
    finally:
        log.unlink()


def _events(lines: Iterator[str], folder: str) -> Iterator[Event]:
    for line in lines:
        found = _LINE.match(line)
        if found is None:
            # Two threads at once would be cut into halves; the life has one.
            assert "unfinished" not in line, line[:200]
            continue
        call, arguments, result = found[1], found[2], int(found[3])
        event = None if result < 0 else _event(call, arguments, result, folder)
        if event is not None:
            yield event


def _event(call: str, arguments: str, result: int, folder: str) -> Event | None:
    if call == "openat" and (found := _OPENAT.match(arguments)):
        name = _name(found[1], folder)
        assert name is None or "O_TRUNC" not in found[2], "a file of the ledger's is emptied as it is opened"
        return None if name is None else Opened(result, name)
    if call in ("write", "pwrite64") and (found := _WRITE.match(arguments)):
        fd, data = int(found[1]), _bytes(found[3])[:result]
        if fd == STDOUT:
            return Answered(data.decode())
        if _name(found[2], folder) is None:
            return None
        assert found[4] is not None, "a file of the ledger's is written where it happens to stand"
        return Wrote(fd, data, int(found[4]))
    if call in ("ftruncate", "fsync", "fdatasync") and (found := _OF_FD.match(arguments)):
        if _name(found[2], folder) is None:
            return None
        return Truncated(int(found[1]), int(found[3])) if call == "ftruncate" else Synced(int(found[1]))
    if call == "unlink" and (found := _OF_PATH.match(arguments)):
        name = _name(found[1], folder)
        return None if name is None else Removed(name)
    assert folder.encode().hex() not in arguments.replace("\\x", ""), f"not understood: {call}({arguments[:200]})"
    return None


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _name(text: str, folder: str) -> str | None:
    """The name of a file in the folder, empty for the folder itself; None for what lies elsewhere or is passing."""
    path = _bytes(text).decode()
    if f"{path}/" == folder:
        return ""
    name = path.removeprefix(folder)
    return None if name == path or name.endswith(_PASSING) else name
