"""Reads of accounts."""

from __future__ import annotations

from lianfang.accounts.models import Staff
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

CONSOLE = "console"


class NoSuchStaff(Exception):
    """No member of staff has this user name, or the account is disabled."""


class NoConsole(Exception):
    """The installation has no console account yet; `lianfang init` makes it."""


def get_console_actor() -> Actor:
    """Return the console's account, in whose name the command line acts; raises NoConsole before `init`."""
    console = Staff.objects.filter(role=Role.CONSOLE).first()
    if console is None:
        raise NoConsole("no console account: run `lianfang init`")
    return console.actor


def get_staff(username: str) -> Staff:
    """Return an active member of staff; raises NoSuchStaff."""
    staff = Staff.objects.filter(username=username, is_active=True).first()
    if staff is None:
        raise NoSuchStaff(username)
    return staff


def get_actor(username: str) -> Actor:
    """Return an active member of staff as an actor; raises NoSuchStaff."""
    return get_staff(username).actor


def get_actor_of(staff_id: int) -> Actor:
    """Return who did something, also when the account was closed since; in their name the work goes on."""
    return Staff.objects.get(pk=staff_id).actor


def get_names(staff_ids: set[int]) -> dict[int, str]:
    """Return the names of members of staff by id."""
    return dict(Staff.objects.filter(pk__in=staff_ids).values_list("pk", "name"))
