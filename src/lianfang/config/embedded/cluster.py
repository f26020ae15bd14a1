"""The data folder of the server: made whole or not at all, and configured anew before each start."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from lianfang.config.embedded.binaries import Binaries
from lianfang.config.embedded.errors import DatabaseRefused
from lianfang.config.embedded.facts import APP_ROLE, DATABASE, OWNER_ROLE, SUPERUSER, database_folder
from lianfang.config.embedded.memory import caches_of, find_memory
from lianfang.config.embedded.server_user import ServerUser, open_folder
from lianfang.config.home import STATE_FOLDER

STRAY_CLUSTERS = STATE_FOLDER / "clusters"
EXTENSIONS = ("btree_gist", "pg_trgm", "ltree")
BUILTIN_LOCALE_SINCE = 17

# Nobody logs in as the superuser: there is no line for it. Repairs use `postgres --single`.
HBA = f"local all {OWNER_ROLE},{APP_ROLE} peer map=lianfang\n"

CONF = """\
# Written by Lianfang before each start. Your own settings belong into local.conf beside this file.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
port = 5432
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
max_connections = 100

# A small machine of two cores that also runs the application; how much it caches goes by its memory.
shared_buffers = '{shared}MB'
effective_cache_size = '{cached}MB'
work_mem = '16MB'
maintenance_work_mem = '128MB'
max_wal_size = '2GB'
min_wal_size = '256MB'
checkpoint_timeout = '15min'
checkpoint_completion_target = 0.9
# Packing whole pages (pglz) would cost an import a quarter of the server's time, to save 5 % of the log.
wal_compression = off
random_page_cost = 1.1
effective_io_concurrency = 16
max_parallel_workers_per_gather = 1
jit = off
autovacuum_vacuum_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.02
autovacuum_naptime = '3min'
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}

# No personal value may reach the log: no statements, no parameters, no key in an error's detail.
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
log_rotation_size = 0
log_file_mode = 0600
log_statement = none
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
log_checkpoints = off
"""

MAIN_CONF = """\
include 'lianfang.conf'
include 'local.conf'
"""

# Run once, by the superuser, in template1, so that every database made later starts the same.
BOOTSTRAP = (
    f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB",  # a restore fills a second database and swaps
    f"CREATE ROLE {APP_ROLE} LOGIN",
    f"GRANT {APP_ROLE} TO {OWNER_ROLE}",
    f"GRANT pg_monitor TO {OWNER_ROLE}",
    *(f"CREATE EXTENSION {name}" for name in EXTENSIONS),
    f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}",
    f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
    f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP_ROLE}",
)


def is_initialised(home: Path) -> bool:
    """Tell whether the home holds a database that was made to the end."""
    return (database_folder(home) / "PG_VERSION").is_file()


def initialise(home: Path, binaries: Binaries, user: ServerUser, *, durable: bool) -> None:
    """Make the data folder, its roles, extensions and the empty database, then move it into place.

    Whatever stops this half-way leaves no data folder behind that looks finished. When the server's
    user cannot reach the home, the folder goes to the system's state folder and the home links to it.

    Raises DatabaseRefused with the program's own words when a step fails.
    """
    near = user.reaches(home)
    place = database_folder(home) if near else STRAY_CLUSTERS / secrets.token_hex(6)
    if not near:
        open_folder(place.parent)
    staged = place.with_name(f".new-{place.name}")
    if staged.exists():
        shutil.rmtree(staged)
    user.own(staged)
    command = initdb_command(binaries, staged)
    _must(user, command if durable else [*command, "--no-sync"], "made")
    (staged / "postgresql.conf").write_text(MAIN_CONF, encoding="utf-8")
    (staged / "lianfang.conf").write_text("# still being made\n", encoding="utf-8")
    local = staged / "local.conf"
    local.write_text("# Your own settings; they win over lianfang.conf.\n", encoding="utf-8")
    local.chmod(0o644)  # inside a closed folder; root writes it, the server reads it
    single = [binaries.program("postgres"), "--single", "-D", str(staged)]
    single += ["-c", "exit_on_error=on", "-c", "log_min_messages=error", "template1"]
    _must(user, single, "filled", feed="".join(f"{line};\n" for line in BOOTSTRAP))
    staged.rename(place)
    if not near:
        database_folder(home).symlink_to(place)


def initdb_command(binaries: Binaries, folder: Path) -> list[str]:
    """Give the command that makes a data folder: checksums, UTF-8, code-point order, peer only."""
    command = [binaries.program("initdb"), "-D", str(folder), "-U", SUPERUSER, "--encoding=UTF8"]
    command += ["--data-checksums", "--auth=peer", "--no-instructions"]
    if binaries.major >= BUILTIN_LOCALE_SINCE:
        return [*command, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*command, "--locale=C.UTF-8"]


def configure(home: Path, user: ServerUser, sockets: Path, *, durable: bool) -> None:
    """Write settings, who may log in, and which OS users are which roles; local.conf stays untouched."""
    folder = database_folder(home)
    caches = caches_of(find_memory() if durable else 0)
    conf = CONF.format(
        sockets=sockets, durable="on" if durable else "off", shared=caches.shared, cached=caches.likely
    )
    written = {"lianfang.conf": conf, "pg_hba.conf": HBA, "pg_ident.conf": ident(user.name)}
    for name, text in written.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(path, user.uid, user.gid)


def ident(name: str) -> str:
    """Give the map of OS users to roles: root and the user that runs Lianfang, each as both roles."""
    names = ["root"] if os.geteuid() == 0 else ["root", name]
    return "".join(f'lianfang "{one}" {role}\n' for one in names for role in (OWNER_ROLE, APP_ROLE))


def check_fits(home: Path, binaries: Binaries, user: ServerUser) -> None:
    """Permit the start of an existing data folder, or raise DatabaseRefused with what to do.

    A folder of another major version is refused, and so is one of another OS user: PostgreSQL would
    refuse both too, in words that help nobody.
    """
    made_by = (database_folder(home) / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != str(binaries.major):
        raise DatabaseRefused(
            f"The database in {database_folder(home)} was made by PostgreSQL {made_by}; this Lianfang brings "
            f"PostgreSQL {binaries.major}. Nothing was changed. Run `lianfang backup` with the Lianfang "
            "that made it, move the folder aside, and run `lianfang restore` with this one."
        )
    owner = database_folder(home).stat().st_uid
    if owner != user.uid:
        raise DatabaseRefused(
            f"The database in {database_folder(home)} belongs to user number {owner}, and this process would "
            f"run it as {user.name} ({user.uid}). Start Lianfang as the user who made it, or set "
            "LIANFANG_HOME to another folder."
        )


def _must(user: ServerUser, command: list[str], done: str, feed: str = "") -> None:
    ran = user.run(command, feed)
    if ran.returncode != 0:
        raise DatabaseRefused(f"The database could not be {done}:\n{ran.stdout.strip()}")
