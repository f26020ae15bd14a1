"""The command line as its users have it: in this process on the test database, or in a home of its own."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.conftest import mould_of_run
from tests.rooms.config.embedded.conftest import throw_away

from lianfang.cli import speech
from lianfang.config.embedded.cluster import STRAY_CLUSTERS
from lianfang.config.embedded.facts import database_folder
from lianfang.config.embedded.server_user import find_server_user

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process; `lang` is "en" unless told otherwise."""
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LIANFANG_LANG", "en")

    def call(*arguments: str, lang: str = "en") -> Result:
        from lianfang.cli.main import root

        speech.speak(lang)
        speech.put_into_words(root)
        return CliRunner().invoke(root, list(arguments), prog_name="lianfang")

    return call


@dataclass
class Installation:
    """A home of its own, worked with from the outside."""

    home: Path

    def environment(self) -> dict[str, str]:
        """Return what a shell would have: nothing of the tests' own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANFANG_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        return {**kept, "LIANFANG_HOME": str(self.home), "LIANFANG_LANG": "en", "PYTHONPATH": "src"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command in a session of its own."""
        command = [sys.executable, "-m", "lianfang.cli.main", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=self.environment(), stdout=pipe, stderr=pipe, text=True, start_new_session=True
        )

    def call(self, *arguments: str, code: int = 0) -> str:
        """Run a command to its end and return what it answered; its exit code is checked."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=180)
        assert process.returncode == code, f"{arguments}: {process.returncode}\n{out}\n{err}"
        return out + err if code else out

    def ask(self, *arguments: str, code: int = 0) -> Any:
        """Run a command with --json and read its answer."""
        process = self.start(*arguments, "--json")
        out, err = process.communicate(timeout=180)
        assert process.returncode == code, f"{arguments}: {process.returncode}\n{out}\n{err}"
        return json.loads(out)


@pytest.fixture(scope="session")
def laid() -> Path:
    """A home with an empty county, made by the first worker that asks and stopped: the mould of the others."""
    home = mould_of_run()
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "laid").exists():
            made = Installation(home)
            made.call("init", "--divisions", "141123")
            made.call("down")
            (home / "laid").touch()
    return home


@pytest.fixture(scope="module")
def installation(laid: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A county of its own for the tests of a module, without people."""
    with throw_away(tmp_path_factory.mktemp("cli")) as home:
        copy_home(laid, home)
        yield Installation(home)


def copy_home(mould: Path, home: Path) -> None:
    """Copy a stopped home with its rights and owners; its database lies where `init` would lay it."""
    home.parent.mkdir(exist_ok=True)
    shutil.copytree(mould, home, symlinks=True, ignore=shutil.ignore_patterns("database", "laid"))
    database = home / "database"
    if not find_server_user().reaches(home):
        STRAY_CLUSTERS.mkdir(exist_ok=True)
        database = STRAY_CLUSTERS / secrets.token_hex(6)
        (home / "database").symlink_to(database)
    subprocess.run(["cp", "-a", str(database_folder(mould)), str(database)], check=True)
