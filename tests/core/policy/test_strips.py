"""What the shipped law asks of a person, day by day, drawn so that an epidemiologist can read it against the texts.

A letter a day: c centralised, h home isolation, m home health monitoring, s self-monitoring; a capital on a day
with a test, a dot before the person was found, a space between stages, a plus for a test in the last hours, after
midnight. `-` nothing is asked, `?` no rule is loaded.
"""

from datetime import datetime, timedelta

import pytest

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import Decision, Facts, decide
from lianfang.core.timeline import DAY, SHANGHAI

BOOK = get_policy_book()
LETTERS = {"centralised": "c", "home": "h", "monitoring": "m", "self": "s"}

# area | day of the anchor | category | strip. Areas: 14 Shanxi, 1402 Datong, 61 Shaanxi, 6109 Ankang, 141031 Xi.
PROMPT = """
       | 2021-06-01 | close_contact          | CccCccCccccccC mMmmmmM
       | 2022-02-28 | close_contact          | CccCccCccccccC mMmmmmM
       | 2022-02-28 | secondary_contact      | CccCccC
       | 2022-02-28 | inbound                | CccCccCccccccC mMmmmmM
       | 2022-02-28 | high_risk              | cccccccccccccc
       | 2022-02-28 | medium_risk            | ?
       | 2022-02-28 | low_risk               | ?
141123 | 2021-01-20 | close_contact          | CcccccCccccccC hhhhhhH
141123 | 2021-01-20 | secondary_contact      | ccccccC
141123 | 2021-01-20 | high_risk              | CccccccccccccC
141123 | 2021-01-20 | medium_risk            | HhhhhhhhhhhhhH
141123 | 2022-02-28 | close_contact          | CccCccCccccccC mMmmmmM
141123 | 2022-02-28 | high_risk              | CcccccCccccccC
141123 | 2022-02-28 | medium_risk            | HhhhhhHhhhhhhH
141123 | 2022-02-28 | low_risk               | HhhhhhH
141123 | 2022-02-28 | inbound_after_port     | HhhhhhHhhhhhhH
141123 | 2022-02-28 | arrival_other_province | ?
140212 | 2022-05-15 | high_risk              | CcCcCcCcCcCccC
140212 | 2022-05-15 | medium_risk            | CcCcCcCcCcCccC
140212 | 2022-05-15 | ungraded_risk          | HHhHHhH
140212 | 2022-05-15 | arrival_other_province | SSS
140212 | 2022-05-15 | close_contact          | CccCccCccccccC mMmmmmM
140212 | 2022-05-10 | high_risk              | CcccccCccccccC
610902 | 2022-01-20 | high_risk              | CcCcCcCcCcCcCc
610902 | 2022-01-20 | low_risk               | Ssssssssssssss
       | 2022-07-15 | close_contact          | CCCcCcC mmM
       | 2022-07-15 | secondary_contact      | HhhHhhH
       | 2022-07-15 | inbound                | CCCcCcC mmM
       | 2022-07-15 | high_risk              | CCCcCcC
       | 2022-07-15 | medium_risk            | HhhHhhH
       | 2022-07-15 | low_risk               | SsS
141123 | 2022-07-15 | low_risk               | SsS
141123 | 2022-08-25 | high_risk              | CCCcCcC
141123 | 2022-08-25 | medium_risk            | HhhHhhH
141123 | 2022-08-25 | low_risk               | MMM
141123 | 2022-08-25 | arrival_other_province | Sss
       | 2022-11-20 | close_contact          | CCCcC HhH
       | 2022-11-20 | secondary_contact      | -
       | 2022-11-20 | inbound                | CCCcC HhH
       | 2022-11-20 | high_risk              | HhHhHhH
       | 2022-11-20 | medium_risk            | -
       | 2022-11-20 | closed_loop_job        | MmMmM
611002 | 2022-11-20 | close_contact          | CCCcC HhH
611002 | 2022-11-20 | secondary_contact      | -
       | 2022-12-15 | close_contact          | hhhhH
       | 2022-12-15 | infected_mild          | hhhhhHH
       | 2023-01-09 | close_contact          | -
       | 2023-01-09 | inbound                | -
141031 | 2020-02-12 | arrival_hubei          | hhhhhhhhhhhhhh
141031 | 2020-02-12 | arrival_same_province  | hhhhhhhhhhhhhh
       | 2020-01-01 | close_contact          | ?
"""

# How many whole days after the anchor the person was found | strip, under the eighth edition or the ninth.
LATE = """
close_contact     | 2022-02-28 |  0 | CccCccCccccccC mMmmmmM
close_contact     | 2022-02-28 |  1 | .ccCccCccccccC mMmmmmM
close_contact     | 2022-02-28 |  4 | ....ccCccccccC mMmmmmM
close_contact     | 2022-02-28 | 13 | .............C mMmmmmM
close_contact     | 2022-02-28 | 14 | ..............mMmmmmM
close_contact     | 2022-02-28 | 16 | ................MmmmM
close_contact     | 2022-02-28 | 20 | ....................M+
close_contact     | 2022-02-28 | 21 | .....................SsS
close_contact     | 2022-02-28 | 40 | ........................................SsS
secondary_contact | 2022-02-28 |  3 | ...CccC
secondary_contact | 2022-02-28 |  4 | ....CcC
secondary_contact | 2022-02-28 |  9 | .........SsS
high_risk         | 2022-02-28 |  9 | .........ccccc
high_risk         | 2022-02-28 | 14 | -
high_risk         | 2022-07-15 |  2 | ..CcCcC
high_risk         | 2022-07-15 |  5 | .....CC
high_risk         | 2022-07-15 |  8 | ........SsS
low_risk          | 2022-07-15 |  2 | ..S+
"""


def read_table(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines()]


def draw(decision: Decision, anchor: datetime) -> str:
    """Draw a decision; the anchor opens the first day."""
    if not decision.stages:
        return {"none": "-", "unknown": "?"}[decision.measure]
    tested = {(test.on - anchor.date()).days for test in decision.tests}
    strip = "." * int((decision.stages[0].starts - anchor) / DAY)
    for stage in decision.stages:
        first, over = (round((edge - anchor) / DAY) for edge in (stage.starts, stage.ends))
        letter = LETTERS[stage.place]
        days = "".join(letter.upper() if day in tested else letter for day in range(first, over))
        strip += (" " if stage.index else "") + days
    over = round((decision.stages[-1].ends - anchor) / DAY)
    return strip + "+" * (over in tested)


def at_ten(day: str) -> datetime:
    return datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(("area", "day", "category", "strip"), read_table(PROMPT))
def test_day_by_day_for_who_is_found_at_once(area: str, day: str, category: str, strip: str) -> None:
    anchor = at_ten(day)
    assert draw(decide(BOOK, Facts(category, anchor, anchor, area), anchor), anchor) == strip


@pytest.mark.parametrize(("category", "day", "late", "strip"), read_table(LATE))
def test_day_by_day_for_who_is_found_late(category: str, day: str, late: str, strip: str) -> None:
    anchor = at_ten(day)
    found = anchor + timedelta(days=int(late))
    assert draw(decide(BOOK, Facts(category, anchor, found), anchor), anchor) == strip


@pytest.mark.parametrize("hour", [0, 1, 9, 12, 18, 23])
@pytest.mark.parametrize(("area", "day", "category", "strip"), read_table(PROMPT)[::5])
def test_the_hour_of_the_anchor_moves_no_day(
    hour: int, area: str, day: str, category: str, strip: str
) -> None:
    anchor = at_ten(day).replace(hour=hour)
    assert draw(decide(BOOK, Facts(category, anchor, anchor, area), anchor), anchor) == strip
