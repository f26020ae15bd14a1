"""Where the built front end lies: its scripts, its style and its sprite of icons."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django_vite.templatetags.django_vite import vite_asset

ENTRY = "src/main.ts"


@cache
def is_built() -> bool:
    """Say whether the front end was built."""
    return (Path(settings.FRONTEND_DIST) / "manifest.json").is_file()


@cache
def sprite_url() -> str:
    """Return the address of the sprite of icons, with a digest so that browsers may keep it."""
    sprite = Path(settings.FRONTEND_DIST) / "sprite.svg"
    digest = hashlib.sha256(sprite.read_bytes()).hexdigest()[:12] if sprite.is_file() else "0"
    return f"{static('sprite.svg')}?v={digest}"


def front_end_tags() -> SafeString:
    """Return the tags that load the front end; where it was not built, say how to build it."""
    if not is_built():
        words = gettext("The front end is not built. Run “npm ci” and “npm run build” in frontend/.")
        return format_html("<!-- {} -->", words)
    tags: str = vite_asset(ENTRY)
    return mark_safe(tags)  # noqa: S308 - tags of our own manifest
