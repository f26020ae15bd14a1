"""Stored files are closed on disk and open whole or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.rooms.staff import make_actor

from lianfang.shared import crypto, files
from lianfang.shared.models import StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
AT = datetime(2022, 2, 28, 1, tzinfo=UTC)
BLOCK = 1 << 20


def store(content: bytes, **fields: object) -> StoredFile:
    return files.store_file(
        content=content, kind="list", filename="名单.xlsx", by=make_actor(), at=AT, **fields
    )


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7])
def test_what_was_stored_is_read_again(size):
    content = bytes(range(256)) * (size // 256 + 1)
    stored = store(content[:size])
    assert files.read_stored(stored) == content[:size]
    assert stored.size == size
    assert len(list(files.read_blocks(stored))) == max(1, -(-size // BLOCK))


def test_the_row_tells_what_it_is():
    stored = store(b"x", media_type="text/csv", delete_on=date(2022, 4, 30))
    assert (stored.kind, stored.filename, stored.made_at, stored.key_id) == ("list", "名单.xlsx", AT, "k1")
    assert stored.delete_on == date(2022, 4, 30)


def test_the_disk_shows_neither_name_nor_content(home):
    stored = store("张某 154".encode() * 100)
    path = home / "files" / stored.path
    assert "名单" not in path.name
    assert "张某".encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def blocks_on_disk(path: Path) -> list[bytes]:
    raw, found = path.read_bytes(), []
    while raw:
        size = int.from_bytes(raw[:4], "big")
        found.append(raw[: 4 + size])
        raw = raw[4 + size :]
    return found


@pytest.mark.parametrize(
    "tamper",
    [
        lambda blocks: blocks[:-1],
        lambda blocks: [blocks[1], blocks[0], *blocks[2:]],
        lambda blocks: [blocks[0], blocks[0], *blocks[2:]],
        lambda blocks: [*blocks[:2], blocks[2][:-1] + bytes([blocks[2][-1] ^ 1])],
        lambda blocks: [],
    ],
    ids=["cut short", "exchanged", "repeated", "one bit", "empty"],
)
def test_a_tampered_file_does_not_open(home, tamper):
    stored = store(bytes(BLOCK) + b"a" * BLOCK + b"b" * 10)
    path = home / "files" / stored.path
    path.write_bytes(b"".join(tamper(blocks_on_disk(path))))
    with pytest.raises(crypto.CannotOpen):
        files.read_stored(stored)


def test_a_file_does_not_open_in_anothers_place(home):
    one, other = store(b"one"), store(b"one")
    (home / "files" / one.path).write_bytes((home / "files" / other.path).read_bytes())
    with pytest.raises(crypto.CannotOpen):
        files.read_stored(one)


def test_a_missing_file_is_missing(home):
    stored = store(b"x")
    (home / "files" / stored.path).unlink()
    with pytest.raises(FileNotFoundError):
        files.read_stored(stored)
