"""The pages of one lead: who it is, the call, handing on, letters."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.core.moves import NotAllowed
from lianfang.core.policy import may_control
from lianfang.law.book import get_book
from lianfang.leads import actions, forms, history, moves, present, queries
from lianfang.leads.models import CallOutcome, Lead
from lianfang.leads.outcomes import LONGEST_AWAY, RULES, OutcomeIncomplete, ReturnBehind, ReturnTooFar
from lianfang.people.forms import RevealForm
from lianfang.people.queries import masked_number, masked_phone
from lianfang.places.queries import get_county, names_with_town
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission
from lianfang.web import answers
from lianfang.web.pieces import Words

Again = Callable[[Lead, int], HttpResponse]


def seen(request: StaffRequest, lead_id: int) -> Lead:
    """Return the lead the reader asks for; one outside the scope does not exist."""
    return existing(queries.get_lead(request.actor, lead_id))


@needs(Permission.SEE_LEADS)
@require_GET
def lead_page(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Show one lead: who, how to reach them, what was found, where it came from."""
    return _show_lead(request, seen(request, lead_id))


def _show_lead(request: StaffRequest, lead: Lead, *, status: int = 200, **bound: Any) -> HttpResponse:
    audit.record(by=request.actor, at=clock.now(), action="leads.view", object_kind="lead", object_id=lead.pk)
    held = {
        **_of_lead(request, lead),
        **bound,
        "sources": history.list_sources(lead),
        "candidates": _list_candidates(lead),
        "timeline": history.list_entries([lead]),
        "pairs": list(queries.list_waiting_pairs(request.actor).filter(lead=lead)),
        "letter": getattr(lead, "letter", None),
        "next": queries.get_next_ambiguous(request.actor, lead) if "placed" in request.GET else None,
    }
    return render(request, "leads/lead.html", held, status=status)


def _list_candidates(lead: Lead) -> list[tuple[str, str, bool]]:
    """List the places that may be meant by code and name, each with whether another row of the person names it."""
    named = history.list_named_places(lead)
    codes = {*named, *lead.candidates}
    return [(code, name, code in named) for code, name in names_with_town(codes)] if codes else []


def _of_lead(request: StaffRequest, lead: Lead, call_form: forms.CallForm | None = None) -> dict[str, Any]:
    actor, person = request.actor, lead.person
    places = present.name_places([lead])
    waiting = lead.state == Lead.State.OPEN
    ids = "panel" if request.htmx else "id"  # type: ignore[attr-defined]  # the page beneath has the same form
    below = moves.list_levels(lead)
    return {
        "lead": lead,
        "person": person,
        "number": masked_number(person),
        "phones": [(phone, masked_phone(phone)) for phone in person.phones.order_by("pk")],
        "overdue": present.is_overdue(lead, clock.now()),
        "state": present.STATES[lead.state],
        "state_tone": present.STATE_TONES[lead.state],
        "outcome": present.OUTCOMES.get(lead.outcome, ""),
        "back_on": lead.look_again_at if lead.state == Lead.State.ANSWERED else None,
        "place_words": [places[code] for code in (lead.town, lead.community, lead.grid) if code in places],
        "place_reason": present.PLACE_REASONS.get(lead.place_reason, ""),
        "row_reasons": present.say_row_reasons(lead.reasons),
        "outcomes": _offer(needing=False),
        "asking": _list_asking(ids, call_form),
        "call_form": call_form or forms.CallForm(auto_id=f"{ids}_%s"),
        "back": request.POST.get("back", "") if call_form else _came_from(request),
        "give_form": forms.NoteForm(auto_id="give_%s"),
        "reopen_form": forms.NoteForm(auto_id="reopen_%s"),
        "may_call": actor.may(Permission.CALL_LEADS) and lead.state != Lead.State.CLOSED,
        "may_reopen": actor.may(Permission.CALL_LEADS) and not waiting,
        "may_give_back": actor.may(Permission.CALL_LEADS) and waiting and lead.holder != Lead.Holder.OFFICE,
        "may_assign": actor.may(Permission.ASSIGN_LEADS) and waiting,
        "may_issue": actor.may(Permission.ISSUE_ORDERS) and lead.outcome == CallOutcome.HERE_CONTROL,
        "may_write": actor.may(Permission.SEND_LETTERS),
        "may_reveal": actor.may(Permission.REVEAL_NUMBERS),
        "reveal_form": RevealForm(),
        "place_form": forms.PlaceForm(actor=actor, levels=below)
        if actor.may(Permission.ASSIGN_LEADS) and below
        else None,
    }


def _list_asking(
    ids: str, sent: forms.CallForm | None
) -> list[tuple[CallOutcome, Words, str, list[Any], bool]]:
    """List the outcomes that need more with the fields of each; what was sent stands in those of its own, open."""
    chosen = sent.data.get("outcome") if sent else None
    return [
        (code, words, mark, [form[name] for name in RULES[code].needs], code == chosen)
        for code, words, mark in _offer(needing=True)
        for form in (forms.asking_form(code, ids, sent.data if sent and code == chosen else None),)
    ]


def _offer(*, needing: bool) -> list[tuple[CallOutcome, Words, str]]:
    """List the outcomes recorded by one tap, or those that need something to be filled in.

    Nobody is found to be controlled where the law asks for no measure any more.
    """
    offered = [
        (CallOutcome(code), words, present.OUTCOME_ICONS[code])
        for code, words in present.OUTCOMES.items()
        if bool(RULES[CallOutcome(code)].needs) is needing
    ]
    controls = needing or may_control(get_book(), get_county().code, clock.now())
    return [one for one in offered if controls or one[0] != CallOutcome.HERE_CONTROL]


def _came_from(request: StaffRequest) -> str:
    """Return the page whose side panel shows the lead, so that the next one is called from there."""
    return str(request.htmx.current_url_abs_path or "") if request.htmx else ""  # type: ignore[attr-defined]


@needs(Permission.CALL_LEADS)
def call(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Show the call log with an outcome by one tap, and record one."""
    lead = seen(request, lead_id)
    return _record(request, lead) if request.method == "POST" else _show_call(request, lead)


def _show_call(
    request: StaffRequest, lead: Lead, sent: forms.CallForm | None = None, *, status: int = 200
) -> HttpResponse:
    held = {**_of_lead(request, lead, sent), "calls": history.list_calls(lead)}
    template = "leads/call_panel.html" if request.htmx else "leads/call.html"  # type: ignore[attr-defined]
    return render(request, template, held, status=status)


def _record(request: StaffRequest, lead: Lead) -> HttpResponse:
    form = forms.CallForm(request.POST)

    def again(held: Lead, status: int) -> HttpResponse:
        return _show_call(request, held, form, status=status)

    if not form.is_valid():
        messages.error(request, _("Choose what the call found, and write the day as 2022-02-28."))
        return _again(request, lead, again, HTTPStatus.UNPROCESSABLE_ENTITY)
    told = form.cleaned_data

    def write() -> None:
        actions.record_call(
            lead=lead, outcome=told["outcome"], note=told["note"], away_place=told["away_place"],
            back_on=told["back_on"], by=request.actor, at=clock.now(), key=told["key"],
        )  # fmt: skip

    done = _("Recorded: %(outcome)s") % {"outcome": present.OUTCOMES[told["outcome"]]}
    return _do(request, lead, write, done, again=again)


def _do(
    request: StaffRequest,
    lead: Lead,
    write: Callable[[], Any],
    done: str,
    *,
    query: str = "",
    again: Again | None = None,
) -> HttpResponse:
    """Run a write and go back to the lead; where it is refused say why, and show what was typed `again`."""
    if _attempt(request, write, done) or again is None:
        return _back(request, lead, query)
    return _again(request, lead, again, HTTPStatus.CONFLICT)


def _again(request: StaffRequest, lead: Lead, again: Again, status: HTTPStatus) -> HttpResponse:
    """Show a form with what was typed, unless the lead is out of sight by now."""
    held = queries.get_lead(request.actor, lead.pk)
    if held is None or request.htmx:  # type: ignore[attr-defined]
        return _back(request, lead)
    return again(held, status)


def _attempt(request: StaffRequest, write: Callable[[], Any], done: str) -> bool:
    """Run a write and say what was done, or why it was not; say whether it was done."""
    try:
        write()
        messages.success(request, done)
        return True
    except NotAllowed as refusal:
        messages.error(request, present.say_not_allowed(refusal))
    except OutcomeIncomplete as fault:
        messages.error(request, present.say_incomplete(fault))
    except ReturnBehind:
        messages.error(request, _("The day of return lies behind the call. Nothing was recorded."))
    except ReturnTooFar:
        told = _(
            "The day of return lies more than %(days)s days ahead: check its year. Nothing was recorded."
        )
        messages.error(request, told % {"days": LONGEST_AWAY.days})
    except actions.AnotherOpen:
        messages.error(request, _("The person has another lead that is open. Go on there."))
    except actions.NoSuchPlace:
        messages.error(request, _("This place is not in the county's tables. Choose another."))
    except actions.NoDestination:
        messages.error(request, _("Write where the letter goes. Nothing was sent."))
    return False


def _back(request: StaffRequest, lead: Lead, query: str = "") -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return answers.reload()
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    if queries.get_lead(request.actor, lead.pk) is None:  # handed to somebody else
        return redirect("leads:list")
    return redirect(reverse("leads:lead", args=[lead.pk]) + query)


@needs(Permission.ASSIGN_LEADS)
@require_POST
def forward(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Hand a lead to a town, a community or a grid."""
    lead, form = seen(request, lead_id), forms.PlaceForm(request.POST, actor=request.actor)

    def again(held: Lead, status: int) -> HttpResponse:
        return _show_lead(request, held, status=status, place_form=form)

    if not form.is_valid():
        messages.error(request, _("Choose a place within your areas."))
        return _again(request, lead, again, HTTPStatus.UNPROCESSABLE_ENTITY)
    kind, code = form.split()
    told = form.cleaned_data

    def write() -> None:
        actions.forward(
            lead=lead,
            to_kind=kind,
            to_code=code,
            note=told["note"],
            by=request.actor,
            at=clock.now(),
            key=told["key"],
        )

    return _do(request, lead, write, _("The lead was handed on."), again=again)


@needs(Permission.ASSIGN_LEADS)
@require_POST
def place(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Choose one of the places that an address could mean."""
    lead = seen(request, lead_id)
    area, key = request.POST.get("area", ""), request.POST.get("key", "")

    def write() -> None:
        actions.place(lead=lead, area=area, by=request.actor, at=clock.now(), key=key)

    return _do(request, lead, write, _("The lead has its place now."), query="?placed=1")


@needs(Permission.CALL_LEADS)
@require_POST
def give_back(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Return a lead to the level above."""
    done = _("The lead went back to the level above.")
    return _with_note(request, lead_id, actions.give_back, "give", "note", done)


@needs(Permission.CALL_LEADS)
@require_POST
def reopen(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Take an answer back."""
    done = _("The lead waits for a call again.")
    return _with_note(request, lead_id, actions.reopen, "reopen", "reason", done)


def _with_note(
    request: StaffRequest, lead_id: int, act: Callable[..., Any], ids: str, name: str, done: str
) -> HttpResponse:
    lead, form = seen(request, lead_id), forms.NoteForm(request.POST, auto_id=f"{ids}_%s")

    def again(held: Lead, status: int) -> HttpResponse:
        return _show_lead(request, held, status=status, **{f"{ids}_form": form})

    if not form.is_valid():
        messages.error(request, _("Give a reason. Nothing was changed."))
        return _again(request, lead, again, HTTPStatus.UNPROCESSABLE_ENTITY)
    told = form.cleaned_data
    return _do(
        request,
        lead,
        lambda: act(lead=lead, by=request.actor, at=clock.now(), key=told["key"], **{name: told["note"]}),
        done,
        again=again,
    )
