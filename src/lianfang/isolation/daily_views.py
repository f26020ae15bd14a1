"""The pages of a site's day: rounds to tick, the report, meals; and how full the sites are."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.care.actions import record_measurements
from lianfang.care.queries import count_alarming
from lianfang.care.refusals import CareRefused
from lianfang.core.isolation import DIETS, RoundState, count_by_hour, round_state
from lianfang.core.timeline import day_of
from lianfang.isolation import actions, present
from lianfang.isolation.forms import InflowForm, MeasureForm, ReportForm, TickForm
from lianfang.isolation.models import Site
from lianfang.isolation.queries import (
    count_day_meals,
    get_capacity,
    get_day_facts,
    list_active,
    list_open_rounds,
    list_residents,
    list_rounds,
)
from lianfang.isolation.refusals import SiteRefused
from lianfang.isolation.scope import reports_visible_to, rounds_visible_to, visible_to
from lianfang.isolation.views import seen_site
from lianfang.shared import clock
from lianfang.shared.moments import read_asked_day
from lianfang.shared.roles import Permission

ASSUMED_DAYS = 14  # what the form offers first; anybody changes it


def _steps(day: date) -> dict[str, Any]:
    step = timedelta(days=1)
    return {"day": day, "before": day - step, "after": day + step, "today": clock.today()}


@needs(Permission.SEE_SITES)
@require_GET
def day_page(request: StaffRequest, site_id: int) -> HttpResponse:
    """Show a site's rounds of a day, each ticked by one tap; what was missed stands by its hour."""
    site, day, at = seen_site(request, site_id), read_asked_day(request.GET), clock.now()
    rows = list_rounds(request.actor, site, day)
    lines, missed = [], []
    for row in rows:
        state = round_state(row.opens_at, row.closes_at, row.done_at, at)
        words, tone = present.say_round_state(state)
        missed += [row.opens_at] if state is RoundState.MISSED else []
        waits = state in (RoundState.OPEN, RoundState.MISSED)
        lines.append(
            {
                "row": row,
                "kind": present.say_kind(row.kind),
                "icon": present.ROUND_ICONS[row.kind],
                "words": words,
                "tone": tone,
                "waits": waits,
            }
        )
    held = {
        "site": site,
        "lines": lines,
        "hours": count_by_hour(missed),
        "done": sum(row.done_at is not None for row in rows),
        "may_work": request.actor.may(Permission.WORK_SITES),
        **_steps(day),
    }
    return render(request, "isolation/day.html", held)


@needs(Permission.WORK_SITES)
@require_http_methods(["GET", "POST"])
def measure_page(request: StaffRequest, site_id: int) -> HttpResponse:
    """Take the temperatures of everybody in a site, room by room, and tick the round of measurement that is due."""
    site, at = seen_site(request, site_id), clock.now()
    stays = list_residents(request.actor, site)
    form = MeasureForm(request.POST if request.method == "POST" else None, stays=stays)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            refusal, status = _measure(request, site, form), 409
            if not refusal:
                return redirect("isolation:day", site.pk)
    held = {"site": site, "form": form, "lines": form.lines(), "refusal": refusal, "at": at}
    return render(request, "isolation/measure.html", held, status=status)


def _measure(request: StaffRequest, site: Site, form: MeasureForm) -> str:
    """Hand the temperatures to care; return why it was refused, or nothing."""
    by, at, rows = request.actor, clock.now(), form.measured()
    if not rows:
        return _("Nothing was filled in.")
    try:
        written = record_measurements(rows=rows, by=by, at=at, key=form.cleaned_data["key"])
    except CareRefused:
        return _(
            "One of these people is no longer under care, or a value cannot be. Load the page anew and check."
        )
    due = list_open_rounds(by, at).filter(site=site, kind="measure").last()
    if due is not None:
        actions.tick_round(round_id=due.pk, by=by, at=at)
    told = ngettext("%(n)s measurement was recorded.", "%(n)s measurements were recorded.", written)
    messages.success(request, told % {"n": written})
    if ill := count_alarming([row.order_id for row in rows], at):
        told = ngettext(
            "%(n)s person has a fever or symptoms: the way to hospital is open.",
            "%(n)s people have a fever or symptoms: the way to hospital is open.",
            ill,
        )
        messages.warning(request, told % {"n": ill})
    return ""


@needs(Permission.WORK_SITES)
@require_POST
def tick(request: StaffRequest, round_id: int) -> HttpResponse:
    """Tick one round, by one tap."""
    row = existing(rounds_visible_to(request.actor).filter(pk=round_id).first())
    form = TickForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.tick_round(
                round_id=row.pk, by=request.actor, at=clock.now(), text=told["note"], key=told["key"]
            )
        except SiteRefused as refused:
            messages.error(request, present.say_refusal(refused))
        else:
            messages.success(request, _("Ticked."))
    else:
        messages.error(request, _("The note is too long; nothing was written."))
    return redirect(f"{reverse('isolation:day', args=[row.site_id])}?day={row.day.isoformat()}")


@needs(Permission.SEE_SITES)
@require_http_methods(["GET", "POST"])
def report_page(request: StaffRequest, site_id: int) -> HttpResponse:
    """Show a site's report of a day as it would be written now, or as it was written; write it."""
    site, day, at = seen_site(request, site_id), read_asked_day(request.GET), clock.now()
    if day > day_of(at):
        return render(request, "isolation/report.html", {"site": site, "ahead": True, **_steps(day)})
    may_write = request.actor.may(Permission.WORK_SITES)
    facts = asdict(get_day_facts(request.actor, site, day, at))
    form = ReportForm(request.POST or None)
    if request.method == "POST" and may_write and form.is_valid():
        told = form.cleaned_data
        actions.write_report(
            site=site, day=day, facts=facts, by=request.actor, at=at, remark=told["remark"], key=told["key"]
        )
        messages.success(request, _("The report is written."))
        return redirect(f"{request.path}?day={day.isoformat()}")
    written = reports_visible_to(request.actor).filter(site=site, day=day).order_by("-pk").first()
    held = {
        "site": site,
        "written": written,
        "sentences": present.say_report(written.facts if written else facts, site.name, day),
        "missed": facts["missed"],
        "form": form,
        "may_write": may_write,
        **_steps(day),
    }
    return render(request, "isolation/report.html", held)


@needs(Permission.SEE_SITES)
@require_GET
def meals_page(request: StaffRequest) -> HttpResponse:
    """Show how many meals of which kind each kitchen sends on a day."""
    day, at = read_asked_day(request.GET), clock.now()
    meals = count_day_meals(request.actor, list(list_active(request.actor)), day, at)
    used = [diet for diet in DIETS if any(dict(meal.diets).get(diet) for meal in meals)]
    lines = [
        {
            "kitchen": meal.kitchen,
            "meal": present.say_meal(meal.meal),
            "at": meal.at,
            "counts": [dict(meal.diets).get(diet, 0) for diet in used],
            "total": meal.total,
        }
        for meal in meals
    ]
    held = {"lines": lines, "diets": [present.say_diet(diet) for diet in used], **_steps(day)}
    return render(request, "isolation/meals.html", held)


@needs(Permission.SEE_SITES)
@require_GET
def capacity_page(request: StaffRequest) -> HttpResponse:
    """Show how full the sites are now and will be, with an inflow assumed, and the rooms against the standard."""
    form = InflowForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    at = clock.now()
    capacity = get_capacity(
        request.actor,
        at,
        inflow=told.get("inflow") or 0,
        length=told.get("length") or ASSUMED_DAYS,
        people=told.get("people") or 0,
    )
    days = [
        (one, present.LEVELS[one.level], present.LEVEL_TONES[one.level], min(one.share, 100))
        for one in capacity.days
    ]
    worst = max(capacity.days, key=lambda one: one.share)
    held = {
        "form": form,
        "capacity": capacity,
        "days": days,
        "worst": worst,
        "worst_words": present.LEVELS[worst.level],
        "worst_tone": present.LEVEL_TONES[worst.level],
        "sites": list_active(request.actor).count(),
        "in_reserve": _count_reserve(request),
        "standard": capacity.standard,
    }
    return render(request, "isolation/capacity.html", held)


def _count_reserve(request: StaffRequest) -> int:
    return visible_to(request.actor).filter(state=Site.State.RESERVE).count()
