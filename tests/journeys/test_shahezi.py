"""Shahezi town in January 2022 comes out with the published figures, by its own name and in a home of its own (P-15)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from .county import County

pytestmark = [pytest.mark.journey, pytest.mark.slow]
DAY = ("--date", "2022-01-10")


@pytest.fixture(scope="module")
def shahezi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Shangzhou district with its history, played once by several processes."""
    made = County(tmp_path_factory.mktemp("shangzhou"))
    try:
        made.run("init", "--divisions", "611002")
        made.run("demo", "--scenario", "shangzhou")
        yield made
    finally:
        made.stop()


def test_the_report_has_the_published_figures(shahezi: County) -> None:
    """307 = 268 home + 39 centralised; 110 released from home, so 158 at home now."""
    controlled = shahezi.ask("report", "dispatch", *DAY)["controlled"]
    assert (controlled["ever"], controlled["ever_times_by"]) == (307, {"centralised": 39, "home": 268})
    assert (controlled["released_ever"], controlled["now_by"]) == (110, {"centralised": 39, "home": 158})
    assert controlled["now_by_town"] == {"611002104": 197}


def test_the_text_reads_as_sound(shahezi: County) -> None:
    text = shahezi.run("report", "dispatch", *DAY, "--text")
    assert "累计管控307人" in text and "累计解除110人" in text
    ours = shahezi.home / "ours.txt"
    ours.write_text(text, encoding="utf-8")
    shahezi.run("report", "check", str(ours), code=0)


@pytest.mark.parametrize(
    ("path", "count"), [("controlled.released_ever", 110), ("controlled.now_by.home", 158)]
)
def test_a_figure_opens_to_its_people(shahezi: County, path: str, count: int) -> None:
    lines = shahezi.run("report", "members", path, *DAY, "--json").splitlines()
    assert len({json.dumps(json.loads(line)) for line in lines}) == count


def test_the_county_is_sound_and_holds_no_other(shahezi: County) -> None:
    shahezi.run("worker", "--once")
    assert shahezi.ask("doctor")["sound"]
    assert shahezi.ask("demo", "--scenario", "shangzhou")["already"] is True
    shahezi.run("demo", "--scenario", "xi", code=2)
