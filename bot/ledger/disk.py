"""Whether the ledger's file would still be there after a restart, from what the system and the host tell.

What a host does not tell cannot be known: a virtual machine whose disk is thrown away looks like any other.
"""

from __future__ import annotations

import re
from pathlib import Path

from bot.core.errors import LedgerTemporary

MOUNTS = Path("/proc/self/mountinfo")

_IN_MEMORY = {"tmpfs", "ramfs", "rootfs"}
_OF_A_CONTAINER = {"overlay", "aufs", "fuse.fuse-overlayfs"}
# Hosting services that wipe a machine's own disk at each restart, and whether a volume that lasts can be had there.
_HAS_VOLUMES = {"Heroku": False, "Fly.io": True, "Google Cloud Run": True}


def mounts() -> str:
    """The system's table of mounts (Linux, proc_pid_mountinfo(5)); empty where there is none."""
    try:
        return MOUNTS.read_text("utf-8", "replace")
    except OSError:
        return ""


def assert_lasting(path: Path, table: str, host: str) -> None:
    """Raises `LedgerTemporary` where the file at `path` would not last, with the way out."""
    why = why_temporary(path, table, host)
    if why is None:
        return
    way_out = (
        f"Run Shabash where there is a disk that lasts: {host} has none."
        if not _HAS_VOLUMES.get(host, True)
        else "Put it on a disk that lasts, such as a volume, and say where with DATABASE_URL, as in"
        " sqlite:////data/shabash.db."
    )
    raise LedgerTemporary(
        f"The ledger {path.resolve()} would be lost with all that is recorded in it: {why}. {way_out}"
        " For a trial whose records may be lost: SQLITE_ON_TEMPORARY_DISK=accept-loss."
    )


def why_temporary(path: Path, table: str, host: str) -> str | None:
    """Why a file at `path` would not last; None where nothing tells that. `host` is the hosting service, if known."""
    mount_point, kind = _mount_of(path.resolve(), table)
    if host in _HAS_VOLUMES and (mount_point == "/" or not _HAS_VOLUMES[host]):
        return f"{host} wipes this disk at each restart"
    if kind in _IN_MEMORY:
        return f"{mount_point} is kept in memory ({kind}), which is gone at the next restart"
    if kind in _OF_A_CONTAINER:
        return f"{mount_point} is a container's own layer ({kind}), which goes with the container"
    return None


def _mount_of(path: Path, table: str) -> tuple[str, str]:
    """Where what holds `path` is mounted, and of which kind it is: of several the nearest, and there the newest."""
    found = ("/", "")
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 6 or not after:
            continue
        mount_point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
        if path.is_relative_to(mount_point) and len(mount_point) >= len(found[0]):
            found = (mount_point, after.split(" ")[0])
    return found
