"""Large exports written in the background, and produced files removed when their time is over."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from procrastinate.contrib.django import app

from lianfang.shared import clock
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.files import read_stored, store_file
from lianfang.shared.models import StoredFile
from lianfang.shared.roles import Permission
from lianfang.shared.tables import export, kept
from lianfang.shared.tables.asked import read_asked
from lianfang.shared.tables.columns import Table
from lianfang.shared.tables.produced import ASKED, PRODUCED, remove_file

DAYS_KEPT = 7


def ask_for_export(*, table: Table, query: str, by: Actor, at: datetime) -> StoredFile:
    """Keep what was asked as an encrypted file and queue the job, which is told only its number."""
    wish = {
        "table": table.key,
        "query": query,
        "kept": table.kept,
        "parts": table.parts,
        "language": translation.get_language(),
    }
    asked = read_asked(table, QueryDict(query))
    with transaction.atomic():
        file = store_file(
            content=json.dumps(wish).encode(),
            kind=ASKED,
            filename=export.file_name(asked, at),
            by=by,
            at=at,
            delete_on=(at + timedelta(days=DAYS_KEPT)).date(),
        )
        write_export.defer(ask=file.pk)
    return file


@app.task(name="tables.write_export", retry=2)
def write_export(ask: int) -> None:
    """Write the export that was asked for, as its reader may see it now."""
    asked_file = StoredFile.objects.filter(pk=ask, kind=ASKED).first()
    if asked_file is None:
        return
    wish = json.loads(read_stored(asked_file))
    member: Any = get_user_model()._default_manager.get(pk=asked_file.made_by, is_active=True)
    with translation.override(wish["language"]):
        _produce(asked_file, wish, member.actor, at=clock.now())


def _produce(asked_file: StoredFile, wish: dict[str, Any], by: Actor, *, at: datetime) -> None:
    kind = find_table(wish["table"])
    check_may(by, kind.permission)
    check_may(by, Permission.EXPORT)
    table = kind(by, wish["kept"], **wish["parts"])
    asked = read_asked(table, QueryDict(wish["query"]))
    columns = export.wanted_columns(asked, kept.get_kept(table).columns)
    content, written = export.write_book(asked, columns)
    with transaction.atomic():
        store_file(
            content=content,
            kind=PRODUCED,
            filename=asked_file.filename,
            by=by,
            at=at,
            media_type=export.MEDIA,
            delete_on=(at + timedelta(days=DAYS_KEPT)).date(),
        )
        export.record_export(asked, columns, written, at=at)
        remove_file(asked_file)


def find_table(key: str) -> type[Table]:
    """Return a declared table by its key, having read every room's tables."""
    for room in settings.ROOMS:
        if find_spec(f"lianfang.{room}.tables"):
            import_module(f"lianfang.{room}.tables")
    return Table.known[key]


@app.periodic(cron="20 3 * * *")
@app.task(name="tables.remove_old", queueing_lock="remove_old_files", pass_context=False)
def remove_old(timestamp: int) -> None:
    """Remove produced files whose day has come, from the disk and from the list."""
    for file in StoredFile.objects.filter(kind__in=(ASKED, PRODUCED), delete_on__lt=clock.today()):
        with transaction.atomic():
            remove_file(file)
