"""The language of the terminal: Chinese first, English when the machine or the user says so."""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence
from pathlib import Path

import click

LOCALE = Path(__file__).resolve().parents[1] / "locale"
CODES = {"zh": "zh_Hans", "en": "en"}
DJANGO_CODES = {"zh": "zh-hans", "en": "en"}


def choose_language(arguments: Sequence[str], environment: dict[str, str]) -> str:
    """Return "zh" or "en": what --lang says, else LIANFANG_LANG, else English on an English machine."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return "en" if arguments[position + 1].startswith("en") else "zh"
        if argument.startswith("--lang="):
            return "en" if argument.startswith("--lang=en") else "zh"
    told = environment.get("LIANFANG_LANG") or next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    return "en" if told.lower().startswith("en") else "zh"


def speak(language: str) -> None:
    """Let gettext, click's own words and Django's rooms speak the language from now on."""
    os.environ["LANGUAGE"] = CODES[language]
    os.environ["LIANFANG_LANG"] = language
    gettext.bindtextdomain("django", str(LOCALE))
    gettext.textdomain("django")


def spoken_language() -> str:
    """Return the language chosen for this process."""
    return os.environ.get("LIANFANG_LANG", "zh")


def _(text: str) -> str:
    """Translate a text into the language chosen for this process."""
    return gettext.gettext(text) if text else text


def put_into_words(command: click.Command) -> click.Command:
    """Translate a command's help and that of its options; English source texts are kept beside."""
    held = command.__dict__.setdefault("_lianfang_help", (command.help, command.short_help, command.epilog))
    command._help_option = None  # click keeps it in the language of its first use
    command.help, command.short_help, command.epilog = (_(text) if text else text for text in held)
    for option in command.params:
        if isinstance(option, click.Option):
            source = option.__dict__.setdefault("_lianfang_help", option.help)
            option.help = _(source) if source else source
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            put_into_words(inner)
    return command
