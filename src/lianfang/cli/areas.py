"""`lianfang areas`: the county's towns, villages and grids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lianfang.cli.console import Console, with_county
from lianfang.cli.speech import _

if TYPE_CHECKING:
    from lianfang.places.queries import Branch


@click.command()
@click.option("--flat", is_flag=True, help="One line for each place instead of a tree.")
@with_county
def command(console: Console, flat: bool) -> None:
    """Show the places of your scope as a tree or a list, with who answers for them."""
    from lianfang.places.queries import get_tree

    root = get_tree(console.actor)
    if flat:
        rows = _flat(root)
        console.answer(rows, "\n".join(f"{row['kind']:<10} {row['code']:<14} {row['name']}" for row in rows))
    else:
        console.answer(_nested(root), "\n".join(_drawn(root)))


def _nested(branch: Branch) -> dict[str, Any]:
    duties = [{"post": duty.post, "name": duty.name} for duty in branch.duties]
    children = [_nested(child) for child in branch.children]
    return {
        "kind": branch.kind,
        "code": branch.code,
        "name": branch.name,
        "responsible": duties,
        "children": children,
    }


def _flat(branch: Branch) -> list[dict[str, str]]:
    rows = [{"kind": branch.kind, "code": branch.code, "name": branch.name}]
    for child in branch.children:
        rows += _flat(child)
    return rows


def _drawn(branch: Branch, depth: int = 0) -> list[str]:
    who = _(", ").join(f"{duty.post} {duty.name}" for duty in branch.duties)
    lines = [f"{'  ' * depth}{branch.name}  {branch.code}{'  ' + who if who else ''}"]
    for child in branch.children:
        lines += _drawn(child, depth + 1)
    return lines
