"""`shabash ledger backup` and `restore`, as somebody meets them at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.shell import environment, shabash
from tests.world import open_world

pytestmark = pytest.mark.slow


def test_a_ledger_is_backed_up_beside_the_bot_and_restored_without_it(tmp_path: Path) -> None:
    world = open_world(tmp_path)
    env = environment(world.settings)

    def run(*words: str, code: int = 0) -> str:
        ended = shabash(*words, env=env, folder=tmp_path, code=code)
        return ended.stderr if code else ended.stdout

    world.bot.ledger.claim_for_running()
    request = world.asked()
    assert ": 1 request and " in run("ledger", "backup", "backup.db")
    assert "never overwrites" in run("ledger", "backup", "backup.db", code=1)
    (tmp_path / "shelf").mkdir()
    run("ledger", "backup", "shelf")
    (dated,) = (tmp_path / "shelf").iterdir()
    assert dated.name.endswith("Z.db")
    assert "Stop it first" in run("ledger", "restore", "backup.db", code=1)
    world.bot.ledger.close()
    assert "no such file" in run("ledger", "restore", "nothing.db", code=1)
    said = run("ledger", "restore", "backup.db")
    assert "Restored 1 request; held: 1 reward. Sending is paused." in said
    (row,) = json.loads(run("rewards", "list", "--json"))
    assert (row["id"], row["status"]) == (request.id, "pending")
    assert row["held_since"]
    assert "pending (held)" in run("rewards", "list")
    assert "restored from a copy" in run("rewards", "show", request.id)
    world.served.stop()
