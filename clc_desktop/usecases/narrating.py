"""Writing the words of a report: its outline, last year's words, what is still to be read, the page as it will be.

Text is kept as ``reports/narrative.py`` spells it; ``pieces`` and ``stored`` take it apart for an editor and join it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from clc_desktop.domain.figures import recorded_before
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.domain.records import IssuedDocument, NarrativeBlock, narrative_id
from clc_desktop.reports.context import CITATION, Context, cited_short, context
from clc_desktop.reports.narrative import Piece, pieces, stored, typed
from clc_desktop.reports.outline import Part, anchors, parts
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.records import find, put
from clc_desktop.usecases import hints, report_findings
from clc_desktop.usecases.hints import DISMISSIBLE, Dismissed
from clc_desktop.usecases.report_findings import Carried, Finding
from clc_desktop.usecases.reporting import (
    EVERYTHING,
    FigureText,
    Scope,
    figure_lines,
    read_figures,
    read_pages,
    read_passages,
    read_setting_of,
    reporting_unit,
    writing_words,
)
from clc_desktop.usecases.settings import read_setting, write_setting
from clc_desktop.usecases.workspace import Identity, require_identity

__all__ = ["DISMISSIBLE", "Finding", "Part", "Piece", "pieces", "stored", "typed"]

_CARRIED = "narrative_carried"


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one place. ``own``: somebody wrote it for this period, else it is the template's.

    ``carried`` is the code of the period that it was taken from and not read since, else "".
    """

    place: str
    text: str
    own: bool
    carried: str = ""


@dataclass(frozen=True, slots=True)
class Narrative:
    """Everything that the writer of a report sees beside the page itself.

    ``values`` is what every name in braces stands for, ``figures`` those of them that are offered with their meaning.
    ``dismissed`` are the hints that somebody has left as they are.
    ``before`` is the code of the period whose words can be carried over ("" for none), ``earlier`` its texts by place.
    """

    outline: tuple[Part, ...]
    passages: dict[str, Passage]
    figures: tuple[FigureText, ...]
    values: dict[str, str]
    findings: tuple[Finding, ...]
    before: str
    earlier: dict[str, str]
    dismissed: tuple[Dismissed, ...] = ()

    @property
    def unread(self) -> tuple[str, ...]:
        """Places with last year's words that nobody has read yet, in the order of the outline."""
        return tuple(place for part in self.outline for place in part.places if self.passages[place].carried)

    @property
    def wrong(self) -> tuple[str, ...]:
        """Places with something that is wrong, not only doubtful, in the order of the outline."""
        places = {one.place for one in self.findings if one.severity == "error"}
        return tuple(place for part in self.outline for place in part.places if place in places)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The report as it would be printed, without its annexes; ``anchors`` is where each place's words stand in it."""

    pdf: bytes
    anchors: dict[str, str]


def narrative(store: Store, period: Period, scope: Scope = EVERYTHING) -> Narrative:
    """The words of the report of a period."""
    with store.read() as conn:
        who = reporting_unit(conn, period, scope)
        c = _context(conn, who, period, scope)
        before = _before(conn, who, period)
        earlier = read_passages(conn, who, before) if before else {}
        carried = _carried(conn).get(_carried_key(conn, who, period), {})
        own = read_passages(conn, who, period.code)
        texts = {place: own.get(place, text) for place, text in c.setting.narrative.items()}
        marked = {place: Carried(parse_period(code), earlier.get(place, "")) for place, code in carried.items()}
        found = report_findings.findings(c, texts, marked)
        found, dismissed = hints.parted(conn, _carried_key(conn, who, period), found, texts)
    return Narrative(
        outline=parts(c),
        passages={place: Passage(place, text, place in own, carried.get(place, "")) for place, text in texts.items()},
        figures=(*figure_lines(c.figures), *_citations(c)),
        values=dict(c.values),
        findings=found,
        before=before,
        earlier={place: text for place, text in earlier.items() if place in texts and text.strip()},
        dismissed=dismissed,
    )


def sheet(store: Store, period: Period, scope: Scope = EVERYTHING) -> Sheet:
    """The report's own pages as PDF. What they say is what the report says: they are made from the same document."""
    from clc_desktop.reports.pdf_writer import write_pdf

    with store.read() as conn:
        document = read_pages(conn, period, scope)
        outline = parts(_context(conn, reporting_unit(conn, period, scope), period, scope))
    return Sheet(write_pdf(document), anchors(document, outline))


def carry_over(store: Store, period: Period, scope: Scope = EVERYTHING) -> tuple[str, ...]:
    """Take last year's words for every place that has none of its own; each is marked until it is read.

    Gives the places taken.
    """
    with writing_words(store, "carry_over", period.code) as tx:
        who = reporting_unit(tx.conn, period, scope)
        before = _before(tx.conn, who, period)
        own = read_passages(tx.conn, who, period.code)
        standing = read_setting_of(tx.conn, who, period).narrative
        earlier = read_passages(tx.conn, who, before) if before else {}
        taken = {p: text for p, text in earlier.items() if p in standing and p not in own and text.strip()}
        for place, text in taken.items():
            made_id = narrative_id(who.unit_id, period.code, place)
            put(tx, NarrativeBlock(id=made_id, unit_id=who.unit_id, period=period.code, place=place, text=text))
        _mark(tx, who, period, dict.fromkeys(taken, before))
    return tuple(taken)


def dismiss_hint(store: Store, period: Period, one: Finding, reason: str, scope: Scope = EVERYTHING) -> None:
    """Leave a hint (``hints.DISMISSIBLE``) as it is, for the texts as they are. Raises ClcError ``reason_missing``."""
    with writing_words(store, "dismiss_hint", period.code) as tx:
        who = reporting_unit(tx.conn, period, scope)
        own, standing = read_passages(tx.conn, who, period.code), read_setting_of(tx.conn, who, period).narrative
        texts = {place: own.get(place, text) for place, text in standing.items()}
        hints.dismiss(tx, _carried_key(tx.conn, who, period), one, texts, reason)


def mark_carried(store: Store, period: Period, place: str, before: str, scope: Scope = EVERYTHING) -> None:
    """One place has got last year's words by itself: mark it."""
    with writing_words(store, "carry_over", period.code) as tx:
        _mark(tx, reporting_unit(tx.conn, period, scope), period, {place: before})


def mark_read(store: Store, period: Period, place: str, scope: Scope = EVERYTHING) -> None:
    """Somebody has read what was carried over."""
    with writing_words(store, "mark_read", period.code) as tx:
        _mark(tx, reporting_unit(tx.conn, period, scope), period, {place: ""})


def _mark(tx: Tx, who: Identity, period: Period, marks: dict[str, str]) -> None:
    kept, key = _carried(tx.conn), _carried_key(tx.conn, who, period)
    now = {**kept.get(key, {}), **marks}
    kept[key] = {place: before for place, before in now.items() if before}
    write_setting(tx, _CARRIED, {code: places for code, places in kept.items() if places})


def _carried(conn: Connection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = read_setting(conn, _CARRIED, {})
    return found


def _carried_key(conn: Connection, who: Identity, period: Period) -> str:
    """Our own report's period; that of another unit comes with its id."""
    return period.code if who.unit_id == require_identity(conn).unit_id else f"{period.code} {who.unit_id}"


def _context(conn: Connection, who: Identity, period: Period, scope: Scope) -> Context:
    counted = read_figures(conn, period, compare=True, scope=scope)
    counted = replace(counted, previous=recorded_before(counted))
    documents = find(conn, IssuedDocument, unit_id=who.unit_id)
    return context(counted, read_setting_of(conn, who, period), documents, read_passages(conn, who, period.code))


def _citations(c: Context) -> Iterator[FigureText]:
    """The registered documents, to be cited in a text."""
    for document in c.documents:
        name = CITATION + document.symbol
        yield FigureText(name, cited_short(document), document.subject, c.values[name])


def _before(conn: Connection, who: Identity, period: Period) -> str:
    """The latest earlier period of the same kind for which somebody wrote words of a report."""
    codes = {block.period for block in find(conn, NarrativeBlock, unit_id=who.unit_id)}
    known = (parse_period(code) for code in codes)
    earlier = [one for one in known if one.kind == period.kind and one.start < period.start]
    return max(earlier, key=lambda one: one.start).code if earlier else ""
