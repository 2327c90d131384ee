"""What every section of a report is written from: figures, setting, documents, narrative, in one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.records import IssuedDocument, Record
from clc_desktop.reports.document import Annex, Block, Bullet, Paragraph, Run, Runs
from clc_desktop.reports.fields import fields
from clc_desktop.reports.narrative import blocks, fill
from clc_desktop.reports.setting import ReportSetting
from clc_desktop.reports.wording import capitalised, short_date

RecordKind = TypeVar("RecordKind", bound=Record)

CITATION = "document:"
"""``{document:96/2008/TT-BTC}`` in a text cites a registered document: in full the first time, then by its symbol."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the figures and is listed in annexes: the classes, and records of the centres.

    ``records`` may hold facilities, staff and funding entries; others are passed over. An annex of what is not given is
    left out.
    """

    classes: tuple[ClassRow, ...] = ()
    records: tuple[Record, ...] = ()

    def of(self, kind: type[RecordKind]) -> tuple[RecordKind, ...]:
        """The records of one kind."""
        return tuple(record for record in self.records if isinstance(record, kind))


NOTHING_BEHIND = Behind()


@dataclass(frozen=True, slots=True)
class Context:
    """``values`` are the texts of every ``{field}``; ``narrative`` is the officials' text over the template's."""

    figures: AnnualFigures
    setting: ReportSetting
    documents: tuple[IssuedDocument, ...]
    narrative: Mapping[str, str]
    values: Mapping[str, str]
    behind: Behind = NOTHING_BEHIND
    annexes: tuple[Annex, ...] = ()
    """Those of this report, once they are made: the text refers to them."""

    def say(self, template: str, **more: str) -> Runs:
        """The program's own words with fields filled; ``more`` holds texts that are not figures, names for example."""
        return fill(template, {**self.values, **more})

    def typed(self, place: str, before: str = "", after: str = "") -> Runs:
        """The passage of a place inside a sentence, with joining words around it; nothing where it is empty."""
        text = " ".join(self.narrative.get(place, "").split())
        if not text:
            return ()
        return (*_joint(before), *fill(text, self.values, place), *_joint(after))

    def passage(self, place: str) -> Iterator[Block]:
        """The passage of a place as blocks of its own."""
        return blocks(self.narrative.get(place, ""), self.values, place)


def context(
    figures: AnnualFigures,
    setting: ReportSetting,
    documents: Sequence[IssuedDocument],
    narrative: Mapping[str, str],
    behind: Behind = NOTHING_BEHIND,
) -> Context:
    """Bring all together; a place that the officials left out takes the template's text, an emptied one stays empty."""
    known = (*documents, *((setting.requesting,) if setting.requesting else ()))
    citations = {CITATION + document.symbol: cited(document) for document in known}
    values = {**citations, **setting.words, **fields(figures)}
    for name in ("period", "plan_period"):
        values[capitalised(name)] = capitalised(values[name])
    return Context(figures, setting, tuple(documents), {**setting.narrative, **narrative}, values, behind)


def cited(document: IssuedDocument) -> str:
    """First citation: type, symbol, date, issuer, subject (Decree 30/2020, Annex I, II.6.b)."""
    issuer = f"của {document.issuer}" if document.issuer else ""
    subject = document.subject.strip()
    if subject and not subject.casefold().startswith("về "):
        subject = f"về việc {subject}"
    parts = (cited_short(document), f"ngày {short_date(document.issued_on)}", issuer, subject)
    return " ".join(part for part in parts if part)


def cited_short(document: IssuedDocument) -> str:
    """Every later citation: type and symbol."""
    return f"{document.type_name} số {document.symbol}"


def shorten_repeated(body: Sequence[Block], documents: Sequence[IssuedDocument]) -> tuple[Block, ...]:
    """The same blocks with every citation but the first of each document cut to its symbol."""
    short = {CITATION + document.symbol: cited_short(document) for document in documents}
    seen: set[str] = set()

    def again(run: Run) -> Run:
        if run.source not in short or run.source not in seen:
            seen.add(run.source)
            return run
        return replace(run, text=short[run.source])

    return tuple(
        replace(block, runs=tuple(map(again, block.runs))) if isinstance(block, Paragraph | Bullet) else block
        for block in body
    )


def _joint(text: str) -> Runs:
    return (Run(text, computed=True),) if text else ()
