"""Areas in words, and people of duty as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from lianfang.core.policy import ROLE_LABELS
from lianfang.places.models import Responsibility
from lianfang.places.queries import Branch
from lianfang.shared.crypto import unseal_text
from lianfang.web.pieces import Node
from lianfang.web.words import mask_phone

KINDS: dict[str, Promise] = {
    "county": lazy("County"),
    "town": lazy("Town"),
    "community": lazy("Village or community"),
    "grid": lazy("Grid"),
}
_OPEN_DEPTH = 1


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A person of duty as a page shows one; `phone` is whole only where it may be called."""

    post: str
    name: str
    phone: str
    may_call: bool


def say_post(post: str) -> str:
    """Return a post of duty in words; one that the county names itself stays as it is."""
    return _(ROLE_LABELS[post]) if post in ROLE_LABELS else post


def present_duties(duties: Iterable[Responsibility], *, may_call: bool) -> list[OnDuty]:
    """Return the people of duty, their phones masked unless they may be called."""
    shown = []
    for duty in duties:
        phone = unseal_text(duty.phone, "responsible.phone") if duty.phone else ""
        shown.append(
            OnDuty(say_post(duty.post), duty.name, phone if may_call else mask_phone(phone), may_call)
        )
    return shown


def present_tree(branch: Branch, depth: int = 0) -> Node:
    """Return a branch as nodes with its people of duty beside it; the first levels are open."""
    kind = "grid" if branch.kind == "grid" else "area"
    names = [f"{say_post(duty.post)} {duty.name}" for duty in branch.duties]
    return Node(
        label=branch.name,
        url=reverse(f"places:{kind}", args=[branch.code]),
        note=_(", ").join(names),
        count=len(branch.children) or None,
        open=depth < _OPEN_DEPTH,
        children=[present_tree(child, depth + 1) for child in branch.children],
    )
