"""A disk that keeps what was synced, and of the rest whatever chance decides.

Promised by fsync(2): what a file held when it was synced is there after a cut, and a name is there, or gone, once its
folder was synced. Nothing else is promised: later writes may be there or not, in any order, and of one write each
sector of 512 bytes for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.power_cuts.recording import Answered, Event, Opened, Removed, Synced, Truncated, Wrote

SECTOR_BYTES = 512
FATES = ("none", "all", "some", "torn")


@dataclass(slots=True)
class Inode:
    """One file: what a cut surely leaves of it, and what was asked of it since."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[Wrote | Truncated] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.since:
            _apply(self.synced, change)
        self.since.clear()

    def after_cut(self, chance: Random) -> bytearray:
        content, fate = bytearray(self.synced), chance.choice(FATES)
        for change in self.since:
            for piece in _kept(change, fate, chance):
                _apply(content, piece)
        return content


class Disk:
    """Play events into it; cut the power at any time, as often as wanted."""

    def __init__(self) -> None:
        self._names: dict[str, Inode] = {}
        self._synced_names: dict[str, Inode] = {}
        self._changed_names: list[tuple[str, Inode | None]] = []
        self._open: dict[int, Inode | None] = {}

    def play(self, event: Event) -> None:
        match event:
            case Opened(fd, ""):
                self._open[fd] = None
            case Opened(fd, name):
                if name not in self._names:
                    self._rename(name, Inode())
                self._open[fd] = self._names[name]
            case Wrote(fd) | Truncated(fd):
                inode = self._open[fd]
                assert inode is not None
                inode.since.append(event)
            case Synced(fd):
                inode = self._open[fd]
                if inode is None:
                    self._synced_names = dict(self._names)
                    self._changed_names.clear()
                else:
                    inode.sync()
            case Removed(name):
                self._rename(name, None)
            case Answered():
                pass

    def _rename(self, name: str, inode: Inode | None) -> None:
        self._changed_names.append((name, inode))
        _name(self._names, name, inode)

    def cut(self, chance: Random, folder: Path) -> None:
        """Leave in this empty folder what a disk may hold if the power went now."""
        names = dict(self._synced_names)
        # Names change in the order in which they were changed, for as long as the cut lets them.
        for name, inode in self._changed_names[: chance.randint(0, len(self._changed_names))]:
            _name(names, name, inode)
        for name, inode in names.items():
            (folder / name).write_bytes(inode.after_cut(chance))


def _name(names: dict[str, Inode], name: str, inode: Inode | None) -> None:
    if inode is None:
        names.pop(name, None)
    else:
        names[name] = inode


def _apply(content: bytearray, change: Wrote | Truncated) -> None:
    match change:
        case Truncated(_, size):
            del content[size:]
            content.extend(bytes(size - len(content)))
        case Wrote(_, data, offset):
            content.extend(bytes(max(0, offset - len(content))))
            content[offset : offset + len(data)] = data


def _kept(change: Wrote | Truncated, fate: str, chance: Random) -> Iterator[Wrote | Truncated]:
    """What reached the disk of one change that was not synced."""
    if fate == "all" or (fate == "some" and chance.random() < 0.5):
        yield change
    elif fate == "torn":
        pieces = _sectors(change) if isinstance(change, Wrote) else [change]
        yield from (piece for piece in pieces if chance.random() < 0.5)


def _sectors(write: Wrote) -> Iterator[Wrote]:
    """The write, cut where the disk's sectors end."""
    end = write.offset + len(write.data)
    start = write.offset
    while start < end:
        stop = min(end, (start // SECTOR_BYTES + 1) * SECTOR_BYTES)
        yield Wrote(write.fd, write.data[start - write.offset : stop - write.offset], start)
        start = stop
