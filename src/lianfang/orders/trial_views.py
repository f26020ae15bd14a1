"""The page on which a local order is tried: what it would do to the orders that run, side by side."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.core.policy import PolicyError
from lianfang.core.policy.burden import DAYS
from lianfang.core.timeline import day_of
from lianfang.law.models import LocalOrder
from lianfang.law.queries import get_order
from lianfang.orders import present
from lianfang.orders.local_orders import get_trial, try_local_order
from lianfang.orders.models import Trial
from lianfang.shared import clock
from lianfang.shared.roles import Permission
from lianfang.web.pieces import Words


@needs(Permission.SEE_ORDERS)
@require_http_methods(["GET", "POST"])
def trial_page(request: StaffRequest, local_order_id: int) -> HttpResponse:
    """Try a local order on the running orders, or show how it was tried last."""
    local = existing(get_order(request.actor, local_order_id))
    if request.method == "GET":
        return _show(request, local)
    try:
        try_local_order(local=local, by=request.actor, at=clock.now())
    except PolicyError as fault:
        told = _("Not tried: %(fault)s. Put the text right, then try it.") % {"fault": fault.said(_)}
        return _show(request, local, told, 409)
    return redirect("orders:trial", local.pk)


def _show(request: StaffRequest, local: LocalOrder, refusal: str = "", status: int = 200) -> HttpResponse:
    trial = get_trial(local)
    held: dict[str, Any] = {"local": local, "trial": trial, "refusal": refusal}
    if trial is not None:
        held |= {
            "changed_since": trial.digest != local.digest,
            "kinds": _list_kinds(trial),
            "needs": list_needs(trial),
            "days": list_days(trial),
            "categories": list_categories(trial),
        }
    return render(request, "orders/trial.html", held, status=status)


def _list_kinds(trial: Trial) -> list[tuple[Words, int, str]]:
    """List what becomes of the orders: in words, of how many, and the address of these people."""
    people = reverse("orders:trial_people", args=[trial.local_order_id])
    counts = {kind: trial.sums["kinds"].get(kind, 0) for kind in present.KINDS}
    return [
        (present.KINDS[kind], count, f"{people}?kind={kind}" if count else "")
        for kind, count in counts.items()
    ]


def list_needs(trial: Trial) -> list[tuple[str, float, float, float]]:
    """List what is needed within the fifteen days: in words, as it is, under the order, the difference."""
    was, would_be = trial.sums["before"], trial.sums["after"]
    lines = [
        (_("under control at 24:00"), was["people"][0], would_be["people"][0]),
        (_("at an isolation site at 24:00"), was["beds"][0], would_be["beds"][0]),
        (_("most beds on one of the 15 days"), max(was["beds"]), max(would_be["beds"])),
        (_("tests due in the 15 days"), sum(was["tests"]), sum(would_be["tests"])),
        (_("samples in the 15 days"), sum(was["samples"]), sum(would_be["samples"])),
        (_("releases in the 15 days"), sum(was["releases"]), sum(would_be["releases"])),
        (_("person-days in the 15 days"), round(sum(was["days"].values()), 1), round(sum(would_be["days"].values()), 1)),
    ]  # fmt: skip
    lines += [
        (present.say_place(place), was["days"].get(place, 0), would_be["days"].get(place, 0))
        for place, _words in present.list_places()
        if place in was["days"] or place in would_be["days"]
    ]
    return [(label, one, other, round(other - one, 1)) for label, one, other in lines]


def list_days(trial: Trial) -> list[dict[str, Any]]:
    """List each of the fifteen days: people, beds, tests and releases, each as it is and under the order."""
    was, would_be, first = trial.sums["before"], trial.sums["after"], day_of(trial.as_of)
    return [
        {
            "day": first + timedelta(days=number),
            "pairs": [
                (was[name][number], would_be[name][number])
                for name in ("people", "beds", "tests", "releases")
            ],
        }
        for number in range(DAYS)
    ]


def list_categories(trial: Trial) -> list[dict[str, Any]]:
    """List the classes of people, the largest first: how many, what becomes of them, the days."""
    lines = sorted(trial.sums["categories"].items(), key=lambda one: (-one[1]["people"], one[0]))
    return [
        {
            "label": present.say_category(category),
            "category": category,
            "people": line["people"],
            "kinds": [line.get(kind, 0) for kind in present.KINDS],
            "days": line["days"],
        }
        for category, line in lines
    ]
