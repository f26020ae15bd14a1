"""Staff: who signs in, in which role, over which areas, from which browser, with which second factor."""

from __future__ import annotations

import time
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from lianfang.shared import crypto
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.classify import ACCOUNT
from lianfang.shared.roles import Role

TOKEN_DIGITS = 6


class Staff(AbstractBaseUser):  # type: ignore[django-manager-missing]
    """A member of staff with one role and one scope of areas."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    scope_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ScopeKind])
    scope_code = models.CharField(max_length=24)
    phone = models.BinaryField(null=True)  # encrypted
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # invented, of a demo county
    must_change_password = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    PERSONAL = dict.fromkeys(("username", "name", "phone", "last_login", "password"), ACCOUNT)
    NOT_PERSONAL = (
        "id", "post", "role", "scope_kind", "scope_code", "language", "is_active", "is_demo", "must_change_password",
        "made_at",
    )  # fmt: skip
    SEALED = {"phone": "staff.phone"}

    USERNAME_FIELD = "username"
    objects: ClassVar[BaseUserManager[Staff]] = BaseUserManager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["scope_kind", "scope_code"], name="staff_scope")]

    @property
    def actor(self) -> Actor:
        """Return this member of staff as the value that actions and queries take."""
        return Actor(
            staff_id=self.pk,
            username=self.username,
            name=self.name,
            role=Role(self.role),
            scope=Scope(ScopeKind(self.scope_kind), self.scope_code),
        )

    def __str__(self) -> str:
        return f"staff {self.pk}"


class SignIn(models.Model):
    """One sign-in: a browser's session, from its start to its end."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)  # a digest: the key is the browser's alone
    browser = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=45, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    PERSONAL = dict.fromkeys(("session_key", "browser", "address", "seen_at"), ACCOUNT)
    NOT_PERSONAL = ("id", "staff", "started_at", "ended_at")

    class Meta:
        indexes = [models.Index(fields=["staff", "ended_at"], name="sign_in_staff")]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"


class Authenticator(ThrottlingMixin, Device):  # type: ignore[misc]
    """A member's second factor: an app that shows a six-digit code every 30 s (RFC 6238).

    The secret is encrypted like every personal field, so that a copy of the database alone
    lets nobody in.
    """

    secret = models.BinaryField()  # encrypted
    last_step = models.BigIntegerField(default=-1)  # a code is taken once

    PERSONAL = {"secret": ACCOUNT}
    NOT_PERSONAL = (
        "id", "user", "name", "confirmed", "throttling_failure_timestamp", "throttling_failure_count", "last_step",
    )  # fmt: skip
    SEALED = {"secret": "staff.totp"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="authenticator_once")]

    def counter(self) -> TOTP:
        """Return the code generator of this secret at the present second.

        The phone's clock runs by real time, so a pinned clock does not reach here.
        """
        totp = TOTP(crypto.unseal(self.secret, "staff.totp"), digits=TOKEN_DIGITS)
        totp.time = time.time()
        return totp

    def verify_token(self, token: str) -> bool:
        """Take a code that is right, new, and not tried after too many wrong ones."""
        if not self.verify_is_allowed()[0]:
            return False
        totp = self.counter()
        if token.isascii() and token.isdigit() and totp.verify(int(token), 1, self.last_step + 1):
            self.last_step = totp.t()
            self.throttle_reset(commit=False)
            self.save()
            return True
        self.throttle_increment(commit=True)
        return False

    def get_throttle_factor(self) -> float:
        """Return the seconds of waiting after the first wrong code; each further one doubles it."""
        return 1

    def __str__(self) -> str:
        return f"authenticator {self.pk}"
