"""The county's orders read without setting anything up: those signed by two, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianfang.config.signed_orders import read_signed


def test_where_no_database_runs_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANFANG_HOME", str(tmp_path))
    monkeypatch.delenv("LIANFANG_DATABASE_URL", raising=False)
    assert read_signed() == []
    assert list(tmp_path.iterdir()) == []  # and nothing was begun


def test_a_server_that_does_not_answer_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANFANG_DATABASE_URL", f"postgresql:///lianfang?host={tmp_path}")
    assert read_signed() == []
