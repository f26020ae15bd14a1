"""Who calls the API: the signed-in session, with CSRF checked for every write."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import APIKeyCookie

from lianfang.shared.actor import Actor, Forbidden


class StaffSession(APIKeyCookie):
    """The browser's session as the API's credential; ninja checks the CSRF token beside it."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return who acts, or None: ninja then answers 401."""
        return request.actor  # type: ignore[attr-defined,no-any-return]


session_auth = StaffSession(csrf=True)


def answer_refusals(api: NinjaAPI) -> None:
    """Let an action's refusal be answered 403 with the code `forbidden`."""

    @api.exception_handler(Forbidden)
    def refuse(request: HttpRequest, refusal: Forbidden) -> HttpResponse:
        return api.create_response(request, {"detail": "forbidden"}, status=403)
