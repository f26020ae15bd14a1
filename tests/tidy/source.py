"""The source as the tidy tests read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "lianfang"


@cache
def list_modules(folder: Path = SOURCE) -> list[Path]:
    """List the Python files of a folder that people write."""
    return sorted(
        path for path in folder.rglob("*.py") if not {"migrations", "node_modules"} & set(path.parts)
    )


@cache
def parse(path: Path) -> ast.Module:
    """Parse a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def list_functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function and method, inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def name_of(path: Path) -> str:
    """Return a file's path from the repository's root."""
    return path.relative_to(REPOSITORY).as_posix()


def room_of(path: Path) -> str:
    """Return the folder right below the package that a file lies in."""
    return path.relative_to(SOURCE).parts[0]
