"""`lianfang policy check`: a policy file is tried before it is law; what is wrong is named by file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lianfang.cli.console import WANTING, Console, with_console
from lianfang.cli.policy_books import beside, find_file
from lianfang.cli.speech import _
from lianfang.config.policy_files import policy_folder, read_documents, read_file
from lianfang.config.signed_orders import read_signed
from lianfang.core.policy import Document, PolicyError
from lianfang.core.policy import check as check_documents


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1)
@with_console
def check(console: Console, files: tuple[str, ...]) -> None:
    """Check policy files beside the law that ships, or that law itself; exit 0 sound, 1 broken."""
    faults: list[PolicyError] = []
    drafts: list[Document] = []
    law: list[Document] = []
    try:
        law = read_documents(policy_folder())
        law += [document for order in read_signed() for document in order] if files else []
    except PolicyError as fault:
        faults.append(fault)
    for name in _listed(files):
        try:
            drafts += read_file(find_file(name), _name(name))
        except PolicyError as fault:
            faults.append(fault)
    faults += check_documents(beside(law, drafts), drafts) if files else check_documents([], law)
    _answer(console, faults, len(files) or len(law))
    if faults:
        raise click.exceptions.Exit(WANTING)


def _listed(files: tuple[str, ...]) -> list[str]:
    """Name the files, of a folder every policy file in it; cases are no law."""
    named: list[str] = []
    for name in files:
        path = Path(name)
        if path.is_dir():
            inside = sorted(path.rglob("*.yaml"))
            named += [str(one) for one in inside if "cases" not in one.relative_to(path).parts]
        else:
            named.append(name)
    return named


def _name(name: str) -> str:
    """Name a file of the policy folder from there, so that it replaces the one that ships."""
    path, folder = Path(name).resolve(), policy_folder().resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else name


def _answer(console: Console, faults: list[PolicyError], count: int) -> None:
    held: dict[str, Any] = {
        "files": count,
        "errors": [
            {
                "file": fault.file,
                "line": fault.line,
                "error": fault.what.said(_),
                "wanted": fault.wanted.said(_),
            }
            for fault in faults
        ],
    }
    told = "\n".join(fault.said(_) for fault in faults) or _("%s file(s) checked: sound.") % count
    console.answer(held, told)
