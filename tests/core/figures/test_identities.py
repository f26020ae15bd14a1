"""What must add up, and what is said when it does not."""

import pytest

from lianfang.core.figures.identities import Breach, Identity, reconcile, total

REPORT = {
    "c": {"ever": 10, "now": 4, "out": 6, "times": 13, "more": 3, "by": {"home": 9, "site": 4}, "none": {}}
}


@pytest.mark.parametrize(
    ("identity", "difference"),
    [
        (Identity("c.ever", ("c.now", "c.out")), None),
        (Identity("c.ever", ("c.now",)), -6),
        (Identity("c.now", ("c.now", "c.out")), 6),
        (Identity("c.more", ("c.times",), ("c.ever",)), None),
        (Identity("c.more", ("c.times",), ("c.now",)), 6),
        (Identity("c.times", ("c.by",)), None),
        (Identity("c.by", ("c.times",)), None),
        (Identity("c.ever", ("c.by",)), 3),
        (Identity("c.ever", ("c.none",)), -10),
    ],
)
def test_a_breach_says_by_how_much(identity: Identity, difference: int | None) -> None:
    breaches = reconcile(REPORT, [identity])
    assert [breach.difference for breach in breaches] == ([] if difference is None else [difference])


def test_every_breach_is_listed_in_order() -> None:
    wrong = Identity("c.ever", ("c.now",))
    right = Identity("c.ever", ("c.now", "c.out"))
    worse = Identity("c.now", ("c.ever",))
    assert reconcile(REPORT, [wrong, right, worse]) == [Breach(wrong, 10, 4), Breach(worse, 4, 10)]


def test_a_split_stands_for_its_sum() -> None:
    assert (total(REPORT, "c.by"), total(REPORT, "c.by.home"), total(REPORT, "c.none")) == (13, 9, 0)


def test_a_figure_the_report_lacks_is_an_error_and_never_zero() -> None:
    with pytest.raises(KeyError):
        reconcile(REPORT, [Identity("c.ever", ("c.lost",))])
