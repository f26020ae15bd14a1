"""Writes of accounts: members of staff, their passwords and their second factors."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp import match_token

from lianfang.accounts import sign_ins
from lianfang.accounts.models import Authenticator, Staff
from lianfang.accounts.queries import CONSOLE
from lianfang.shared import audit, crypto
from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind, check_may, scope_kind_of
from lianfang.shared.roles import Permission, Role
from lianfang.shared.tables.produced import forget_files

USERNAME = r"[A-Za-z0-9._-]{2,40}"
LONGEST_NAME = 60
SECRET_BYTES = 20  # RFC 4226 §4 R6


@transaction.atomic
def make_console(*, county: str, at: datetime) -> Staff:
    """Make the console's account, or return it; it has no password and cannot sign in on the web.

    `county` is its scope, empty until a county is loaded.
    """
    known = Staff.objects.filter(role=Role.CONSOLE).first()
    if known is not None:
        if county and known.scope_code != county:
            known.scope_code = county
            known.save(update_fields=["scope_code"])
        return known
    console = Staff.objects.create(
        username=CONSOLE,
        name="控制台",
        role=Role.CONSOLE.value,
        scope_kind=ScopeKind.COUNTY.value,
        scope_code=county,
        password=make_password(None),
        made_at=at,
    )
    _note(console.actor, at, "make_staff", console, role=console.role)
    return console


@transaction.atomic
def make_staff(
    *,
    username: str,
    name: str,
    role: Role | str,
    scope_kind: ScopeKind | str,
    scope_code: str,
    by: Actor,
    at: datetime,
    post: str = "",
    password: str = "",
    hashed: str = "",
    phone: str = "",
    demo: bool = False,
    must_change_password: bool = False,
) -> Staff:
    """Make a member of staff; `hashed` takes a password that was hashed before, for many at once.

    Without either password nobody can sign in with the account until one is set. Raises
    Forbidden, and ValidationError for a weak password, a user name that is taken or a scope that does
    not fit the role.
    """
    check_may(by, Permission.MANAGE_STAFF)
    _check_fits(Role(role), Scope(ScopeKind(scope_kind), scope_code))
    _check_texts(username, name, post)
    staff = Staff(
        username=username,
        name=name,
        post=post,
        role=Role(role).value,
        scope_kind=ScopeKind(scope_kind).value,
        scope_code=scope_code,
        phone=crypto.seal_text(phone, "staff.phone") if phone else None,
        is_demo=demo,
        must_change_password=must_change_password,
        password=hashed or make_password(None),
        made_at=at,
    )
    if Role(role) is Role.CONSOLE or Staff.objects.filter(username=username).exists():
        raise ValidationError("this user name is taken", code="username_taken")
    if password:
        validate_password(password, staff)
        staff.set_password(password)
    staff.save()
    _note(by, at, "make_staff", staff, role=staff.role, scope=staff.scope_code)
    return staff


@transaction.atomic
def change_staff(
    *,
    staff: Staff,
    by: Actor,
    at: datetime,
    name: str,
    post: str,
    role: Role | str,
    scope: Scope,
    is_active: bool = True,
) -> Staff:
    """Change who a member of staff is; what changes rights ends their sign-ins and takes their exports too.

    Raises Forbidden for one's own account and for the console's, ValidationError for a scope that does
    not fit the role of somebody who may sign in.
    """
    check_may(by, Permission.MANAGE_STAFF)
    if staff.pk == by.staff_id or Role.CONSOLE in (Role(staff.role), Role(role)):
        raise Forbidden("own account or console")
    if is_active:
        _check_fits(Role(role), scope)
    before = (staff.role, staff.scope_kind, staff.scope_code, staff.is_active)
    staff.name, staff.post, staff.role, staff.is_active = name, post, Role(role).value, is_active
    staff.scope_kind, staff.scope_code = scope.kind.value, scope.code
    # Nothing else: the password that was read with the account may have been replaced since.
    staff.save(update_fields=["name", "post", "role", "is_active", "scope_kind", "scope_code"])
    after = (staff.role, staff.scope_kind, staff.scope_code, staff.is_active)
    if before != after:
        sign_ins.end(sign_ins.list_live(staff, at=at), at=at)
        forget_files(staff.pk)
    _note(by, at, "change_staff", staff, role=staff.role, scope=staff.scope_code, active=is_active)
    return staff


def _check_texts(username: str, name: str, post: str) -> None:
    """Refuse what the account's page refuses, whoever asks."""
    if not re.fullmatch(USERNAME, username):
        words = _("Use 2 to 40 Latin letters, digits, dots and dashes.")
        raise ValidationError(words, code="username_wrong")
    if not name.strip() or max(len(name), len(post)) > LONGEST_NAME:
        words = _("A name is wanted; name and post have at most %(most)s characters each.")
        raise ValidationError(words % {"most": LONGEST_NAME}, code="name_wrong")


def _check_fits(role: Role, scope: Scope) -> None:
    """Refuse a scope of another kind than the role's, and a place below the county that is not named."""
    if scope.kind is not scope_kind_of(role) or (scope.kind is not ScopeKind.COUNTY and not scope.code):
        raise ValidationError("this role answers for a place of another kind", code="scope_wrong")


@transaction.atomic
def set_password(*, staff: Staff, password: str, by: Actor, at: datetime, must_change: bool = True) -> None:
    """Give a member of staff a new password, ending their sign-ins; raises ValidationError for a weak one."""
    check_may(by, Permission.MANAGE_STAFF)
    _set_password(staff, password, must_change=must_change)
    sign_ins.end(sign_ins.list_live(staff, at=at), at=at)
    _note(by, at, "set_password", staff)


@transaction.atomic
def change_own_password(*, staff: Staff, password: str, by: Actor, at: datetime) -> None:
    """Take a member's own new password; raises ValidationError for a weak one, Forbidden for another's."""
    if staff.pk != by.staff_id:
        raise Forbidden("another's password")
    _set_password(staff, password, must_change=False)
    _note(by, at, "change_own_password", staff)


def _set_password(staff: Staff, password: str, *, must_change: bool) -> None:
    validate_password(password, staff)
    staff.set_password(password)
    staff.must_change_password = must_change
    staff.save(update_fields=["password", "must_change_password"])


def begin_second_factor(*, staff: Staff, at: datetime) -> Authenticator:
    """Return the member's second factor that waits for its first code, making one with a fresh secret."""
    secret = crypto.seal(secrets.token_bytes(SECRET_BYTES), "staff.totp")
    made: Authenticator
    made, _ = Authenticator.objects.get_or_create(
        user=staff, defaults={"name": "totp", "confirmed": False, "secret": secret}
    )
    return made


@transaction.atomic
def confirm_second_factor(*, staff: Staff, code: str, by: Actor, at: datetime) -> Authenticator | None:
    """Take the first code of a new second factor; None where the code is wrong."""
    waiting: Authenticator | None
    waiting = Authenticator.objects.select_for_update().filter(user=staff, confirmed=False).first()
    if waiting is None or not waiting.verify_token(code):
        return None
    waiting.confirmed = True
    waiting.save(update_fields=["confirmed"])
    _note(by, at, "confirm_second_factor", staff)
    return waiting


def check_second_factor(*, staff: Staff, code: str) -> Authenticator | None:
    """Take a code of the member's second factor; None where it is wrong, used, or tried too often."""
    found = match_token(staff, code)
    return found if isinstance(found, Authenticator) else None


@transaction.atomic
def give_second_factor(*, staff: Staff, by: Actor, at: datetime) -> Authenticator:
    """Give a demo member of staff a second factor that is ready for use; raises Forbidden for a real one."""
    check_may(by, Permission.MANAGE_STAFF)
    if not staff.is_demo:
        raise Forbidden("only staff of a demo county")
    made = begin_second_factor(staff=staff, at=at)
    made.confirmed = True
    made.save(update_fields=["confirmed"])
    _note(by, at, "give_second_factor", staff)
    return made


@transaction.atomic
def reset_second_factor(*, staff: Staff, by: Actor, at: datetime) -> None:
    """Forget a lost second factor: a new one is set up at the next sign-in, and sign-ins end."""
    if staff.pk != by.staff_id:
        check_may(by, Permission.MANAGE_STAFF)
    Authenticator.objects.filter(user=staff).delete()
    sign_ins.end(sign_ins.list_live(staff, at=at), at=at)
    _note(by, at, "reset_second_factor", staff)


def _note(by: Actor, at: datetime, verb: str, staff: Staff, **detail: object) -> None:
    audit.record(
        by=by, at=at, action=f"accounts.{verb}", object_kind="staff", object_id=staff.pk, reason="", **detail
    )
