"""The report as paper on a page: title, paragraphs and tables, every figure a link."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianfang.core.figures.controlled import EVER, UNEXPLAINED
from lianfang.core.figures.cut import Cut
from lianfang.core.figures.dispatch import IDENTITIES
from lianfang.core.figures.identities import Breach, reconcile
from lianfang.core.figures.memory import nested
from lianfang.figures.dispatch import Dispatch, explain_breach, paragraphs_of, title_of
from lianfang.figures.layout import Cell, Table, tables_of
from lianfang.figures.models import Report
from lianfang.figures.present import Links, hour_of, list_identities
from lianfang.figures.queries import get_signed_counts
from lianfang.figures.words import get_words
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL
from lianfang.web.words import local_time


def write(report: Dispatch, links: Links) -> dict[str, Any]:
    """Return what the page's paper shows of a reading of the report."""
    values = report.values
    words = {key: escape(word) for key, word in get_words().items()}
    paragraphs = paragraphs_of(links.values(values), report.cut, words)
    return {
        "title": report.title,
        "window": report.window,
        "is_so_far": report.cut.ahead is not None,
        "paragraphs": [(heading, SafeString(text)) for heading, text in paragraphs],  # words were escaped
        "tables": [_linked(table, links) for table in tables_of(values)],
        "breaches": [(explain_breach(breach), _stranded(breach, links)) for breach in report.breaches],
        "identities": list_identities(values, links),
    }


def _stranded(breach: Breach, links: Links) -> SafeString | str:
    """Return the link to the people without a next stage, where it is they who are missing in the parts."""
    if (
        breach.identity.whole != EVER.path
        or UNEXPLAINED.path in breach.identity.plus
        or breach.difference >= 0
    ):
        return ""
    return links.link(UNEXPLAINED.path, -breach.difference).html


def as_signed(report: Report, actor: Actor) -> Dispatch:
    """Return a signed report's own reading, in the reader's scope."""
    counts = get_signed_counts(report, actor)
    cut = Cut(report.day, report.cut_at.astimezone(LOCAL), report.known_at)
    title = title_of(report.day, hour_of(report))
    return Dispatch(title, cut, counts, reconcile(nested(counts), IDENTITIES), signature_of(report))


def signature_of(report: Report) -> str:
    """Say who signed a report and when, as its page and its papers do."""
    words = _("Signed by %(name)s at %(when)s; the counts are those of that moment.")
    return words % {"name": report.signed_name, "when": local_time(report.known_at)}


def _linked(table: Table, links: Links) -> dict[str, Any]:
    def show(cell: Cell | None) -> SafeString | str:
        return "" if cell is None else links.link(cell.path, cell.count).html

    lines = [{"label": line.label, "cells": [show(cell) for cell in line.cells]} for line in table.lines]
    return {"title": table.title, "headings": table.headings, "lines": lines}
