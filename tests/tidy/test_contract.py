"""The order of rooms holds, and the core is pure: no clock, files, network or foreign code."""

from __future__ import annotations

import ast
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from tests.tidy.source import REPOSITORY, SOURCE, list_modules, name_of, parse

IMPURE = {
    "asyncio", "ctypes", "getpass", "glob", "http", "io", "logging", "multiprocessing", "os", "pathlib", "platform",
    "random", "secrets", "select", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib", "uuid", "webbrowser",
}  # fmt: skip
PURE_LIBRARIES = {"pypinyin"}  # a table of characters
CLOCK_CALLS = {"now", "today", "utcnow"}


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
            assert first in sys.stdlib_module_names or first in PURE_LIBRARIES, name
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


def action_modules() -> list[Path]:
    """List the modules of actions: a room's `actions.py`, or those its folder `actions` hands out from."""
    return [
        path
        for path in list_modules()
        if path.name == "actions.py" or "actions" in path.relative_to(SOURCE).parts[1:-1]
    ]


def handed_out(path: Path) -> set[str]:
    """Name the functions of a module of actions that other rooms call."""
    front = path.parent / "__init__.py"
    if path.name == "actions.py":
        return {node.name for node in parse(path).body if isinstance(node, ast.FunctionDef)}
    return {
        alias.name
        for node in ast.walk(parse(front))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@pytest.mark.parametrize("path", action_modules(), ids=name_of)
def test_an_action_takes_keywords_only_and_never_reads_the_clock(path):
    tree = parse(path)
    public = {name for name in handed_out(path) if not name.startswith("_")}
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name in public:
            positional = [*function.args.posonlyargs, *function.args.args]
            assert not positional, f"{function.name} takes keywords only"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert ast.unparse(node.func.value) != "clock", f"line {node.lineno}: `at` is passed in"


def test_actions_are_found():
    assert len(action_modules()) > 5
