"""The strip of days."""

from dataclasses import dataclass
from datetime import date, datetime

from lianfang.core.timeline import DAY, SHANGHAI, Due, DueState, StripDay, day_start, day_strip


@dataclass(frozen=True)
class Lived:
    place: str
    starts: datetime
    ends: datetime


def moment(day: int, hour: int = 0) -> datetime:
    return datetime(2022, 2, day, hour, tzinfo=SHANGHAI)


def due(day: int) -> Due:
    on = date(2022, 2, day)
    return Due(on=on, opens=day_start(on), closes=day_start(on) + DAY)


STAGES = [
    Lived("centralised", moment(1, 15), moment(3, 15)),
    Lived("home", moment(3, 15), moment(5)),
]


def test_each_day_once_with_stage_number_and_places() -> None:
    strip = day_strip(STAGES, [], at=moment(2, 9))
    assert [(day.day.day, day.stage, day.number, day.places, day.is_today) for day in strip] == [
        (1, 0, 1, ("centralised",), False),
        (2, 0, 2, ("centralised",), True),
        (3, 1, 1, ("centralised", "home"), False),  # the day of moving shows both
        (4, 1, 2, ("home",), False),  # ends at midnight, so the fifth no longer belongs to it
    ]


def test_a_person_found_late_starts_on_a_later_day() -> None:
    strip = day_strip(STAGES, [], at=moment(2), first_days=[10])
    assert [day.number for day in strip] == [10, 11, 1, 2]


def test_dues_stand_on_their_day_with_their_state() -> None:
    strip = day_strip(STAGES, [due(1), due(4), due(4)], at=moment(2, 9))
    assert [day.states for day in strip] == [
        (DueState.MISSED,),
        (),
        (),
        (DueState.AHEAD, DueState.AHEAD),
    ]
    assert strip[0].dues == (due(1),)


def test_a_due_outside_every_stage_is_still_shown() -> None:
    last = day_strip(STAGES, [due(9)], at=moment(2))[-1]
    assert last == StripDay(
        day=date(2022, 2, 9),
        stage=None,
        number=None,
        places=(),
        dues=(due(9),),
        states=(DueState.AHEAD,),
        is_today=False,
    )


def test_days_between_stages_are_left_out() -> None:
    apart = [Lived("home", moment(1), moment(2)), Lived("home", moment(5), moment(6))]
    assert [day.day.day for day in day_strip(apart, [], at=moment(1))] == [1, 5]


def test_no_stages_no_strip() -> None:
    assert day_strip([], [], at=moment(1)) == ()
