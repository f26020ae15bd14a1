"""What an address was found to stand for, as lists write it."""

import pytest

from lianfang.core.places.model import Missing, Reason, Resolution, Verdict


@pytest.mark.parametrize(
    ("resolution", "verdict"),
    [
        (Resolution(Verdict.ASSIGNED, Reason.VILLAGE, "141123100200"), "141123100200"),
        (Resolution(Verdict.ASSIGNED, Reason.TOWN_ONLY, "141123100"), "141123100"),
        (Resolution(Verdict.AMBIGUOUS, Reason.SAME_NAME, candidates=("1", "2")), "ambiguous"),
        (Resolution(Verdict.ELSEWHERE, Reason.ELSEWHERE, elsewhere="1401"), "elsewhere"),
        (Resolution(Verdict.NONE, Reason.EMPTY), "none"),
    ],
)
def test_the_verdict_is_the_code_or_the_word(resolution: Resolution, verdict: str) -> None:
    assert resolution.verdict == verdict


def test_the_words_of_the_contract_are_plain_text() -> None:
    assert [kind.value for kind in Verdict] == ["assigned", "ambiguous", "elsewhere", "none"]
    assert Missing.NOTHING.value == ""
    assert all(reason.value == reason.name.lower() for reason in Reason)
