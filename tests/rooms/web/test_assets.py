"""The built front end: found where it was built, honestly missed where not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lianfang.web import assets


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    for kept in (assets.is_built, assets.sprite_url):
        kept.cache_clear()
    yield
    for kept in (assets.is_built, assets.sprite_url):
        kept.cache_clear()


def test_without_a_build_the_page_says_how_to_make_one(tmp_path: Path, settings: Any) -> None:
    settings.FRONTEND_DIST = tmp_path
    assert assets.front_end_tags().startswith("<!-- ")
    assert assets.sprite_url() == "/static/sprite.svg?v=0"


def test_the_sprites_address_changes_with_its_content(tmp_path: Path, settings: Any) -> None:
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / "sprite.svg").write_text("<svg/>")
    digest = hashlib.sha256(b"<svg/>").hexdigest()[:12]
    assert assets.sprite_url() == f"/static/sprite.svg?v={digest}"


@pytest.mark.skipif(not assets.is_built(), reason="the front end is not built here")
def test_a_build_is_loaded_by_its_manifest(settings: Any) -> None:
    manifest = json.loads((Path(settings.FRONTEND_DIST) / "manifest.json").read_text())
    tags = assets.front_end_tags()
    entry = manifest[assets.ENTRY]
    for name in [entry["file"], *entry["css"]]:
        assert f"/static/{name}" in tags
    assert "<style" not in tags


@pytest.mark.skipif(not assets.is_built(), reason="the front end is not built here")
@pytest.mark.parametrize("name", ["phone", "check", "x", "menu-2", "scale", "filter"])
def test_the_sprite_holds_the_icons_that_are_used(name: str, settings: Any) -> None:
    sprite = (Path(settings.FRONTEND_DIST) / "sprite.svg").read_text()
    assert f'<symbol id="{name}"' in sprite
