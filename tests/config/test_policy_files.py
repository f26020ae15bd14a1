"""The policy folder read from disk."""

from pathlib import Path

import pytest

from lianfang.config import policy_files
from lianfang.config.policy_files import (
    get_policy_book,
    parse_document,
    policy_folder,
    read_documents,
    read_file,
)
from lianfang.core.policy import Marked, PolicyError


def test_every_value_has_its_line() -> None:
    document = parse_document("a.yaml", "# 注\ncategory: inbound\nvalues:\n  - days: 14\n    tests: [1, 4]\n")
    root = document.root.value
    assert isinstance(root, dict)
    assert root["category"] == Marked("inbound", 2)
    values = root["values"].value
    assert isinstance(values, list)
    assert values[0] == Marked({"days": Marked(14, 4), "tests": Marked([Marked(1, 5), Marked(4, 5)], 5)}, 4)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("14", 14),
        ("37.3", 37.3),
        ("true", True),
        ('"14"', "14"),
        ("2021-05-11", "2021-05-11"),  # core reads dates itself
        ("2021-05-11 18:00:00", "2021-05-11 18:00:00"),
        ("集中隔离", "集中隔离"),
        ("", None),
        ("~", None),
    ],
)
def test_scalars(written: str, read: object) -> None:
    root = parse_document("a.yaml", f"key: {written}\n").root.value
    assert isinstance(root, dict)
    assert root["key"].value == read


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "the file is empty"),
        ("# nothing but a remark\n", 1, "the file is empty"),
        ("a: 1\na: 2\n", 2, "'a' is written twice"),
        ("a:\n  b: 1\n  c: 1\n  b: 2\n", 4, "'b' is written twice"),
        ("a: [1, 2\nb: 3\n", 2, "not valid YAML"),
        ("a: 1\n\tb: 2\n", 2, "not valid YAML"),
        ("a: b: c\n", 1, "not valid YAML"),
        ("a: *nobody\n", 1, "not valid YAML"),
        ("? [a, b]\n: c\n", 1, "a key is not plain text"),
        ("a: !!binary aGVsbG8=\n", 1, "cannot be read"),
        ("a: !!int 七\n", 1, "cannot be read"),
        ("a: !shell rm\n", 1, "cannot be read"),
        ("a: \x07\n", 1, "forbidden character"),
        ("a: 1\n---\nb: 2\n", 3, "several documents"),
        ("a: &x [1]\nb: *x\n", 1, "repeated by reference"),
        ("a: &x [*x]\n", 1, "repeated by reference"),
    ],
)
def test_broken_yaml_names_the_line(text: str, line: int, what: str) -> None:
    with pytest.raises(PolicyError) as error:
        parse_document("a.yaml", text)
    assert (error.value.file, error.value.line) == ("a.yaml", line)
    assert what in str(error.value.what)


def test_a_file_may_hold_a_whole_order(tmp_path: Path) -> None:
    path = tmp_path / "order.yaml"
    path.write_text("\ufeffeditions: []\n---\n---\ncategory: inbound\nvalues: []\n", encoding="utf-8")
    documents = read_file(path, "命令.yaml")
    assert [(document.file, document.root.line) for document in documents] == [
        ("命令.yaml", 1),
        ("命令.yaml", 4),
    ]


def test_a_folder_without_editions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"editions\.yaml, line 1: the file is not in"):
        read_documents(tmp_path)


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    (tmp_path / "editions.yaml").write_text("editions: []\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"sources\.yaml, line 1: the file is not in"):
        read_documents(tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "editions.yaml").write_bytes("版本".encode("gb18030"))
    with pytest.raises(PolicyError, match="not UTF-8"):
        read_documents(tmp_path)


def test_files_are_named_from_the_folder(tmp_path: Path) -> None:
    (tmp_path / "editions.yaml").write_text("editions: []\n", encoding="utf-8")
    (tmp_path / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    (tmp_path / "values" / "14").mkdir(parents=True)
    (tmp_path / "values" / "14" / "inbound.yaml").write_text(
        "category: inbound\nvalues: []\n", encoding="utf-8"
    )
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "one.yaml").write_text("not: law\n", encoding="utf-8")
    assert [document.file for document in read_documents(tmp_path)] == [
        "editions.yaml",
        "sources.yaml",
        "values/14/inbound.yaml",
    ]


def test_the_law_that_ships_is_loaded_once() -> None:
    assert get_policy_book() is get_policy_book()
    assert {"v8", "shanxi_20211026", "v2", "b2b"} <= set(get_policy_book().editions)


def test_an_installed_package_reads_its_own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "src" / "lianfang"
    package.mkdir(parents=True)
    monkeypatch.setattr(policy_files, "PACKAGE", package)
    assert policy_folder() == tmp_path / "policy"
    (package / "policy_files").mkdir()
    assert policy_folder() == package / "policy_files"
