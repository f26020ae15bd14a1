"""What a view tells the page beside its fragment: a toast, a closed panel, another place."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh, trigger_client_event

from lianfang.web.pieces import Words


def say(response: HttpResponse, text: Words, tone: str = "info") -> HttpResponse:
    """Show a toast; tones are Django's message tags: info, success, warning, error."""
    return trigger_client_event(response, "toast", {"text": str(text), "tone": tone})


def close_panel(response: HttpResponse) -> HttpResponse:
    """Close the side panel after the fragment is in place."""
    return trigger_client_event(response, "panel-close", {}, after="settle")


def reload() -> HttpResponse:
    """Load the current page anew."""
    return HttpResponseClientRefresh()


class _Dial(HttpResponseRedirect):
    """A redirect that starts a call."""

    allowed_schemes = ["tel"]


def dial(number: str) -> HttpResponse:
    """Start a call; no browser keeps the number."""
    answer = _Dial(f"tel:{number}")
    answer["Cache-Control"] = "no-store"
    return answer


def go(url: str) -> HttpResponse:
    """Move the browser to another page."""
    return HttpResponseClientRedirect(url)
