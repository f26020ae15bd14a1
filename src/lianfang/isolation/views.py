"""The pages of sites: the board, a room, a stay, and every deed done to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianfang.accounts.access import StaffRequest, View, existing, needs
from lianfang.core.isolation import level_of, round_state
from lianfang.isolation import actions, present
from lianfang.isolation.actions import SitePlan
from lianfang.isolation.deeds import ROOM_DEEDS, SITE_DEEDS, STAY_DEEDS, Deed, list_deeds
from lianfang.isolation.forms import DeedForm, SiteForm
from lianfang.isolation.models import Room, Site, Stay
from lianfang.isolation.pages import list_room_history, list_site_history, list_stay_history
from lianfang.isolation.policy import get_levels
from lianfang.isolation.queries import (
    get_board,
    get_room,
    get_site,
    get_stay,
    list_loads,
    list_lodgers,
    list_on_duty,
    list_rounds,
    list_waiting,
)
from lianfang.isolation.refusals import SiteRefused
from lianfang.isolation.scope import stays_visible_to
from lianfang.orders.refusals import OrderRefused
from lianfang.people.queries import list_phones, masked_phone
from lianfang.shared import audit, clock
from lianfang.shared.crypto import unseal_text
from lianfang.shared.roles import Permission
from lianfang.web.words import calendar_day


def seen_site(request: StaffRequest, site_id: int) -> Site:
    """Return the site the reader asks for; one outside the scope does not exist."""
    return existing(get_site(request.actor, site_id))


def seen_room(request: StaffRequest, room_id: int) -> Room:
    """Return the room the reader asks for."""
    return existing(get_room(request.actor, room_id))


def seen_stay(request: StaffRequest, stay_id: int) -> Stay:
    """Return the stay the reader asks for."""
    return existing(get_stay(request.actor, stay_id))


@needs(Permission.SEE_SITES)
@require_GET
def site_page(request: StaffRequest, site_id: int) -> HttpResponse:
    """Show a site's board: floor by floor, who lives where, what is free, what is due today."""
    site, actor, at = seen_site(request, site_id), request.actor, clock.now()
    audit.record(by=actor, at=at, action="isolation.view", object_kind="site", object_id=site.pk)
    load = list_loads([site.pk])[site.pk]
    level = level_of(load.of("occupied"), load.usable, get_levels(at))
    held = {
        "site": site,
        "state": present.SITE_STATES[site.state],
        "tone": present.SITE_TONES[site.state],
        "phone": unseal_text(site.phone, "site.phone") if site.phone else "",
        "load": load,
        "level": level,
        "level_words": present.LEVELS[level],
        "level_tone": present.LEVEL_TONES[level],
        "floors": [
            (present.say_floor(one.building, one.floor), [_draw_tile(tile) for tile in one.tiles])
            for one in get_board(actor, site, at)
        ],
        "legend": [
            (state, words, present.ROOM_ICONS[state], load.of(state))
            for state, words in present.ROOM_STATES.items()
        ],
        "deeds": list_deeds(SITE_DEEDS, site, actor),
        "rounds": _tell_rounds(list_rounds(actor, site, clock.today()), at),
        "duty": [(one.name, present.POSTS[one.post]) for one in list_on_duty(actor, site, at)],
        "history": list_site_history(site),
        "waiting": list_waiting(actor).count() if actor.may(Permission.WORK_SITES) else 0,
        "may_work": actor.may(Permission.WORK_SITES),
    }  # fmt: skip
    return render(request, "isolation/site.html", held)


def _draw_tile(tile: Any) -> dict[str, Any]:
    """Return what a tile of the board shows; who reads it aloud hears the state too."""
    room = tile.room
    until = min((one.until for one in tile.lodgers), default=None)
    return {
        "room": room,
        "url": reverse("isolation:room", args=[room.pk]),
        "icon": present.ROOM_ICONS[room.state],
        "state": present.ROOM_STATES[room.state],
        "names": [one.stay.person.name for one in tile.lodgers],
        "until": calendar_day(until, "short"),
        "over": until is not None and until <= clock.now(),
        "ill": any(one.to_hospital for one in tile.lodgers),
        "warm": max((one.measured.temperature for one in tile.lodgers if one.measured), default=None),
        "use": "" if room.use == Room.Use.RESIDENT else present.USES[room.use],
    }


def _tell_rounds(rounds: list[Any], at: Any) -> list[dict[str, Any]]:
    told = []
    for row in rounds:
        words, tone = present.say_round_state(round_state(row.opens_at, row.closes_at, row.done_at, at))
        told.append({"row": row, "kind": present.say_kind(row.kind), "words": words, "tone": tone})
    return told


@needs(Permission.SEE_SITES)
@require_GET
def room_page(request: StaffRequest, room_id: int) -> HttpResponse:
    """Show one room: who lives there, until when, the next test, and what can be done."""
    room, actor, at = seen_room(request, room_id), request.actor, clock.now()
    audit.record(by=actor, at=at, action="isolation.view", object_kind="room", object_id=room.pk)
    stays = stays_visible_to(actor).filter(room=room, ended_at__isnull=True).order_by("starts_at", "pk")
    held = {
        "room": room,
        "state": present.ROOM_STATES[room.state],
        "tone": present.ROOM_TONES[room.state],
        "use": present.USES[room.use],
        "beds": room.beds.count(),
        "lodgers": [_tell_lodger(one, actor) for one in list_lodgers(stays, at)],
        "deeds": list_deeds(ROOM_DEEDS, room, actor),
        "samples": [
            (one, present.SAMPLE_STATES[one.result], present.SAMPLE_TONES[one.result])
            for one in room.samples.order_by("-taken_at")[:3]
        ],
        "history": list_room_history(room),
    }
    return render(request, "isolation/room.html", _in_shell(request, held))


def _in_shell(request: StaffRequest, held: dict[str, Any]) -> dict[str, Any]:
    shell = "web/panel.html" if request.headers.get("HX-Request") else "web/base.html"
    return {**held, "shell": shell}


def _tell_lodger(lodger: Any, actor: Any) -> dict[str, Any]:
    stay = lodger.stay
    return {
        "stay": stay,
        "person": stay.person,
        "until": lodger.until,
        "over": lodger.until <= clock.now(),
        "next_test": lodger.next_test,
        "measured": lodger.measured,
        "ill": lodger.to_hospital,
        "diet": present.say_diet(stay.diet),
        "deeds": list_deeds(STAY_DEEDS, stay, actor),
        "may_order": actor.may(Permission.SEE_ORDERS),
    }


@needs(Permission.SEE_SITES)
@require_GET
def stay_page(request: StaffRequest, stay_id: int) -> HttpResponse:
    """Show one stay: whose, where, until when, and the rooms before it."""
    stay, actor, at = seen_stay(request, stay_id), request.actor, clock.now()
    audit.record(by=actor, at=at, action="isolation.view", object_kind="stay", object_id=stay.pk)
    (lodger,) = list_lodgers(stays_visible_to(actor).filter(pk=stay.pk), at)
    phones = list_phones([stay.person_id]).get(stay.person_id, [])
    held = {
        **_tell_lodger(lodger, actor),
        "ending": present.ENDINGS.get(stay.ended_by, ""),
        "phones": [masked_phone(phone) for phone in phones],
        "history": list_stay_history(stays_visible_to(actor).filter(order=stay.order_id)),
    }
    return render(request, "isolation/stay.html", held)


@needs(Permission.MANAGE_SITES)
@require_http_methods(["GET", "POST"])
def enter_page(request: StaffRequest) -> HttpResponse:
    """Enter a site in reserve."""
    form = SiteForm(request.POST or None, target=None, actor=request.actor)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.told()
            key = told.pop("key", "")
            try:
                site = actions.enter_site(plan=SitePlan(**told), by=request.actor, at=clock.now(), key=key)
            except SiteRefused as refused:
                refusal, status = present.say_refusal(refused), 409
            else:
                messages.success(request, _("The site is entered in reserve. Enter its rooms next."))
                return redirect("isolation:site", site.pk)
    return render(request, "isolation/enter.html", {"form": form, "refusal": refusal}, status=status)


Finder = Callable[[StaffRequest, int], Any]


def deed_view(deed: Deed, find: Finder, parameter: str) -> View:
    """Return the view of one deed: its form in the side panel or on a page, and the deed itself."""

    @needs(deed.permission)
    @require_http_methods(["GET", "POST"])
    def view(request: StaffRequest, **parts: int) -> HttpResponse:
        target = find(request, parts[parameter])
        told = request.POST if request.method == "POST" else None
        form = deed.form(told, target=target, actor=request.actor)
        refusal, status = "", 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                refusal, status = _do(request, deed, target, form), 409
                if not refusal:
                    return redirect(_home_of(target))
        return _show_deed(request, deed, target, form, refusal, status)

    return view


def _do(request: StaffRequest, deed: Deed, target: Any, form: DeedForm) -> str:
    """Do what a form asks for; return why it was refused, or nothing."""
    try:
        deed.run(target, by=request.actor, at=clock.now(), **form.told())
    except (SiteRefused, OrderRefused) as refused:
        return present.say_refusal(refused)
    messages.success(request, str(deed.done))
    return ""


def _home_of(target: Site | Room | Stay) -> str:
    """Return the page to go back to: the board of the site."""
    return reverse("isolation:site", args=[target.pk if isinstance(target, Site) else target.site_id])


def _show_deed(
    request: StaffRequest, deed: Deed, target: Any, form: DeedForm, refusal: str, status: int
) -> HttpResponse:
    held = {
        "deed": deed,
        "target_name": _name(target),
        "form": form,
        "refusal": refusal,
        "back": _home_of(target),
        "address": request.path,
    }
    template = "isolation/deed_panel.html" if request.headers.get("HX-Request") else "isolation/deed.html"
    return render(request, template, held, status=status)


def _name(target: Site | Room | Stay) -> str:
    if isinstance(target, Site):
        return target.name
    if isinstance(target, Room):
        return f"{target.site.name} {target.number}"
    return f"{target.person.name} {target.room.number}"


def site_deeds() -> dict[str, View]:
    """Return the view of each deed done to a site, by its place in the address."""
    return {name: deed_view(deed, seen_site, "site_id") for name, deed in SITE_DEEDS.items()}


def room_deeds() -> dict[str, View]:
    """Return the view of each deed done to a room."""
    return {name: deed_view(deed, seen_room, "room_id") for name, deed in ROOM_DEEDS.items()}


def stay_deeds() -> dict[str, View]:
    """Return the view of each deed done to a stay."""
    return {name: deed_view(deed, seen_stay, "stay_id") for name, deed in STAY_DEEDS.items()}
