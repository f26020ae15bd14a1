"""Reads policy/cases: facts and the decision an epidemiologist expects of them."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from lianfang.core.policy import PLACE_WORDS, Decision, Facts
from lianfang.core.timeline import SHANGHAI

CASES = Path(__file__).parents[3] / "policy" / "cases"


@dataclass(frozen=True)
class Case:
    name: str
    facts: tuple[Facts, ...]
    expected: dict[str, Any]


def read_cases() -> list[Case]:
    return [case for path in sorted(CASES.glob("*.yaml")) for case in _cases_of(path)]


def _cases_of(path: Path) -> list[Case]:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert content["about"]
    return [
        Case(
            name=f"{path.stem}: {entry['case']}",
            facts=tuple(_facts(facts) for facts in _listed(entry["facts"])),
            expected=_expected(entry["decision"], entry["because"]),
        )
        for entry in content["cases"]
    ]


def _listed(facts: Any) -> list[dict[str, str]]:
    return facts if isinstance(facts, list) else [facts]


def _facts(facts: dict[str, str]) -> Facts:
    unknown = set(facts) - {"category", "anchor", "found", "area", "unfit_home", "bed_free", "chosen"}
    assert not unknown, unknown
    return Facts(
        category=facts["category"],
        anchor=moment(facts["anchor"]),
        found=moment(facts.get("found", facts["anchor"])),
        area=facts.get("area", ""),
        unfit_home=facts.get("unfit_home") == "true",
        bed_free=facts.get("bed_free") != "false",
        chosen=PLACE_WORDS.get(facts.get("chosen", ""), ""),
    )


def _expected(decision: dict[str, Any], because: list[str]) -> dict[str, Any]:
    double = {date.fromisoformat(day) for day in decision.get("double", [])}
    return {
        "edition": decision["edition"],
        "rules": tuple(decision["rules"]),
        "measure": PLACE_WORDS.get(decision["measure"], decision["measure"]),
        "stages": [
            (PLACE_WORDS[stage["place"]], moment(stage["from"]), moment(stage["to"]))
            for stage in decision["stages"]
        ],
        "tests": sorted(
            (int(number) - 1, date.fromisoformat(day), 2 if date.fromisoformat(day) in double else 1)
            for number, days in decision["tests"].items()
            for day in days
        ),
        "because": because,
    }


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def as_expected(decision: Decision) -> dict[str, Any]:
    """Put a decision into the shape of a case, so that a difference reads like one."""
    return {
        "edition": decision.edition,
        "rules": decision.rules,
        "measure": decision.measure,
        "stages": [(stage.place, stage.starts, stage.ends) for stage in decision.stages],
        "tests": [(test.stage, test.on, test.samples) for test in decision.tests],
        "because": [reason.code for reason in decision.reasons],
    }
