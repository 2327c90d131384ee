"""The four kinds of file written to a disk that fails at the k-th call, for every k, by the use cases themselves.

Under the final name lies the whole file, which its receiver can read, or nothing; and the program says which.
"""

from __future__ import annotations

import errno
import math
import operator
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from clc_desktop.domain.errors import ClcError
from clc_desktop.store.database import Store
from clc_desktop.usecases import exchange, inspecting, receipts
from tests.faults.test_write_faults import Disk
from tests.usecases import pairs
from tests.usecases.pairs import YEAR, Pair

Way = Callable[[Pair, Path], None]


def register(pair: Pair, stick: Path) -> None:
    exchange.register(pair.centre, stick / "tệp.clcsync")


def assign(pair: Pair, stick: Path) -> None:
    exchange.assign(pair.district, pair.unit, stick / "tệp.clcsync")


def submit(pair: Pair, stick: Path) -> None:
    exchange.submit(pair.centre, YEAR, stick / "tệp.clcsync")


def receipt(pair: Pair, stick: Path) -> None:
    receipts.write_receipts(pair.district, stick)


KINDS: dict[str, tuple[Way, str]] = {
    "registration": (register, "district"),
    "assignment": (assign, "centre"),
    "submission": (submit, "district"),
    "receipt": (receipt, "centre"),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = pairs.made(tmp_path_factory.mktemp("four") / "made")
    pair = Pair(folder)
    pair.hold()
    assert pair.merge(pair.submit()) == ["ok"]
    for store in pair.opened:
        store.close()
    return folder


@pytest.fixture
def pair(template: Path, tmp_path: Path) -> Iterator[Pair]:
    yield from pairs.lent(template, tmp_path / "pair")


@pytest.mark.parametrize("pulled", [False, True], ids=["fails once", "stick pulled"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_whole_or_absent_and_the_program_says_which(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, pulled: bool
) -> None:
    way, reader = KINDS[kind]
    stores: dict[str, Store] = {"district": pair.district, "centre": pair.centre}
    disk, stick = Disk(monkeypatch), tmp_path / "stick"
    disk.error = errno.ENODEV if pulled else errno.EIO
    sent = len(exchange.sent_files(pair.centre))
    for k in count(1):
        stick.mkdir()
        disk.calls.clear()
        disk.fails = partial(operator.le if pulled else operator.eq, k)
        code = refusal(way, pair, stick)
        disk.fails = partial(operator.lt, math.inf)
        found = list(stick.glob("*.clcsync"))
        assert len(found) == (code in ("", "write_unconfirmed")), (k, code)
        for path in found:
            seen = inspecting.inspect(stores[reader], path)
            assert (seen.verdict, seen.kind) == ("ok", kind)
        if kind == "submission":
            sent += len(found)
            assert len(exchange.sent_files(pair.centre)) == sent, "a number is taken by a file, and by nothing else"
        shutil.rmtree(stick)
        if not code:
            assert k > 8
            return


def refusal(way: Way, pair: Pair, stick: Path) -> str:
    try:
        way(pair, stick)
    except ClcError as error:
        return error.code
    return ""
