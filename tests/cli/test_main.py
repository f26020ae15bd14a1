"""The command speaks both languages, completely, and says what its exit codes mean."""

from __future__ import annotations

import gettext
import os
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from lianfang.cli import speech
from lianfang.cli.main import COMMANDS, root

WANTED = {
    "init", "demo", "serve", "worker", "down", "areas", "lists", "report", "users", "keys", "policy", "backup", "restore",
    "doctor", "run",
}  # fmt: skip


def walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path) or "lianfang", command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from walk(inner, (*path, name))


EVERY = dict(walk(root))


@pytest.fixture(autouse=True)
def own_language(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LIANFANG_LANG", "en")
    yield
    speech.speak("en")


def test_all_commands_are_there():
    assert set(root.list_commands(click.Context(root))) >= WANTED
    assert set(root.list_commands(click.Context(root))) <= set(COMMANDS)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_explains_itself_in_both_languages(name, language):
    speech.speak(language)
    command = speech.put_into_words(EVERY[name])
    words = command.get_help(click.Context(command, info_name=name))
    assert words.startswith("用法" if language == "zh" else "Usage")
    assert command.help
    assert "".join(command.help.split()) in "".join(words.split())


def sources(command: click.Command) -> list[str]:
    speech.put_into_words(command)
    held = [text for text in command.__dict__["_lianfang_help"] if text]
    return held + [
        option.__dict__["_lianfang_help"] for option in command.params if isinstance(option, click.Option)
    ]


@pytest.mark.parametrize("name", EVERY)
def test_every_help_text_has_its_chinese(name):
    speech.speak("zh")
    texts = sources(EVERY[name])
    assert all(texts), f"{name}: an option without help"
    assert [text for text in texts if gettext.gettext(text) == text] == []


@pytest.mark.parametrize(
    "name", [name for name, command in EVERY.items() if not isinstance(command, click.Group)]
)
def test_every_command_takes_the_common_options(name):
    options = {text for option in EVERY[name].params for text in option.opts}
    assert {"--json", "--as", "--lang"} <= options


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "de_DE.UTF-8"}, "zh"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LIANFANG_LANG": "zh"}, "zh"),
        (["--lang", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["users", "list", "--lang=zh"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["--lang=en"], {"LIANFANG_LANG": "zh"}, "en"),
        (["--lang"], {"LANG": "en"}, "en"),
    ],
)
def test_chinese_comes_first(arguments, environment, language):
    assert speech.choose_language(arguments, environment) == language


def test_a_wrong_command_ends_with_two_and_says_how_to_go_on(run):
    answer = run("nothing")
    assert answer.exit_code == 2
    assert "--help" in answer.output
    assert "没有命令" in run("nothing", lang="zh").output


def test_help_needs_no_installation(tmp_path):
    environment = {"PATH": os.environ["PATH"], "LIANFANG_HOME": str(tmp_path / "none"), "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "lianfang.cli.main", "lists", "--help"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", [["areas"], ["users", "list"], ["doctor"], ["worker"], ["keys", "show"]])
def test_without_an_installation_every_command_says_what_to_do(tmp_path, command):
    environment = {"PATH": os.environ["PATH"], "LIANFANG_HOME": str(tmp_path / "none"), "PYTHONPATH": "src"}
    ran = subprocess.run(
        [sys.executable, "-m", "lianfang.cli.main", *command],
        env={**environment, "LIANFANG_LANG": "en"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 3
    assert "lianfang init" in ran.stderr
    assert not (tmp_path / "none" / "database").exists()
