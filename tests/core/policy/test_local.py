"""A county's own order: checked whole beside the law, each fault by its line, and never reaching into the past."""

from datetime import datetime

import pytest
from tests.core.policy.small_law import EDITIONS, values

from lianfang.config.policy_files import parse_document, parse_documents
from lianfang.core.policy import Document, PolicyError, load
from lianfang.core.policy.local import (
    MOST_FAULTS,
    check_local,
    find_edition,
    load_with,
    name_edition,
    put_off,
)
from lianfang.core.timeline import SHANGHAI

OURS = "141123"
LAW = [
    parse_document("editions.yaml", EDITIONS),
    parse_document("values/cn/close_contact.yaml", values("close_contact", old=14)),
]
ORDER = """editions:
  - id: county
    title: 县令
    level: county
    area: "141123"
    bases: [old]
    from: 2022-01-15 18:00
    day_base: 1
    clock: anchor
    transition: shorten
    source: 县
    confidence: published
---
category: close_contact
values:
  - edition: county
    clause: 第一条
    source: 县
    confidence: published
    stages: [{place: 居家隔离, days: 7, tests: [1, 7]}]
---
category: inbound
values:
  - edition: county
    clause: 第二条
    source: 县
    confidence: published
    stages: [{place: 居家隔离, days: 3}]
"""


def draft(text: str = ORDER, *changes: tuple[str, str]) -> list[Document]:
    for found, put in changes:
        assert found in text
        text = text.replace(found, put)
    return parse_documents("local/1", text)


def faults(*changes: tuple[str, str], area: str = OURS) -> list[PolicyError]:
    return check_local(LAW, draft(ORDER, *changes), area)


def lines(found: list[PolicyError]) -> list[tuple[int, str]]:
    return [(fault.line, str(fault.what)) for fault in found]


def test_a_sound_order_has_no_faults() -> None:
    assert faults() == []
    assert name_edition(draft()) == "county"
    book = load([*LAW, *draft()])
    assert find_edition(book, draft()).transition == "shorten"


def test_every_entry_is_judged_and_told_by_its_line() -> None:
    found = faults(("clause: 第一条", "claus: 第一条"), ("days: 3", "days: drei"))
    assert [fault.line for fault in found] == [16, 28]
    assert all(fault.file == "local/1" for fault in found)
    assert "clause" in found[0].said(str)


def test_a_fault_of_the_order_itself_does_not_hide_those_of_its_values() -> None:
    found = faults(
        ("transition: shorten", "transitoin: shorten"),
        ("clause: 第一条", "claus: 第一条"),
        ("days: 3", "days: 0"),
    )
    assert [fault.line for fault in found] == [10, 16, 28]
    two = faults(("transition: shorten", "transitoin: shorten"))
    assert [fault.line for fault in two] == [10]


def test_without_a_national_text_the_values_of_a_faulty_order_are_not_judged() -> None:
    found = check_local(
        [], draft(ORDER, ("transition: shorten", "transitoin: x"), ("days: 3", "days: 0")), OURS
    )
    assert [fault.line for fault in found] == [10]


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (("transition: shorten", "transitoin: shorten"), 10, "unknown key 'transitoin'"),
        (("level: county", "level: national"), 4, "a national text is not made here"),
        (('area: "141123"', 'area: "611002"'), 5, "the area '611002' is not ours"),
        (("bases: [old]", "bases: [odl]"), 2, "stands on the unknown 'odl'"),
        (("from: 2022-01-15 18:00", "from: 2022-05-01"), 2, "starts while none of"),
        (
            ("edition: county\n    clause: 第二条", "edition: old\n    clause: 第二条"),
            24,
            "the value is one of 'old'",
        ),
        (("edition: county\n    clause: 第二条", "clause: 第二条"), 24, "does not say by which order"),
        (("category: inbound", "category: inbuond"), 22, "is 'inbuond'"),
    ],
)
def test_what_an_order_may_not_say(change: tuple[str, str], line: int, told: str) -> None:
    found = faults(change)
    assert told in " ".join(fault.said(str) for fault in found)
    assert line in [fault.line for fault in found]


def test_an_order_of_equal_rank_on_the_same_day_is_a_conflict() -> None:
    other = ORDER.replace("id: county", "id: other").replace("edition: county", "edition: other")
    law = [*LAW, *parse_documents("local/7", other)]
    found = check_local(law, draft(), OURS)
    assert [fault.line for fault in found] == [16, 24]
    assert "conflicts with 'other' (local/7, line 16)" in found[0].said(str)
    replacing = draft(ORDER, ("bases: [old]", "bases: [old]\n    replaces: [other]"),
                      ("from: 2022-01-15 18:00", "from: 2022-01-15 20:00"))  # fmt: skip
    assert check_local(law, replacing, OURS) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("category: inbound\nvalues: []\n", "the text holds no order"),
        ("about: 无\n", "the text holds no order"),
        ("- 1\n- 2\n", "the text holds no order"),
        ("editions: 无\n", "the text holds no order"),
        ("editions: []\nvalues: 3\n", "the text holds no order"),
        ("editions:\n  - 3\n", "is 3"),
        ("editions:\n  - {level: [1]}\n", "has no 'id'"),
        (
            ORDER.replace(
                "category: inbound\nvalues:\n  - edition: county", "category: inbound\nvalues:\n  - x"
            ),
            "x",
        ),
    ],
)
def test_texts_that_are_no_orders(text: str, told: str) -> None:
    try:
        held = parse_documents("local/1", text)
    except PolicyError:
        return
    found = check_local(LAW, held, OURS)
    assert told in " ".join(fault.said(str) for fault in found)


def test_an_entry_that_is_no_mapping_is_told_and_the_rest_judged() -> None:
    text = ORDER.replace(
        "  - edition: county\n    clause: 第一条", "  - 3\n  - edition: county\n    claus: 第一条"
    )
    found = check_local(LAW, parse_documents("local/1", text), OURS)
    assert [fault.line for fault in found] == [16, 17]


def test_a_document_that_is_at_fault_as_a_whole_does_not_hide_the_others() -> None:
    found = faults(("category: close_contact", "categroy: close_contact"), ("days: 3", "days: 0"))
    assert [fault.line for fault in found] == [14, 28]


def test_a_second_order_in_one_text() -> None:
    second = ORDER.split("---")[0].replace("editions:\n", "").replace("id: county", "id: second")
    found = faults(("---\ncategory: close_contact", f"{second}---\ncategory: close_contact"))
    assert any("a second order" in str(fault.what) for fault in found)


def test_a_fault_of_the_law_itself_ends_the_list() -> None:
    broken = [
        *LAW,
        parse_document("values/cn/inbound.yaml", "category: inbound\nvalues:\n  - {edition: no}\n"),
    ]
    assert [fault.file for fault in check_local(broken, draft(), OURS)] == ["values/cn/inbound.yaml"]


def test_so_many_faults_and_no_more() -> None:
    many = "".join(f"  - {{edition: county, nr: {n}}}\n" for n in range(MOST_FAULTS + 5))
    text = ORDER.split("---")[0] + f"---\ncategory: inbound\nvalues:\n{many}"
    assert len(check_local(LAW, parse_documents("local/1", text), OURS)) == MOST_FAULTS


def test_signed_orders_stand_beside_the_law_and_one_that_no_longer_does_is_left_out() -> None:
    other = parse_documents(
        "local/2", ORDER.replace("county", "other").replace("level: other", "level: county")
    )
    book, found = load_with(LAW, [draft()])
    assert ("county" in book.editions, found) == (True, [])
    book, found = load_with(LAW, [draft(), other])
    assert ("county" in book.editions, "other" in book.editions) == (True, False)
    assert [fault.file for fault in found] == ["local/2"]
    with pytest.raises(PolicyError):
        load_with([*LAW, parse_document("x.yaml", "category: nothing")], [draft()])


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("signed", "begins"),
    [
        ("2022-01-14 09:00", "2022-01-15 18:00"),
        ("2022-01-15 18:00", "2022-01-15 18:00"),
        ("2022-01-16 07:30", "2022-01-16 07:30"),
    ],
)
def test_an_order_signed_late_begins_when_it_is_signed(signed: str, begins: str) -> None:
    later = put_off(draft(), day(signed))
    edition = find_edition(load([*LAW, *later]), later)
    assert edition.effective_from == day(begins)


def test_putting_off_leaves_what_is_no_order_alone() -> None:
    odd = parse_documents("local/1", "- 1\n---\neditions: [3, {id: a}]\n---\ncategory: x\n")
    assert put_off(odd, day("2022-01-16")) == odd
    assert name_edition(parse_documents("local/1", "editions: [3, {title: a}]")) == ""


REPLACING = """  - id: later
    title: 后令
    level: city
    area: "1411"
    bases: [old]
    replaces: [%s]
    from: %s
    day_base: 1
    clock: anchor
    source: test
    confidence: S
"""


def test_a_later_order_ends_the_one_it_replaces() -> None:
    book = load([parse_document("editions.yaml", EDITIONS + REPLACING % ("city", "2022-01-25 12:00"))])
    assert book.editions["city"].effective_to == day("2022-01-25 12:00")
    assert book.editions["later"].replaces == ("city",)
    late = load([parse_document("editions.yaml", EDITIONS + REPLACING % ("city", "2022-02-20"))])
    assert late.editions["city"].effective_to == day("2022-02-11")  # it had ended by its own words


@pytest.mark.parametrize(
    ("link", "begins", "wanted"),
    [
        ("province", "2022-01-25", "one of city"),  # another issuer's
        ("nothing", "2022-01-25", "one of city"),
        ("city", "2022-01-20 18:00", "an order that began earlier"),
    ],
)
def test_only_an_earlier_order_of_the_same_issuer_is_replaced(link: str, begins: str, wanted: str) -> None:
    with pytest.raises(PolicyError) as refused:
        load([parse_document("editions.yaml", EDITIONS + REPLACING % (link, begins))])
    assert wanted in refused.value.said(str)


def test_a_national_text_replaces_by_following() -> None:
    text = EDITIONS.replace("    carries: [old]", "    carries: [old]\n    replaces: [old]")
    with pytest.raises(PolicyError):
        load([parse_document("editions.yaml", text)])
