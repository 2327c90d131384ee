"""Slips of the hand in an official text: dates, symbols, lists, marks, numbers; each with what should stand there.

The 2020 report has one of every sort (domain notes 1.7). Places in a text are counted in the text as it is kept;
``masked`` hides its bound figures, so that nothing of them is taken for typed words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from clc_desktop.domain.records import IssuedDocument
from clc_desktop.domain.vietnamese import split_tone
from clc_desktop.reports.wording import short_date

FIRST_DOCUMENT_YEAR = 1945


@dataclass(frozen=True, slots=True)
class Finding:
    """Something doubtful at ``start`` to ``end`` of the text of a place ("" and 0: in the report as a whole).

    ``fix`` is what may stand there instead, spelled as texts are kept; None where a person has to think.
    """

    code: str
    place: str = ""
    start: int = 0
    end: int = 0
    severity: Literal["error", "warning", "hint"] = "warning"
    data: Mapping[str, Any] = field(default_factory=dict)
    fix: str | None = None


_HIDDEN = re.compile(r"\\*\{[^{}\n]+\}")
HIDE = "¤"


def masked(text: str) -> str:
    """The text with every bound figure, and braces that look like one, made unreadable; as long as before."""
    return _HIDDEN.sub(lambda found: HIDE * len(found[0]), text)


SYMBOL = r"\d+(?:/\d{4})?/[A-ZĐ][A-ZĐ&a-z]*(?:-[A-ZĐ&]+)*"
_DAY = r"(\d{1,2})/(\d{1,2})/(\d{4})"
_LONG_DAY = r"(\d{1,2}) tháng (\d{1,2}) năm (\d{4})"
DATE = re.compile(rf"(?<![\d/]){_DAY}(?![\d/])|(?<!\d){_LONG_DAY}(?!\d)")
_CITED = re.compile(rf"số:? ?({SYMBOL}),? ?(?:ngày )?(?:{_DAY}|{_LONG_DAY})")
_SYMBOL_YEAR = re.compile(r"^\d+/(\d{4})/")


def proofread(
    texts: Mapping[str, str], documents: Sequence[IssuedDocument], last_year: int, centre_count: int
) -> Iterator[Finding]:
    """Everything that can be seen without the figures. ``last_year`` is the latest that a document can bear."""
    for place, text in texts.items():
        shown = masked(text)
        yield from _dates(place, shown, last_year)
        yield from _known_documents(place, shown, documents)
        yield from _document_types(place, shown)
        yield from _lists(place, shown)
        yield from _marks(place, shown)
        yield from _nouns(place, shown, centre_count)
        yield from _ranks(place, shown)
    shown_texts = {place: masked(text) for place, text in texts.items()}
    yield from _date_styles(shown_texts)
    yield from _tones(shown_texts)
    yield from _zeros(shown_texts)
    yield from _cited_again(shown_texts)


# --- dates and documents ----------------------------------------------------------------------------------------------


def _dates(place: str, text: str, last_year: int) -> Iterator[Finding]:
    years_of_symbols: dict[int, str] = {}
    for found in _CITED.finditer(text):
        if in_symbol := _SYMBOL_YEAR.match(found[1]):
            years_of_symbols[found.end()] = in_symbol[1]
    for found in DATE.finditer(text):
        day, month, year = (int(part) for part in found.groups() if part is not None)
        data = {"text": found[0]}
        symbol_year = years_of_symbols.get(found.end())
        if symbol_year and int(symbol_year) != year:
            fix = found[0][: -len(str(year))] + symbol_year
            yield Finding(
                "date_symbol_year", place, *found.span(), "error", {**data, "symbol_year": int(symbol_year)}, fix
            )
        elif not FIRST_DOCUMENT_YEAR <= year <= last_year:
            yield Finding("date_year", place, *found.span(), "error", data)
        elif _day(day, month, year) is None:
            yield Finding("date_impossible", place, *found.span(), "error", data)


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _known_documents(place: str, text: str, documents: Sequence[IssuedDocument]) -> Iterator[Finding]:
    """A document that is registered here was issued on another day than the text says."""
    known = {document.symbol: document for document in documents}
    for found in _CITED.finditer(text):
        document = known.get(found[1])
        parts = [int(part) for part in found.groups()[1:] if part is not None]
        if document is None or _day(*parts) == document.issued_on:
            continue
        at = DATE.search(text, found.end(1))
        assert at is not None
        right = short_date(document.issued_on)
        yield Finding("document_date", place, *at.span(), "error", {"text": at[0], "right": right}, right)


_TYPES = {"KH": "Kế hoạch", "QĐ": "Quyết định", "BC": "Báo cáo", "TB": "Thông báo", "HD": "Hướng dẫn", "TT": "Thông tư"}
_NAMED = re.compile(rf"([Vv])ăn bản số:? ?({SYMBOL})")


def _document_types(place: str, text: str) -> Iterator[Finding]:
    """ "Văn bản số …": the symbol says which sort of document it is; without a sort it is a công văn."""
    for found in _NAMED.finditer(text):
        sort = found[2].rpartition("/")[2].partition("-")[0]
        right = _TYPES.get(sort, "Công văn")
        right = right if found[1] == "V" else right.lower()
        span = (found.start(), found.start() + len("Văn bản"))
        yield Finding("document_type", place, *span, "hint", {"symbol": found[2], "right": right}, right)


def _cited_again(texts: Mapping[str, str]) -> Iterator[Finding]:
    """The full citation stands where a document is named first (Decree 30/2020, Annex I, II.6.b)."""
    seen: set[str] = set()
    for place, text in texts.items():
        for found in _CITED.finditer(text):
            if found[1] in seen:
                rest = (found.end(1), found.end())
                yield Finding("cited_again", place, *rest, "hint", {"symbol": found[1]}, "")
            seen.add(found[1])


def _date_styles(texts: Mapping[str, str]) -> Iterator[Finding]:
    found = [(place, one) for place, text in texts.items() for one in DATE.finditer(text)]
    long = [(place, one) for place, one in found if one[4]]
    if len(long) == len(found):
        return
    for place, one in long:
        day, month, year = (int(part) for part in one.groups() if part is not None)
        right = f"{day:02d}/{month:02d}/{year}" if day < 10 or month < 3 else f"{day}/{month}/{year}"
        yield Finding("date_styles", place, *one.span(), "hint", {"text": one[0], "right": right}, right)


# --- lists and marks --------------------------------------------------------------------------------------------------

_LINE = re.compile(r"^[ \t]*([-+]?)(?: [^\n]*|[^-+\n][^\n]*)$", re.MULTILINE)


def _lists(place: str, text: str) -> Iterator[Finding]:
    """Items of one list end alike, but for the last one; a list goes on over the smaller items inside it."""
    for mark in "-+":
        stretch: list[re.Match[str]] = []
        for line in _LINE.finditer(text):
            if line[1] == mark:
                stretch.append(line)
            elif not (mark == "-" and line[1] == "+"):
                yield from _endings(place, stretch)
                stretch = []
        yield from _endings(place, stretch)


def _endings(place: str, items: Sequence[re.Match[str]]) -> Iterator[Finding]:
    inner = [(item, item[0].rstrip()[-1:]) for item in items[:-1]]
    counted = Counter(end for _item, end in inner if end in ".;").most_common()
    if len(counted) < 2:
        return
    usual = counted[0][0] if counted[0][1] > counted[1][1] else "."
    for item, end in inner:
        if end in ".;" and end != usual:
            at = item.start() + len(item[0].rstrip()) - 1
            yield Finding("list_marks", place, at, at + 1, "warning", {"found": end, "usual": usual}, usual)


_JOINED = re.compile(r"(?<=[^\W\d])([,;])(?=[^\W\d])")
_SPACED = re.compile(r"(?<=\S) +(?=[,.;:!?](?:\s|$))")
_DOUBLED = re.compile(r"(?<=\S)[ ]{2,3}(?=\S)")
_UNENDED = re.compile(r"(?<=[^.!?;:,…])([”\"]) +(?=[A-ZĐÀÁẢÃẠĂÂÊÔƠƯ])")


def _marks(place: str, text: str) -> Iterator[Finding]:
    for found in _JOINED.finditer(text):
        yield Finding("space_missing", place, *found.span(), "warning", {"text": found[0]}, f"{found[0]} ")
    for found in _SPACED.finditer(text):
        yield Finding("space_before_mark", place, *found.span(), "hint", {}, "")
    for found in _DOUBLED.finditer(text):
        yield Finding("space_doubled", place, *found.span(), "hint", {}, " ")
    for found in _UNENDED.finditer(text):
        yield Finding("sentence_end", place, *found.span(), "warning", {}, f"{found[1]}. ")


# --- words ------------------------------------------------------------------------------------------------------------

_OF_UNITS = re.compile(r"(?<![\d/.])(\d+)/(\d+) (xã)(?!,? (?:thị trấn|phường))\b")


def _nouns(place: str, text: str, centre_count: int) -> Iterator[Finding]:
    """What is counted are centres; one of 19 "xã" was a town."""
    for found in _OF_UNITS.finditer(text):
        if int(found[2]) == centre_count:
            yield Finding("noun_of_centres", place, *found.span(3), "warning", {"count": centre_count}, "TTHTCĐ")


_RANKED = re.compile(r"\b(tốt|khá|trung bình|yếu)( ?[:,]? ?)(\d+/\d+)(,? đạt \d+(?:,\d+)?%)?", re.IGNORECASE)


def _ranks(place: str, text: str) -> Iterator[Finding]:
    """Ranks of one sentence are written alike: capitals, colon, and a percentage for each or for none."""
    for line in re.finditer(r"[^\n]+", text):
        found = list(_RANKED.finditer(text, line.start(), line.end()))
        if len(found) < 2:
            continue
        capitals = {one[1][:1].isupper() for one in found[1:]}
        shares = {one[4] is not None for one in found if not one[3].startswith("0/")}
        if len(capitals) > 1 or len(shares) > 1 or len({one[2] for one in found}) > 1:
            yield Finding("rank_words", place, found[0].start(), found[-1].end(), "hint")


_WORD = re.compile(r"[^\W\d_]+")


def _tones(texts: Mapping[str, str]) -> Iterator[Finding]:
    """ "hoá" and "hóa" in one text: the tone of a word stands on one letter throughout."""
    spelled: dict[tuple[str, str], Counter[str]] = {}
    places: list[tuple[str, re.Match[str], tuple[str, str]]] = []
    for place, text in texts.items():
        for found in _WORD.finditer(text):
            key = split_tone(found[0].lower())
            if key[1] and key[0][-2:-1] in "ou" and key[0][-1:] in "aey":
                spelled.setdefault(key, Counter())[found[0].lower()] += 1
                places.append((place, found, key))
    for place, found, key in places:
        usual = spelled[key].most_common(1)[0][0]
        if len(spelled[key]) > 1 and found[0].lower() != usual:
            right = usual.upper() if found[0].isupper() else usual.title() if found[0].istitle() else usual
            data = {"found": found[0], "usual": right}
            yield Finding("tone_placement", place, *found.span(), "hint", data, right)


_COUNT = re.compile(r"(?<![\w.,/¤])(0?[1-9]) (?=(?:TTHTCĐ|lớp|lần|xã|trung tâm|cán bộ|đơn vị|giáo viên|người|điểm)\b)")


def _zeros(texts: Mapping[str, str]) -> Iterator[Finding]:
    """ "03 TTHTCĐ" beside "5 lớp": the leading zero everywhere or nowhere."""
    found = [(place, one) for place, text in texts.items() for one in _COUNT.finditer(text)]
    padded = [one for one in found if len(one[1][1]) == 2]
    if not padded or len(padded) == len(found):
        return
    rare = padded if len(padded) <= len(found) / 2 else [one for one in found if one not in padded]
    for place, one in rare:
        right = one[1].lstrip("0") if len(one[1]) == 2 else f"0{one[1]}"
        yield Finding("leading_zero", place, *one.span(1), "hint", {"found": one[1], "right": right}, right)
