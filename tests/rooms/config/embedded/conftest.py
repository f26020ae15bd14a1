"""Homes and servers that live for a few tests and leave nothing behind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from lianfang.config import embedded


def discard(home: Path) -> None:
    """Stop the home's server and remove its data folder, wherever it lies."""
    embedded.stop(home)
    shutil.rmtree((home / "database").resolve(), ignore_errors=True)
    shutil.rmtree(embedded.connection_of(home).host, ignore_errors=True)


@contextmanager
def throw_away(folder: Path) -> Iterator[Path]:
    """Give a home in a folder, discarded at the end."""
    home = folder / "a county's home 县"  # macOS keeps it below 'Application Support'
    try:
        yield home
    finally:
        discard(home)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home that nobody has used yet."""
    with throw_away(tmp_path) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose server runs as in production, shared by the tests of a module."""
    with throw_away(tmp_path_factory.mktemp("served")) as shared:
        embedded.ensure_running(shared)
        yield shared


@pytest.fixture
def owner(served: Path) -> Iterator[psycopg.Connection]:
    """A connection of the role that owns the schema."""
    with psycopg.connect(embedded.connection_of(served).dsn("owner"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(served: Path) -> Iterator[psycopg.Connection]:
    """A connection of the role the application works as."""
    with psycopg.connect(embedded.connection_of(served).dsn("app"), autocommit=True) as connection:
        yield connection
