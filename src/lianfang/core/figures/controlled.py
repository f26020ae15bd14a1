"""The figures of control: who is, came and went, counted in people and in person-times; nothing here but
data.

A *person-time* 人次 is one stage started; a *person* 人 is counted once however many stages they had. A stage
is the person's at the cut when it started before the cut and has not ended before it, so a move at any
instant leaves nobody in between. `left_ever` includes those handed over to another county 移交, who reduce
*now* like those who left on their own (rules §9.13). Whatever the facts, ever = now + released + left + died
+ unexplained; a report with anybody unexplained does not reconcile. By class 类别 a person stands in the class
of the latest stage, so that the classes add up; arrivals from Hubei are among those from other provinces (P-15).
Sources: rules §6.1, P-15, P-26, P-91.
"""

from dataclasses import replace

from lianfang.core.figures.algebra import (
    ALWAYS,
    AtOrAfter,
    Before,
    Column,
    Eq,
    In,
    IsNull,
    Literal,
    Not,
    all_of,
    any_of,
)
from lianfang.core.figures.cut import CUT, SINCE
from lianfang.core.figures.facts import SPELLS
from lianfang.core.figures.figure import Figure, Unit
from lianfang.core.figures.wording import msgid

STARTED = Before(Column("starts_at"), CUT)
STARTED_NEW = all_of(AtOrAfter(Column("starts_at"), SINCE), STARTED)
ENDED = Before(Column("ends_at"), CUT)
RUNNING = any_of(IsNull(Column("ends_at")), AtOrAfter(Column("ends_at"), CUT))
RELEASED = all_of(ENDED, Eq(Column("ended_by"), Literal("released")))
LEFT = all_of(ENDED, In(Column("ended_by"), ("left", "transferred")))
DIED = all_of(ENDED, Eq(Column("ended_by"), Literal("died")))
ENDED_WITHOUT_REASON = all_of(
    ENDED,
    any_of(
        IsNull(Column("ended_by")), Not(In(Column("ended_by"), ("released", "left", "transferred", "died")))
    ),
)

EVER = Figure(
    path="controlled.ever",
    table=SPELLS,
    counts=Unit.PERSON,
    where=STARTED,
    label=msgid("Controlled, ever"),
    says=msgid("People with at least one stage of a measure started before {cut}; each person once."),
)
EVER_TIMES = Figure(
    path="controlled.ever_times",
    table=SPELLS,
    counts=Unit.PERSON_TIME,
    where=STARTED,
    label=msgid("Controlled, ever, person-times"),
    says=msgid("Stages started before {cut}; a person counts once for each stage."),
)
EVER_REPEAT = replace(
    EVER_TIMES,
    path="controlled.ever_repeat",
    minus=("controlled.ever_times", "controlled.ever"),
    label=msgid("Second or later stages, ever"),
    says=msgid("Stages started before {cut} that are not their person's first; times less people."),
)
NEW = Figure(
    path="controlled.new",
    table=SPELLS,
    counts=Unit.PERSON,
    where=STARTED_NEW,
    label=msgid("Newly controlled"),
    says=msgid("People with at least one stage started from {since} to before {cut}; each person once."),
)
NEW_TIMES = Figure(
    path="controlled.new_times",
    table=SPELLS,
    counts=Unit.PERSON_TIME,
    where=STARTED_NEW,
    label=msgid("Newly controlled, person-times"),
    says=msgid("Stages started from {since} to before {cut}; a person counts once for each stage."),
)
NEW_REPEAT = replace(
    NEW_TIMES,
    path="controlled.new_repeat",
    minus=("controlled.new_times", "controlled.new"),
    label=msgid("Second or later stages among the new"),
    says=msgid(
        "Stages from {since} to before {cut} that are not their person's first there; times less people."
    ),
)
NOW = Figure(
    path="controlled.now",
    table=SPELLS,
    counts=Unit.PERSON,
    where=all_of(STARTED, RUNNING),
    label=msgid("Controlled now"),
    says=msgid("People in a stage at {cut}: it started before and has not ended before."),
)
RELEASED_EVER = Figure(
    path="controlled.released_ever",
    table=SPELLS,
    counts=Unit.PERSON,
    where=STARTED,
    none=RUNNING,
    last=RELEASED,
    label=msgid("Released, ever"),
    says=msgid("People not controlled at {cut} whose last stage ended by release."),
)
RELEASED_NEW = replace(
    RELEASED_EVER,
    path="controlled.released_new",
    last=all_of(RELEASED, AtOrAfter(Column("ends_at"), SINCE)),
    label=msgid("Newly released"),
    says=msgid("People not controlled at {cut} whose last stage ended by release at {since} or later."),
)
LEFT_EVER = replace(
    RELEASED_EVER,
    path="controlled.left_ever",
    last=LEFT,
    label=msgid("Left or handed over, ever"),
    says=msgid(
        "People not controlled at {cut} whose last stage ended by leaving or by transfer to another place."
    ),
)
DIED_EVER = replace(
    RELEASED_EVER,
    path="controlled.died_ever",
    last=DIED,
    label=msgid("Died while controlled, ever"),
    says=msgid("People whose last stage ended by death before {cut}."),
)
UNEXPLAINED = replace(
    RELEASED_EVER,
    path="controlled.unexplained",
    last=ENDED_WITHOUT_REASON,
    label=msgid("Without a next stage"),
    says=msgid(
        "People not controlled at {cut} whose last stage ended by a move that leads nowhere: to be put right."
    ),
)

BY_PLACE = (
    replace(
        EVER_TIMES, path="controlled.ever_times_by", by="place", label=msgid("Person-times ever, by place")
    ),
    replace(NEW_TIMES, path="controlled.new_times_by", by="place", label=msgid("New person-times, by place")),
    replace(NOW, path="controlled.now_by", by="place", label=msgid("Controlled now, by place")),
)

# By town a person stands where the latest stage is, so that the towns add up to the county.
BY_TOWN = (
    replace(
        EVER, path="controlled.ever_by_town", last=ALWAYS, by="town", label=msgid("Controlled ever, by town")
    ),
    replace(
        NEW, path="controlled.new_by_town", last=ALWAYS, by="town", label=msgid("Newly controlled, by town")
    ),
    replace(
        NOW, path="controlled.now_by_town", last=ALWAYS, by="town", label=msgid("Controlled now, by town")
    ),
    replace(
        RELEASED_EVER, path="controlled.released_by_town", by="town", label=msgid("Released ever, by town")
    ),
)

BY_CATEGORY = (
    replace(
        EVER,
        path="controlled.ever_by_category",
        last=ALWAYS,
        by="category",
        label=msgid("Controlled ever, by class"),
    ),
    replace(
        NOW,
        path="controlled.now_by_category",
        last=ALWAYS,
        by="category",
        label=msgid("Controlled now, by class"),
    ),
    replace(
        RELEASED_EVER,
        path="controlled.released_by_category",
        by="category",
        label=msgid("Released ever, by class"),
    ),
)

FROM_OUTSIDE = In(Column("category"), ("arrival_hubei", "arrival_other_province"))

# Those who came in or back from other provinces, Hubei among them; a person who belongs to another class since is not.
OUTSIDE = (
    replace(
        EVER,
        path="controlled.outside_ever",
        last=FROM_OUTSIDE,
        label=msgid("From other provinces, ever"),
        says=msgid("People whose latest stage before {cut} is that of an arrival from another province."),
    ),
    replace(
        NOW,
        path="controlled.outside_now",
        last=FROM_OUTSIDE,
        label=msgid("From other provinces, now"),
        says=msgid("People in a stage at {cut} as arrivals from another province."),
    ),
    replace(
        RELEASED_EVER,
        path="controlled.outside_released",
        last=all_of(RELEASED, FROM_OUTSIDE),
        label=msgid("From other provinces, released"),
        says=msgid(
            "People not controlled at {cut} whose last stage, as arrivals from another province, ended by release."
        ),
    ),
    replace(
        RELEASED_EVER,
        path="controlled.outside_gone",
        last=all_of(any_of(LEFT, DIED), FROM_OUTSIDE),
        label=msgid("From other provinces, left or died"),
        says=msgid(
            "People not controlled at {cut} whose last stage, as arrivals from another province, did not end by release."
        ),
    ),
)

CONTROLLED = (
    *(EVER, EVER_TIMES, EVER_REPEAT),
    *(NEW, NEW_TIMES, NEW_REPEAT),
    *(NOW, RELEASED_EVER, RELEASED_NEW, LEFT_EVER, DIED_EVER),
    *BY_PLACE,
    *BY_TOWN,
    *BY_CATEGORY,
    *OUTSIDE,
)
