"""An installation from its first command: made, completed, guarded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Installation

from lianfang.config import embedded
from lianfang.config.keys import read_ring

pytestmark = pytest.mark.slow


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_everything_is_laid_and_closed_to_others(installation):
    home = installation.home
    assert mode(home / "keys") == 0o700
    assert mode(home / "keys" / "ring.json") == 0o600
    assert mode(home / "files") == 0o700
    assert installation.ask("areas")["code"] == "141123"
    assert embedded.is_running(home)
    assert installation.ask("users", "list") == []


def test_a_second_init_changes_nothing(installation):
    ring = read_ring(installation.home)
    held = installation.ask("init", "--divisions", "141123")
    assert held == {"home": str(installation.home), "keys_made": False, "migrated": False, "county": "兴县"}
    assert read_ring(installation.home) == ring
    assert installation.ask("init") == held


def test_another_county_is_refused(installation):
    said = installation.call("init", "--divisions", "141027", code=2)
    assert "LIANFANG_HOME" in said
    assert installation.ask("areas")["code"] == "141123"


@pytest.mark.parametrize(
    ("text", "told"),
    [("code,name\n1,a\n", "level"), ("code,name,level,parent\n141123,兴县,planet,\n", "planet")],
)
def test_a_file_of_divisions_that_cannot_be_read_says_where(installation, tmp_path, text, told):
    path = tmp_path / "divisions.csv"
    path.write_text(text, encoding="utf-8")
    said = installation.call("init", "--divisions", str(path), code=1)
    assert told in said
    assert "Traceback" not in said


def test_a_missing_file_of_divisions_names_those_that_ship(installation):
    assert "141123-xing" in installation.call("init", "--divisions", "/nowhere.csv", code=2)


def test_lost_keys_are_never_replaced_by_new_ones(installation):
    ring = installation.home / "keys" / "ring.json"
    aside = ring.rename(ring.with_suffix(".aside"))
    try:
        said = installation.call("init", code=3)
        assert "keys" in said
        assert not ring.exists()
        assert "init" in installation.call("keys", "show", code=3)
    finally:
        aside.rename(ring)
    assert installation.ask("init")["keys_made"] is False


def test_a_sound_installation_passes_the_doctor(installation):
    installation.call("worker", "--once")
    held = installation.ask("doctor")
    assert held["sound"], held
    names = {check["check"] for check in held["checks"]}
    assert {"database server", "rights in the database", "audit chain", "stored files"} <= names


def test_down_stops_the_database_and_always_ends_with_zero(installation):
    assert installation.ask("down")["database"] is True
    assert not embedded.is_running(installation.home)
    assert installation.ask("down") == {"stopped": [], "database": False}
    assert installation.ask("users", "list") == []  # starts it again
    assert Installation(installation.home / "none").call("down") == "Nothing was running.\n"


def test_a_rotation_renews_every_key_but_the_blind_index(installation):
    before = read_ring(installation.home)
    installation.call("users", "add", "one", "--name", "甲某", "--role", "data")
    held = installation.ask("keys", "rotate")
    ring = read_ring(installation.home)
    assert (held["before"], held["current"]) == ("k1", "k2")
    assert ring.blind_index == before.blind_index
    assert ring.django == before.django
    assert ring.encryption["k1"] == before.encryption["k1"]
    assert installation.ask("keys", "rotate", "--resume")["current"] == "k2"
    assert "in use" not in installation.call("keys", "forget", "k1")
    assert sorted(read_ring(installation.home).encryption) == ["k2"]
    assert installation.call("keys", "forget", "k2", code=2)
    assert installation.ask("doctor")["sound"]


PRODUCTION = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "lianfang.config.settings"
from django.conf import settings
import json
print(json.dumps({
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0],
    "debug": settings.DEBUG, "secret": len(settings.SECRET_KEY),
}))
"""


def start_settings(home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": "src", "LIANFANG_HOME": str(home), "LIANFANG_PRODUCTION": "1",
    }  # fmt: skip
    command = [sys.executable, "-c", PRODUCTION]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_production_refuses_to_start_without_its_keys(tmp_path):
    ran = start_settings(tmp_path)
    assert ran.returncode != 0
    assert "KeysMissing" in ran.stderr


def test_production_has_secure_cookies_and_no_debugging(installation):
    ran = start_settings(installation.home)
    held = json.loads(ran.stdout)
    assert held == {
        "secure": [True, True, True],
        "debug": False,
        "secret": len(read_ring(installation.home).django),
    }
