"""The command line as its users have it: in this process on the test database, or in a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.rooms.config.embedded.conftest import throw_away

from lianfang.cli import speech

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


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A county of its own for the tests of a module, without people."""
    with throw_away(tmp_path_factory.mktemp("cli")) as home:
        made = Installation(home)
        made.call("init", "--divisions", "141123")
        yield made
