"""The data folder: where it is by default, and how closed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from lianfang.config.home import create_home, default_folder, home_folder, read_behind, write_behind
from lianfang.config.keys import ensure_ring


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_lianfang_home_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIANFANG_HOME", str(tmp_path / "county"))
    assert home_folder() == tmp_path / "county"


def test_a_relative_home_and_a_tilde_become_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LIANFANG_HOME", "county")
    assert home_folder() == tmp_path / "county"
    monkeypatch.setenv("LIANFANG_HOME", "~/county")
    assert home_folder() == tmp_path / "county"


@pytest.mark.parametrize("nothing", ["", None])
def test_without_it_the_default_folder_is_taken(monkeypatch: pytest.MonkeyPatch, nothing: str | None) -> None:
    monkeypatch.delenv("LIANFANG_HOME", raising=False)
    if nothing is not None:
        monkeypatch.setenv("LIANFANG_HOME", nothing)
    assert home_folder() == default_folder()


def test_the_default_is_the_systems_or_the_users_and_never_the_checkout() -> None:
    checkout = Path(__file__).resolve().parents[3]
    assert not default_folder().is_relative_to(checkout)
    if os.geteuid() == 0:
        assert default_folder() == Path("/var/lib/lianfang")


@pytest.mark.skipif(os.geteuid() == 0 or sys.platform == "darwin", reason="for ordinary users of Linux")
def test_an_ordinary_user_keeps_it_among_their_own_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "lianfang"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_folder() == Path.home() / ".local" / "share" / "lianfang"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_home_is_closed_to_others_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        create_home(tmp_path / "some" / "where")
    finally:
        os.umask(before)
    home = tmp_path / "some" / "where"
    assert mode(home) == (0o711 if os.geteuid() == 0 else 0o700)
    assert mode(home / "files") == mode(home / "keys") == 0o700


def test_a_home_that_exists_keeps_its_rights_and_files(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "ring.json").write_text("{}")
    create_home(tmp_path)
    create_home(tmp_path)
    assert mode(tmp_path) == 0o750
    assert (tmp_path / "keys" / "ring.json").read_text() == "{}"


def test_a_home_where_a_file_is_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OSError, match="taken"):
        create_home(tmp_path / "taken")


def test_only_a_demos_clock_is_behind(tmp_path: Path) -> None:
    assert read_behind(tmp_path) == timedelta()
    write_behind(tmp_path, timedelta(days=1731, seconds=5.4))
    assert read_behind(tmp_path) == timedelta(days=1731, seconds=5)


@pytest.mark.parametrize(("production", "days"), [("", 3), ("1", 0)])
def test_in_production_the_clock_is_the_real_one(tmp_path: Path, production: str, days: int) -> None:
    create_home(tmp_path)
    ensure_ring(tmp_path)
    write_behind(tmp_path, timedelta(days=3))
    asked = "from lianfang.config import settings; print(settings.CLOCK_BEHIND.days)"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "LIANFANG_HOME": str(tmp_path), "LIANFANG_PRODUCTION": production},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.split() == [str(days)]
