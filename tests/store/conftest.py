"""Databases for the tests of the store: real SQLite files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clc_desktop.store.database import Store
from tests.factories import opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clc.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    made = opened(path)
    yield made
    made.close()
