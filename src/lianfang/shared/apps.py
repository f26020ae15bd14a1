"""Starts the ground: rights after migrations, jobs and subscribers of every room."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from lianfang.config.database import assume_app_role, external_url, make_app_role


def _after_migrate(**_: Any) -> None:
    from lianfang.shared.grants import apply_grants

    apply_grants()


def _before_migrate(**_: Any) -> None:
    if external_url():
        make_app_role(connection)


class SharedConfig(AppConfig):
    """The ground that every room stands on."""

    name = "lianfang.shared"

    def ready(self) -> None:
        """Lay rights after migrations and let every room register its jobs."""
        connection_created.connect(assume_app_role, dispatch_uid="lianfang.app_role")
        pre_migrate.connect(_before_migrate, sender=self, dispatch_uid="lianfang.app_role")
        post_migrate.connect(_after_migrate, sender=self, dispatch_uid="lianfang.grants")
        for room in settings.ROOMS:
            if find_spec(f"lianfang.{room}.jobs"):
                import_module(f"lianfang.{room}.jobs")
