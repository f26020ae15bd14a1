"""Signing in by user name and password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from lianfang.accounts.models import Staff
from lianfang.shared.roles import Role


class StaffBackend(BaseBackend):
    """Knows active staff; the console's account never signs in here."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> Staff | None:
        """Return the member of staff whose password this is, or None."""
        staff = self._may_sign_in(username=username)
        if staff is None:
            make_password(password)  # as slow as a wrong password, so that names cannot be guessed
            return None
        return staff if staff.check_password(password) else None

    def get_user(self, user_id: int) -> Staff | None:
        """Return an active member of staff, who may have been disabled since signing in."""
        return self._may_sign_in(pk=user_id)

    def _may_sign_in(self, **by: Any) -> Staff | None:
        return Staff.objects.filter(is_active=True, **by).exclude(role=Role.CONSOLE).first()
