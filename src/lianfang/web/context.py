"""What every page is given: who is signed in, where they can go, in which language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.web.navigation import draw_navigation, get_page_facts


def shell_template(request: HttpRequest) -> str:
    """Return what a page extends: the whole shell, or nothing around it inside the side panel."""
    htmx = getattr(request, "htmx", None)
    return "web/panel.html" if htmx and htmx.target == "panel-body" else "web/base.html"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's values; navigation and facts are read only where a template asks."""
    actor: Actor | None = getattr(request, "actor", None)
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "actor": actor,
        "shell": shell_template(request),
        "navigation": SimpleLazyObject(lambda: draw_navigation(actor, request.path)),
        "facts": SimpleLazyObject(lambda: get_page_facts(actor) if actor else {}),
        "demo_clock": clock.now() if settings.CLOCK_BEHIND else None,
        "language": language,
        "languages": [(code, name, code == language) for code, name in settings.LANGUAGES],
    }
