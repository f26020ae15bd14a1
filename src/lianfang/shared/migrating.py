"""Migrations of every room: tables made together, and old migrations that newer ones stand for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory


class CreateModels(Operation):
    """Make the tables of several models, each after those it points to.

    For each new model Django renders every model that hangs together with it again, which is nearly
    all of them; here the state is rendered once, with all the new ones in it.
    """

    category = OperationCategory.ADDITION

    def __init__(self, *models: CreateModel) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add the models to a state that is rendered when it is next asked for."""
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the tables with their indexes and constraints."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the tables, the last one first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Name the models that are made."""
        return f"Create models {', '.join(model.name for model in self.models)}"


def list_left_behind(loader: MigrationLoader, applied: Collection[tuple[str, str]]) -> list[str]:
    """Name the migrations that stand for several old ones of which a database applied some and not all.

    Where the old files are gone, Django passes over such a room in silence and calls its tables up to date.
    """
    return sorted(
        f"{room}.{name}"
        for (room, name), migration in loader.disk_migrations.items()
        if (room, name) not in applied
        and any(old in applied for old in migration.replaces)
        and any(old not in loader.disk_migrations for old in migration.replaces)
    )
