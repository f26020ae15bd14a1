"""One door to each table: pages, lists and the API read people through `visible_to` or a room's queries.

A view that asks a model itself can forget the scope. So the modules that face people may name a
model in types and forms, but ask nothing of its manager.
"""

from __future__ import annotations

import ast

import pytest
from tests.tidy.source import SOURCE, list_modules, name_of, parse

FACING = {"views", "api", "tables", "forms"}
# What concerns the reader's own account, or stands before anybody is signed in. It may only shrink.
OWN = {
    "accounts/views.py": {"Authenticator"},
    "accounts/staff_views.py": {"Authenticator"},
    "accounts/tables.py": {"Staff"},
    "accounts/access.py": {"Authenticator"},
}
ROOMS = [
    "accounts", "events", "places", "risk", "law", "people", "intake", "leads", "orders", "care", "zones", "isolation",
    "transit", "figures", "command",
]  # fmt: skip


def faces_people(path) -> bool:
    parts = path.relative_to(SOURCE).parts
    stem = path.stem
    return parts[0] in ROOMS and (
        bool(FACING & set(parts[1:-1])) or stem in FACING or stem.endswith("_views") or stem == "access"
    )


def asked_models(tree: ast.AST) -> set[str]:
    """Name what stands before `.objects` or is looked up by `get_object_or_404(Model, …)`."""
    asked = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            asked.add(ast.unparse(node.value))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("get_object_or_404", "get_list_or_404"):
            first = node.args[0]
            if isinstance(first, ast.Name) and first.id[:1].isupper():
                asked.add(first.id)
    return asked


FACING_MODULES = [path for path in list_modules() if faces_people(path)]


@pytest.mark.parametrize("path", FACING_MODULES, ids=name_of)
def test_what_faces_people_asks_no_model_itself(path):
    allowed = OWN.get(path.relative_to(SOURCE).as_posix(), set())
    assert asked_models(parse(path)) <= allowed


def test_the_exceptions_still_need_to_be_ones():
    for name, allowed in OWN.items():
        assert asked_models(parse(SOURCE / name)) == allowed, name


@pytest.mark.parametrize("path", FACING_MODULES, ids=name_of)
def test_no_raw_sql_faces_people(path):
    text = path.read_text(encoding="utf-8")
    assert "connection.cursor" not in text and ".raw(" not in text and ".extra(" not in text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Lead.objects.filter(pk=1)", {"Lead"}),
        ("models.Lead.objects.all()", {"models.Lead"}),
        ("get_object_or_404(Lead, pk=1)", {"Lead"}),
        ("get_object_or_404(visible_to(actor), pk=1)", set()),
        ("visible_to(actor).filter(pk=1)", set()),
        ("def f(lead: Lead) -> Lead: ...", set()),
    ],
)
def test_a_question_to_a_model_is_noticed(text, asked):
    assert asked_models(ast.parse(text)) == asked
