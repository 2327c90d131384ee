"""Freezing a report: everything its paper says is kept, signed, and summarised in a check code for the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from clc_desktop import __version__
from clc_desktop.domain import clock
from clc_desktop.domain.comparing import Difference, detailed, differences
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.reports import frozen, lists, proof
from clc_desktop.store import snapshots, transfers
from clc_desktop.store.database import Connection, Store, get_meta
from clc_desktop.store.person import person
from clc_desktop.store.snapshots import Snapshot
from clc_desktop.sync import check_code as codes
from clc_desktop.sync import manifest, reader
from clc_desktop.sync.manifest import Behind, Content, Issuer, Manifest
from clc_desktop.usecases.exchange import batches
from clc_desktop.usecases.reporting import EVERYTHING, Scope, read_report
from clc_desktop.usecases.workspace import (
    load_keys,
    read_counting_rule,
    read_tree,
    read_unit_names,
    require_identity,
)

__all__ = ["Difference"]

Outcome = Literal["match", "mistyped", "unknown", "differs"]


@dataclass(frozen=True, slots=True)
class FrozenReport:
    """A frozen report: ``code`` stands on its paper, ``at`` (ISO, UTC) and ``by`` say when and by whom.

    ``unit_name`` is the unit that it is about, ours or one under us; "" where what was kept cannot be read any more.
    """

    id: str
    code: str
    period: str
    at: str
    by: str
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What a code typed from paper is. ``differs``: the paper is ours, but the data have changed since: ``changes``.

    ``frozen`` is the report of that code; ``changes`` are its figures (left) and today's (right), none where only words
    were changed.
    """

    outcome: Outcome
    code: str = ""
    frozen: FrozenReport | None = None
    changes: tuple[Difference, ...] = ()


def freeze_report(store: Store, period: Period, scope: Scope = EVERYTHING) -> FrozenReport:
    """Freeze the report of a period as it stands. What was frozen before and has not changed is the same one again.

    Raises ClcError ``keys_missing``: without its keys a copied database signs nothing.
    """
    keys = load_keys(store)
    with store.write("freeze", period.code) as tx:
        made = read_manifest(tx.conn, period, scope)
        digest, signed = manifest.sign(made, keys)
        at = clock.now().isoformat()
        kept = snapshots.keep(tx, Snapshot(digest, made.code, period.code, at, person()), signed)
    return _frozen(kept, made.content.unit_name)


def frozen_reports(store: Store) -> tuple[FrozenReport, ...]:
    """Every frozen report, the newest first."""
    with store.read() as conn:
        return tuple(_frozen(found, _about(conn, found.id)) for found in snapshots.every(conn))


def content_differences(left: Content, right: Content) -> tuple[Difference, ...]:
    """Figures that two reports give differently, then cells of the lists among their annexes."""
    ours, theirs = (frozen.document_of(content.document).annexes for content in (left, right))
    return (*differences(left.figures, right.figures), *lists.list_differences(ours, theirs))


def check_code(store: Store, typed: str) -> CodeCheck:
    """Whether paper with this code says what our data say now. The code may be typed, or scanned from the QR symbol."""
    try:
        code = codes.parse_check_code(typed)
    except ClcError:
        return CodeCheck("mistyped")
    with store.read() as conn:
        found = snapshots.with_code(conn, code)
        if not found:
            return CodeCheck("unknown", code)
        kept = read_frozen(conn, found[0].id).content
        now = read_content(conn, parse_period(kept.period), Scope(kept.tree_date, kept.unit_id))
    same = manifest.canonical(now) == manifest.canonical(kept)
    return CodeCheck(
        "match" if same else "differs",
        code,
        _frozen(found[0], kept.unit_name),
        () if same else content_differences(kept, now),
    )


def read_frozen(conn: Connection, snapshot_id: str) -> Manifest:
    """The manifest of a frozen report. Raises ClcError ``snapshot_missing``, or ``manifest_damaged`` where it is not
    what was kept: somebody has written into the database."""
    signed = manifest.read(snapshots.manifest_of(conn, snapshot_id))
    if signed.digest != snapshot_id:
        raise ClcError("manifest_damaged", reason="disagrees")
    return signed.manifest


def read_content(conn: Connection, period: Period, scope: Scope) -> Content:
    """What the report would say now."""
    parts = read_report(conn, period, scope)
    return Content(
        period=period.code,
        unit_id=parts.who.unit_id,
        unit_name=parts.who.unit_name,
        unit_kind=parts.who.unit_kind,
        counting_rule=read_counting_rule(conn),
        tree_date=scope.on or period.end,
        figures=detailed(parts.figures),
        setting=frozen.to_plain(parts.setting),
        document=frozen.to_plain(parts.document),
    )


def read_manifest(conn: Connection, period: Period, scope: Scope) -> Manifest:
    """What the report would say now, and what it rests on."""
    who = require_identity(conn)
    content = read_content(conn, period, scope)
    first = period.previous() if content.figures["previous"] else period
    units = sorted(read_tree(conn).below_ever(content.unit_id) - {who.unit_id})
    given = snapshots.given_rows(conn, who.installation_id) if who.role == "aggregator" else ()
    return Manifest(
        program=__version__,
        renderer=proof.renderer(),
        issuer=Issuer(
            unit_id=who.unit_id,
            unit_name=who.unit_name,
            unit_kind=who.unit_kind,
            above=get_meta(conn, "above") or "",
        ),
        content=content,
        submissions=_behind(conn, (first, period), units),
        given=tuple(batch for cls, rows in given if rows for batch in batches(cls, rows)),
        corrections=snapshots.corrections(conn, units, who.installation_id),
    )


def _behind(conn: Connection, periods: Sequence[Period], units: Sequence[str]) -> tuple[Behind, ...]:
    names = read_unit_names(conn, periods[-1].end)
    found = {file.digest: file for period in periods for file in snapshots.files_behind(conn, period, units)}
    return tuple(
        Behind(
            digest=file.digest,
            sign_key=reader.outside(transfers.original(conn, file.digest)).key_id,
            unit_id=file.unit_id,
            unit_name=names.get(file.unit_id, ""),
            installation_id=file.installation_id,
            period=file.period,
            sequence=file.sequence,
        )
        for file in sorted(found.values(), key=lambda file: (file.unit_id, file.sequence, file.digest))
    )


def _about(conn: Connection, snapshot_id: str) -> str:
    try:
        return read_frozen(conn, snapshot_id).content.unit_name
    except ClcError:  # said when it is opened
        return ""


def _frozen(found: Snapshot, unit_name: str) -> FrozenReport:
    return FrozenReport(found.id, found.code, found.period, found.at, found.who, unit_name)
