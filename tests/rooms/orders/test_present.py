"""Every word of an order is said in Chinese and English; every refusal says what happened and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.utils import translation
from tests.rooms.orders.world import AT, DAY, HOUR, control, facts

from lianfang.core.moves import ORDER_MOVES, Obstacle, StageRecord, TestRecord, TestResult, release_obstacles
from lianfang.core.policy import CATEGORIES, PLACES
from lianfang.orders import actions, present, refusals
from lianfang.orders.models import Order, Stage
from lianfang.orders.models import TestResult as ResultRow
from lianfang.shared.actor import Actor


def subclasses(kind: type[refusals.OrderRefused]) -> Iterator[type[refusals.OrderRefused]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def make(kind: type[refusals.OrderRefused]) -> refusals.OrderRefused:
    given: dict[type[refusals.OrderRefused], tuple[object, ...]] = {
        refusals.NothingToIssue: (actions.ask_law(facts=facts("arrival_hubei"), at=AT),),
        refusals.ReleaseRefused: (release_obstacles([StageRecord(0, AT, AT + DAY)], [], AT),),
        refusals.EarlyRefused: (release_obstacles([StageRecord(0, AT, AT + DAY)], [], AT),),
        refusals.UnknownTest: ([1, 2],),
        refusals.AlreadyControlled: (7,),
        refusals.Overlaps: (7,),
    }
    if kind is refusals.WrongTime:
        return refusals.WrongTime(AT, earliest=AT + HOUR, latest=AT + DAY)
    return kind(*given.get(kind, ("141123-20220228-000007",)))


pytestmark = pytest.mark.django_db  # the law in force is read with the county's own orders

ALL = sorted(set(subclasses(refusals.OrderRefused)), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_each_refusal_has_words_in_both_languages(kind: type[refusals.OrderRefused]) -> None:
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said[language] = present.say_refusal(make(kind))
    assert said["en"] != said["zh-hans"]
    assert said["en"].endswith(".")
    assert not any(letter.isascii() and letter.isalpha() for letter in said["zh-hans"])
    assert "%(" not in said["en"] + said["zh-hans"]


def test_each_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in ALL]
    assert len(set(codes)) == len(codes)
    assert refusals.OrderRefused.code not in codes


@pytest.mark.parametrize(
    ("earliest", "latest", "bounds"),
    [
        (AT, None, "not before 28 February 2022 09:00"),
        (None, AT, "not after 28 February 2022 09:00"),
        (AT, AT + DAY, "not before 28 February 2022 09:00, not after 1 March 2022 09:00"),
    ],
)
def test_a_wrong_time_names_what_is_possible(
    earliest: datetime | None, latest: datetime | None, bounds: str
) -> None:
    with translation.override("en"):
        said = present.say_refusal(refusals.WrongTime(AT - DAY, earliest=earliest, latest=latest))
    assert bounds in said
    assert said.startswith("27 February 2022 09:00 is not possible")


@pytest.mark.parametrize(
    ("tests", "words"),
    [
        ((), ""),
        ((TestRecord(0, date(2022, 2, 28)),), "2022年2月28日"),
        ((TestRecord(0, date(2022, 2, 28), 2, (TestResult("negative"),)),), "2"),
        ((TestRecord(0, date(2022, 2, 28), 1, (TestResult("positive"),)),), "阳性"),
    ],
)
def test_obstacles_are_said_with_local_days(tests: tuple[TestRecord, ...], words: str) -> None:
    with translation.override("zh-hans"):
        said = [
            present.say_obstacle(obstacle)
            for obstacle in release_obstacles([StageRecord(0, AT - DAY, AT)], tests, AT)
        ]
    assert len(said) == len(tests)
    assert words in "".join(said)


def test_an_obstacle_with_a_moment_is_said_in_shanghai_time() -> None:
    obstacle = Obstacle(
        "days_not_over", "The days of stage %(stage)s are not over until %(ends)s.", {"stage": 1, "ends": AT}
    )
    with translation.override("en"):
        assert (
            present.say_obstacle(obstacle) == "The days of stage 1 are not over until 28 February 2022 09:00."
        )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_state_has_its_words(language: str) -> None:
    with translation.override(language):
        assert set(present.STATES) == set(Order.State.values) == set(present.STATE_TONES)
        assert set(present.STAGE_STATES) == set(Stage.State.values)
        assert set(present.RESULTS) == set(ResultRow.Result.values)
        assert [code for code, _ in present.list_categories()] == list(CATEGORIES)
        assert {place for place, _ in present.list_places()} == set(PLACES)
        told = [
            *present.STATES.values(), *present.STAGE_STATES.values(), *present.TEST_STATES.values(),
            *(words for _, words in present.list_categories()), *(words for _, words in present.list_places()),
            *(present.say_move(move) for move in ORDER_MOVES.names),
        ]  # fmt: skip
        ascii_only = [str(words) for words in told if str(words).isascii()]
    assert len(ascii_only) == (len(told) if language == "en" else 0), ascii_only


@pytest.mark.parametrize("say", [present.say_place, present.say_category, present.say_post])
def test_a_code_without_words_is_shown_as_it_is(say: object) -> None:
    assert say("unheard_of") == "unheard_of"  # type: ignore[operator]


def test_reasons_are_said_again_as_when_the_order_was_issued(console: Actor) -> None:
    order = control(console, anchor=AT - 3 * DAY)
    with translation.override("zh-hans"):
        said = present.say_reasons(Order.objects.get(pk=order.pk))
        assert "第八版" in said[0][0]
        assert any("起算3天后" in sentence for sentence, _ in said)
        assert "第八版" in present.say_documents(order.rules)
    assert present.say_documents(["unheard_of"]) == ""
