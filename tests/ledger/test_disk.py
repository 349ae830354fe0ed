"""Whether the ledger's disk lasts, from the system's table of mounts and the host."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import LedgerTemporary
from bot.ledger.disk import assert_lasting, mounts, why_temporary

LEDGER = Path("/data/books/shabash.db")
EXT4 = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard"
OVERLAY = "27 1 0:50 / / rw,relatime master:1 shared:2 - overlay overlay rw,lowerdir=/a:/b,upperdir=/c"
VOLUME = "40 27 254:1 /volumes/books /data rw,relatime - ext4 /dev/vdb rw"
MEMORY = "41 27 0:60 / /data rw,nosuid - tmpfs tmpfs rw,size=65536k"
NEIGHBOUR = "42 27 0:61 / /data/book rw - tmpfs tmpfs rw"


def why(*lines: str, path: Path = LEDGER, host: str = "") -> str | None:
    return why_temporary(path, "\n".join(lines), host)


def test_a_plain_disk_lasts() -> None:
    assert why(EXT4) is None


def test_memory_does_not_last() -> None:
    assert why(EXT4, MEMORY) == "/data is kept in memory (tmpfs), which is gone at the next restart"


@pytest.mark.parametrize("kind", ["overlay", "aufs", "fuse.fuse-overlayfs"])
def test_a_container_s_own_layer_does_not_last_and_a_volume_in_it_does(kind: str) -> None:
    layer = OVERLAY.replace("- overlay", f"- {kind}")
    assert why(layer) == f"/ is a container's own layer ({kind}), which goes with the container"
    assert why(layer, VOLUME) is None


def test_the_nearest_mount_counts_and_of_several_at_one_place_the_newest() -> None:
    assert why(MEMORY, VOLUME) is None
    assert why(VOLUME, MEMORY) is not None
    assert why(VOLUME, OVERLAY) is None


def test_a_name_that_only_begins_the_same_holds_nothing_of_it() -> None:
    assert why(EXT4, NEIGHBOUR) is None


def test_a_mount_point_with_a_space_in_its_name_is_read() -> None:
    line = MEMORY.replace("/data", r"/my\040data")
    assert why(EXT4, line, path=Path("/my data/shabash.db")) is not None
    assert why(EXT4, line) is None


def test_a_link_is_followed_to_where_the_file_is(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    line = MEMORY.replace("/data", str(tmp_path.resolve() / "kept"))
    assert why(EXT4, line, path=tmp_path / "link" / "shabash.db") is not None


@pytest.mark.parametrize("table", ["", "nonsense", "1 2 3", "1 2 3 4 /data rw ext4", " - "])
def test_where_nothing_can_be_read_nothing_is_claimed(table: str) -> None:
    assert why_temporary(LEDGER, table, "") is None


def test_heroku_keeps_no_disk_whatever_is_mounted() -> None:
    for lines in ((EXT4,), (EXT4, VOLUME), ()):
        assert why(*lines, host="Heroku") == "Heroku wipes this disk at each restart"


@pytest.mark.parametrize("host", ["Fly.io", "Google Cloud Run"])
def test_a_host_with_volumes_keeps_what_is_on_one(host: str) -> None:
    assert why(EXT4, host=host) == f"{host} wipes this disk at each restart"
    assert why(EXT4, VOLUME, host=host) is None
    assert why(EXT4, MEMORY, host=host) is not None


def test_the_refusal_names_the_file_the_reason_and_the_ways_out() -> None:
    with pytest.raises(LedgerTemporary) as raised:
        assert_lasting(LEDGER, OVERLAY, "")
    said = raised.value.sentence
    for words in (
        str(LEDGER),
        "container's own layer",
        "volume",
        "DATABASE_URL",
        "SQLITE_ON_TEMPORARY_DISK=accept-loss",
    ):
        assert words in said
    with pytest.raises(LedgerTemporary, match="Heroku has none"):
        assert_lasting(LEDGER, EXT4, "Heroku")
    assert_lasting(LEDGER, EXT4, "")


def test_the_system_s_own_table_is_read_or_empty() -> None:
    table = mounts()
    assert table == "" or " / " in table
