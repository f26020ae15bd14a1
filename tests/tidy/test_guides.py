"""Every picture that a guide shows is there, and every picture that is there is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guide"
SHOWN = re.compile(r'images/([^")\s]+\.png)')


def shown() -> set[str]:
    """Name the pictures that the guides show."""
    return {
        name for guide in GUIDES.glob("*.md") for name in SHOWN.findall(guide.read_text(encoding="utf-8"))
    }


def test_pictures_and_guides_agree() -> None:
    kept = {picture.name for picture in (GUIDES / "images").glob("*.png")}
    assert shown() == kept


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda path: path.name)
def test_links_between_guides_lead_somewhere(guide: Path) -> None:
    for target in re.findall(r"\]\(([^):#\s]+)\)", guide.read_text(encoding="utf-8")):
        assert (guide.parent / target).exists(), f"{guide.name}: {target}"
