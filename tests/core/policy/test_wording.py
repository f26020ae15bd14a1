"""The words of decisions are all in the Chinese catalogue, with the same parameters."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from lianfang.core.policy import PLACES
from lianfang.core.policy.setting_kinds import ROLES
from lianfang.core.policy.wording import MEASURE_LABELS, ROLE_LABELS

SOURCE = Path(__file__).parents[3] / "src" / "lianfang"
PART = SOURCE / "locale" / "parts" / "core_policy.po"
PARAMETER = re.compile(r"%\((\w+)\)s")


def declared() -> list[str]:
    found = []
    for room in ("policy", "timeline", "moves"):
        for path in sorted((SOURCE / "core" / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "msgid":
                    found.append(ast.literal_eval(node.args[0]))
    return sorted(set(found))


with PART.open("rb") as file:
    CHINESE = {
        str(message.id): str(message.string) for message in read_po(file, locale="zh_Hans") if message.id
    }


@pytest.mark.parametrize("message", declared())
def test_every_message_has_its_chinese(message: str) -> None:
    assert CHINESE.get(message)
    assert set(PARAMETER.findall(CHINESE[message])) == set(PARAMETER.findall(message))


def test_nothing_is_translated_that_is_no_longer_said() -> None:
    assert set(CHINESE) <= set(declared())


def test_every_place_and_role_has_a_label() -> None:
    assert set(PLACES) <= set(MEASURE_LABELS)
    assert set(ROLES) == set(ROLE_LABELS)
