"""Pages of risk areas: the answer at the entrance, the public list, one area, publications, entering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs, public
from lianfang.risk import actions, present, queries
from lianfang.risk.forms import DeclareForm, SheetForm, get_now
from lianfang.risk.models import RiskSpell
from lianfang.risk.refusals import RiskRefused
from lianfang.shared import clock
from lianfang.shared.roles import Permission

F = TypeVar("F", bound=forms.Form)
_LONGEST = 200
_A_PAGE = 100


def _lines(spells: list[RiskSpell]) -> list[dict[str, Any]]:
    return [
        {
            "spell": spell,
            "grade": present.GRADES[spell.grade],
            "tone": present.GRADE_TONES[spell.grade],
            "period": present.say_period(spell),
            "source": present.say_source(spell),
        }
        for spell in spells
    ]


@needs(Permission.SEE_RISK)
@require_GET
def entrance(request: StaffRequest) -> HttpResponse:
    """Say in one large answer what the place somebody comes from is and was, and what follows."""
    words, at = request.GET.get("place", "").strip()[:_LONGEST], clock.now()
    held: dict[str, Any] = {"words": words, "at": at}
    if words:
        answer = queries.ask_place(actor=request.actor, words=words, at=at)
        held["answer"] = answer
        if answer is not None:
            held |= {
                "level": present.say_level(answer),
                "tone": "watch" if answer.must_ask else present.GRADE_TONES.get(answer.level, "good"),
                "icon": "help"
                if answer.must_ask
                else present.GRADE_ICONS.get(answer.level, "alert-triangle"),
                "now": _lines(answer.now),
                "before": _lines(answer.before),
                "ask": _lines(answer.ask),
                "rule": present.say_answer(answer),
            }
    template = "risk/answer.html" if request.headers.get("HX-Request") else "risk/entrance.html"
    return render(request, template, held)


@public
@require_GET
def public_page(request: HttpRequest) -> HttpResponse:
    """Show everybody the areas that are risky now; nothing of any person is on it."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    page = Paginator(queries.list_public(clock.now(), text), _A_PAGE).get_page(request.GET.get("page"))
    held = {"lines": _lines(list(page)), "page": page, "q": text, "known_at": queries.last_known_at()}
    return render(request, "risk/public.html", held)


@needs(Permission.SEE_RISK)
@require_GET
def area_page(request: StaffRequest, spell_id: int) -> HttpResponse:
    """Show one area: its grade, by which notice, and all that was ever held true of it."""
    spell = existing(queries.get_area(request.actor, spell_id))
    held = {
        "spell": spell,
        "line": _lines([spell])[0],
        "grain": present.GRAINS.get(spell.grain, spell.grain),
        "history": _lines(queries.list_history(request.actor, spell.key)),
        "may_edit": request.actor.may(Permission.EDIT_RISK),
    }
    return render(request, "risk/area.html", held)


@needs(Permission.SEE_RISK)
@require_GET
def notice_page(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Show a publication: what it changed, and the lines that could not be used."""
    notice = existing(queries.get_notice(request.actor, notice_id))
    may_edit = request.actor.may(Permission.EDIT_RISK)
    refused = notice.refused_lines.order_by("row") if may_edit else []
    held = {
        "notice": notice,
        "kind": present.KINDS[notice.kind],
        "lines": _lines(queries.list_changed(notice.pk)),
        "refused": [(line, present.say_cells(line), present.say_faults(line.reasons)) for line in refused],
    }
    return render(request, "risk/notice.html", held)


@needs(Permission.EDIT_RISK)
@require_http_methods(["GET", "POST"])
def declare_page(request: StaffRequest) -> HttpResponse:
    """Enter one area by hand."""
    form = DeclareForm(request.POST or None, initial={"words": request.GET.get("place", "")[:_LONGEST]})
    return _write(request, form, "risk/declare.html", _declare)


def _declare(request: StaffRequest, form: DeclareForm) -> int:
    told = actions.declare(by=request.actor, at=clock.now(), **form.told())
    messages.success(
        request, _("Entered. Who was there is matched anew.") if told.changed else _("It was so already.")
    )
    return told.notice


@needs(Permission.EDIT_RISK)
@require_http_methods(["GET", "POST"])
def import_page(request: StaffRequest) -> HttpResponse:
    """Take in a sheet as it was published."""
    form = SheetForm(request.POST or None, request.FILES or None, initial={"published_at": get_now()})
    return _write(request, form, "risk/import.html", _import)


def _import(request: StaffRequest, form: SheetForm) -> int:
    told = dict(form.cleaned_data)
    file = told.pop("file")
    made = actions.import_sheet(
        content=file.read(), filename=file.name, by=request.actor, at=clock.now(), **told
    )
    if made.already:
        words = _("This file was imported before, as this publication. Nothing was done again.")
        messages.info(request, words)
    return made.notice.pk


def _write(
    request: StaffRequest, form: F, template: str, write: Callable[[StaffRequest, F], int]
) -> HttpResponse:
    """Write what a form tells and go to the publication; a refusal keeps what was typed."""
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect("risk:notice", write(request, form))
            except RiskRefused as refused:
                refusal, status = present.say_refusal(refused), 409
    return render(request, template, {"form": form, "refusal": refusal}, status=status)


@needs(Permission.EDIT_RISK)
@require_GET
def line_page(request: StaffRequest, line_id: int) -> HttpResponse:
    """Show a refused line beside the form that enters it by hand."""
    line = existing(queries.get_line(request.actor, line_id))
    cells = line.cells.split("\t")
    form = DeclareForm(initial={"words": "".join(cells)[:_LONGEST], "source": line.notice.source})
    held = {
        "line": line,
        "cells": cells,
        "reasons": [present.FAULTS[reason] for reason in line.reasons],
        "form": form,
    }
    return render(request, "risk/line.html", held)


@needs(Permission.EDIT_RISK)
@require_POST
def settle(request: StaffRequest, line_id: int) -> HttpResponse:
    """Note that a refused line was seen to."""
    line = existing(queries.get_line(request.actor, line_id))
    actions.settle_line(line=line, by=request.actor, at=clock.now())
    messages.success(request, _("The line is settled."))
    return redirect("risk:notice", line.notice_id)
