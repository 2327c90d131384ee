"""Merging: one file, a thousand files, against Excel; and the size of a file."""

from __future__ import annotations

import statistics
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from clc_desktop.sync import reader
from clc_desktop.usecases import merging, workspace
from clc_desktop.usecases.workspace import Store
from tests.bench import workbooks
from tests.bench.district import MARKS_A_FILE
from tests.bench.hand_merge import HandMerge
from tests.bench.measure import Row, compared, in_turns, ratio
from tests.bench.setting import Setting

_AGE_HEADER = 22 + 2 * 98 + 48 + 16
"""Version line, a line and a key for each of two readers, check line, nonce."""

HAND = "verify, decrypt, decode, one executemany upsert a kind guarded by version, standard sqlite3"


def merge_one(setting: Setting) -> Row:
    """Blocks of files of new centres into a database that holds others; a block has its share of checkpoints."""
    sizes = setting.sizes
    new = sizes.block * sizes.blocks
    sent = setting.sent(new + sizes.filled)
    store = setting.aggregator(sent)
    hand = HandMerge(setting.folder / "hand.db", store.path, workspace.load_keys(store).identity)
    filled = [one.files[0] for one in sent[new:]]
    _merge(store, filled)
    _merge_by_hand(hand, filled)
    first = _blocks(setting, store, hand, [one.files[0] for one in sent[:new]])
    again = _blocks(setting, store, hand, [one.files[1] for one in sent[:new]])
    what = (
        f"a file of a new centre ({MARKS_A_FILE} marks) into {sizes.filled} others'; "
        f"its second file, 1 class in 20 changed: {ratio(*again):.2f}"
    )
    return compared("merge_one", what, HAND, *first)


def merge_many_flat(setting: Setting) -> Row:
    """One call with all files; between its blocks, 19 files into a new database."""
    sizes = setting.sizes
    sent = setting.sent(sizes.files_many)
    paths = [one.files[0] for one in sent]
    store = setting.aggregator(sent)
    block = len(paths) // 10
    many: list[float] = []
    few: list[float] = []
    began = time.perf_counter()

    def progress(done: int, _total: int, _name: str) -> None:
        nonlocal began
        if done % block == 0:
            if done:
                many.append((time.perf_counter() - began) * 1000 / block)
            few.append(_few(setting))
            began = time.perf_counter()

    merging.merge(store, paths, progress)
    store.close()
    many.append((time.perf_counter() - began) * 1000 / (len(paths) - block * (len(many))))
    value = statistics.mean(mine / theirs for mine, theirs in zip(many, few, strict=True))
    tenths = f"in its first tenth {many[0] / few[0]:.2f}, in its last {many[-1] / few[-1]:.2f}"
    what = f"a file of {len(paths)} in one call; {tenths}"
    floor = f"a file of {sizes.files_few} in one call into an empty database"
    return Row("merge_many_flat", what, floor, value, statistics.mean(many), statistics.mean(few), len(few))


def merge_vs_excel(setting: Setting) -> Row:
    """Blocks of ten files against ten workbooks with the same classes and marks."""
    count = setting.sizes.workbooks
    sent = setting.sent(count)
    store = setting.aggregator(sent)
    books = workbooks.make(setting.folder / "books", count)
    paths = [one.files[0] for one in sent]
    consolidated: list[tuple[object, ...]] = []
    starts = range(0, count, 10)
    ours, floor = in_turns(
        [lambda at=at: _merge(store, paths[at : at + 10]) for at in starts],
        [lambda at=at: workbooks.append_all(books[at : at + 10], consolidated) for at in starts],
    )
    assert len(consolidated) == count * (workbooks.ROWS + 2)
    what = f"merging {count} files, ten at a time"
    words = f"openpyxl read-only: {count} workbooks with the same classes and {MARKS_A_FILE} marks each, rows appended"
    return compared("merge_vs_excel", what, words, ours, floor)


def submission_size(setting: Setting) -> Row:
    """Envelope: age's header and tag, base64, DSSE's braces, key and signature."""
    path = setting.sent(1)[0].files[0]
    keys = workspace.load_keys(setting.keeper)
    data = path.read_bytes()
    outer = msgspec.json.decode(data)
    document = reader.open_file(data, keys, reader.PinnedKey).document
    plain = _plainest(document)
    packed = len(zlib.compress(plain, 6, wbits=31))
    floor = packed + _envelope(outer, len(data), packed)
    what = f"bytes of a submission; its document alone is {packed} bytes compressed, {len(plain)} plain"
    words = "the document as plain JSON through gzip 6, plus age, base64 and DSSE around it"
    return Row("submission_size", what, words, len(data) / floor, len(data), floor, 1, "bytes")


def _plainest(document: object) -> bytes:
    """The document as any JSON library writes it: a dictionary, its rows as arrays."""
    return msgspec.json.encode(msgspec.json.decode(msgspec.json.encode(document)))


def _envelope(outer: dict[str, object], size: int, packed: int) -> int:
    """What the format itself adds: age's header for two readers and a tag every 64 KiB, base64, and JSON's frame."""
    ciphertext = packed + _AGE_HEADER + 16 * (packed // 65536 + 1)
    frame = size - len(str(outer["payload"]))
    return -(-ciphertext // 3) * 4 + frame - packed


def _few(setting: Setting) -> float:
    """Milliseconds a file of 19 files into a new database."""
    sent = setting.sent(setting.sizes.files_few)
    store = setting.aggregator(sent)
    began = time.perf_counter()
    _merge(store, [one.files[0] for one in sent])
    store.close()  # what is left in the write-ahead log belongs to the work
    return (time.perf_counter() - began) * 1000 / len(sent)


def _blocks(setting: Setting, store: Store, hand: HandMerge, paths: list[Path]) -> tuple[list[float], list[float]]:
    size = setting.sizes.block
    blocks = [paths[at : at + size] for at in range(0, len(paths), size)]
    ours, floor = in_turns(
        [lambda block=block: _merge(store, block) for block in blocks],
        [lambda block=block: _merge_by_hand(hand, block) for block in blocks],
    )
    return [took / size for took in ours], [took / size for took in floor]


def _merge(store: Store, paths: Sequence[Path]) -> None:
    verdicts = merging.merge(store, paths)
    assert all(verdict.merged for verdict in verdicts), [verdict.code for verdict in verdicts if not verdict.merged]


def _merge_by_hand(hand: HandMerge, paths: Sequence[Path]) -> None:
    for path in paths:
        hand.merge(path)
