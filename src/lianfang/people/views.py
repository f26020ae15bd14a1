"""The pages of people: the register, one person, a number in full, joining and parting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.people import actions, page, present, queries
from lianfang.people.forms import MergeForm, PartForm, RevealForm
from lianfang.people.models import Person, PersonPhone
from lianfang.shared import audit, clock
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission
from lianfang.web import answers


def _seen(request: StaffRequest, person_id: int) -> Person:
    return existing(queries.get_person(request.actor, person_id))


def _seen_phone(request: StaffRequest, person_id: int, phone_id: int) -> PersonPhone:
    return existing(queries.get_phone(request.actor, person_id, phone_id))


@needs(Permission.SEE_PEOPLE)
@require_GET
def person_page(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show everything known of one person, and what is open now at the top."""
    person = _seen(request, person_id)
    if person.pk != person_id:
        return redirect("people:person", person.pk)
    at = clock.now()
    audit.record(by=request.actor, at=at, action="people.view", object_kind="person", object_id=person.pk)
    held = {
        "person": person,
        "age": present.age_on(person, clock.today()),
        "sex": present.SEXES.get(person.sex, ""),
        "number": queries.masked_number(person),
        "number_kind": present.NUMBER_KINDS.get(person.number_kind, ""),
        "phones": [(phone, queries.masked_phone(phone)) for phone in person.phones.order_by("pk")],
        "matters": page.list_matters(request.actor, person),
        "timeline": page.list_timeline(request.actor, person),
        "merges": queries.list_merges(person),
        "may_reveal": request.actor.may(Permission.REVEAL_NUMBERS),
        "may_merge": request.actor.may(Permission.MERGE_PEOPLE),
        "reveal_form": RevealForm(),
        "part_form": PartForm(),
    }
    return render(request, "people/person.html", held)


@needs(Permission.REVEAL_NUMBERS)
@require_POST
def reveal_number(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show a person's identity number in full, for a reason that is kept."""
    person, form = _seen(request, person_id), RevealForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    shown = actions.reveal_number(
        person=person, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now()
    )
    return _shown(request, person, shown, dial=False)


@needs(Permission.REVEAL_NUMBERS)
@require_POST
def reveal_phone(request: StaffRequest, person_id: int, phone_id: int) -> HttpResponse:
    """Show a phone in full, for a reason that is kept."""
    phone, form = _seen_phone(request, person_id, phone_id), RevealForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    shown = actions.reveal_phone(
        phone=phone, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now()
    )
    return _shown(request, phone.person, shown, dial=True)


@needs(Permission.REVEAL_NUMBERS)
@require_GET
def dial(request: StaffRequest, person_id: int, phone_id: int) -> HttpResponse:
    """Start a call by one tap; that the number was used is kept like any other showing."""
    phone = _seen_phone(request, person_id, phone_id)
    number = actions.reveal_phone(phone=phone, reason="call", by=request.actor, at=clock.now())
    return answers.dial(number)


def _shown(request: StaffRequest, person: Person, shown: str, *, dial: bool) -> HttpResponse:
    template = "people/shown.html" if request.headers.get("HX-Request") else "people/shown_page.html"
    return _no_store(render(request, template, {"person": person, "shown": shown, "dial": dial}))


def _no_store(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer


@needs(Permission.MERGE_PEOPLE)
def merge_page(request: StaffRequest, person_id: int) -> HttpResponse:
    """Offer the records that may be the same person, and join the chosen one."""
    person = _seen(request, person_id)
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = _seen(request, form.cleaned_data["other"])
        try:
            _merge(request, person, other, form)
        except actions.CannotMerge as refusal:
            messages.error(request, present.say_cannot_merge(refusal))
        else:
            messages.success(request, _("The two records are one person now. This can be undone below."))
            return redirect("people:person", person.pk)
    namesakes = [(one, queries.masked_number(one)) for one in queries.list_namesakes(request.actor, person)]
    held = {"person": person, "number": queries.masked_number(person), "form": form, "namesakes": namesakes}
    return render(request, "people/merge.html", held)


def _merge(request: StaffRequest, person: Person, other: Person, form: MergeForm) -> None:
    at, by = clock.now(), request.actor

    def write() -> dict[str, int]:
        record = actions.merge(kept=person, gone=other, reason=form.cleaned_data["reason"], by=by, at=at)
        return {"record": record.pk}

    key, pair = form.cleaned_data["key"], (person.pk, other.pk)
    once(key=key, target=pair, by=by, at=at, action="people.merge", write=write)


@needs(Permission.MERGE_PEOPLE)
@require_POST
def part(request: StaffRequest, person_id: int, record_id: int) -> HttpResponse:
    """Part two records that were joined by mistake."""
    person, form = _seen(request, person_id), PartForm(request.POST)
    record = existing(queries.get_merge(person, record_id))
    if not form.is_valid():
        messages.error(request, _("Say how you know that they are two persons; nothing was changed."))
        return redirect("people:person", person.pk)
    at, by = clock.now(), request.actor

    def write() -> dict[str, int]:
        return {"record": actions.part(record=record, reason=form.cleaned_data["reason"], by=by, at=at).pk}

    try:
        key = form.cleaned_data["key"]
        once(key=key, target=record.pk, by=by, at=at, action="people.part", write=write)
        messages.success(request, _("The two records are apart again, each with its own leads."))
    except actions.CannotPart:
        messages.error(request, _("A later joining stands on this one. Undo the later one first."))
    return redirect("people:person", person.pk)
