"""Figures and the annual report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures, Depth, recorded_before
from clc_desktop.domain.periods import Period
from clc_desktop.domain.pivot import year_before
from clc_desktop.domain.records import (
    Facility,
    FundingEntry,
    IssuedDocument,
    NarrativeBlock,
    Record,
    StaffMember,
    narrative_id,
)
from clc_desktop.domain.units import Node, UnitTree
from clc_desktop.reports import fields
from clc_desktop.reports.annexes import annexes
from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.context import NOTHING_BEHIND, Behind, context
from clc_desktop.reports.document import Annex, Document
from clc_desktop.reports.setting import ReportSetting, report_setting
from clc_desktop.store.classes import list_classes
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.facts import Counting
from clc_desktop.store.figures import annual_figures, units_with_classes, with_people
from clc_desktop.store.records import find, put
from clc_desktop.store.remembered import beside, remembered
from clc_desktop.usecases import report_templates, report_texts
from clc_desktop.usecases.workspace import (
    Identity,
    read_counting_rule,
    read_taxonomy,
    read_tree,
    require_identity,
)


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure by its name in texts (``classes.held``), its label, its definition and how it is printed.

    ``number`` can be calculated with: a count, or in percent (Decimal 120.1); ``before`` is the same figure a year
    earlier, where it was asked for and anything was recorded.
    """

    name: str
    label: str
    definition: str
    text: str
    number: int | Decimal | None = None
    before: FigureText | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: the centres under the unit ``under`` (our own) as the tree of units stood on the day ``on``.

    By default that is the last day of the period. The data of 2020 are thus one district's report, and with a day of
    2026 the reports of eight communes; a unit that ended has its place under the one it merged into.
    """

    on: date | None = None
    under: str | None = None


EVERYTHING = Scope()


def figures(
    store: Store, period: Period, compare: bool = False, scope: Scope = EVERYTHING, depth: Depth = "all"
) -> AnnualFigures:
    """The figures of our unit's centres (a centre: its own) in a period, with ``compare`` those of the one before.

    With less ``depth`` those that take longest are left out (``AnnualFigures.depth``).
    """
    with store.read() as conn:
        return read_figures(conn, period, compare, scope, depth)


def figure_lines(counted: AnnualFigures) -> tuple[FigureText, ...]:
    """Every figure with its label and definition in the window's language, printed as the report prints it."""
    return tuple(_figure_text(one, counted) for one in fields.registry(counted))


def compared_lines(store: Store, period: Period) -> tuple[FigureText, ...]:
    """The same beside the year before; nothing where no centre is."""
    with store.read() as conn:
        now, then = (read_figures(conn, one) for one in (period, year_before(period)))
    past = recorded_before(replace(now, previous=then))
    before = {line.name: line for line in figure_lines(past)} if past else {}
    return tuple(replace(line, before=before.get(line.name)) for line in figure_lines(now) if now.centres)


def _figure_text(one: fields.Field, counted: AnnualFigures) -> FigureText:
    value = one.value(counted)
    number = value if isinstance(value, int | Decimal) else None
    return FigureText(one.name, one.said_label, one.said_definition, one.shown(counted), number)


@dataclass(frozen=True, slots=True)
class ReportParts:
    """A report with what it was written from; ``who`` is the unit that it is about."""

    who: Identity
    figures: AnnualFigures
    setting: ReportSetting
    document: Document


def report_document(store: Store, period: Period, scope: Scope = EVERYTHING) -> Document:
    """The annual report as one value: what all three writers, and the preview, are given."""
    with store.read() as conn:
        return read_report(conn, period, scope).document


def save_passage(store: Store, period: Period, place: str, text: str, scope: Scope = EVERYTHING) -> None:
    """Keep the officials' text of one place; line breaks and braces stay as typed."""
    with writing_words(store, "save_records", NarrativeBlock.kind) as tx:
        who = reporting_unit(tx.conn, period, scope)
        made_id = narrative_id(who.unit_id, period.code, place)
        put(tx, NarrativeBlock(id=made_id, unit_id=who.unit_id, period=period.code, place=place, text=text))


@contextmanager
def writing_words(store: Store, label: str, subject: str) -> Iterator[Tx]:
    """A transaction that writes words of the report only: its figures and annexes need not be counted again."""
    with store.write(label, subject) as tx, beside(tx.conn, "tree", "counting", "figures", "annexes"):
        yield tx


def read_report(
    conn: Connection, period: Period, scope: Scope = EVERYTHING, attached: Sequence[Annex] | None = None
) -> ReportParts:
    """The report and what it was written from, within a transaction of the caller's; with ``attached`` those annexes
    instead of its own."""
    counted = read_figures(conn, period, compare=True, scope=scope)
    counted = replace(counted, previous=recorded_before(counted))
    who = reporting_unit(conn, period, scope)
    documents = find(conn, IssuedDocument, unit_id=who.unit_id)
    setting = read_setting_of(conn, who, period)
    behind = read_behind(conn, counted) if attached is None else NOTHING_BEHIND
    narrative = read_passages(conn, who, period.code)
    document = annual_report(counted, setting, documents, narrative, behind.classes, behind.records, attached)
    return ReportParts(who, counted, setting, document)


def read_pages(conn: Connection, period: Period, scope: Scope = EVERYTHING) -> Document:
    """The report without its annexes, which take longest in a province; their titles, to which the text refers, are
    remembered."""

    def titles() -> tuple[Annex, ...]:
        return tuple(replace(one, blocks=()) for one in read_report(conn, period, scope).document.annexes)

    attached = remembered(conn, ("annexes", period, scope), titles)
    return replace(read_report(conn, period, scope, attached).document, annexes=())


def read_behind(conn: Connection, counted: AnnualFigures) -> Behind:
    """What stands behind the figures: classes, premises, staff and money of their centres."""
    names = {centre.unit_id: centre.name for centre in counted.centres}
    listed = list_classes(conn, counted.period, {field.code: field.name for field in counted.fields}, names)
    kinds: tuple[type[Record], ...] = (Facility, StaffMember, FundingEntry)
    return Behind(listed, tuple(record for kind in kinds for record in find(conn, kind) if record.unit_id in names))


def read_lists(conn: Connection, counted: AnnualFigures, names: Sequence[str]) -> tuple[Annex, ...]:
    """The annexes of these names from the records behind the figures; their numbers and titles are not the report's."""
    if not names:
        return ()
    setting = replace(report_setting("commune", "", counted.period), annexes=tuple(names))
    return annexes(context(counted, setting, (), {}, read_behind(conn, counted)))


def read_figures(
    conn: Connection, period: Period, compare: bool = False, scope: Scope = EVERYTHING, depth: Depth = "all"
) -> AnnualFigures:
    """The figures, within a transaction of the caller's."""

    def read() -> AnnualFigures:
        who = read_counting(conn, period, scope)
        if depth == "all":  # what is known already is not counted again
            return with_people(conn, read_figures(conn, period, scope=scope, depth="turns"), who.taxonomy)
        return annual_figures(conn, period, who.centres, who.owners, who.taxonomy, who.rule, depth=depth)

    counted = remembered(conn, ("figures", period, scope, depth), read)
    if not compare:
        return counted
    return replace(counted, previous=read_figures(conn, period.previous(), scope=scope, depth=depth))


def read_counting(conn: Connection, period: Period, scope: Scope = EVERYTHING) -> Counting:
    """Whose records a period's figures count, and how."""
    return remembered(conn, ("counting", period, scope), lambda: _counting(conn, period, scope))


def _counting(conn: Connection, period: Period, scope: Scope) -> Counting:
    who = require_identity(conn)
    taxonomy, rule = read_taxonomy(conn), read_counting_rule(conn)
    if who.role == "centre":
        return Counting(((who.unit_id, who.unit_name),), (), taxonomy, rule)
    tree, day, under = read_tree(conn), scope.on or period.end, scope.under or who.unit_id
    owners = [
        unit.id for unit in tree.units.values() if unit.unit_kind != "centre" and tree.is_under(unit.id, under, day)
    ]
    centres = [(unit.id, tree.name(unit.id, day)) for unit in _centres(conn, tree, period, under, day)]
    return Counting(tuple(centres), tuple(owners), taxonomy, rule)


def _centres(conn: Connection, tree: UnitTree, period: Period, under: str, on: date) -> list[Node]:
    """The centres in scope: those that existed in the period, and any that has a class in it all the same."""
    found = tree.centres(under, on)
    if all(tree.existed(unit.id, period.start, period.end) for unit in found):
        return list(found)
    busy = units_with_classes(conn, period)
    return [unit for unit in found if unit.id in busy or tree.existed(unit.id, period.start, period.end)]


def reporting_unit(conn: Connection, period: Period, scope: Scope) -> Identity:
    """Who the report is about: ourselves, or a unit under us as it was called on the day of the tree."""
    who = require_identity(conn)
    if scope.under in (None, who.unit_id):
        return who
    tree = read_tree(conn)
    if scope.under not in tree.units:
        raise ClcError("unit_unknown", name=scope.under)
    unit = tree.units[scope.under]
    return replace(who, unit_id=unit.id, unit_kind=unit.unit_kind, unit_name=tree.name(unit.id, scope.on or period.end))


def read_setting_of(conn: Connection, who: Identity, period: Period) -> ReportSetting:
    """How the report of a unit looks: its level's template with what the office has changed of it."""
    level = report_templates.level_of(who)
    is_own = who.unit_id == require_identity(conn).unit_id
    setting = report_setting(level, who.unit_name, period, own=report_texts.read_own_texts(conn, level, period))
    return report_templates.applied(conn, setting, period, is_own)


def read_passages(conn: Connection, who: Identity, period: str) -> dict[str, str]:
    """What officials wrote for the report of a period (its code), by place."""
    return {block.place: block.text for block in find(conn, NarrativeBlock, unit_id=who.unit_id, period=period)}
