"""The tables: migrations make them, and nothing in the models is left without one."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models import PROTECT, BigAutoField, ForeignKey, Index

from lianfang.cli.console import Refusal
from lianfang.cli.ground import migrate
from lianfang.shared.grants import append_only_tables
from lianfang.shared.migrating import CreateModels, list_left_behind


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_the_models_and_addresses_pass_djangos_checks() -> None:
    call_command("check", fail_level="ERROR")


@pytest.mark.django_db
def test_every_append_only_table_has_its_guard() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'lianfang_written_once'"
        )
        guarded = {table for (table,) in cursor.fetchall()}
    assert guarded == set(append_only_tables())
    assert {"shared_auditentry", "leads_leadmove", "orders_ordermove"} <= guarded


# The migrations that stand for several old ones whose files are gone, by room.
STAND_FOR_SEVERAL = ["accounts", "intake", "leads", "orders", "people", "shared"]


def old_ones(room: str) -> tuple[tuple[str, str], list[tuple[str, str]]]:
    """Return the migration of a room that stands for old ones, and those."""
    loader = MigrationLoader(None)
    [found] = [key for key, one in loader.disk_migrations.items() if key[0] == room and one.replaces]
    return found, loader.disk_migrations[found].replaces


def forget(*migrations: tuple[str, str]) -> None:
    """Take migrations out of the list of those that were applied to this database."""
    for room, name in migrations:
        assert MigrationRecorder(connection).migration_qs.filter(app=room, name=name).delete()[0] == 1


def plan() -> list[str]:
    executor = MigrationExecutor(connection)
    return [
        str(migration) for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]


@pytest.mark.django_db
def test_each_old_migration_is_stood_for_once_and_its_file_is_gone() -> None:
    known = MigrationLoader(None).disk_migrations
    standing = {key: one for key, one in known.items() if one.replaces and key[0] in STAND_FOR_SEVERAL}
    assert sorted(room for room, _name in standing) == STAND_FOR_SEVERAL
    replaced = Counter(old for one in standing.values() for old in one.replaces)
    assert set(replaced.values()) == {1}
    assert len(replaced) == 42
    assert not replaced.keys() & known.keys()


def left_behind() -> list[str]:
    loader = MigrationLoader(connection)
    return list_left_behind(loader, loader.applied_migrations)


@pytest.mark.django_db
def test_a_database_that_applied_the_old_ones_is_up_to_date() -> None:
    forget(*(old_ones(room)[0] for room in STAND_FOR_SEVERAL))
    assert plan() == []
    assert left_behind() == []
    call_command("migrate", verbosity=0)
    applied = MigrationRecorder(connection).applied_migrations()
    assert {old_ones(room)[0] for room in STAND_FOR_SEVERAL} <= applied.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("room", STAND_FOR_SEVERAL)
def test_a_database_that_applied_only_some_of_them_is_refused(room: str) -> None:
    standing, old = old_ones(room)
    forget(standing, old[-1])
    assert left_behind() == [".".join(standing)]
    with pytest.raises(Refusal, match=standing[1]):
        migrate()


def test_tables_made_together_point_to_each_other_and_go_again(db: None) -> None:
    number = ("id", BigAutoField(primary_key=True))
    together = CreateModels(
        CreateModel("Hall", [number], options={"indexes": [Index(fields=["-id"], name="trial_hall_last")]}),
        CreateModel("Seat", [number, ("hall", ForeignKey("trial.Hall", PROTECT, related_name="seats"))]),
    )
    before = ProjectState()
    assert not before.apps.get_models()  # rendered, as Django has it when a migration begins
    after = before.clone()
    together.state_forwards("trial", after)
    assert after.apps.get_model("trial", "Hall")._meta.get_field("seats").related_model.__name__ == "Seat"
    assert together.describe() == "Create models Hall, Seat"
    with connection.schema_editor() as editor:
        together.database_forwards("trial", editor, before, after)
    with connection.cursor() as cursor:
        made = connection.introspection.get_constraints(cursor, "trial_seat")
        assert ("trial_hall", "id") in [one["foreign_key"] for one in made.values()]
        assert "trial_hall_last" in connection.introspection.get_constraints(cursor, "trial_hall")
    with connection.schema_editor() as editor:
        together.database_backwards("trial", editor, after, before)
    assert not {"trial_hall", "trial_seat"} & set(connection.introspection.table_names())
