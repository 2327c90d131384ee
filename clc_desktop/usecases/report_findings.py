"""What a report says beside what the figures say: typed numbers that are figures, numbers and claims that are wrong.

Slips that need no figures: ``proofreading``. ``findings`` is the whole list of a report, in the order of its places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.numbers import format_number
from clc_desktop.domain.periods import Period
from clc_desktop.reports.context import Context
from clc_desktop.reports.fields import fields, registry
from clc_desktop.reports.narrative import unknown_fields
from clc_desktop.reports.wording import capitalised, next_period, period_text
from clc_desktop.usecases.proofreading import DATE, SYMBOL, Finding, masked, proofread

__all__ = ["Finding", "findings"]

_SMALL = 100
"""Numbers above are hardly equal to a figure by chance; smaller ones are looked at in known sentences only."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a text that nobody has read yet was in the report of the period ``before``."""

    before: Period
    text: str


def findings(
    c: Context, texts: Mapping[str, str], carried: Mapping[str, Carried] = MappingProxyType({})
) -> tuple[Finding, ...]:
    """Everything doubtful about the texts (as they are kept) of a report on these figures."""
    typed = {place: text for place, text in texts.items() if text.strip()}
    last_year = c.figures.period.end.year + 1
    known = _known(c.figures)
    found = list(proofread(typed, c.documents, last_year, c.figures.centre_count))
    for place, text in typed.items():
        found += _numbers(place, text, c.figures, known)
        found += _contradictions(place, text, c.figures)
        found += _unknown(place, text, c)
        if place in carried:
            found += _carried_periods(place, text, carried[place], c.figures.period)
    order = {place: number for number, place in enumerate(texts)}
    once = {(one.place, one.start, one.end): one for one in reversed(found)}
    listed = sorted(once.values(), key=lambda one: (order.get(one.place, -1), one.start, one.end))
    return (*listed, *(_of_report(c.figures) if typed else ()))


# --- numbers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Figure:
    name: str
    label: str
    shown: str
    number: Decimal


@dataclass(frozen=True, slots=True)
class _Typed:
    """A number that a person typed, and the figure that its sentence speaks of."""

    start: int
    end: int
    text: str
    figure: _Figure | None

    @property
    def number(self) -> Decimal:
        return _number(self.text)


def _known(figures: AnnualFigures) -> dict[str, _Figure]:
    """The figures that are numbers, by name."""
    found = {}
    for one in registry(figures):
        shown = one.shown(figures)
        if one.kind != "text" and re.fullmatch(r"[\d.]+(?:,\d+)?", shown):
            found[one.name] = _Figure(one.name, one.said_label, shown, _number(shown))
    return found


def _number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


_N = r"(\d{1,3}(?:\.\d{3})+|\d+)"
_P = r"(\d{1,3}(?:,\d+)?) ?%"
_IN = r"(?:[^.;\n]|\.(?=\d))"
_C = r"(?:TTHTCĐ|trung tâm học tập cộng đồng|trung tâm|xã, thị trấn|xã|đơn vị)"
_VERB = r"(?:thực hiện (?:việc )?)?(?:mua sắm|trang bị)"

_SENTENCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf"{_N}(?:/{_N})? {_C} chưa có trụ sở", ("premises.not_own", "centres")),
    (rf"{_N}(?:/{_N})? {_C} (?:đã )?có trụ sở", ("premises.own", "centres")),
    (rf"{_N}(?:/{_N})? {_C} đã {_VERB}", ("equipment.done", "centres")),
    (rf"{_N}(?:/{_N})?(?: {_C})? chưa {_VERB}", ("equipment.not_done", "centres")),
    (rf"{_P} {_C} có Ban quản lý", ("staff.boards_percent",)),
    (rf"{_N}/{_N} {_C} có Ban quản lý", ("staff.boards", "centres")),
    (rf"cán bộ quản lý(?: {_C})?:? (?:là )?{_N}(?![/\d])", ("staff.managers",)),
    (rf"báo cáo viên, cộng tác viên:? (?:là )?{_N}(?![/\d])", ("staff.collaborators",)),
    (rf"kinh phí (?:đã )?cấp{_IN}{{0,24}}?(?:là)?:? {_N} đồng", ("funding.regular",)),
    (rf"[Hh]uy động (?:được )?{_N} đồng", ("funding.socialised",)),
    (rf"{_N}/{_N} lớp(?:,? đạt {_P})?", ("classes.held", "classes.planned", "classes.percent")),
    (
        rf"{_N}/{_N} lượt(?: người)?(?: tham gia)?(?:,? đạt {_P})?",
        ("turns.attended", "turns.planned", "turns.percent"),
    ),
    (rf"{_N}/{_N} {_C} hiện có", ("centres", "centres")),
    *(
        (
            rf"(?i:{words}):? {_N}/{_N}(?: {_C})?(?:,? đạt {_P})?",
            (f"ratings.{rank}.count", "centres", f"ratings.{rank}.percent"),
        )
        for rank, words in (("good", "tốt"), ("fair", "khá"), ("average", "trung bình"), ("poor", "yếu"))
    ),
)  # fmt: skip
"""How a sentence of an annual report says a figure, and which figures its numbers are, in their order."""

_SPOKEN_FOR = re.compile(
    rf"{DATE.pattern}|{SYMBOL}|(?i:năm|tháng|quý|khóa|điều|khoản|số|phụ lục|giai đoạn) \d[\d/.-]*|"
    r"^\s*\d+(?:\.\d+)*[.)] |\d{4} ?[-–] ?\d{4}",
    re.MULTILINE,
)
"""Numbers that count nothing: of days, documents, years, headings."""
_FREE = re.compile(r"(?<![\w.,/¤-])(\d{1,3}(?:\.\d{3})+|\d+)(,\d+)?(?![\d¤]|[.,/]\d|[^\W\d])")


def _numbers(place: str, text: str, figures: AnnualFigures, known: Mapping[str, _Figure]) -> Iterator[Finding]:
    shown = masked(text)
    said = {one.start: one for one in _said(shown, figures, known)}
    free = {one.start: one for one in _free(shown, known, said)}
    for one in sorted((said | free).values(), key=lambda one: one.start):
        figure = one.figure
        undotted = "," not in one.text and "." not in one.text and len(one.text) > 3
        span = (one.start, one.end)
        if figure is not None and figure.number != one.number:
            data = {"found": one.text, "label": figure.label, "right": figure.shown}
            yield Finding("figure_differs", place, *span, "error", data, f"{{{figure.name}}}")
        elif undotted:
            is_said = figure is not None and one.start in said  # else it may be equal by chance: dots first
            right = f"{{{figure.name}}}" if figure and is_said else format_number(int(one.text))
            data = {"found": one.text, "right": format_number(int(one.text))}
            yield Finding("number_without_dot", place, *span, "warning", data, right)
        elif figure is not None:
            data = {"found": one.text, "label": figure.label}
            yield Finding("figure_typed", place, *span, "hint", data, f"{{{figure.name}}}")


def _said(text: str, figures: AnnualFigures, known: Mapping[str, _Figure]) -> Iterator[_Typed]:
    """Numbers in sentences that say which figure they are."""
    for pattern, names in _SENTENCES:
        for found in re.finditer(rf"(?<![\w.,/¤]){pattern}" if pattern.startswith("(") else pattern, text):
            yield from _groups(found, names, known)
    for one in figures.fields:
        for line in re.finditer(rf"{re.escape(one.name)}(?::|,? (?:đã )?(?:mở|có)) {_IN}*", text):
            yield from _of_field(line, one.code, known)


def _of_field(line: re.Match[str], code: str, known: Mapping[str, _Figure]) -> Iterator[_Typed]:
    """``28 lớp, 1.891 lượt người, trong đó Trung tâm tổ chức 18 lớp, 1080 lượt người, …``"""
    counted = rf"{_N} (?:lớp|lần)(?: tổ chức)?, {_N} lượt"
    for head, part in (("phối hợp tổ chức:? ", "joint."), ("(?<!phối hợp )tổ chức:? ", "own."), ("[:ởó] ", "")):
        found = re.compile(head + counted).search(line.string, line.start(), line.end())
        if found:
            yield from _groups(found, (f"fields.{code}.{part}classes", f"fields.{code}.{part}turns"), known)


def _groups(found: re.Match[str], names: Sequence[str], known: Mapping[str, _Figure]) -> Iterator[_Typed]:
    for number, name in enumerate(names, start=1):
        if found[number] and name in known:
            yield _Typed(*found.span(number), found[number], known[name])


def _free(text: str, known: Mapping[str, _Figure], said: Mapping[int, _Typed]) -> Iterator[_Typed]:
    """Other numbers: those that are equal to one figure, and those that lack their dots."""
    taken = [found.span() for found in _SPOKEN_FOR.finditer(text)] + [(one.start, one.end) for one in said.values()]
    by_value: dict[Decimal, _Figure] = {}
    for figure in known.values():
        by_value.setdefault(figure.number, figure)
    for found in _FREE.finditer(text):
        start, end = found.span()
        if any(first < end and start < last for first, last in taken):
            continue
        number = _number(found[0])
        is_telling = number > _SMALL or bool(found[2])
        yield _Typed(start, end, found[0], by_value.get(number) if is_telling else None)


# --- claims -----------------------------------------------------------------------------------------------------------

_Test = Callable[[AnnualFigures], bool]
_NOT = r"(?<!chưa )(?<!không )"

_CLAIMS: tuple[tuple[str, str, _Test], ...] = (
    ("claim_nothing_raised", r"(?i:không|chưa) huy động (?:thêm )?(?:được )?(?:các )?(?:kinh phí|nguồn)",
     lambda f: f.socialised_funding > 0),
    ("claim_raised", rf"{_NOT}(?i:đã huy động)(?: được)?{_IN}{{0,30}}(?:kinh phí|nguồn lực|đồng)",
     lambda f: not f.socialised_funding),
    ("claim_plan_kept",
     rf"{_NOT}(?i:đảm bảo (?:đúng )?theo kế hoạch|(?:hoàn thành|vượt|đạt)(?: mức| 100%)? (?:chỉ tiêu|kế hoạch))",
     lambda f: f.classes.planned > 0 and not f.classes.met),
    ("claim_plan_missed", r"(?i:chưa|không) (?:đạt|hoàn thành)(?: được)? (?:chỉ tiêu|kế hoạch)",
     lambda f: f.classes.planned > 0 and f.classes.met and f.turns.met),
    ("claim_all_boards", rf"(?i:tất cả|toàn bộ|các|100%){_IN}{{0,40}}đều (?:đã )?có Ban quản lý",
     lambda f: f.boards < f.centre_count),
    ("claim_staffed", r"(?i:đảm bảo|đủ) (?:đủ )?(?:về )?số lượng cán bộ quản lý", lambda f: f.boards < f.centre_count),
    ("claim_all_funded", rf"(?i:đều được){_IN}{{0,40}}cấp kinh phí",
     lambda f: any(centre.regular_funding == 0 for centre in f.centres)),
    ("claim_equipped", rf"(?i:đảm bảo|đã|đầy đủ){_IN}{{0,40}}mua sắm(?! được){_IN}{{0,16}}thiết bị(?! ban đầu gồm)",
     lambda f: bool(f.not_equipped)),
    ("claim_premises", r"đều (?:đã )?có trụ sở", lambda f: f.own_premises < f.centre_count),
    ("claim_seconded", rf"{_NOT}(?i:đã bố trí|có bố trí|đã biệt phái){_IN}{{0,20}}giáo viên", lambda f: not f.seconded),
    ("claim_no_seconded", r"(?i:chưa|không) bố trí(?: được)? giáo viên biệt phái", lambda f: f.seconded > 0),
    ("claim_more", rf"(?i:số lớp|lượt người){_IN}{{0,30}}(?:tăng|cao hơn|nhiều hơn){_IN}{{0,24}}(?:năm trước|cùng kỳ)",
     lambda f: _moved(f, 1)),
    ("claim_fewer", rf"(?i:số lớp|lượt người){_IN}{{0,30}}(?:giảm|thấp hơn|ít hơn){_IN}{{0,24}}(?:năm trước|cùng kỳ)",
     lambda f: _moved(f, -1)),
    ("topics_and_classes", r"(?i:số lượng chuyên đề và số lớp)", lambda f: True),
)  # fmt: skip
"""What a sentence claims, and when the figures say otherwise."""


def _moved(figures: AnnualFigures, way: int) -> bool:
    """Whether classes and turns both went the other way than is claimed; False where nothing is known of before."""
    before = figures.previous
    if before is None:
        return False
    now = figures.total
    return way * (now.classes - before.total.classes) <= 0 and way * (now.turns - before.total.turns) <= 0


def _contradictions(place: str, text: str, figures: AnnualFigures) -> Iterator[Finding]:
    shown = masked(text)
    for code, pattern, is_wrong in _CLAIMS:
        if is_wrong(figures):
            for found in re.finditer(pattern, shown):
                made = Finding(code, place, *found.span(), "error", _told(figures))
                yield replace(made, severity="hint") if code == "topics_and_classes" else made


def _told(figures: AnnualFigures) -> dict[str, object]:
    """The figures that the sentences about claims name."""
    texts = fields(figures)
    missing = [f"TTHTCĐ {centre.name}" for centre in figures.not_equipped]
    return {
        "held": texts["classes.held"], "planned": texts["classes.planned"], "raised": texts["funding.socialised"],
        "boards": figures.boards, "centres": figures.centre_count, "own": figures.own_premises,
        "missing": ", ".join(missing[:5]) + (" …" if len(missing) > 5 else ""), "seconded": figures.seconded,
        "unfunded": sum(centre.regular_funding == 0 for centre in figures.centres),
    }  # fmt: skip


def _unknown(place: str, text: str, c: Context) -> Iterator[Finding]:
    """``{clases.held}``: no figure has this name, so the braces would be printed."""
    for name in dict.fromkeys(unknown_fields(text, c.figures)):
        if name not in c.values:
            at = text.index(f"{{{name}}}")
            yield Finding("unknown_figure", place, at, at + len(name) + 2, "error", {"name": name})


# --- last year's words ------------------------------------------------------------------------------------------------


def _carried_periods(place: str, text: str, carried: Carried, now: Period) -> Iterator[Finding]:
    """ "năm 2019", and "năm 2020" for the year after it, in words that came from 2019's report into 2020's.

    The year after is this report's own: who has typed it since meant it, so there must be as many as came.
    """
    shown = masked(text)
    taken = [found.span() for found in DATE.finditer(shown)]
    after, later = next_period(carried.before), next_period(now)
    for old, new, names in ((carried.before, now, ("year", "period")), (after, later, ("next_year", "next_period"))):
        spoken = list(_spoken(old).finditer(shown))
        if old == after and len(spoken) > len(_spoken(old).findall(masked(carried.text))):
            continue
        for found in spoken:
            if not any(first < found.end() and found.start() < last for first, last in taken):
                data = {"text": found[0], "right": period_text(new)}
                fix = _renewed(found, new, names)
                yield Finding("period_carried", place, *found.span("when"), "warning", data, fix)


def _spoken(period: Period) -> re.Pattern[str]:
    """How a text names a period: of a year, what is replaced is the number alone, so that "Năm" stays as typed."""
    if period.kind == "year":
        return re.compile(rf"(?i:năm) (?P<when>{period.year})(?![\d/-])")
    return re.compile(rf"(?P<when>(?i:{re.escape(period_text(period))}))(?!\d)")


def _renewed(found: re.Match[str], new: Period, names: tuple[str, str]) -> str:
    of_year, in_words = names
    if new.kind == "year":
        return f"{{{of_year}}}"
    return f"{{{in_words}}}" if found["when"][0].islower() else capitalised(period_text(new))


# --- the report as a whole --------------------------------------------------------------------------------------------


def _of_report(figures: AnnualFigures) -> list[Finding]:
    """Sums of unlike things, and head-counts too even to have been counted."""
    found = []
    counted = [one for one in figures.fields if one.counts_in_total and one.total.classes]
    units = {one.unit_word for one in counted}
    if len(units) > 1:
        other = [one for one in counted if one.unit_word != counted[0].unit_word]
        data = {"held": figures.total.classes, "other": sum(one.total.classes for one in other),
                "unit": other[0].unit_word, "names": ", ".join(one.name for one in other)}  # fmt: skip
        found.append(Finding("mixed_units", severity="hint", data=data))
    hosted = [one for one in figures.fields if one.own.classes > 1]
    if len(hosted) > 3 and all(one.own.turns % one.own.classes == 0 for one in hosted):
        found.append(Finding("even_averages", severity="warning", data={"count": len(hosted)}))
    return found
