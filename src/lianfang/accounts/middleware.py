"""Who acts: puts the actor on each request, keeps sessions within their limits, speaks their language."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.defaults import bad_request, permission_denied

from lianfang.accounts import sign_ins
from lianfang.shared import clock
from lianfang.shared.actor import Forbidden

_log = logging.getLogger(__name__)


class ActorMiddleware:
    """Sets ``request.actor``: an Actor, or None for a stranger or an ended session.

    What is answered to somebody who is signed in is kept by no browser: at a shared desk nobody reads a
    person's page by going back after the other has signed out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the actor, then answer."""
        request.actor = None  # type: ignore[attr-defined]
        staff = request.user
        if staff.is_authenticated:
            if sign_ins.is_over(request.session, at=clock.now()):
                logout(request)
            else:
                sign_ins.keep(request, staff, at=clock.now())
                request.actor = staff.actor  # type: ignore[attr-defined]
                self._speak(request, staff.language)
        answer = self.get_response(request)
        if request.actor is not None:  # type: ignore[attr-defined]
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    def _speak(self, request: HttpRequest, language: str) -> None:
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn an action's refusal into the page that says so, and a value nothing can hold into 400."""
        if isinstance(exception, Forbidden):
            return permission_denied(request, PermissionDenied(str(exception)))
        if _is_unholdable(exception):
            _log.warning("a value was sent that nothing can hold", exc_info=exception)
            return bad_request(request, exception)
        return None


def _is_unholdable(exception: Exception) -> bool:
    """Say whether somebody sent what no column, no text of the database or no calendar holds."""
    if isinstance(exception, (DataError, OverflowError, UnicodeEncodeError)):
        return True
    return isinstance(exception, ValueError) and "NUL (0x00)" in str(exception)
