"""What a row held comes back from its seal as it went in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity.numbers import IdentityNumber, IdKind
from lianfang.core.identity.sex import Sex
from lianfang.core.intake.fields import Field
from lianfang.core.intake.particulars import Traveller
from lianfang.core.intake.rows import Flaw, Outcome, ReadRow
from lianfang.intake.content import content_of, pack, seal, unseal
from lianfang.shared.crypto import CannotOpen

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
days = st.none() | st.dates(date(1880, 1, 1), date(2030, 1, 1))
sexes = st.none() | st.sampled_from(Sex)
numbers = st.builds(IdentityNumber, st.sampled_from(IdKind), words, days, sexes)
travellers = st.builds(
    Traveller, words, words, st.none() | numbers, st.lists(words, max_size=3).map(tuple), sexes,
    st.none() | st.integers(0, 129), days, words, words, words, days, days, words, words, words, words,
)  # fmt: skip
flaws = st.builds(Flaw, st.sampled_from(Field), words, words, words)
cells = st.lists(words, max_size=8).map(tuple)


@given(cells, travellers, st.lists(flaws, max_size=2).map(tuple))
def test_a_person_comes_back_whole(cells, traveller, flaws) -> None:
    row = ReadRow("", 2, cells, Outcome.READY, traveller=traveller, flaws=flaws)
    content = unseal(seal(pack(content_of(row))))
    assert (content.cells, content.traveller, content.address) == (cells, traveller, traveller.address)
    assert content.flaws == flaws


@given(cells, words)
def test_a_rejected_row_keeps_its_cells_and_address(cells, address: str) -> None:
    row = ReadRow("", 2, cells, Outcome.REJECTED, rejected_address=address)
    content = unseal(seal(pack(content_of(row))))
    assert (content.cells, content.traveller, content.address) == (cells, None, address)


def test_changed_bytes_do_not_open() -> None:
    sealed = bytearray(seal(pack(content_of(ReadRow("", 2, ("张三",), Outcome.REJECTED)))))
    assert "张三".encode() not in sealed
    sealed[-1] ^= 1
    with pytest.raises(CannotOpen):
        unseal(bytes(sealed))
