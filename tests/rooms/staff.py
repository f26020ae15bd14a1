"""Staff for tests: one line makes a member of any role and scope, and signs them in."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from django.contrib.auth.hashers import make_password
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from lianfang.accounts.models import Authenticator, Staff
from lianfang.shared import crypto
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

MADE = datetime(2022, 1, 1, tzinfo=UTC)
COUNTY = Scope(ScopeKind.COUNTY, "141123")
SECRET = b"12345678901234567890"  # RFC 6238, appendix B
_numbers = count(1)


def make_staff(
    role: Role = Role.OFFICE, scope: Scope = COUNTY, password: str = "", **fields: object
) -> Staff:
    """Make a member of staff, with a second factor that is ready."""
    values = {
        "username": f"{role.value}{next(_numbers)}",
        "name": "甲某",
        "role": role.value,
        "scope_kind": scope.kind.value,
        "scope_code": scope.code,
        "password": make_password(password or None),
        "made_at": MADE,
        **fields,
    }
    staff = Staff.objects.create(**values)
    if role is not Role.CONSOLE:
        give_second_factor(staff)
    return staff


def give_second_factor(staff: Staff) -> Authenticator:
    """Give a member of staff the second factor of the RFC's secret."""
    sealed = crypto.seal(SECRET, "staff.totp")
    created: Authenticator = Authenticator.objects.create(user=staff, name="totp", secret=sealed)
    return created


def make_actor(role: Role = Role.OFFICE, scope: Scope = COUNTY) -> Actor:
    """Make a member of staff and return it as an actor."""
    return make_staff(role, scope).actor


def sign_in(client: Client, staff: Staff, *, verified: bool = True) -> Client:
    """Sign a member of staff in, with the second factor shown unless told otherwise."""
    client.force_login(staff, backend="lianfang.accounts.backends.StaffBackend")
    known = Authenticator.objects.filter(user=staff, confirmed=True).first()
    if verified and known is not None:
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = known.persistent_id
        session.save()
    return client


def signed_in(role: Role = Role.OFFICE, scope: Scope = COUNTY) -> Client:
    """Return a client signed in as a new member of staff of a role and scope."""
    return sign_in(Client(), make_staff(role, scope))
