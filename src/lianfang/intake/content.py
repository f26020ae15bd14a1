"""A row's content at rest: the cells as received and the traveller read from them, sealed as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.json import Decoder, Encoder

from lianfang.core.intake.particulars import Traveller
from lianfang.core.intake.rows import Flaw, ReadRow
from lianfang.shared import crypto

_PURPOSE = "row.content"


class Content(NamedTuple):
    """What a row held: its cells, the traveller, the flaws found, and the address of a row without a traveller."""

    cells: tuple[str, ...]
    traveller: Traveller | None
    flaws: tuple[Flaw, ...]
    rejected_address: str

    @property
    def address(self) -> str:
        """The text of its address, which a rejected row has too."""
        return self.traveller.address if self.traveller else self.rejected_address


_encode = Encoder().encode
_decode = Decoder(Content).decode


def content_of(row: ReadRow) -> Content:
    """Return what is kept sealed of a row."""
    return Content(row.cells, row.traveller, row.flaws, row.rejected_address)


def pack(content: Content) -> bytes:
    """Return a row's content as plain bytes, before they are sealed and for their digest."""
    return _encode(content)


def seal(packed: bytes) -> bytes:
    """Seal a row's packed content."""
    return crypto.seal(packed, _PURPOSE)


def seal_all(packed: Sequence[bytes]) -> list[bytes]:
    """Seal the packed contents of a block."""
    return crypto.seal_all(packed, _PURPOSE)


def unseal(sealed: bytes | memoryview) -> Content:
    """Open a row's content; raises CannotOpen."""
    return _decode(crypto.unseal(sealed, _PURPOSE))
