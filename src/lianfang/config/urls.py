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
    """Include the addresses of every room that has some; the headquarters' first page is the site's."""
    return [
        path("" if room in {"command", "web"} else f"{room}/", include(f"lianfang.{room}.urls"))
        for room in settings.ROOMS
        if find_spec(f"lianfang.{room}.urls")
    ]


urlpatterns = [
    path("api/v1/", api.urls),
    path("files/", needs(Permission.SIGN_IN)(my_files), name="files"),
    path("files/<int:file_id>/", needs(Permission.SIGN_IN)(my_file), name="file"),
    path("style/", needs(Permission.SIGN_IN)(style_guide), name="style"),
    *room_urls(),
]
