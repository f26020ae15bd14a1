"""A mapping of a policy file, read key by key."""

from datetime import date, datetime, timedelta

import pytest

from lianfang.config.policy_files import parse_document
from lianfang.core.policy import PolicyError
from lianfang.core.policy.source import Marked, Table, shown


def table(text: str) -> Table:
    return Table("f.yaml", parse_document("f.yaml", text).root, "the thing")


@pytest.mark.parametrize(
    ("text", "shanghai"),
    [
        ("at: 2021-05-11", "2021-05-11T00:00:00+08:00"),
        ("at: 2021-05-11 18:00", "2021-05-11T18:00:00+08:00"),
        ("at: 2021-05-11T18:00:30", "2021-05-11T18:00:30+08:00"),
        ("at: 2021-05-11T18:00+08:00", "2021-05-11T18:00:00+08:00"),
        ("at: 2021-05-11T10:00Z", "2021-05-11T18:00:00+08:00"),
    ],
)
def test_instants_are_shanghai_time_unless_they_say_otherwise(text: str, shanghai: str) -> None:
    assert table(text).instant("at") == datetime.fromisoformat(shanghai)


def test_a_bare_time_gets_the_zone_of_shanghai() -> None:
    assert table("at: 2021-05-11 18:00").instant("at").utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("text", ["at: 11.5.2021", "at: 2021-02-30", "at:", "at: [2021-05-11]", "at: 20"])
def test_what_is_no_date_is_refused(text: str) -> None:
    for read in (table(text).instant, table(text).day):
        with pytest.raises(PolicyError, match="a date such as 2021-05-11"):
            read("at")


def test_a_date_may_be_missing_an_instant_may_not() -> None:
    assert table("a: 1").day("on") is None
    assert table("on: 2021-05-11").day("on") == date(2021, 5, 11)
    with pytest.raises(PolicyError, match="the thing has no 'on'"):
        table("a: 1").instant("on")


@pytest.mark.parametrize(
    ("text", "read"),
    [("to: [a, b]", ("a", "b")), ("to: a", ("a",)), ("other: a", ()), ("to: []", ())],
)
def test_one_text_or_several(text: str, read: tuple[str, ...]) -> None:
    assert table(text).texts("to") == read


@pytest.mark.parametrize("text", ["to: 5", "to: [a, 5]", "to: [a, '']", "to: {a: b}", "to:"])
def test_texts_must_be_texts(text: str) -> None:
    with pytest.raises(PolicyError, match="text, or a list of texts"):
        table(text).texts("to")


@pytest.mark.parametrize(("text", "read"), [("days: 3", 3), ("days: 0", 0), ("other: 1", 24)])
def test_whole_numbers_and_their_default(text: str, read: int) -> None:
    assert table(text).whole("days", 24) == read


@pytest.mark.parametrize(("text", "read"), [("on: true", True), ("on: false", False), ("other: 1", False)])
def test_flags(text: str, read: bool) -> None:
    assert table(text).flag("on") is read


def test_a_word_among_several_is_given_as_its_meaning() -> None:
    words = {"红": "red", "黄": "yellow"}
    assert table("code: 红").text("code", among=words) == "red"
    assert table("other: 1").text("code", "", among=words) == ""
    with pytest.raises(PolicyError, match=r"wanted: one of 红, 黄$"):
        table("code: 蓝色").text("code", among=words)


def test_keys_nobody_asked_for_are_refused_with_the_nearest_known() -> None:
    written = table("clause: a\nclasue: b\n")
    written.text("clause")
    with pytest.raises(PolicyError, match="did you mean 'clause'") as error:
        written.close()
    assert error.value.line == 2


def test_a_table_read_in_full_closes_quietly() -> None:
    written = table("clause: a\n")
    assert written.text("clause") == "a"
    written.close()
    assert (written.mark.file, written.mark.line) == ("f.yaml", 1)


def test_a_key_far_from_any_other_gets_no_hint() -> None:
    written = table("clause: a\nzzz: b\n")
    written.text("clause")
    with pytest.raises(PolicyError, match=r"wanted: one of clause$"):
        written.close()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, "a mapping"),
        ([], "a list"),
        (None, "empty"),
        ("", "empty"),
        ("字", "'字'"),
        (3, "3"),
        (True, "true"),
    ],
)
def test_values_are_shown_as_written(value: object, words: str) -> None:
    assert str(shown(Marked(value, 1))) == words  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["[1, 2]", "just words", "7"])
def test_a_table_must_be_a_mapping(text: str) -> None:
    with pytest.raises(PolicyError, match="wanted: a mapping of key: value"):
        table(text)
