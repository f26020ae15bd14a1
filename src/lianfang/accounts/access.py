"""Doors: every view and API operation names the one permission it needs, or that it is public."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.utils import contribute_operation_callback

from lianfang.accounts.api_auth import StaffSession
from lianfang.accounts.models import Authenticator, Staff
from lianfang.shared.actor import Actor
from lianfang.shared.roles import NEEDS_SECOND_FACTOR, Permission

View = Callable[..., HttpResponseBase]
Operation = TypeVar("Operation", bound=Callable[..., Any])


T = TypeVar("T")


class StaffRequest(HttpRequest):
    """A request that passed a door: somebody is signed in and acts."""

    actor: Actor
    user: Staff


def needs(permission: Permission, *, early: bool = False) -> Callable[[View], View]:
    """Let a view be reached only by signed-in staff whose role grants the permission.

    `early` doors stand before the second factor and the change of a first password, for the
    pages where these are done. A stranger is sent to the login page; a role without the
    permission gets 403.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            elsewhere = _first_stop(request, early=early)
            if elsewhere:
                return _send(request, elsewhere)
            if not request.actor.may(permission):
                raise PermissionDenied(permission.value)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return wrap


def public(view: View) -> View:
    """Mark a view that anybody may reach."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks an operation of the API that names its permission."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def existing(row: T | None) -> T:
    """Return what the reader's scope holds; raises Http404 where it holds nothing."""
    if row is None:
        raise Http404
    return row


def api_needs(permission: Permission) -> Callable[[Operation], Operation]:
    """Let an API operation be called only by staff whose role grants the permission.

    Stands below the router's decorator. Asked before the input is read, so that a stranger learns
    nothing from its faults. Answers 401, or 403 with a code: `password_change_needed`,
    `second_factor_needed` or `forbidden`.
    """

    def mark(operation: Operation) -> Operation:
        def guard(described: Any) -> None:
            described.auth_param = StaffMay(permission)
            described._set_auth(described.auth_param)

        contribute_operation_callback(operation, guard)
        operation.permission = permission  # type: ignore[attr-defined]
        return operation

    return mark


class StaffMay(StaffSession):
    """The signed-in session as a credential for one permission."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(csrf=True)
        self.permission = permission

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return who acts; raises HttpError 403 with what is in the way."""
        actor = super().authenticate(request, key)
        code = _refusal(request, self.permission) if actor else ""
        if code:
            raise HttpError(403, code)
        return actor


def second_factor_missing(request: HttpRequest) -> bool:
    """Say whether the role needs a second factor that this session has not shown yet."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.role in NEEDS_SECOND_FACTOR and not request.user.is_verified()  # type: ignore[union-attr]


def second_factor_page(staff: Staff) -> str:
    """Return the page where a member shows the second factor, or sets one up."""
    known = Authenticator.objects.filter(user=staff, confirmed=True).exists()
    return reverse("accounts:verify" if known else "accounts:second_factor")


def _first_stop(request: Any, *, early: bool) -> str:
    if request.actor is None:
        return reverse("accounts:login")
    if early:
        return ""
    if request.user.must_change_password:
        return reverse("accounts:password")
    return second_factor_page(request.user) if second_factor_missing(request) else ""


def _refusal(request: Any, permission: Permission) -> str:
    if request.user.must_change_password:
        return "password_change_needed"
    if second_factor_missing(request):
        return "second_factor_needed"
    return "" if request.actor.may(permission) else "forbidden"


def _send(request: HttpRequest, page: str) -> HttpResponseBase:
    """Send the browser to a page and back afterwards; a partial request moves the whole page."""
    if request.method == "POST" and request.actor is None:  # type: ignore[attr-defined]
        messages.warning(request, _("You had been signed out: what you sent was not recorded. Do it again."))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": page})
    back = request.get_full_path() if request.method == "GET" else ""
    return HttpResponseRedirect(f"{page}?{urlencode({'next': back})}" if back not in ("", "/") else page)
