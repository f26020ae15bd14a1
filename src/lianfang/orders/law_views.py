"""The pages of the law: the editions, one edition, two side by side; nothing about people is on them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.core.policy import Edition
from lianfang.law.book import get_book
from lianfang.orders import law
from lianfang.shared import clock
from lianfang.shared.roles import Permission


def _seen(name: str) -> Edition:
    return existing(law.get_edition(name))


@needs(Permission.SEE_POLICY)
@require_GET
def editions(request: StaffRequest) -> HttpResponse:
    """List every edition and local order that is loaded."""
    at, held = clock.now(), law.list_editions()
    one, other = law.get_last_two(at)
    return render(
        request,
        "orders/law.html",
        {
            "rows": [
                (
                    edition,
                    law.say_level(edition),
                    edition.in_force(at),
                    law.say_confidence(edition.confidence),
                )
                for edition in held
            ],
            "editions": held,
            "one": one,
            "other": other,
        },
    )


@needs(Permission.SEE_POLICY)
@require_GET
def edition_page(request: StaffRequest, edition_id: str) -> HttpResponse:
    """Show one edition: what it asks of whom, what that rests on, and the cases it decides."""
    edition, book = _seen(edition_id), get_book()
    lines = law.list_lines(edition)
    return render(
        request,
        "orders/edition.html",
        {
            "edition": edition,
            "level": law.say_level(edition),
            "in_force": edition.in_force(clock.now()),
            "clock": law.CLOCKS[edition.clock],
            "transition": law.TRANSITIONS[edition.transition],
            "linked": [book.editions[name] for name in (*edition.bases, *edition.carries)],
            "lines": lines,
            "own_sources": law.cite_own(edition),
            "confidence": law.say_confidence(edition.confidence),
            "sources": law.list_sources([edition], [line.sources for line in lines]),
            "cases": law.list_cases(edition).items(),
            "editions": law.list_editions(),
            "one": edition.id,
            "other": "",
        },
    )


@needs(Permission.SEE_POLICY)
@require_GET
def compared(request: StaffRequest) -> HttpResponse:
    """Show what two editions ask side by side; the national text in force and the one before where none are named."""
    first, second = law.get_last_two(clock.now())
    one, other = _seen(request.GET.get("one") or first), _seen(request.GET.get("other") or second)
    rows = law.list_pairs((one, other))
    return render(
        request,
        "orders/compare_law.html",
        {
            "pair": (one, other),
            "rows": rows,
            "sources": law.list_sources([one, other], [cited for row in rows for _asks, cited in row.cells]),
            "editions": law.list_editions(),
            "one": one.id,
            "other": other.id,
        },
    )
