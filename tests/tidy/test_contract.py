"""The order of rooms holds, and the core is pure: no clock, files, network or foreign code."""

from __future__ import annotations

import ast
import sys
from configparser import ConfigParser

import pytest
from importlinter.cli import lint_imports
from tests.tidy.source import REPOSITORY, SOURCE, list_modules, name_of, parse

IMPURE = {
    "asyncio", "ctypes", "getpass", "glob", "http", "io", "logging", "multiprocessing", "os", "pathlib", "platform",
    "random", "secrets", "select", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib", "uuid", "webbrowser",
}  # fmt: skip
CLOCK_CALLS = {"now", "today", "utcnow"}
ROOM_FURNITURE = {
    "models", "scope", "queries", "actions", "figures", "jobs", "present", "tables", "views", "forms", "urls", "api",
    "navigation", "checks", "audit_words", "staff_scopes", "news",
}  # fmt: skip


def test_rooms_import_only_what_lies_below(monkeypatch, capsys):
    monkeypatch.chdir(REPOSITORY)
    assert lint_imports(config_filename=str(REPOSITORY / ".importlinter"), cache_dir=None) == 0, (
        capsys.readouterr().out
    )


def test_every_folder_has_its_place_in_the_order():
    written = ConfigParser()
    written.read(REPOSITORY / ".importlinter")
    order = written["importlinter:contract:order"]["layers"].split()
    folders = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    assert folders == {*order, "config"}


CORE = list_modules(SOURCE / "core")


def imports_of(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_the_core_imports_itself_and_pure_parts_of_python(path):
    for name in imports_of(parse(path)):
        if not name.startswith("lianfang.core"):
            first = name.split(".")[0]
            assert first in sys.stdlib_module_names, name
            assert first not in IMPURE, name


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_the_core_reads_no_clock_and_opens_no_file(path):
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            assert name not in CLOCK_CALLS and name != "open", f"line {node.lineno}"


@pytest.mark.parametrize("path", [path for path in list_modules() if path.name != "clock.py"], ids=name_of)
def test_the_clock_is_read_through_one_door(path):
    """`datetime.now` and its like stand in shared.clock alone; actions are given `at`."""
    for node in ast.walk(parse(path)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CLOCK_CALLS
        ):
            owner = node.func.value
            assert isinstance(owner, ast.Name) and owner.id == "clock", f"{name_of(path)} line {node.lineno}"


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in list_modules()
        if "actions" in path.relative_to(SOURCE).parts or path.name == "actions.py"
    ],
    ids=name_of,
)
def test_actions_are_told_who_and_when(path):
    """A public action takes keywords only, `by` and `at` among them, and never reads the clock."""
    tree = parse(path)
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
            arguments = function.args
            assert not arguments.args and not arguments.posonlyargs, f"{function.name} takes keywords only"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert not (isinstance(node.func.value, ast.Name) and node.func.value.id == "clock"), (
                f"line {node.lineno}"
            )
