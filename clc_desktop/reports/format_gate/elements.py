"""The boxes of the decree: how each is told by its words, how it is set, and rules of wording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from clc_desktop.reports.format_gate.letters import Face, Look, check_look
from clc_desktop.reports.format_gate.violations import Violation, short


class Set(Protocol):
    """A line of text with its place and faces, of a PDF page or a Word paragraph."""

    @property
    def text(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def faces(self) -> frozenset[Face]: ...


LOOKS: dict[str, Look] = {
    "nation": Look((12, 13), bold=True, upper=True),
    "motto": Look((13, 14), bold=True, upper=False),
    "superior": Look((12, 13), upper=True),
    "issuer": Look((12, 13), bold=True, upper=True),
    "symbol": Look((13, 13)),
    "place_date": Look((13, 14), italic=True, upper=False),
    "kind": Look((13, 14), bold=True, upper=True),
    "subject": Look((13, 14), bold=True, upper=False),
    "addressee": Look((13, 14)),
    "authority": Look((13, 14), bold=True, upper=True),
    "signer": Look((13, 14), bold=True, upper=False),
    "recipients_title": Look((12, 12), bold=True, italic=True),
    "recipients": Look((11, 11)),
    "annex_number": Look((14, 14), bold=True, upper=False),
    "annex_title": Look((13, 14), bold=True, upper=True),
    "annex_reference": Look((13, 14), italic=True, upper=False),
    "page_number": Look((13, 14)),
}

NATION = re.compile(r"CỘNG H(ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM", re.IGNORECASE)
MOTTO = re.compile(r"Độc lập - Tự do - Hạnh phúc", re.IGNORECASE)
SYMBOL = re.compile(r"Số\b", re.IGNORECASE)
PLACE_DATE = re.compile(r".+, ngày\s.*tháng\s.*năm\s+\d{4}$", re.IGNORECASE)
RECIPIENTS = re.compile(r"Nơi nhận\s*:?$", re.IGNORECASE)
ANNEX = re.compile(r"Phụ lục(?:\s+([IVXL]+|\d+))?$", re.IGNORECASE)
HEADING = re.compile(r"(?P<roman>[IVX]+)\. |(?P<arabic>\d+\.)+ ")
TYPES = ("BÁO CÁO", "KẾ HOẠCH", "THÔNG BÁO", "QUYẾT ĐỊNH", "TỜ TRÌNH", "BIÊN BẢN", "PHIẾU", "DANH SÁCH", "HƯỚNG DẪN")


@dataclass(frozen=True, slots=True)
class Boxes:
    """The lines of a document by box, as a reader of one format found them; ``annexes`` number, title, reference."""

    nation: Sequence[Set] = ()
    motto: Sequence[Set] = ()
    superior: Sequence[Set] = ()
    issuer: Sequence[Set] = ()
    symbol: Sequence[Set] = ()
    place_date: Sequence[Set] = ()
    kind: Sequence[Set] = ()
    subject: Sequence[Set] = ()
    addressee: Sequence[Set] = ()
    body: Sequence[Set] = ()
    recipients_title: Sequence[Set] = ()
    recipients: Sequence[Set] = ()
    authority: Sequence[Set] = ()
    signer: Sequence[Set] = ()
    annex_number: Sequence[Set] = ()
    annex_title: Sequence[Set] = ()
    annex_reference: Sequence[Set] = ()


_NEEDED = ("nation", "motto", "issuer", "symbol", "place_date", "kind", "subject", "recipients_title", "authority")


def check_boxes(boxes: Boxes) -> Iterator[Violation]:
    """Every box is there and set as its rule says; numbers, dates and lists are written as the decree writes them."""
    for name in _NEEDED:
        if not getattr(boxes, name):
            yield Violation(name, "văn bản", "không thấy", LOOKS[name].words)
    for name, look in LOOKS.items():
        for line in getattr(boxes, name, ()):
            yield from check_look(name, line.text, line.where, line.faces, look)
    for line in boxes.body:
        yield from check_body_line(line)
    yield from _check_symbol(boxes)
    yield from _check_date(boxes)
    yield from _check_recipients(boxes)
    yield from _check_closing(boxes)
    yield from _check_annexes(boxes)


def check_body_line(line: Set) -> Iterator[Violation]:
    """A line of the text: a heading or plain text in the size of the text."""
    found = HEADING.match(line.text)
    if found and all(face.bold for face in line.faces):
        upper = True if found["roman"] else None
        yield from check_look("heading", line.text, line.where, line.faces, Look((13, 14), bold=True, upper=upper))
    elif found and found["roman"]:
        yield from check_look("heading", line.text, line.where, line.faces, Look((13, 14), bold=True))
    else:
        yield from check_look("body_size", line.text, line.where, line.faces, Look((13, 14), bold=None))


_SYMBOL = re.compile(r"Số: *(?P<number>\d*)\s*/[0-9]*/?[A-ZĐ]+(-[A-ZĐ&]+)*")
_DATE = re.compile(r"ngày\s+(?P<day>\d*)\s*tháng\s+(?P<month>\d*)\s*năm")


def _check_symbol(boxes: Boxes) -> Iterator[Violation]:
    for line in boxes.symbol:
        text = line.text.replace("\u00a0", " ").strip()
        found = _SYMBOL.fullmatch(text)
        if found is None or (found["number"] and len(found["number"]) < 2):
            yield Violation("symbol", line.where, short(text), "Số: 05/BC-UBND")


def _check_date(boxes: Boxes) -> Iterator[Violation]:
    """A zero before days below 10 and months 1 and 2, and before no other month; blanks are for the office."""
    for line in boxes.place_date:
        found = _DATE.search(line.text.replace("\u00a0", " "))
        day, month = (found["day"], found["month"]) if found else ("", "")
        wrong_day = len(day) == 1
        wrong_month = month and month != (f"{int(month):02d}" if int(month) < 3 else str(int(month)))
        if wrong_day or wrong_month:
            yield Violation("place_date", line.where, short(line.text), "ngày 05 tháng 01; ngày 29 tháng 6")


def _check_recipients(boxes: Boxes) -> Iterator[Violation]:
    lines = _entries(boxes.recipients)
    for index, (text, where) in enumerate(lines):
        end = "." if index == len(lines) - 1 else ";"
        if not text.startswith("- ") or not text.endswith(end):
            yield Violation("recipients", where, short(text), f"“- … {end}”")
    if lines and not lines[-1][0].startswith("- Lưu"):
        yield Violation("recipients", lines[-1][1], short(lines[-1][0]), "dòng cuối “- Lưu: VT, … .”")


def _entries(lines: Sequence[Set]) -> list[tuple[str, str]]:
    """Entries of a list with their places: a line that does not begin one continues the entry above it."""
    entries: list[tuple[str, str]] = []
    for line in lines:
        if line.text.startswith("- ") or not entries or entries[-1][0].endswith((";", ".")):
            entries.append((line.text, line.where))
        else:
            entries[-1] = (f"{entries[-1][0]} {line.text}", entries[-1][1])
    return entries


def _check_closing(boxes: Boxes) -> Iterator[Violation]:
    if boxes.body and not boxes.body[-1].text.rstrip().endswith("./."):
        last = boxes.body[-1]
        yield Violation("closing", last.where, short(last.text), "“./.”")


def _check_annexes(boxes: Boxes) -> Iterator[Violation]:
    """Roman numbers from two annexes on, in their order; the text names every one."""
    body = " ".join(" ".join(line.text for line in boxes.body).split())
    alone = len(boxes.annex_number) == 1
    for index, line in enumerate(boxes.annex_number):
        wanted = "Phụ lục" if alone else f"Phụ lục {_ROMAN[index]}"
        if line.text.strip().casefold() != wanted.casefold():
            yield Violation("annex_number", line.where, short(line.text), wanted)
        elif not re.search(rf"{wanted}\b", body, re.IGNORECASE):
            yield Violation("annex_named", line.where, "không nhắc đến trong văn bản", wanted)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
