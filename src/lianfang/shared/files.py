"""Received and produced files: encrypted on disk in blocks, found by their row."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from lianfang.shared import crypto
from lianfang.shared.actor import Actor
from lianfang.shared.models import StoredFile

_BLOCK = 1 << 20
_PURPOSE = "file"


def files_folder() -> Path:
    """Return the folder of stored files, made readable by its owner only."""
    folder = Path(settings.HOME) / "files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def store_file(
    *,
    content: bytes,
    kind: str,
    filename: str,
    by: Actor,
    at: datetime,
    media_type: str = "",
    delete_on: date | None = None,
) -> StoredFile:
    """Encrypt a file's bytes to disk and keep its row; the disk holds it before the row does."""
    name = secrets.token_hex(16)
    path = files_folder() / name
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as disk:
        for number, start in enumerate(range(0, max(len(content), 1), _BLOCK)):
            write_block(disk, name, number, content[start : start + _BLOCK])
        disk.flush()
        os.fsync(disk.fileno())
    return StoredFile.objects.create(
        kind=kind,
        filename=filename[:255],
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=name,
        key_id=crypto.key_ring().current,
        made_at=at,
        made_by=by.staff_id,
        delete_on=delete_on,
    )


def write_block(disk: IO[bytes], name: str, number: int, block: bytes) -> None:
    """Encrypt one block to disk, bound to its file and its number so that none can be moved."""
    sealed = crypto.seal(block, f"{_PURPOSE}:{name}:{number}")
    disk.write(len(sealed).to_bytes(4, "big") + sealed)


def read_blocks(file: StoredFile) -> Iterator[bytes]:
    """Decrypt a stored file block by block; raises CannotOpen for changed bytes."""
    with (files_folder() / file.path).open("rb") as disk:
        number = 0
        while head := disk.read(4):
            sealed = disk.read(int.from_bytes(head, "big"))
            yield crypto.unseal(sealed, f"{_PURPOSE}:{file.path}:{number}")
            number += 1


def read_stored(file: StoredFile) -> bytes:
    """Return a stored file's bytes; raises CannotOpen where they are not what was stored."""
    content = b"".join(read_blocks(file))
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise crypto.CannotOpen(f"stored file {file.pk} is not complete")
    return content
