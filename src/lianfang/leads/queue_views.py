"""The queues and the board: doubtful pairs, letters, and leads counted by place."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.core.moves import NotAllowed
from lianfang.leads import actions, forms, present, queries
from lianfang.leads.board import BELOW, draw_lines, say_figures
from lianfang.leads.models import Lead, TransferLetter
from lianfang.leads.views import seen
from lianfang.people.actions import CannotMerge, reveal_number, reveal_phone
from lianfang.people.present import say_cannot_merge
from lianfang.people.queries import list_phones, masked_number, masked_phone
from lianfang.places.queries import names
from lianfang.shared import audit, clock
from lianfang.shared.actor import ScopeKind
from lianfang.shared.roles import Permission

PAGE = 20
_FIRST = {
    ScopeKind.COUNTY: "town",
    ScopeKind.TOWN: "community",
    ScopeKind.COMMUNITY: "grid",
    ScopeKind.GRID: "grid",
}


@needs(Permission.SEE_LEADS)
@require_GET
def board(request: StaffRequest) -> HttpResponse:
    """Count the leads by place, a level at a time; each figure opens its list."""
    level = request.GET.get("by", "")
    level = level if level in BELOW else _FIRST[request.actor.scope.kind]
    within = {name: request.GET[name] for name in ("town", "community") if request.GET.get(name)}
    lines = queries.count_board(request.actor, level, clock.now(), within=within)
    named = names({line.code for line in lines if line.code} | set(within.values()))
    held = {
        "lines": list(draw_lines(lines, level, named, within)),
        "figures": say_figures().values(),
        "title": " ".join(named.get(code, code) for code in within.values()),
        "level": level,
    }
    return render(request, "leads/board.html", held)


@needs(Permission.MERGE_PEOPLE)
@require_GET
def doubtful(request: StaffRequest) -> HttpResponse:
    """Show the doubtful pairs side by side, the likeliest first."""
    waiting = queries.list_waiting_pairs(request.actor)
    pairs = list(waiting[:PAGE])
    audit.record(
        by=request.actor,
        at=clock.now(),
        action="leads.view_pairs",
        object_kind="pair",
        pairs=[pair.pk for pair in pairs],
    )
    phones = list_phones({person for pair in pairs for person in (pair.person_id, pair.other_id)})
    held = {
        "pairs": [
            {
                "pair": pair,
                "reasons": present.say_reasons(pair),
                "suggestion": present.SUGGESTIONS[pair.suggestion],
                "sides": [
                    (
                        person,
                        masked_number(person),
                        [masked_phone(phone) for phone in phones.get(person.pk, ())],
                    )
                    for person in (pair.person, pair.other)
                ],
            }
            for pair in pairs
        ],
        "more": waiting.count() - len(pairs),
    }
    return render(request, "leads/doubtful.html", held)


@needs(Permission.MERGE_PEOPLE)
@require_POST
def answer_pair(request: StaffRequest, pair_id: int) -> HttpResponse:
    """Say that a doubtful pair is one person, or two."""
    pair = queries.get_pair(request.actor, pair_id)
    answer = request.POST.get("answer", "")
    if pair is None or answer not in ("merged", "separate"):
        raise Http404
    try:
        actions.answer_pair(
            pair=pair, answer=answer, by=request.actor, at=clock.now(), key=request.POST.get("key", "")
        )
        done = _("They are one person now.") if answer == "merged" else _("They stay two persons.")
        messages.success(request, done)
    except CannotMerge as refusal:
        messages.error(request, say_cannot_merge(refusal))
    return redirect("leads:doubtful")


@needs(Permission.SEE_LEADS)
@require_GET
def letter(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Show a letter as it is printed, with the way to send it or to keep its reply."""
    return _show_letter(request, seen(request, lead_id))


def _show_letter(request: StaffRequest, lead: Lead, *, status: int = 200, **bound: Any) -> HttpResponse:
    written = _letter_of(lead)
    may_write = request.actor.may(Permission.SEND_LETTERS)
    number, phones = _numbers(request, lead, in_full=may_write)
    held = {
        "lead": lead,
        "letter": written,
        "number": number,
        "phones": phones,
        "state": present.LETTER_STATES[written.state],
        "letter_form": forms.LetterForm(initial={"to_name": written.to_name}),
        "reply_form": forms.ReplyForm(),
        "may_write": may_write,
        **bound,
    }
    return render(request, "leads/letter.html", held, status=status)


def _numbers(request: StaffRequest, lead: Lead, *, in_full: bool) -> tuple[str, list[str]]:
    """Return number and phones as the letter shows them: in full to who sends it, and kept like any showing."""
    person, phones, at = lead.person, lead.person.phones.order_by("pk"), clock.now()
    if in_full:
        shown = reveal_number(person=person, reason="transfer", by=request.actor, at=at)
        return shown, [
            reveal_phone(phone=phone, reason="transfer", by=request.actor, at=at) for phone in phones
        ]
    audit.record(by=request.actor, at=at, action="leads.view_letter", object_kind="lead", object_id=lead.pk)
    return masked_number(person), [masked_phone(phone) for phone in phones]


def _letter_of(lead: Lead) -> TransferLetter:
    return existing(queries.get_letter_of(lead))


@needs(Permission.SEND_LETTERS)
@require_POST
def send_letter(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Number a letter and mark it sent."""
    lead, form = seen(request, lead_id), forms.LetterForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write where the letter goes. Nothing was sent."))
        return _show_letter(request, lead, status=HTTPStatus.UNPROCESSABLE_ENTITY, letter_form=form)
    told = form.cleaned_data
    try:
        written = actions.send_letter(
            lead=lead, to_name=told["to_name"], by=request.actor, at=clock.now(), key=told["key"]
        )
        messages.success(request, _("The letter has the number %(number)s.") % {"number": written.number})
    except NotAllowed as refusal:
        messages.error(request, present.say_not_allowed(refusal))
        return _show_letter(request, seen(request, lead_id), status=HTTPStatus.CONFLICT, letter_form=form)
    return redirect("leads:letter", lead.pk)


@needs(Permission.SEND_LETTERS)
@require_POST
def record_reply(request: StaffRequest, lead_id: int) -> HttpResponse:
    """Keep what the other county replied."""
    lead, form = seen(request, lead_id), forms.ReplyForm(request.POST)
    written = _letter_of(lead)
    if form.is_valid() and written.state != "draft":
        told = form.cleaned_data
        actions.record_reply(
            letter=written, reply=told["reply"], by=request.actor, at=clock.now(), key=told["key"]
        )
        messages.success(request, _("The reply was kept."))
    else:
        messages.error(request, _("Write the reply to a letter that was sent."))
        return _show_letter(request, lead, status=HTTPStatus.UNPROCESSABLE_ENTITY, reply_form=form)
    return redirect("leads:letter", lead.pk)
