"""What can be done to a site, a room or a stay: a form, a permission and an action each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from lianfang.accounts.queries import NoSuchStaff, get_staff
from lianfang.isolation import actions, forms
from lianfang.isolation.actions import RoomPlan, SitePlan, StaffPlan
from lianfang.isolation.models import Room, Site, Stay
from lianfang.isolation.queries import get_room, get_site, list_waiting
from lianfang.isolation.refusals import NotCentralised, NotHere
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.web.pieces import Words

MANAGE, WORK = Permission.MANAGE_SITES, Permission.WORK_SITES


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done; `offered` says whether it makes sense as things stand."""

    name: str
    label: Words
    note: Words
    permission: Permission
    form: type[forms.DeedForm]
    run: Callable[..., object]
    done: Words
    offered: Callable[[Any], bool] = lambda target: True
    confirm: Words = ""

    @property
    def icon(self) -> str:
        """Name the icon of its button."""
        return DEED_ICONS[self.name]


DEED_ICONS = {
    "assign": "user-plus", "inspect": "clipboard-check", "activate": "player-play", "close": "door-off",
    "rooms": "door", "edit": "pencil", "post": "users-plus", "waste": "trash", "sample": "test-pipe",
    "room_assign": "user-plus", "cleaning_begun": "bucket", "cleaned": "check", "closed": "ban", "reopened": "refresh",
    "room_sample": "test-pipe", "move": "arrows-exchange", "needs": "soup",
}  # fmt: skip


def _assign(site: Site, room: Room | None, *, by: Actor, at: datetime, **told: Any) -> object:
    order = list_waiting(by).filter(pk=int(told.pop("order"))).first()
    if order is None:
        raise NotCentralised
    family = told.pop("family", False)
    return actions.assign(order=order, site=site, room=room, with_family=family, by=by, at=at, **told)


def _assign_site(target: Site, *, by: Actor, at: datetime, **told: Any) -> object:
    return _assign(target, _room(by, told.pop("room", "")), by=by, at=at, **told)


def _assign_room(target: Room, *, by: Actor, at: datetime, **told: Any) -> object:
    return _assign(target.site, target, by=by, at=at, **told)


def _room(by: Actor, number: str) -> Room | None:
    room = get_room(by, int(number)) if number else None
    if number and room is None:
        raise NotHere
    return room


def _move(target: Stay, *, by: Actor, at: datetime, **told: Any) -> object:
    place, family = str(told.pop("place")), told.pop("family", False)
    kind, _colon, number = place.partition(":")
    site = get_site(by, int(number)) if kind == "site" else None
    room = _room(by, "" if place == "next" or kind == "site" else place)
    return actions.move_stay(stay=target, site=site, room=room, with_family=family, by=by, at=at, **told)


def _rooms(target: Site, *, by: Actor, at: datetime, key: str = "", **told: Any) -> object:
    return actions.add_rooms(site=target, plan=RoomPlan(**told), by=by, at=at, key=key)


def _edit(target: Site, *, by: Actor, at: datetime, key: str = "", **told: Any) -> object:
    return actions.change_site(site=target, plan=SitePlan(**told), by=by, at=at, key=key)


def _post(target: Site, *, by: Actor, at: datetime, key: str = "", **told: Any) -> object:
    account = told.pop("account", "")
    try:
        staff_id = get_staff(account).pk if account else None
    except NoSuchStaff as unknown:
        raise NotHere(account) from unknown
    return actions.post_staff(site=target, plan=StaffPlan(staff_id=staff_id, **told), by=by, at=at, key=key)


def _waste(target: Site, **told: Any) -> object:
    return actions.hand_waste(site=target, grams=told.pop("weight"), **told)


def _sample(target: Site, *, by: Actor, **told: Any) -> object:
    return actions.take_sample(site=target, room=_room(by, told.pop("room", "")), by=by, **told)


def _sample_room(target: Room, **told: Any) -> object:
    return actions.take_sample(site=target.site, room=target, **told)


def _turn(move: str) -> Callable[..., object]:
    return lambda target, **told: actions.turn_room(room=target, move=move, **told)


def _is_active(site: Site) -> bool:
    return site.state == Site.State.ACTIVE


def _is(*states: str) -> Callable[[Room], bool]:
    return lambda room: room.state in states


def _takes_somebody(room: Room) -> bool:
    return room.use == Room.Use.RESIDENT and room.state in (Room.State.FREE, Room.State.OCCUPIED)


def _index(*deeds: Deed) -> dict[str, Deed]:
    return {deed.name: deed for deed in deeds}


SITE_DEEDS = _index(
    Deed(
        "assign", _("Assign a room"), _("For somebody whose order sends them to a site and who waits for a bed."),
        WORK, forms.AssignForm, _assign_site, _("The room is assigned."), _is_active,
    ),
    Deed(
        "inspect", _("Inspect zones and passages"), _("Three zones and two passages, point by point."), WORK,
        forms.CheckForm, lambda target, **told: actions.inspect(site=target, **told), _("The inspection is noted."),
    ),
    Deed(
        "activate", _("Activate"), _("By an order, from its hour. The last inspection must have found no fault."), MANAGE,
        forms.OrderedForm, lambda target, **told: actions.activate(site=target, **told), _("The site is in use."),
        lambda site: site.state == Site.State.RESERVE,
    ),
    Deed(
        "waste", _("Hand over waste"), _("Bags, weight and who took them."), WORK, forms.WasteForm, _waste,
        _("The waste is noted."), _is_active,
    ),
    Deed(
        "sample", _("Sample things and surfaces"), _("A room before its last resident leaves, or a place of the site."),
        WORK, forms.SampleForm, _sample, _("The sample is noted."), _is_active,
    ),
    Deed(
        "post", _("Post somebody here"), _("With an account, they see and work in this site from now on."), MANAGE,
        forms.StaffForm, _post, _("The person is posted here."),
    ),
    Deed(
        "rooms", _("Enter rooms"), _("Those of one floor at a time."), MANAGE, forms.RoomsForm, _rooms,
        _("The rooms are entered."),
    ),
    Deed("edit", _("Edit the site"), _("Name, place, contact, kitchen."), MANAGE, forms.SiteForm, _edit, _("Saved.")),
    Deed(
        "close", _("Close the site"), _("By an order, when the last resident has left; it returns to the reserve."),
        MANAGE, forms.OrderedForm, lambda target, **told: actions.close(site=target, **told), _("The site is closed."),
        _is_active, _("Close this site?"),
    ),
)  # fmt: skip
ROOM_DEEDS = _index(
    Deed(
        "room_assign", _("Assign this room"), _("For somebody who waits for a bed."), WORK, forms.AssignForm,
        _assign_room, _("The room is assigned."), _takes_somebody,
    ),
    Deed(
        "cleaning_begun", _("Begin cleaning"), _("Terminal disinfection begins."), WORK, forms.PlainForm,
        _turn("cleaning_begun"), _("Cleaning has begun."), _is("dirty"),
    ),
    Deed(
        "cleaned", _("Cleaned"), _("Disinfected and aired: the room is free."), WORK, forms.PlainForm, _turn("cleaned"),
        _("The room is free."), _is("dirty", "cleaning"),
    ),
    Deed(
        "room_sample", _("Sample this room"), _("Things and surfaces, before the last resident leaves."), WORK,
        forms.SampleForm, _sample_room, _("The sample is noted."),
    ),
    Deed(
        "closed", _("Take out of use"), _("A fault, or kept for something else."), WORK, forms.OutForm, _turn("closed"),
        _("The room is out of use."), _is("free", "dirty", "cleaning"),
    ),
    Deed(
        "reopened", _("Take into use again"), _("It is cleaned before somebody comes."), WORK, forms.PlainForm,
        _turn("reopened"), _("The room is to be cleaned."), _is("out"),
    ),
)  # fmt: skip
STAY_DEEDS = _index(
    Deed(
        "move", _("Move to another room"),
        _("The room left is to be cleaned; to another site the order's stage moves too."),
        WORK, forms.MoveForm, _move, _("The person is moved."), lambda stay: stay.ended_at is None,
    ),
    Deed(
        "needs", _("Meals and needs"), _("The kitchen counts from this."), WORK, forms.NeedsForm,
        lambda target, **told: actions.change_needs(stay=target, **({"needs": ""} | told)), _("Saved."),
        lambda stay: stay.ended_at is None,
    ),
)  # fmt: skip


def list_deeds(deeds: dict[str, Deed], target: Any, actor: Actor) -> list[Deed]:
    """Return what an actor may do to something as it stands."""
    return [deed for deed in deeds.values() if actor.may(deed.permission) and deed.offered(target)]
