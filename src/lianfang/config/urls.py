"""Addresses: each room keeps its own, under its name."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from lianfang.accounts.access import needs
from lianfang.config.api import api
from lianfang.shared.roles import Permission
from lianfang.shared.tables.produced import my_file, my_files
from lianfang.web.views import style_guide


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
    path("files/", needs(Permission.SIGN_IN)(my_files), name="files"),
    path("files/<int:file_id>/", needs(Permission.SIGN_IN)(my_file), name="file"),
    path("style/", needs(Permission.SIGN_IN)(style_guide), name="style"),
    *room_urls(),
]
