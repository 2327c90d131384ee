"""A verdict on every file that comes in, before anything is written.

ok, gap, late           good: gap names numbers that never came, late is older than what is here; both are safe,
                        since a file holds the full state of its period and an older state never replaces a newer
replay                  taken in already
fork, rollback          another file with this number, or before it, was taken in: two machines that believe to be
                        the same one, or one that was put back to an old copy; a person decides (quarantine.py)
any code of sync.reader not to be trusted, not for us, or not readable
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from clc_desktop import files
from clc_desktop.domain.chains import Link, judge, missing
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import parse_period
from clc_desktop.store import contacts, transfers
from clc_desktop.store.database import Store
from clc_desktop.store.merging import Counts, RowChange
from clc_desktop.sync import check_number, documents, reader
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import trust
from clc_desktop.usecases.exchange import LARGEST_FILE

GOOD = ("ok", "gap", "late")
"""Verdicts with which a file is merged."""


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a file is and what merging it does, or why it is refused (``code``, with ``data`` for the sentence).

    ``unit_name`` is whose it is, by its signature or, where that could not be checked, by the key that it names.
    ``hidden`` are the records (kind and id) that it holds and that were deleted here, the last one ``hidden_at``;
    ``disputed`` those that were corrected here and that the sender, who has read of it, changes again. ``rows`` are the
    lines of the preview, of many (``is_cut``) those to be looked at first; ``change_id`` is the merge, once done.
    """

    path: Path
    code: str
    unit_name: str = ""
    installation_id: str = ""
    period: str = ""
    sequence: int = 0
    size: int = 0
    counts: Counts = field(default_factory=Counts)
    rows: tuple[RowChange, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    hidden_at: str = ""
    disputed: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False
    change_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def merged(self) -> bool:
        """Whether it was taken in just now."""
        return self.change_id is not None

    @property
    def good(self) -> bool:
        """Whether the file may be merged."""
        return self.code in GOOD


@dataclass(frozen=True, slots=True)
class Letter:
    """A file that came in: its name, and how to get its bytes."""

    path: Path
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Item:
    """A file and its verdict so far: ``opened`` where its content may be looked at, ``data`` where it could be read."""

    verdict: FileVerdict
    opened: reader.Opened | None = None
    data: bytes = b""

    @property
    def submission(self) -> documents.Submission:
        """What is in it, once it was opened."""
        assert self.opened is not None
        assert isinstance(self.opened.document, documents.Submission)
        return self.opened.document

    @property
    def link(self) -> Link:
        """Its place in the sender's chain, once it was opened."""
        assert self.opened is not None
        return Link(self.submission.sequence, self.opened.digest, self.submission.previous)


def letters(paths: Sequence[Path]) -> list[Letter]:
    """Files on disk, each once."""
    return [Letter(path, partial(files.read_limited, path, LARGEST_FILE)) for path in dict.fromkeys(paths)]


def open_letter(store: Store, keys: KeyPair, letter: Letter) -> Item:
    """Everything that needs no look at our records: signature, sender, receiver, content."""
    verdict, data = FileVerdict(letter.path, "ok"), b""
    try:
        data = letter.read()
        verdict = replace(verdict, size=len(data))
        with store.read() as conn:
            opened = trust.open_known(conn, data, keys)
            document, sender = opened.document, opened.document.sender
            verdict = replace(verdict, unit_name=sender.unit_name, installation_id=sender.installation_id)
            if not isinstance(document, documents.Submission):
                raise ClcError("wrong_kind", kind=type(document).__name__.lower())
            _check_period(document.period)
            verdict = replace(verdict, period=document.period, sequence=document.sequence)
            if known := transfers.received_file(conn, opened.digest):
                return Item(replace(verdict, code="replay", data={"at": known.received_at}), None, data)
    except ClcError as error:
        return Item(_refused(store, verdict, error, data), None, data)
    return Item(verdict, opened, data)


@dataclass
class Chains:
    """The chains of files that the senders' installations have sent: before this call, and good ones in it."""

    store: Store
    before: dict[str, dict[int, Link]] = field(default_factory=dict, init=False)
    now: dict[str, dict[int, Link]] = field(default_factory=lambda: defaultdict(dict), init=False)

    def place(self, item: Item) -> Item:
        """Compare a file's number and predecessor with those taken in before and those earlier in the same call."""
        if item.opened is None:
            return item
        link, installation = item.link, item.verdict.installation_id
        before, now = self._before(installation), self.now[installation]
        if now.get(link.sequence) == link:
            return replace(item, verdict=replace(item.verdict, code="replay", data={"at": ""}), opened=None)
        code, latest = judge(before | now, link), max(before | now, default=0)
        if code in ("fork", "rollback"):
            return replace(item, verdict=replace(item.verdict, code=code, data={"latest": latest}), opened=None)
        if max(before, default=0) > link.sequence:
            return replace(item, verdict=replace(item.verdict, code="late", data={"latest": max(before)}))
        return item

    def add(self, item: Item) -> None:
        """The file is good, and was merged if that is what the call does."""
        self.now[item.verdict.installation_id][item.link.sequence] = item.link

    def with_gap(self, verdict: FileVerdict) -> FileVerdict:
        """Name the numbers before this file's that came neither earlier nor in this call."""
        if verdict.code != "ok" or verdict.sequence == 1:
            return verdict
        with self.store.read() as conn:
            numbers = transfers.received_sequences(conn, verdict.installation_id)
        absent = missing(numbers | self.now[verdict.installation_id].keys(), verdict.sequence)
        return replace(verdict, code="gap", data={"missing": absent}) if absent else verdict

    def _before(self, installation: str) -> dict[int, Link]:
        if installation not in self.before:
            with self.store.read() as conn:
                self.before[installation] = transfers.received_links(conn, installation)
        return self.before[installation]


def _check_period(code: str) -> None:
    """Refuse a period that no program of ours writes: nothing could be locked or answered under its name."""
    try:
        written = parse_period(code).code
    except ClcError:
        written = ""
    if written != code:
        raise ClcError("invalid_content", reason="period")


def _refused(store: Store, verdict: FileVerdict, error: ClcError, data: bytes) -> FileVerdict:
    """Why, and whose it is as far as anyone can tell; the check number of a key that nobody knows, to ask about it."""
    try:
        key = reader.outside(data).key_id
    except ClcError:
        return replace(verdict, code=error.code, data=error.data)
    with store.read() as conn:
        known = contacts.by_key(conn, key)
    name = verdict.unit_name or (known.unit_name if known else "")
    number = {"check_number": check_number.check_number(key)} if error.code == "unknown_key" else {}
    return replace(verdict, code=error.code, unit_name=name, data={**error.data, **number})
