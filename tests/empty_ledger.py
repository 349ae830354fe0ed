"""An empty SQLite ledger, made once in each process and copied: making one takes longer than most tests do."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot.ledger.opening import SQLITE, open_ledger


def put_empty_ledger(url: str) -> None:
    """Where `url` is a file that is not there yet, an empty ledger is put there."""
    path = Path(url.removeprefix(SQLITE))
    if url.startswith(SQLITE) and path.parent.is_dir() and not path.exists():
        shutil.copy(_made(), path)


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="shabash-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "shabash.db"
    ledger = open_ledger(f"{SQLITE}{path}")
    ledger.close()
    assert not path.with_name(f"{path.name}-wal").exists(), "what is copied is the whole ledger"
    return path
