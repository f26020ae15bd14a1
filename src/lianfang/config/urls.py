"""Addresses: each room keeps its own, under its name."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from lianfang.config.api import api


def room_urls() -> list[URLPattern | URLResolver]:
    """Include the addresses of every room that has some."""
    return [
        path(f"{room}/", include(f"lianfang.{room}.urls"))
        for room in settings.ROOMS
        if room not in {"command", "web"} and find_spec(f"lianfang.{room}.urls")
    ]


urlpatterns = [
    path("", include("lianfang.web.urls")),
    path("", include("lianfang.command.urls")),
    path("api/v1/", api.urls),
    *room_urls(),
]
