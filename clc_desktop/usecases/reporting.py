"""Figures and the annual report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import IssuedDocument, NarrativeBlock, narrative_id
from clc_desktop.reports import fields
from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.document import Document, show
from clc_desktop.reports.setting import LEVELS, Level, ReportSetting, report_setting
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.figures import annual_figures
from clc_desktop.store.records import find, put
from clc_desktop.usecases.workspace import (
    Identity,
    read_counting_rule,
    read_taxonomy,
    read_tree,
    require_identity,
)

Format = Literal["pdf", "docx", "xlsx"]


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure by its name in texts (``classes.held``), its label, its definition and how it is printed."""

    name: str
    label: str
    definition: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one place of the report; ``own`` when somebody wrote it, else it is the template's."""

    place: str
    text: str
    own: bool


def figures(store: Store, period: Period, compare: bool = False) -> AnnualFigures:
    """The figures of our unit's centres (a centre: its own) in a period, with ``compare`` those of the one before."""
    with store.read() as conn:
        return read_figures(conn, period, compare)


def figure_lines(counted: AnnualFigures) -> tuple[FigureText, ...]:
    """Every figure with its label and definition, printed as the report prints it."""
    return tuple(
        FigureText(line.name, line.label, line.definition, show(line.value, line.kind) or fields.NOTHING)
        for line in fields.figure_lines(counted)
    )


def report_document(store: Store, period: Period) -> Document:
    """The annual report as one value: what all three writers, and the preview, are given."""
    with store.read() as conn:
        who = require_identity(conn)
        documents = find(conn, IssuedDocument, unit_id=who.unit_id)
        counted = read_figures(conn, period)
        return annual_report(counted, _setting(who, period), documents, _own_passages(conn, who, period))


def write_report(
    store: Store,
    period: Period,
    formats: Sequence[str],
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda *_: None,
) -> tuple[Path, ...]:
    """Write the annual report as ``report.pdf``, ``.docx``, ``.xlsx`` into a folder, each whole or not at all.

    Raises ClcError ``unknown_format`` before anything is written.
    """
    unknown = [name for name in formats if name not in _WRITERS]
    if unknown or not formats:
        raise ClcError("unknown_format", formats=", ".join(unknown))
    document = report_document(store, period)
    files.make_folder(folder)
    paths = []
    for index, name in enumerate(formats):
        path = folder / f"report.{name}"
        progress(index, len(formats), path.name)
        files.atomic_write(path, _WRITERS[name](document))
        paths.append(path)
    return tuple(paths)


def passages(store: Store, period: Period) -> tuple[Passage, ...]:
    """The narrative of the report, place by place: the officials' own text, or the template's."""
    with store.read() as conn:
        who = require_identity(conn)
        own = _own_passages(conn, who, period)
    standing = _setting(who, period).narrative
    return tuple(Passage(place, own.get(place, text), place in own) for place, text in standing.items())


def save_passage(store: Store, period: Period, place: str, text: str) -> None:
    """Keep the officials' text of one place; line breaks and braces stay as typed."""
    with store.write("save_records", NarrativeBlock.kind) as tx:
        who = require_identity(tx.conn)
        made_id = narrative_id(who.unit_id, period.code, place)
        put(tx, NarrativeBlock(id=made_id, unit_id=who.unit_id, period=period.code, place=place, text=text))


def read_figures(conn: Connection, period: Period, compare: bool = False) -> AnnualFigures:
    """The figures, within a transaction of the caller's."""
    who = require_identity(conn)
    previous = read_figures(conn, period.previous()) if compare else None
    taxonomy, rule = read_taxonomy(conn), read_counting_rule(conn)
    return annual_figures(conn, period, _centres(conn, who, period), who.unit_id, taxonomy, rule, previous)


def _centres(conn: Connection, who: Identity, period: Period) -> list[tuple[str, str]]:
    """The centres in scope with their names, both as of the period's last day."""
    if who.role == "centre":
        return [(who.unit_id, who.unit_name)]
    tree = read_tree(conn)
    return [(unit.id, tree.name(unit.id, period.end)) for unit in tree.centres(who.unit_id, period.end)]


def _setting(who: Identity, period: Period) -> ReportSetting:
    level: Level = next((level for level in LEVELS if level == who.unit_kind), "commune")
    return report_setting(level, who.unit_name, period)


def _own_passages(conn: Connection, who: Identity, period: Period) -> dict[str, str]:
    blocks = find(conn, NarrativeBlock, unit_id=who.unit_id, period=period.code)
    return {block.place: block.text for block in blocks}


def _pdf(document: Document) -> bytes:
    from clc_desktop.reports.pdf_writer import write_pdf

    return write_pdf(document)


def _docx(document: Document) -> bytes:
    from clc_desktop.reports.docx_writer import write_docx

    return write_docx(document)


def _xlsx(document: Document) -> bytes:
    from clc_desktop.reports.xlsx_writer import write_xlsx

    return write_xlsx(document)


_WRITERS: dict[str, Callable[[Document], bytes]] = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx}
