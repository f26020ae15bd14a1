"""Answers for people and for machines, and refusals in words."""

from __future__ import annotations

from datetime import date

import click
import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, ProgrammingError

from lianfang.accounts.queries import NoConsole, NoSuchStaff
from lianfang.cli.console import Console, Refusal, in_words, plain_refusals
from lianfang.config.embedded import DatabaseRefused
from lianfang.config.keys import KeysMissing
from lianfang.places.queries import NoCounty
from lianfang.shared.actor import Forbidden


def missing_table() -> ProgrammingError:
    raised = ProgrammingError("relation accounts_staff does not exist")
    raised.__cause__ = psycopg.errors.UndefinedTable()
    return raised


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (NoConsole("x"), 3),
        (NoCounty("x"), 3),
        (KeysMissing("run `lianfang init`"), 3),
        (DatabaseRefused("x"), 3),
        (OperationalError("connection refused\nDETAIL"), 3),
        (missing_table(), 3),
        (NoSuchStaff("nobody"), 2),
        (Forbidden("manage_staff"), 4),
        (ValidationError("too short"), 1),
    ],
    ids=lambda held: type(held).__name__,
)
def test_a_known_refusal_has_its_words_and_its_code(raised, code):
    refusal = in_words(raised)
    assert refusal is not None
    assert refusal.exit_code == code
    assert refusal.format_message()


@pytest.mark.parametrize("raised", [ZeroDivisionError(), IntegrityError("x"), ProgrammingError("syntax")])
def test_a_fault_of_ours_is_not_dressed_up(raised):
    assert in_words(raised) is None
    with pytest.raises(type(raised)), plain_refusals():
        raise raised


def test_a_refusal_passes_through_unchanged():
    with pytest.raises(Refusal, match="no"), plain_refusals():
        raise Refusal("no", "do this", 3)
    with pytest.raises(click.exceptions.Exit), plain_refusals():
        raise click.exceptions.Exit(1)


def test_an_answer_is_text_for_people_and_one_line_of_json_for_machines(capsys):
    Console().answer({"day": date(2022, 2, 28)}, "on the 28th")
    Console(as_json=True).answer({"day": date(2022, 2, 28), "name": "兴县"}, "on the 28th")
    Console().answer([1, 2])
    assert capsys.readouterr().out == 'on the 28th\n{"day": "2022-02-28", "name": "兴县"}\n[\n  1,\n  2\n]\n'


def test_progress_is_told_beside_the_answer_and_not_to_machines(capsys):
    Console().say("half")
    Console(as_json=True).say("half")
    held = capsys.readouterr()
    assert (held.out, held.err) == ("", "half\n")
