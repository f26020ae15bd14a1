"""`lianfang users`: the accounts of members of staff."""

from __future__ import annotations

import click

from lianfang.cli.console import MISUSED, NOT_ALLOWED, Console, Refusal, with_county
from lianfang.cli.speech import _
from lianfang.shared.actor import ScopeKind
from lianfang.shared.roles import Role

ROLES = [role.value for role in Role if role is not Role.CONSOLE]


@click.group()
def command() -> None:
    """List, make and close accounts; set passwords."""


@command.command("list")
@click.option("--role", type=click.Choice(ROLES), help="Only this role.")
@with_county
def list_(console: Console, role: str | None) -> None:
    """List the accounts."""
    from lianfang.accounts.scope import visible_to

    people = visible_to(console.actor).order_by("username")
    rows = [
        {
            "username": staff.username,
            "name": staff.name,
            "role": staff.role,
            "scope": f"{staff.scope_kind}:{staff.scope_code}",
            "post": staff.post,
            "active": staff.is_active,
        }
        for staff in (people.filter(role=role) if role else people)
    ]
    lines = [f"{row['username']:<18} {row['role']:<10} {row['scope']:<24} {row['name']}" for row in rows]
    console.answer(rows, "\n".join(lines) or _("There are no accounts yet."))


@command.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", type=click.Choice(ROLES), required=True, help="The role.")
@click.option("--scope", default="", metavar="KIND:CODE", help="town:, community: or grid: and its code.")
@click.option("--post", default="", help="The post.")
@with_county
def add(console: Console, username: str, name: str, role: str, scope: str, post: str) -> None:
    """Make an account with a first password, which is printed once and must be changed."""
    from lianfang.accounts.actions import make_staff

    kind, code = _read_scope(console, role, scope)
    password = new_password()
    staff = make_staff(
        username=username,
        name=name,
        role=role,
        scope_kind=kind,
        scope_code=code,
        post=post,
        password=password,
        must_change_password=True,
        by=console.actor,
        at=console.at,
    )
    held = {"username": staff.username, "password": password, "role": role, "scope": f"{kind}:{code}"}
    console.answer(held, _("Made {username}; first password: {password}").format(**held))


@command.command()
@click.argument("username")
@with_county
def password(console: Console, username: str) -> None:
    """Set a new first password, which is printed once and must be changed."""
    from lianfang.accounts.actions import set_password

    fresh = new_password()
    set_password(staff=_find(console, username), password=fresh, by=console.actor, at=console.at)
    held = {"username": username, "password": fresh}
    console.answer(held, _("New first password of {username}: {password}").format(**held))


@command.command()
@click.argument("username")
@click.option("--undo", is_flag=True, help="Open the account again.")
@with_county
def disable(console: Console, username: str, undo: bool) -> None:
    """Close an account and end its sign-ins; nothing is deleted."""
    from lianfang.accounts.actions import change_staff

    staff = _find(console, username)
    change_staff(
        staff=staff,
        name=staff.name,
        post=staff.post,
        role=staff.role,
        scope=staff.actor.scope,
        is_active=undo,
        by=console.actor,
        at=console.at,
    )
    text = _("%s may sign in again.") if undo else _("%s may no longer sign in.")
    console.answer({"username": username, "active": undo}, text % username)


@command.command()
@click.argument("username")
@with_county
def code(console: Console, username: str) -> None:
    """Print the second factor's code of a demo account; never of a real one."""
    from lianfang.accounts.models import Authenticator
    from lianfang.shared import audit

    staff = _find(console, username)
    if not staff.is_demo:
        raise Refusal(
            _("%s is a real account; its codes are on its owner's phone.") % username,
            _("A system administrator can reset the second factor."),
            NOT_ALLOWED,
        )
    known = Authenticator.objects.filter(user=staff, confirmed=True).first()
    if known is None:
        raise Refusal(_("%s has no second factor.") % username, _("It signs in by password alone."))
    shown = f"{known.counter().token():06d}"
    audit.record(
        by=console.actor,
        at=console.at,
        action="accounts.show_demo_code",
        object_kind="staff",
        object_id=staff.pk,
    )
    console.answer({"username": username, "code": shown}, shown)


def new_password() -> str:
    """Make a first password that can be read out: four groups of four letters and digits."""
    import secrets

    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _sign in range(4)) for _group in range(4))


def _find(console: Console, username: str):  # type: ignore[no-untyped-def]
    from lianfang.accounts.queries import NoSuchStaff
    from lianfang.accounts.scope import visible_to

    staff = visible_to(console.actor).filter(username=username).first()
    if staff is None:
        raise NoSuchStaff(username)
    return staff


def _read_scope(console: Console, role: str, told: str) -> tuple[str, str]:
    from lianfang.accounts.scopes import list_choices
    from lianfang.shared.actor import scope_kind_of

    wanted = scope_kind_of(Role(role)).value
    if wanted == ScopeKind.COUNTY.value and not told:
        return wanted, console.actor.scope.code
    kind, _colon, code = told.partition(":")
    known = {(choice.kind.value, choice.code) for choice in list_choices()}
    if kind != wanted or (kind, code) not in known:
        raise Refusal(
            _("A {role} answers for one {kind}; {told!r} names none.").format(
                role=role, kind=wanted, told=told
            ),
            _("`lianfang areas --flat` lists the codes; write --scope {kind}:CODE.").format(kind=wanted),
            MISUSED,
        )
    return kind, code
