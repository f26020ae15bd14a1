"""Levels of places: raised, lowered, corrected, in versions of what we knew; sheets with all their faults."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
import xlsxwriter
from tests.rooms.leads.county import AT, TOWN, VILLAGE
from tests.rooms.orders.world import staff

from lianfang.risk import actions, queries
from lianfang.risk.models import RefusedLine, RiskNotice, RiskSpell
from lianfang.risk.refusals import NotASheet, NotThere, NotYet, PlaceUnclear, RiskRefused
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.clock import LOCAL
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
STREET = "陕西省西安市雁塔区长延堡街道"
COMPOUND = f"{STREET}明德门小区"


def raise_(by: Actor, words: str, grade: str, at: datetime = AT, **more: object) -> actions.Declared:
    return actions.declare(words=words, grade=grade, source="陕西省", by=by, at=at, **more)  # type: ignore[arg-type]


def held() -> list[tuple[str, str, datetime, datetime | None]]:
    rows = RiskSpell.objects.filter(known_to__isnull=True).order_by("key", "starts_at")
    return [(spell.name, spell.grade, spell.starts_at, spell.ends_at) for spell in rows]


def sheet(*rows: list[object], filename: str = "名单.csv") -> bytes:
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


HEAD: list[object] = ["省", "市", "县", "地区名称", "风险等级", "调整时间"]


def take(
    by: Actor, *rows: list[object], at: datetime = AT, whole: bool = False, source: str = "陕西省"
) -> RiskNotice:
    made = actions.import_sheet(
        content=sheet(HEAD, *rows),
        filename="名单.csv",
        source=source,
        published_at=at,
        by=by,
        at=at,
        whole=whole,
    )
    return made.notice


@pytest.mark.parametrize(
    ("words", "place", "grain"),
    [
        ("陕西省西安市雁塔区", ["61", "6101", "610113"], "county"),
        (STREET, ["61", "6101", "610113", "长延堡街道"], "town"),
        (COMPOUND, ["61", "6101", "610113", "长延堡街道", "", "明德门小区"], "compound"),
        (f"{COMPOUND}3号楼2单元", ["61", "6101", "610113", "长延堡街道", "", "明德门小区", "3", "2"], "unit"),
        ("蔚汾镇", ["14", "1411", "141123", TOWN], "town"),
        ("兴县蔚汾镇贺家坪村", ["14", "1411", "141123", TOWN, VILLAGE], "village"),
        ("山西省吕梁市兴县", ["14", "1411", "141123"], "county"),
        ("兴县景苑小区5号楼", ["14", "1411", "141123", TOWN, "141123100023", "景苑小区", "5"], "building"),
        ("北京市朝阳区劲松街道", ["11", "1101", "110105", "劲松街道"], "town"),
    ],
)
def test_a_place_is_found_as_fine_as_it_is_written(
    console: Actor, words: str, place: list[str], grain: str
) -> None:
    raise_(console, words, "medium")
    spell = RiskSpell.objects.get()
    assert (spell.place, spell.grain) == (place, grain)
    assert (spell.county, spell.grade, spell.starts_at, spell.ends_at) == (place[2], "medium", AT, None)


def test_an_area_of_our_own_bears_the_codes_of_its_town_and_village(console: Actor) -> None:
    raise_(console, "贺家坪村", "high")
    spell = RiskSpell.objects.get()
    assert (spell.town, spell.community) == (TOWN, VILLAGE)
    assert spell.name.startswith("山西省吕梁市兴县蔚汾镇贺家坪")


@pytest.mark.parametrize(
    ("words", "reason"),
    [("陕西省西安市", "county_unknown"), ("某处", "place_unknown"), ("不详", "place_unknown")],
)
def test_words_that_name_no_county_are_refused(console: Actor, words: str, reason: str) -> None:
    with pytest.raises(PlaceUnclear) as refused:
        raise_(console, words, "high")
    assert refused.value.reason == reason
    assert not RiskNotice.objects.exists()


def test_raised_lowered_and_lifted_each_as_its_own_interval(console: Actor) -> None:
    raise_(console, STREET, "medium")
    raise_(console, STREET, "high", AT + DAY)
    raise_(console, STREET, "low", AT + 3 * DAY)
    raise_(console, STREET, "", AT + 5 * DAY)
    assert [row[1:] for row in held()] == [
        ("medium", AT, AT + DAY), ("high", AT + DAY, AT + 3 * DAY), ("low", AT + 3 * DAY, AT + 5 * DAY),
    ]  # fmt: skip


def test_nothing_is_overwritten(console: Actor) -> None:
    raise_(console, STREET, "medium")
    raise_(console, STREET, "high", AT + DAY)
    first = RiskSpell.objects.earliest("pk")
    assert (first.ends_at, first.known_from, first.known_to) == (None, AT, AT + DAY)
    assert RiskSpell.objects.count() == 3
    known_then = RiskSpell.objects.filter(known_from__lte=AT + HOUR).exclude(known_to__lte=AT + HOUR)
    assert [(spell.grade, spell.ends_at) for spell in known_then] == [("medium", None)]
    spell = RiskSpell.objects.get(grade="medium", known_to=None)
    assert spell.ended_by == RiskNotice.objects.latest("pk")


def test_learned_later_that_it_was_so_earlier(console: Actor) -> None:
    raise_(console, STREET, "medium", AT + DAY)
    raise_(console, STREET, "medium", AT + 2 * DAY, since=AT)
    assert [row[1:] for row in held()] == [("medium", AT, None)]


def test_a_level_inside_another_splits_it(console: Actor) -> None:
    raise_(console, STREET, "medium", AT)
    raise_(console, STREET, "high", AT + 9 * DAY, since=AT + DAY, until=AT + 2 * DAY)
    assert [row[1:] for row in held()] == [
        ("medium", AT, AT + DAY), ("high", AT + DAY, AT + 2 * DAY), ("medium", AT + 2 * DAY, None),
    ]  # fmt: skip


def test_a_level_that_goes_on_without_a_gap_is_one(console: Actor) -> None:
    raise_(console, STREET, "high", AT + 9 * DAY, since=AT, until=AT + 2 * DAY)
    raise_(console, STREET, "high", AT + 9 * DAY, since=AT + 2 * DAY)
    assert [row[1:] for row in held()] == [("high", AT, None)]


def test_what_is_known_changes_nothing_and_tells_nobody(console: Actor) -> None:
    raise_(console, STREET, "high")
    told = OutboxNews.objects.filter(topic="risk.changed").count()
    again = raise_(console, STREET, "high", AT + DAY)
    assert (again.changed, again.unchanged) == (0, 1)
    assert OutboxNews.objects.filter(topic="risk.changed").count() == told == 1


def test_a_write_is_done_once_a_key(console: Actor) -> None:
    made = [raise_(console, STREET, "high", key="k") for _ in range(2)]
    assert made[0] == made[1]
    assert RiskNotice.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"grade": ""}, NotThere),
        ({"grade": "high", "since": AT + HOUR}, NotYet),
        ({"grade": "purple"}, ValueError),
    ],
)
def test_refusals(console: Actor, told: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        raise_(console, STREET, **told)  # type: ignore[arg-type]
    assert not RiskSpell.objects.exists()


@pytest.mark.parametrize("role", [Role.TOWN, Role.GRID, Role.INSPECTOR, Role.COMMANDER])
def test_who_may_not(console: Actor, role: Role) -> None:
    with pytest.raises(Forbidden):
        raise_(staff(role, TOWN if role is Role.TOWN else ""), STREET, "high")
    with pytest.raises(Forbidden):
        take(staff(role), ["陕西省", "西安市", "雁塔区", "长延堡街道", "高风险", ""])


def test_a_sheet_as_it_comes(console: Actor) -> None:
    """Titles above, cells merged, several places in a cell, ranges of houses and of days, a foot with a note."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("名单")
        page.merge_range("A1:G1", "全国中高风险地区名单")
        page.merge_range("A2:G2", "截至2022年2月28日9时")
        page.write_row("A3", ["序号", "省份", "地市", "县（市、区）", "地区名称", "风险等级", "调整时间"])
        page.merge_range("B4:B7", "陕西省")
        page.merge_range("C4:C7", "西安市")
        page.merge_range("D4:D6", "雁塔区")
        rows = [
            (1, "长延堡街道明德门小区1-3号楼", "高风险", "2022-02-20 18:00"),
            (2, "小寨路街道甲小区、乙小区", "中风险地区", datetime(2022, 2, 21, 8)),  # noqa: DTZ001
            (3, "丈八沟街道", "红区", "??"),
        ]
        for number, (seq, name, grade, when) in enumerate(rows, start=3):
            page.write(number, 0, seq)
            page.write_row(number, 4, [name, grade])
            if isinstance(when, datetime):
                page.write_datetime(number, 6, when, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
            else:
                page.write(number, 6, when)
        page.write_row(6, 3, ["高陵区", "", "中风险", "2月1日-2月8日"])
        page.merge_range("A8:G8", "注：以上信息以当地发布为准")
    notice = actions.import_sheet(
        content=file.getvalue(),
        filename="名单.xlsx",
        source="国务院客户端",
        published_at=AT,
        by=console,
        at=AT,
    ).notice
    assert (notice.rows, notice.changed, notice.refused) == (4, 6, 1)
    base = "陕西省西安市"
    begins = datetime(2022, 2, 20, 18, tzinfo=LOCAL)
    assert held() == [
        (f"{base}雁塔区小寨路街道乙小区", "medium", datetime(2022, 2, 21, 8, tzinfo=LOCAL), None),
        (f"{base}雁塔区小寨路街道甲小区", "medium", datetime(2022, 2, 21, 8, tzinfo=LOCAL), None),
        *((f"{base}雁塔区长延堡街道明德门小区{house}号楼", "high", begins, None) for house in (1, 2, 3)),
        (f"{base}高陵区", "medium", datetime(2022, 2, 1, tzinfo=LOCAL), datetime(2022, 2, 9, tzinfo=LOCAL)),
    ]
    line = RefusedLine.objects.get()
    assert (line.row, line.reasons) == (6, ["time_unreadable", "grade_unknown"])
    assert "丈八沟街道" in line.cells


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["陕西省", "西安市", "", "某街道", "高风险", ""], "county_unknown"),
        (["陕西省", "西安市", "雁塔区", "甲小区9-3号楼", "高风险", ""], "range_wrong"),
        (["陕西省", "西安市", "雁塔区", "甲小区", "", ""], "grade_missing"),
        (["陕西省", "西安市", "雁塔区", "甲小区", "高风险", "2022-02-09至2022-02-01"], "time_backwards"),
        (["", "", "", "某处", "高风险", ""], "place_unknown"),
    ],
)
def test_a_line_that_cannot_be_used_is_kept_with_its_reason(
    console: Actor, row: list[object], reason: str
) -> None:
    notice = take(console, row)
    line = notice.refused_lines.get()
    assert (notice.changed, line.reasons, line.row) == (0, [reason], 2)
    assert line.cells.split("\t")[3] == row[3]
    settled = actions.settle_line(line=line, by=console, at=AT + HOUR)
    assert (
        actions.settle_line(line=line, by=console, at=AT + DAY).settled_at == settled.settled_at == AT + HOUR
    )


def test_the_same_bytes_are_one_publication(console: Actor) -> None:
    row: list[object] = ["陕西省", "西安市", "雁塔区", "甲小区", "高风险", ""]
    first = take(console, row)
    again = actions.import_sheet(
        content=sheet(HEAD, row), filename="b.csv", source="陕西省", published_at=AT, by=console, at=AT + DAY
    )
    assert (again.notice, again.already) == (first, True)
    assert RiskSpell.objects.count() == 1


def test_a_complete_list_ends_what_its_publisher_leaves_out(console: Actor) -> None:
    one: list[object] = ["陕西省", "西安市", "雁塔区", "甲小区", "高风险", ""]
    other: list[object] = ["陕西省", "西安市", "雁塔区", "乙小区", "中风险", ""]
    take(console, one, other)
    take(console, ["河南省", "郑州市", "金水区", "丙小区", "中风险", ""], source="河南省")
    take(console, one, at=AT + DAY, whole=True)
    assert [(name[-3:], ends) for name, _grade, _starts, ends in held()] == [
        ("丙小区", None), ("乙小区", AT + DAY), ("甲小区", None),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"%PDF-1.4", b"PK\x03\x04broken"])
def test_a_file_that_is_no_such_list_is_refused(console: Actor, content: bytes) -> None:
    with pytest.raises(NotASheet):
        actions.import_sheet(
            content=content, filename="x", source="陕西省", published_at=AT, by=console, at=AT
        )
    assert not RiskNotice.objects.exists()


def test_a_list_dated_ahead_is_refused(console: Actor) -> None:
    with pytest.raises(RiskRefused):
        actions.import_sheet(
            content=sheet(HEAD), filename="x.csv", source="省", published_at=AT + HOUR, by=console, at=AT
        )


def test_every_write_is_in_the_audit(console: Actor) -> None:
    raise_(console, STREET, "high")
    line = take(console, ["", "", "", "某处", "高风险", ""]).refused_lines.get()
    actions.settle_line(line=line, by=console, at=AT)
    done = (
        AuditEntry.objects.filter(action__startswith="risk.").values_list("action", flat=True).order_by("pk")
    )
    assert list(done) == ["risk.declare", "risk.import", "risk.settle"]


@pytest.mark.parametrize(
    ("words", "level", "ask"),
    [
        (f"{COMPOUND}5号楼", "high", 0),
        ("西安市雁塔区明德门小区", "high", 0),  # the compound alone: its street is known by its name
        (STREET, "medium", 1),  # in the medium street; was it the high compound?
        (f"{STREET}某某小区", "medium", 0),
        ("西安市雁塔区", "", 2),
        ("陕西省西安市", "", 2),
        ("陕西省西安市雁塔区小寨路街道", "", 0),
        ("陕西省宝鸡市", "", 0),
        ("兴县蔚汾镇", "", 0),
    ],
)
def test_the_answer_at_the_entrance(console: Actor, words: str, level: str, ask: int) -> None:
    raise_(console, STREET, "medium")
    raise_(console, COMPOUND, "high")
    answer = queries.ask_place(actor=console, words=words, at=AT + DAY)
    assert answer is not None
    assert (answer.level, len(answer.ask), answer.days) == (level, ask, 14)
    assert (answer.decision is not None) == bool(level)


def test_a_place_lowered_within_the_days_shown_is_told(console: Actor) -> None:
    raise_(console, STREET, "high")
    raise_(console, STREET, "", AT + 3 * DAY)
    within = queries.ask_place(actor=console, words=STREET, at=AT + 16 * DAY)
    after = queries.ask_place(actor=console, words=STREET, at=AT + 18 * DAY)
    assert within and (within.level, within.now, len(within.before)) == ("high", [], 1)
    assert after and (after.level, after.before) == ("", [])


def test_a_low_compound_in_a_medium_street_is_low_now(console: Actor) -> None:
    raise_(console, STREET, "medium")
    raise_(console, COMPOUND, "low")
    answer = queries.ask_place(actor=console, words=COMPOUND, at=AT + DAY)
    assert answer and answer.level == "low"


def test_words_without_a_region_are_asked_again(console: Actor) -> None:
    assert queries.ask_place(actor=console, words="某处", at=AT) is None


def test_the_public_list_has_what_holds_above_low(console: Actor) -> None:
    raise_(console, STREET, "low")
    raise_(console, COMPOUND, "high")
    raise_(console, "河南省郑州市金水区", "medium", AT + DAY)
    raise_(console, "河南省郑州市金水区", "", AT + 2 * DAY)
    assert [spell.grade for spell in queries.list_public(AT + 3 * DAY)] == ["high"]
    raise_(console, "河南省郑州市二七区", "medium", AT + 2 * DAY)
    raise_(console, "西安市雁塔区小寨路街道", "lockdown", AT + 2 * DAY)
    grades = [spell.grade for spell in queries.list_public(AT + 3 * DAY)]
    assert grades == ["lockdown", "high", "medium"], "the highest first, of one height by name"
    assert not queries.list_public(AT + 3 * DAY, "金水")
    assert queries.list_public(AT + 3 * DAY, "明德门").get().name == COMPOUND
