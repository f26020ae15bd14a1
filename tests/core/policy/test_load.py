"""Policy files that are wrong in many ways: each refused with its file, its line and what was wanted."""

import pytest
from tests.core.policy.small_law import EDITIONS, law, small_law, values

from lianfang.config.policy_files import parse_document
from lianfang.core.policy import PolicyError, check

VALUE = """category: close_contact
values:
  - edition: old
    clause: 第一条
    source: test
    confidence: S
    stages:
      - {place: 集中隔离, days: 14, tests: [1, 7, 14]}
"""
STAGES = "stages:\n      - {place: 集中隔离, days: 14, tests: [1, 7, 14]}"
SETTING = """setting: fever_threshold
values:
  - from: 2022-01-01
    value: 37.3
    clause: 第二条
    source: test
    confidence: S
"""


def refused(documents: dict[str, str]) -> PolicyError:
    with pytest.raises(PolicyError) as error:
        law(documents)
    return error.value


def test_the_texts_below_are_sound_before_they_are_broken() -> None:
    assert len(law({"editions.yaml": EDITIONS, "v.yaml": VALUE, "s.yaml": SETTING}).values) == 1


@pytest.mark.parametrize(
    ("found", "put", "line", "what", "wanted"),
    [
        ("clause: 第一条", "claus: 第一条", 3, "has no 'clause'", "text"),
        ("source: test", "source: test\n    days: 3", 6, "unknown key 'days'", "one of edition,"),
        ("clause: 第一条", "clause: ''", 4, "'clause' of the value of 'close_contact' in 'old' is empty", "text"),
        ("edition: old", "edition: odl", 3, "is 'odl'", "did you mean 'old'?"),
        ("category: close_contact", "category: close_contacts", 1, "is 'close_contacts'", "mean 'close_contact'?"),
        ("confidence: S", "confidence: sure", 6, "is 'sure'", "one of S, mem-H, published"),
        ("confidence: S", "confidence: mem-M", 3, "rests on mem-M only and is not switched off", "'off' with a note"),
        ("集中隔离", "集中", 8, "is '集中'", "did you mean '集中隔离'?"),
        ("days: 14", "days: 0", 8, "'days' of stage 1 of the value", "a whole number, 1 or more"),
        ("days: 14", "days: 1400", 8, "'days' of stage 1 of the value", "a whole number, 366 or less"),
        ("days: 14", "days: two weeks", 8, "is 'two weeks'", "a whole number"),
        ("days: 14", "days: true", 8, "is true", "a whole number"),
        ("days: 14", "days: 14.5", 8, "is 14.5", "a whole number"),
        ("[1, 7, 14]", "[1, 7, 15]", 8, "is 15", "days from 1 to 14, rising"),
        ("[1, 7, 14]", "[7, 1, 14]", 8, "is 1", "days from 1 to 14, rising"),
        ("[1, 7, 14]", "[0, 7, 14]", 8, "is 0", "days from 1 to 14, rising"),
        ("[1, 7, 14]", "[1, true]", 8, "is true", "days from 1 to 14, rising"),
        ("[1, 7, 14]", "[1, 七]", 8, "is '七'", "days from 1 to 14, rising"),
        ("tests: [1, 7, 14]", "tests: 3", 8, "is 3", "days from 1 to 14, rising"),
        ("tests: [1, 7, 14]", "tests: [1], tests_count: 1", 8, "has all of tests, tests_count", "only one of them"),
        ("tests: [1, 7, 14]", "tests_count: 15", 8, "has 15 tests in 14 days", "one test a day at most"),
        ("tests: [1, 7, 14]", "tests_every: 0", 8, "is 0", "a whole number, 1 or more"),
        ("tests: [1, 7, 14]", "double_final: true", 8, "doubles a test it does not have", "tests"),
        ("tests: [1, 7, 14]", "tests: [1, 2], min_gap_h: 48", 8, "has tests 1 day(s) apart", "48 hours or more"),
        ("tests: [1, 7, 14]", "landing: yes please", 8, "is 'yes please'", "true or false"),
        ("tests: [1, 7, 14]", "needs: a_miracle", 8, "needs the unknown 'a_miracle'", "close_contact_first_two_negative"),
        ("tests: [1, 7, 14]", "needs: [[]]", 8, "is a list", "text, or a list of texts"),
        ("      - {place: 集中隔离, days: 14, tests: [1, 7, 14]}\n", "      - 十四天\n", 8, "is '十四天'", "a mapping"),
        (STAGES, "stages: []", 3, "has no stage", "lifted: true"),
        (STAGES, "stages: {}", 7, "is a mapping", "a list of stages"),
        ("    " + STAGES + "\n", "", 3, "either stages or 'lifted: true'", "one of"),
        ("confidence: S", "confidence: S\n    lifted: true", 3, "either stages or 'lifted: true'", "one of the two"),
        ("values:", "valeus:", 1, "has no 'values'", "a list of values"),
        ("category: close_contact\n", "", 1, "the file has none of them", "editions, or category, or setting"),
        ("category: close_contact\n", "category: inbound\nsetting: tail_days\n", 1, "category, setting", "or"),
        ("clause: 第一条", "clause: 第一条\n    code: 紫", 5, "is '紫'", "one of 红, 黄, 绿"),
    ],
)  # fmt: skip
def test_broken_values(found: str, put: str, line: int, what: str, wanted: str) -> None:
    assert found in VALUE
    error = refused({"editions.yaml": EDITIONS, "v.yaml": VALUE.replace(found, put, 1)})
    assert (error.file, error.line) == ("v.yaml", line)
    assert what in str(error.what)
    assert wanted in str(error.wanted)
    assert str(error) == f"v.yaml, line {line}: {error.what}; wanted: {error.wanted}"


@pytest.mark.parametrize(
    ("found", "put", "line", "what", "wanted"),
    [
        ("level: national", "level: world", 5, "is 'world'", "one of national, province"),
        ("from: 2022-01-01", "from: yesterday", 6, "is 'yesterday'", "a date such as"),
        ("day_base: 1", "day_base: 2", 3, "has the day base 2", "0 or 1"),
        ("clock: anchor", "clock: sundial", 8, "is 'sundial'", "one of anchor, start"),
        ("days: 3, tests: 2", "days: 1, tests: 2", 11, "more tests than days", "one test a day at most"),
        ('area: "14"', "area: 14", 24, "is 14", "text"),
        ('area: "14"', 'area: "1411"', 21, "has the area '1411'", "an area code of 2 digits"),
        ('area: "14"', 'area: "1x"', 21, "has the area '1x'", "an area code of 2 digits"),
        ("level: national", 'level: national\n    area: "14"', 3, "has the area '14'", "no area for a national"),
        ("bases: [old]", "bases: [odl]", 21, "stands on the unknown 'odl'", "did you mean 'old'?"),
        ("    bases: [old]\n", "", 21, "has no bases, or carries", "bases, and no carries"),
        ("carries: [old]", "bases: [old]", 12, "the national edition 'new' has bases", "only for local orders"),
        ("carries: [old]", "carries: [new]", 12, "cannot carry 'new'", "an earlier national edition"),
        ("carries: [old]", "carries: [province]", 12, "cannot carry 'province'", "an earlier national edition"),
        ("bases: [province]", "bases: [city]", 42, "cannot stand on 'city'", "a base of a higher issuer"),
        ("from: 2022-02-01", "from: 2022-03-01", 42, "starts while none of province is in force", "a start within"),
        ("last_day: 2022-02-10", "last_day: 2022-01-02", 31, "ends before it starts", "a later last_day"),
        ("last_day: 2022-02-10", "last_day: soon", 37, "is 'soon'", "a date such as"),
        ("id: city_later", "id: city", 42, "edition 'city' is written twice", "editions.yaml, line 31"),
        ("from: 2022-03-01", "from: 2022-01-01", 12, "'old' and 'new' start on the same day", "one national edition"),
        ("clock: anchor", "clock: anchor\n    last_day: 2022-03-01", 3, "'old' and 'new' overlap", "before 2022-03-01"),
        ("title: 旧版", "titel: 旧版", 3, "has no 'title'", "text"),
        ("id: old", "id: 7", 3, "is 7", "text"),
    ],
)  # fmt: skip
def test_broken_editions(found: str, put: str, line: int, what: str, wanted: str) -> None:
    assert found in EDITIONS
    error = refused({"editions.yaml": EDITIONS.replace(found, put, 1)})
    assert (error.file, error.line) == ("editions.yaml", line)
    assert what in str(error.what)
    assert wanted in str(error.wanted)


@pytest.mark.parametrize(
    ("name", "found", "put", "line", "what", "wanted"),
    [
        ("fever_threshold", "37.3", "373", 4, "is 373", "degrees Celsius between 35 and 42"),
        ("fever_threshold", "37.3", "hot", 4, "is 'hot'", "degrees Celsius between 35 and 42"),
        ("fever_threshold", "37.3", "true", 4, "is true", "degrees Celsius between 35 and 42"),
        ("fever_treshold", "37.3", "37.3", 1, "is 'fever_treshold'", "did you mean 'fever_threshold'?"),
        ("fever_threshold", "confidence: S", "confidence: mem-L", 3, "rests on mem-L only", "'off' with a note"),
        ("lookback_days", "37.3", "99999999999", 4, "is 99999999999", "a whole number, 1000000 or less"),
        ("lookback_days", "37.3", "-1", 4, "is -1", "a whole number, 1 or more"),
        ("lead_deadline", "37.3", "tomorrow", 4, "is 'tomorrow'", "a mapping"),
        ("lead_deadline", "37.3", "{hours: 0}", 4, "is 0", "a whole number, 1 or more"),
        ("lead_deadline", "37.3", "{hours: 4, minutes: 5}", 4, "unknown key 'minutes'", "one of hours"),
        ("call_hours", "37.3", '{from: "8am", to: "23:00"}', 4, "'from' is '8am'", 'a time such as "08:00"'),
        ("call_hours", "37.3", '{from: "08:00", to: 23:00}', 4, "is 1380", "text"),
        ("five_responsible", "37.3", "[doctor, police]", 4, "names doctor, police", "five of county_leader"),
        ("five_responsible", "37.3", "[doctor, police, militia, town_cadre, cook]", 4, "cook", "five of"),
        ("fever_threshold", "from: 2022-01-01", "from: 2022-01-01\n    area: '141'", 3, "the area '141'", "2, 4 or 6"),
        ("fever_threshold", "from: 2022-01-01", "from: 2022-01-01\n    last_day: 2021-01-01", 3, "ends before", "later"),
        ("fever_threshold", "from: 2022-01-01", "edition: never", 3, "is 'never'", "one of old, new"),
        ("fever_threshold", "    value: 37.3\n", "", 3, "has no 'value'", "degrees Celsius"),
        ("fever_threshold", "37.3", "", 4, "is empty", "degrees Celsius"),
        ("missed_test_code", "37.3", "紫", 4, "is '紫'", "one of 红, 黄, 绿"),
        ("people_per_site", "37.3", "2000", 4, "is 2000", "a mapping"),
        ("people_per_site", "37.3", "{least: 3000, most: 2000}", 4, "is 2000", "a whole number, 3000 or more"),
        ("home_fitness", "37.3", "{must: [own_room, garden], better: []}", 4, "names garden", "signs of a home"),
        ("telephone_check_percent", "37.3", "101", 4, "'value' is '101'", "from 1 to 100"),
        ("pool_size", "37.3", "{lockdown: 1, control: 10}", 4, "has no 'precaution'", "a whole number"),
        ("zone_high", "37.3", "{unit: 楼, no_new_days: 5, next: 灰}", 4, "is '灰'", "one of 高, 中, 低, 解除"),
        ("zone_rounds_high", "37.3", "7", 4, "is 7", "days that rise"),
        ("zone_rounds_high", "37.3", "[1, 1]", 4, "is 1", "days that rise"),
        ("zone_rounds_high", "37.3", "[yes]", 4, "", "days that rise"),
        ("zone_high", "37.3", "{unit: 楼, no_new_days: 5, next: 低, then: 低}", 4, "has no 'then_days'", "a whole"),
    ],
)  # fmt: skip
def test_broken_settings(name: str, found: str, put: str, line: int, what: str, wanted: str) -> None:
    text = SETTING.replace("fever_threshold", name, 1)
    assert found in text
    error = refused({"editions.yaml": EDITIONS, "s.yaml": text.replace(found, put, 1)})
    assert (error.file, error.line) == ("s.yaml", line)
    assert what in str(error.what)
    assert wanted in str(error.wanted)


def test_an_unranked_conflict_names_both() -> None:
    same_day = EDITIONS.replace("from: 2022-02-01", "from: 2022-01-20 06:00").replace("[province]", "[old]")
    error = refused({"editions.yaml": same_day, "v.yaml": values("inbound", city=7, city_later=10)})
    assert "'city_later' conflicts with 'city' (v.yaml, line 3)" in str(error.what)
    assert (error.file, error.line) == ("v.yaml", 9)
    assert "another day" in str(error.wanted)


def test_the_same_rule_twice_is_a_conflict_across_files() -> None:
    error = refused(
        {"editions.yaml": EDITIONS, "a.yaml": values("inbound", old=7), "b.yaml": values("inbound", old=7)}
    )
    assert "'old' conflicts with 'old' (a.yaml, line 3)" in str(error.what)
    assert error.file == "b.yaml"


def test_two_settings_of_one_day_are_a_conflict() -> None:
    twice = SETTING + SETTING[SETTING.index("  - from") :]
    assert "'fever_threshold' conflicts with 'fever_threshold'" in refused(
        {"editions.yaml": EDITIONS, "s.yaml": twice}
    ).what.said(str)


def test_what_is_switched_off_conflicts_with_nothing() -> None:
    off = values("inbound", old=7).replace("confidence: S", "confidence: mem-M\n    off: 传闻")
    book = small_law(a=values("inbound", old=10), b=off)
    assert book.values["old", "inbound"].stages[0].days == 10
    book = small_law(a=off, b=values("inbound", old=10))
    assert book.values["old", "inbound"].stages[0].days == 10


def test_equal_rank_for_different_categories_is_no_conflict() -> None:
    same_day = EDITIONS.replace("from: 2022-02-01", "from: 2022-01-20").replace("[province]", "[old]")
    book = law(
        {
            "editions.yaml": same_day,
            "a.yaml": values("inbound", city=7),
            "b.yaml": values("fever", city_later=3),
        }
    )
    assert len(book.values) == 2


@pytest.mark.parametrize(
    ("file", "edition", "fine"),
    [
        ("values/cn/inbound.yaml", "old", True),
        ("values/14/inbound.yaml", "province", True),
        ("values/14/inbound.yaml", "city", False),
        ("values/cn/inbound.yaml", "province", False),
        ("values/14/inbound.yaml", "old", False),
        ("draft.yaml", "province", True),  # a draft may hold what it likes
    ],
)
def test_a_value_stands_in_the_folder_of_its_area(file: str, edition: str, fine: bool) -> None:
    documents = {"editions.yaml": EDITIONS, file: values("inbound", **{edition: 7})}
    if fine:
        assert law(documents).values
    else:
        assert str(refused(documents).wanted).startswith("folder ")


def test_a_setting_stands_in_the_folder_of_its_area() -> None:
    documents = {"editions.yaml": EDITIONS, "values/14/fever_threshold.yaml": SETTING}
    assert str(refused(documents).wanted) == "folder cn"


def test_documents_may_come_in_any_order() -> None:
    documents = {"z.yaml": values("inbound", old=7), "editions.yaml": EDITIONS, "a.yaml": SETTING}
    assert law(documents).values.keys() == law(dict(reversed(documents.items()))).values.keys()


LAW = [parse_document("editions.yaml", EDITIONS), parse_document("v.yaml", VALUE)]
ORDER = """editions:
  - {id: county, title: 县令, level: county, area: "141123", bases: [old], from: 2022-01-05, day_base: 1,
     clock: anchor, source: test, confidence: S}
"""


def faults(**drafts: str) -> list[str]:
    return [fault.file for fault in check(LAW, [parse_document(file, text) for file, text in drafts.items()])]


def test_drafts_are_checked_beside_the_law() -> None:
    assert faults() == []
    assert faults(order=ORDER, rule=values("inbound", county=7)) == []
    assert faults(rule=values("inbound", county=7)) == ["rule"]


def test_each_broken_draft_is_named() -> None:
    assert faults(a=values("inbound", old=0), b=values("fever", old=7), c=values("fever", nobody=7)) == [
        "a",
        "c",
    ]
    assert faults(a="- 7", b="nothing: 7") == ["a", "b"]


def test_a_draft_whose_editions_are_wrong_ends_the_check() -> None:
    broken = ORDER.replace("bases: [old]", "bases: [odl]")
    assert faults(order=broken, rule=values("inbound", county=7), more=values("fever", county=0)) == ["order"]


def test_a_law_that_a_draft_upsets_is_named() -> None:
    later = ORDER.replace('level: county, area: "141123", bases: [old]', "level: national")
    assert faults(order=later.replace("2022-01-05", "2022-03-01")) == ["order"]
    assert faults(order=later.replace("2022-01-05", "2021-12-31")) == []
    assert faults(order=later.replace("2022-01-05", "2022-01-15")) == [
        "editions.yaml"
    ]  # orders lose their base
