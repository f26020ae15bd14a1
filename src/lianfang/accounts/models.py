"""Staff: who signs in, in which role, over which areas."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.classify import ACCOUNT
from lianfang.shared.roles import Role


class Staff(AbstractBaseUser):
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
    must_change_password = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    PERSONAL = dict.fromkeys(("username", "name", "phone", "last_login", "password"), ACCOUNT)
    NOT_PERSONAL = (
        "id", "post", "role", "scope_kind", "scope_code", "language", "is_active", "must_change_password", "made_at",
    )  # fmt: skip

    USERNAME_FIELD = "username"
    objects: ClassVar[BaseUserManager[Staff]] = BaseUserManager()

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
        return self.name
