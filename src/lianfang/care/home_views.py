"""The look at a home before isolation there, and those who live in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.care import actions, forms, present, queries
from lianfang.care.actions import MemberIn
from lianfang.care.actions.homes import fitness_asked
from lianfang.care.refusals import CareRefused, NoRule
from lianfang.care.scope import members_visible_to
from lianfang.care.views import attempt
from lianfang.leads.models import Lead
from lianfang.leads.queries import get_lead
from lianfang.shared import clock
from lianfang.shared.roles import Permission


@needs(Permission.RECORD_CARE)
@require_http_methods(["GET", "POST"])
def home_page(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Look at a home before somebody is isolated there, and say what becomes of those who live in it."""
    lead = existing(get_lead(request.actor, lead_id))
    form, members = forms.HomeForm(request.POST or None), forms.MemberSet(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and members.is_valid() and _look(request, lead, form, members):
            return redirect("care:home", lead.pk)
    checks = list(queries.list_home_checks(request.actor).filter(lead=lead).order_by("-true_at", "-pk"))
    held = {
        "lead": lead,
        "form": form,
        "members": members,
        "asked": _asked(),
        "checks": [(check, _lacks(check), _members(check)) for check in checks],
    }
    return render(request, "care/home.html", held, status=status)


def _look(request: StaffRequest, lead: Lead, form: forms.HomeForm, members: Any) -> bool:
    told = form.cleaned_data
    living = [
        MemberIn(one["name"], one["choice"] or "joins", one["number"], one["phone"], one["to_place"])
        for one in (line.cleaned_data for line in members)
        if one.get("name")
    ]
    return attempt(
        request,
        lambda: actions.record_home_check(
            lead=lead, members=living, by=request.actor, at=clock.now(), **told
        ),
        _("The look at the home is recorded."),
    )


def _asked() -> dict[str, Any]:
    """Say what the value in force asks of a home."""
    try:
        setting = fitness_asked(clock.now())
    except NoRule as none:
        return {"refusal": present.say_refusal(none)}
    value: Any = setting.value
    return {
        "must": present.say_signs(value["must"]),
        "better": present.say_signs(value["better"]),
        "clause": setting.clause,
    }


def _lacks(check: Any) -> str:
    return present.say_signs([sign for sign in check.must if sign not in check.found])


def _members(check: Any) -> list[Any]:
    return [(member, present.CHOICES[member.choice]) for member in check.members.order_by("pk")]


@needs(Permission.RECORD_CARE)
@require_POST
def settle_member(request: StaffRequest, member_id: int) -> HttpResponse:
    """Note that somebody moved out."""
    seen = members_visible_to(request.actor).select_related("check_made")
    member = existing(seen.filter(pk=member_id).first())
    attempt(
        request,
        lambda: actions.settle_member(member=member, by=request.actor, at=clock.now()),
        _("Noted."),
    )
    return redirect("care:home", member.check_made.lead_id)


@needs(Permission.UPLOAD_LISTS)
@require_POST
def open_members(request: StaffRequest) -> HttpResponse:
    """Turn those who join the measure into leads."""
    try:
        opened = actions.open_member_leads(by=request.actor, at=clock.now())
    except CareRefused as refused:
        messages.error(request, present.say_refusal(refused))
    else:
        messages.success(request, _("%(n)s people have a lead of their own now.") % {"n": opened})
    return redirect("care:members")
