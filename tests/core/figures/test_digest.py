"""The seal on a list of members."""

from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.figures.digest import digest

ids = st.lists(st.integers() | st.text(st.characters(exclude_characters="\n", codec="utf-8")), unique_by=str)


def test_the_seal_is_a_plain_hash_of_sorted_lines() -> None:
    assert digest([10, 9, 2]) == sha256(b"10\n2\n9\n").hexdigest()


def test_nobody_has_a_seal_too() -> None:
    assert digest([]) == sha256(b"").hexdigest()


def test_ids_of_other_kinds_are_taken_as_text() -> None:
    key = UUID("12345678-1234-5678-1234-567812345678")
    assert digest([key]) == digest([str(key)]) == digest(iter([key]))


@pytest.mark.parametrize("ids", [[1, 1], [1, "1"], ["a\nb"]])
def test_a_list_that_cannot_be_sealed_is_refused(ids: list[object]) -> None:
    with pytest.raises(ValueError, match="member"):
        digest(ids)


@given(ids)
def test_order_does_not_matter(members: list[object]) -> None:
    assert digest(reversed(members)) == digest(sorted(members, key=str)) == digest(members)


@given(ids, ids)
def test_other_members_have_another_seal(one: list[object], other: list[object]) -> None:
    assert (digest(one) == digest(other)) is (set(map(str, one)) == set(map(str, other)))
