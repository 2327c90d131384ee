"""Keys for the tests of sync, and a spy on what must not run before its time."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pyrage
import pytest

from clc_desktop.sync import documents
from clc_desktop.sync.keys import KeyPair


@pytest.fixture(scope="session")
def centre() -> KeyPair:
    return KeyPair.generate()


@pytest.fixture(scope="session")
def office() -> KeyPair:
    return KeyPair.generate()


@pytest.fixture(scope="session")
def stranger() -> KeyPair:
    return KeyPair.generate()


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts how often decryption, decompression and decoding of a payload ran."""
    ran: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            ran[name] += 1
            return function(*args, **named)

        return call

    for name, place, attribute in (
        ("decrypt", pyrage, "decrypt"),
        ("decompress", zlib, "decompressobj"),
        ("decode", documents, "decode"),
    ):
        monkeypatch.setattr(place, attribute, counted(name, getattr(place, attribute)))
    return ran
