"""Doctor's checks of the ground: server, rights, audit chain, keys and files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianfang.config.keys import keys_path
from lianfang.shared import audit, crypto, files
from lianfang.shared.actor import Actor
from lianfang.shared.anchor_checks import check_anchors
from lianfang.shared.grants import append_only_tables
from lianfang.shared.models import AuditWaiting, StoredFile
from lianfang.shared.rotation import SealedColumn, list_sealed_columns

OLDEST = 150_000
EXTENSIONS = ("btree_gist", "ltree", "pg_trgm")
SAMPLES = 200
SEALED_WITHIN = timedelta(minutes=10)


def check_server(actor: Actor, at: datetime) -> list[str]:
    """Look for PostgreSQL 15 or later, UTF-8 and the three extensions."""
    problems = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
        )
        version, encoding = cursor.fetchone()
        cursor.execute("SELECT extname FROM pg_extension")
        present = {name for (name,) in cursor.fetchall()}
    if version < OLDEST:
        problems.append(_("PostgreSQL %s is too old; 15 or later is needed.") % (version // 10_000))
    if encoding != "UTF8":
        problems.append(_("The database is encoded in %s; make it anew in UTF8.") % encoding)
    for name in EXTENSIONS:
        if name not in present:
            problems.append(_("The extension %s is missing; its owner must run CREATE EXTENSION.") % name)
    return problems


def check_rights(actor: Actor, at: datetime) -> list[str]:
    """Make sure that we are no superuser and may neither change nor delete what is written once."""
    problems = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        name, is_super = cursor.fetchone()
        if is_super:
            problems.append(_("The application works as the superuser %s; give it a role of its own.") % name)
        for table in append_only_tables():
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", [f'"{table}"'])
            if cursor.fetchone() == (True,):
                problems.append(
                    _(
                        "{role} may change or delete rows of {table}; run `lianfang init` as its owner."
                    ).format(role=name, table=table)
                )
    return problems


def check_chain(actor: Actor, at: datetime) -> list[str]:
    """Recompute the audit chain, and look for entries that were left out of it."""
    problems = []
    checked = audit.verify_links()
    if checked.broken is not None:
        problems.append(
            _("The audit chain is broken at link %s: an entry was changed or removed.") % checked.broken
        )
    unlinked = audit.count_unlinked()
    if unlinked:
        problems.append(_("%s audit entries have no link and wait for none.") % unlinked)
    late = AuditWaiting.objects.filter(entry__at__lt=at - SEALED_WITHIN).count()
    if late:
        problems.append(
            _("%s audit entries wait for their link for more than 10 minutes; does the worker run?") % late
        )
    return problems


def check_keys(actor: Actor, at: datetime) -> list[str]:
    """Open the newest and oldest values of each encrypted column, and look at the rights of the file."""
    problems = [problem for column in list_sealed_columns() for problem in _open_some(column)]
    path = keys_path(settings.HOME)
    if path.stat().st_mode & 0o077:
        problems.append(_("Others may read the keys at %s; run chmod 600 on it.") % path)
    return problems


def _open_some(column: SealedColumn) -> list[str]:
    half = column.ask("SELECT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY {key}")
    with connection.cursor() as cursor:
        values = []
        for order in ("", " DESC"):
            cursor.execute(half + column.ask(order) + column.ask(" LIMIT %s"), [SAMPLES // 2])
            values += [value for (value,) in cursor.fetchall()]
    closed = [value for value in values if not _opens(value, column.purpose)]
    if not closed:
        return []
    told = _("{count} of {read} values of {column} looked at do not open; put back the right keys.")
    return [told.format(count=len(closed), read=len(values), column=column.label)]


def _opens(value: bytes, purpose: str) -> bool:
    try:
        crypto.unseal(value, purpose)
    except crypto.CannotOpen:
        return False
    return True


def check_files(actor: Actor, at: datetime) -> list[str]:
    """Read every stored file whole and compare it with its digest."""
    problems = []
    for file in StoredFile.objects.order_by("-pk").iterator():
        try:
            files.read_stored(file)
        except FileNotFoundError:
            problems.append(_("Stored file %s is not on disk; restore it from a backup.") % file.pk)
        except crypto.CannotOpen:
            problems.append(
                _("Stored file %s does not open or was changed; restore it from a backup.") % file.pk
            )
    return list(islice(problems, 20))


CHECKS: list[tuple[str, Callable[[Actor, datetime], list[str]]]] = [
    (gettext_noop("database server"), check_server),
    (gettext_noop("rights in the database"), check_rights),
    (gettext_noop("audit chain"), check_chain),
    (gettext_noop("audit chain against its anchors"), check_anchors),
    (gettext_noop("keys open what they closed"), check_keys),
    (gettext_noop("stored files"), check_files),
]
