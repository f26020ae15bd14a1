"""Pages of the shell itself, which belong to no duty."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from lianfang.web import samples


def _open_to_all(view: Any) -> Any:
    view.permission = None
    return view


@_open_to_all
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, and with the member of staff who is signed in."""
    code, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    answer = HttpResponseRedirect(back)
    if code in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 86_400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        if request.user.is_authenticated:
            request.user.language = code
            request.user.save(update_fields=["language"])
    return answer


@_open_to_all
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection and what to do."""
    return render(request, "web/offline.html")


@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component with invented contents, for those who build pages."""
    return render(request, "web/style.html", samples.style_guide())
