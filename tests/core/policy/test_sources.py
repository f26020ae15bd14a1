"""What the law rests on: every code that ships is explained, a wrong one refused, free text left as it is written."""

import re

import pytest
from tests.core.policy.small_law import EDITIONS, law, values

from lianfang.config.policy_files import (
    get_policy_book,
    parse_document,
    policy_folder,
    read_documents,
)
from lianfang.core.policy import PolicyBook, PolicyError
from lianfang.core.policy.citations import Citation, cite, cite_edition, gather, join_names, list_out
from lianfang.core.policy.load_editions import CONFIDENCES
from lianfang.core.policy.load_sources import split_codes
from lianfang.core.policy.local import check_local
from lianfang.core.policy.model import Mark
from lianfang.core.policy.wording import CONFIDENCE_LABELS

BOOK = get_policy_book()
LAW_FILE = Mark("values/cn/inbound.yaml", 1)

SOURCES = """sources:
  - {code: test, name: 试用文本}
  - code: S1
    name: 第一份通知
    publisher: 某局
    date: 2022-01-01
    address: [example.cn/1, example.cn/2]
    copy: true
    note: 只存摘要
  - {code: 摘编, name: 摘编, note: 逐条摘录}
  - {code: 摘编 §1, name: §1 密接, part_of: 摘编}
"""
SETTING = """setting: fever_threshold
values:
  - from: 2022-01-01
    value: 37.3
    clause: 第二条
    source: test
    confidence: S
"""


def small(cited: str = "test", file: str = "values/cn/inbound.yaml", sources: str = SOURCES) -> PolicyBook:
    told = values("inbound", old=7).replace("source: test", f"source: {cited}")
    return law({"editions.yaml": EDITIONS, "sources.yaml": sources, file: told})


def refused(documents: dict[str, str]) -> PolicyError:
    with pytest.raises(PolicyError) as error:
        law(documents)
    return error.value


def test_every_code_that_the_law_cites_is_explained_and_no_other() -> None:
    settings = [setting for some in BOOK.settings.values() for setting in some]
    late = [edition.late.source for edition in BOOK.editions.values() if edition.late]
    told = [one.source for one in (*BOOK.editions.values(), *BOOK.values.values(), *settings)]
    cited = {code for text in (*told, *late) for code in split_codes(text)}
    assert cited <= set(BOOK.sources)
    read_me = (policy_folder() / "README.md").read_text(encoding="utf-8")
    whole = {source.part_of for source in BOOK.sources.values()}
    named = set(re.findall(r"\bS\d+[a-z]?\b|mem-H|rules §[\d.]+", read_me))
    assert set(BOOK.sources) - whole <= cited | named


@pytest.mark.parametrize("code", BOOK.sources)
def test_every_source_is_named_in_chinese_and_says_where_or_why_not(code: str) -> None:
    source = BOOK.sources[code]
    assert re.search(r"[\u4e00-\u9fff]", source.name)
    assert source.addresses or source.note or source.part_of
    assert not any("://" in address for address in source.addresses)


def test_nothing_that_is_cited_stands_as_a_bare_code() -> None:
    for value in BOOK.values.values():
        assert all(one.name != one.code and one.told for one in cite(BOOK, value.source, value.mark, str))


def test_every_confidence_has_words() -> None:
    assert list(CONFIDENCE_LABELS) == list(CONFIDENCES)


@pytest.mark.parametrize(
    ("found", "put", "line", "what", "wanted"),
    [
        ("name: 试用文本", "nmae: 试用文本", 2, "source 'test' has no 'name'", "text"),
        ("code: test", "code: ''", 2, "'code' of the source is empty", "text"),
        ("code: test", "cod: test", 2, "the source has no 'code'", "text"),
        ("code: test", 'code: "a, b"', 2, "is 'a, b'", "without comma or semicolon"),
        ("code: S1", "code: test", 3, "source 'test' is written twice", "once; see sources.yaml, line 2"),
        ("copy: true", "copy: maybe", 8, "'copy' of source 'S1' is 'maybe'", "true or false"),
        ("[example.cn/1, example.cn/2]", "[7]", 7, "is 7", "text, or a list of texts"),
        ("note: 只存摘要", "url: 只存摘要", 9, "source 'S1' has the unknown key 'url'", "one of code, name"),
        ("part_of: 摘编", "part_of: 摘录", 11, "is part of the unknown '摘录'", "one of test, S1, 摘编"),
        (
            "part_of: 摘编",
            "part_of: 摘编 §1",
            11,
            "is part of the unknown '摘编 §1'",
            "one of test, S1, 摘编",
        ),
        ("  - {code: test, name: 试用文本}", "  - test", 2, "the source is 'test'", "a mapping"),
        ("sources:\n", "sources: {}\nlist:\n", 1, "'sources' of the file is a mapping", "a list of sources"),
    ],
)
def test_broken_sources(found: str, put: str, line: int, what: str, wanted: str) -> None:
    assert found in SOURCES
    error = refused({"editions.yaml": EDITIONS, "sources.yaml": SOURCES.replace(found, put, 1)})
    assert (error.file, error.line) == ("sources.yaml", line)
    assert what in str(error.what)
    assert wanted in str(error.wanted)


@pytest.mark.parametrize(
    ("cited", "unknown"),
    [
        ("S11", "S11"),
        ("S1, 别的", "别的"),
        ("S1；摘编 §2", "摘编 §2"),
        ('"，"', "，"),
    ],
)
def test_a_value_that_cites_an_unknown_code_is_refused(cited: str, unknown: str) -> None:
    with pytest.raises(PolicyError) as error:
        small(cited)
    assert (error.value.file, error.value.line) == ("values/cn/inbound.yaml", 5)
    assert f"the value of 'inbound' in 'old' cites the unknown '{unknown}'" in str(error.value.what)
    assert str(error.value.wanted) == "codes that sources.yaml explains, parted by commas"


@pytest.mark.parametrize(
    ("file", "text", "line", "what"),
    [
        ("editions.yaml", EDITIONS.replace("source: test", "source: tset", 1), 9, "edition 'old'"),
        ("editions.yaml", EDITIONS.replace("source: test}", "source: tset}"), 11, "'late' of edition 'old'"),
        ("values/cn/s.yaml", SETTING.replace("test", "tset"), 6, "a value of 'fever_threshold'"),
    ],
)
def test_so_is_an_edition_its_late_rule_and_a_setting(file: str, text: str, line: int, what: str) -> None:
    error = refused({"editions.yaml": EDITIONS, "sources.yaml": SOURCES, file: text})
    assert (error.file, error.line) == (file, line)
    assert str(error.what) == f"{what} cites the unknown 'tset'"


def test_where_no_sources_are_loaded_codes_stand_as_they_are() -> None:
    book = law({"editions.yaml": EDITIONS, LAW_FILE.file: values("inbound", old=7)})
    assert cite(book, "test", LAW_FILE, str) == (Citation("", "test", ""),)


@pytest.mark.parametrize("file", ["local/3", "命令.yaml"])
def test_a_local_order_cites_in_its_own_words(file: str) -> None:
    written = "县指挥部第3号令，第2条；S1"
    value = small(written, file).values["old", "inbound"]
    cited = cite(small(), value.source, value.mark, str)
    assert cited == (Citation("", written, ""),)
    assert list(list_out(cited, str)) == ["sources:", f"  {written}"]


def test_a_source_is_told_with_all_that_is_known() -> None:
    cited = cite(small(), "S1, 摘编 §1; test", LAW_FILE, str)
    assert join_names(cited, str) == "第一份通知; 摘编 §1 密接; 试用文本"
    assert list(list_out(cited, str)) == [
        "sources:",
        "  第一份通知 [S1]: published by 某局; dated 2022-01-01; at example.cn/1, example.cn/2; "
        "a re-post, good for the numbers and not for quotation; 只存摘要",
        "  摘编 §1 密接 [摘编 §1]: 逐条摘录",
        "  试用文本 [test]",
    ]


def test_an_edition_rests_on_its_late_rule_too_and_each_source_is_listed_once() -> None:
    held = cite_edition(BOOK, BOOK.editions["v9"], str)
    assert [one.code for one in held] == ["S1", "S17", "rules §1.9", "S6d"]
    assert [one.code for one in cite_edition(BOOK, BOOK.editions["v2"], str)] == ["S18"]
    assert gather([held, held]) == held


def test_an_order_typed_here_explains_no_codes() -> None:
    draft = parse_document("local/1", "sources:\n  - {code: 本县1号, name: 本县1号令}\n")
    faults = check_local(read_documents(policy_folder()), [draft], "141123")
    assert ["an order explains no codes" in str(fault.what) for fault in faults] == [False, True]
    assert (faults[1].line, str(faults[1].wanted)) == (2, "the document's own name in 'source'")
