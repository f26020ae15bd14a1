"""`lianfang restore`: a county as it was when its backup was made."""

from __future__ import annotations

import json
import secrets
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from psycopg import errors, sql

from lianfang.cli import archive
from lianfang.cli.console import MISUSED, NOT_READY, WANTING, Console, Refusal, with_console
from lianfang.cli.duties import list_running
from lianfang.cli.ground import migrate, set_up_django, start_database
from lianfang.cli.speech import _
from lianfang.config import database, embedded
from lianfang.config.home import ANCHORS, FILES, create_home, home_folder
from lianfang.config.keys import KeyRing, keys_path, read_ring_text, write_ring

MAINTENANCE = "postgres"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--keys",
    "keys_from",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The copy of the keys; without it those of this home are used.",
)
@click.option("--replace", is_flag=True, help="Replace the county that is here.")
@with_console
def command(console: Console, folder: Path, keys_from: Path | None, replace: bool) -> None:
    """Bring a backup back into this home. Nothing here is touched until all of it proved readable."""
    home = home_folder()
    running = list_running(home)
    if running:
        raise Refusal(_("Lianfang runs here."), _("Stop it first with `lianfang down`."), NOT_READY)
    try:
        manifest = archive.read_manifest(folder)
        ring = _read_keys(keys_from or keys_path(home), manifest)
        create_home(home)
        start_database(home)
        _check_empty(home, replace=replace)
        lost = _last_anchor(home)
        _bring_back(home, folder, ring)
    except archive.ArchiveBroken as broken:
        raise Refusal(
            _("The backup cannot be used: %s is missing, changed or refused.") % broken,
            _("Take another copy of the backup. What is here was not touched."),
            WANTING,
        ) from broken
    _note(console, manifest, lost)
    held = {"county": manifest.county, "made_at": manifest.made_at, "home": str(home)}
    console.answer(held, _("{county} is back as of {made_at}. Now run `lianfang doctor`.").format(**held))


def _read_keys(path: Path, manifest: archive.Manifest) -> KeyRing:
    if not path.is_file():
        raise Refusal(
            _("There are no keys to open the backup with."), _("Name their copy with --keys FILE."), NOT_READY
        )
    ring = read_ring_text(path.read_text(encoding="utf-8"), path)
    if not _opens(ring, bytes.fromhex(manifest.probe)):
        raise Refusal(
            _("These keys do not open this backup; it needs %s.") % ", ".join(manifest.keys),
            _("Name the copy that was made with the backup or later."),
            MISUSED,
        )
    return ring


def _opens(ring: KeyRing, probe: bytes) -> bool:
    """Open the manifest's probe with a ring that is not in place yet."""
    from lianfang.shared import crypto

    try:
        return crypto.unseal_with(ring, probe, archive.PROBE_PURPOSE) == archive.PROBE
    except crypto.CannotOpen:
        return False


def _check_empty(home: Path, *, replace: bool) -> None:
    with archive.connect(home) as connection:
        held = connection.execute("SELECT to_regclass('accounts_staff')").fetchone()
    if held != (None,) and not replace:
        raise Refusal(
            _("There is a county here already."),
            _("Set LIANFANG_HOME to an empty folder, or say --replace to lose what is here."),
            MISUSED,
        )


def _bring_back(home: Path, folder: Path, ring: KeyRing) -> None:
    """Fill a second database and a second folder, then put both in place of the old ones."""
    mark = secrets.token_hex(4)
    name = database.connection_options(home, "owner")["NAME"]
    aside = f"{name}_{mark}"
    files, fresh, old = home / FILES, home / f"{FILES}.{mark}", home / f"{FILES}.{mark}.old"
    _make_database(home, aside)
    try:
        archive.load(home, folder / archive.DUMP, aside)
        archive.unpack_files(folder / archive.FILES, fresh)
        _swap_databases(home, name, aside, ring)
    except BaseException:
        _drop_database(home, aside)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if files.is_dir():
        files.rename(old)
    fresh.rename(files)
    _swap_anchors(home, folder, mark)
    shutil.rmtree(old, ignore_errors=True)


def _make_database(home: Path, name: str) -> None:
    try:
        with archive.connect(home, MAINTENANCE) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL(
                    "DO $$BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = {role}) THEN "
                    "GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app}; END IF; END$$"
                ).format(
                    role=sql.Literal(embedded.APP_ROLE),
                    name=sql.Identifier(name),
                    app=sql.Identifier(embedded.APP_ROLE),
                )
            )
    except errors.InsufficientPrivilege as refused:
        raise Refusal(
            _("The database's user may not make a second database."),
            _("Give it the right CREATEDB for the time of the restore."),
            NOT_READY,
        ) from refused


def _drop_database(home: Path, name: str) -> None:
    with archive.connect(home, MAINTENANCE) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _swap_databases(home: Path, name: str, aside: str, ring: KeyRing) -> None:
    """Put a database and its keys in place and bring it up to date; if it cannot be, all is as it was before."""
    replaced, keys = f"{aside}_old", keys_path(home)
    before = read_ring_text(keys.read_text(encoding="utf-8"), keys) if keys.is_file() else None
    _rename_database(home, name, replaced)
    _rename_database(home, aside, name)
    write_ring(home, ring)
    try:
        migrate()
    except BaseException:
        _rename_database(home, name, aside)
        _rename_database(home, replaced, name)
        keys.unlink() if before is None else write_ring(home, before)
        raise
    _drop_database(home, replaced)


def _rename_database(home: Path, name: str, other: str) -> None:
    """Give a database another name; whoever is still connected to it is sent away."""
    with archive.connect(home, MAINTENANCE) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(other))
        )


def _last_anchor(home: Path) -> dict[str, Any]:
    """Return the last anchor of the county that is replaced, as it was written: its keys may be others."""
    files = sorted((home / ANCHORS).glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
    lines = files[-1].read_text(encoding="utf-8", errors="replace").splitlines() if files else []
    try:
        held = json.loads(lines[-1]) if lines else {}
        at = datetime.fromisoformat(held["at"]).isoformat() if held else ""
        return {"lost_position": int(held["position"]), "lost_at": at} if held else {}
    except (ValueError, KeyError, TypeError):
        return {}


def _swap_anchors(home: Path, folder: Path, mark: str) -> None:
    """Put the backup's anchors in place; those of the replaced county are kept beside them as evidence."""
    kept = home / ANCHORS
    if kept.is_dir() and any(kept.iterdir()):
        kept.rename(home / f"{ANCHORS}.{mark}.replaced")
    elif kept.is_dir():
        kept.rmdir()
    if (folder / archive.ANCHORS).is_file():
        archive.unpack_files(folder / archive.ANCHORS, kept)


def _note(console: Console, manifest: archive.Manifest, lost: dict[str, Any]) -> None:
    set_up_django()
    from lianfang.shared import anchors, audit

    anchors.note_restore(made_at=manifest.made_at, at=console.at, **lost)
    audit.record(
        by=console.actor,
        at=console.at,
        action="system.restore",
        object_kind="backup",
        object_id=manifest.made_at,
        **lost,
    )
