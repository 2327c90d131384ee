"""The 2020 report in full, word by word: ours against the real one (``tests/golden/seed-2020.txt``).

Every difference is listed here with its reason. ``tests/golden/seed-2020.diff`` shows both texts side by side. Ours is
the one with every annex that the sample's report has, lists of classes, staff, premises and money included.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from clc_desktop.reports import layout
from clc_desktop.reports.annual import annual_report
from tests.reports.factory import documents_2020, figures_2020, narrative_2020, setting_2020
from tests.reports.test_annex_lists import class_row, records

GOLDEN = Path(__file__).parents[1] / "golden"

ANNEXES = (
    "- Số liệu chi tiết kèm theo: Phụ lục I (kết quả hoạt động theo lĩnh vực năm 2020); Phụ lục II (kết quả hoạt động "
    "của các TTHTCĐ năm 2020); Phụ lục III (so sánh kế hoạch và thực hiện năm 2020); Phụ lục IV (đội ngũ và kinh phí "
    "của các TTHTCĐ năm 2020); Phụ lục V (cơ sở vật chất của các TTHTCĐ năm 2020); Phụ lục VI (danh sách cán bộ quản "
    "lý, nhân viên của các TTHTCĐ năm 2020); Phụ lục VII (kinh phí hoạt động của các TTHTCĐ năm 2020 theo nguồn); "
    "Phụ lục VIII (biểu đồ kết quả hoạt động năm 2020); Phụ lục IX (danh sách các lớp, chuyên đề, hoạt động năm 2020)."
)

JUSTIFIED: tuple[tuple[str, str, str], ...] = (
    ("HOÀ", "HÒA", "one place for the tone in the program's own words (domain.md A11)"),
    ("05 tháng 10 năm 2020", "05/10/2020", "one style of dates inside the text (A9)"),
    ("96/2008/TT-BTC,", "96/2008/TT-BTC", "no comma between symbol and date (A12; Decree 30/2020, Annex I, II.6.b)"),
    ("96/2008/TT-BTC, ngày 27/10/2008;", "96/2008/TT-BTC;", "cited again: type and symbol only (A12; II.6.b)"),
    ("30/7/3013", "30/7/2013", "the year of a decision of 2013 (A1)"),
    ("1080", "1.080", "thousands have dots everywhere (A2)"),
    ("người;", "người.", "items of one list end alike (A3)"),
    ("1010", "1.010", "thousands have dots everywhere (A2)"),
    ("", ANNEXES, "the real report has no annexes; ours names its own (A16; Annex I, III.1)"),
    ("xã", "TTHTCĐ", "one of the 19 is a town: the noun is what was counted (A7)"),
    ("xoá", "xóa", "one place for the tone (A11)"),
    ("hoá,", "hóa,", "one place for the tone (A11)"),
    ("dân”", "dân”.", "the full stop that was forgotten (A13)"),
    ("VT,GDĐT.", "VT, GDĐT.", "a space after the comma (A10)"),
    ("", "PHÓ CHỦ TỊCH", "cut from the text layer that we have of the real report"),
)
"""(the real report's words, ours, why), in the order of the text."""


@dataclass(frozen=True)
class Stretch:
    """Words that both have, or that each has in its own way."""

    same: bool
    theirs: str
    ours: str


def ours() -> list[str]:
    """The words of our report, head to signature; what lies in the annexes is counted, not told, in the real one."""
    figures = figures_2020()
    unit = figures.centres[0].unit_id
    classes = [class_row(1, unit, "law", starts_on=figures.period.start)]
    behind = [replace(record, unit_id=unit, **_of_2020(record)) for record in records()]
    document = annual_report(figures, setting_2020(), documents_2020(), narrative_2020(), classes, behind)
    head = (*document.head.issuer, document.head.symbol, layout.NATION, layout.MOTTO, document.head.place_date)
    parts = (*head, document.kind, document.subject, document.text(), "Nơi nhận:")
    return " ".join((*parts, *layout.recipient_lines(document), *document.signature.authority)).split()


def _of_2020(record: Any) -> dict[str, int]:
    return {"year": 2020} if hasattr(record, "year") else {}


@cache
def stretches() -> tuple[Stretch, ...]:
    real, made = (GOLDEN / "seed-2020.txt").read_text("utf-8").split(), ours()
    matcher = SequenceMatcher(None, real, made, autojunk=False)
    return tuple(
        Stretch(tag == "equal", " ".join(real[a:b]), " ".join(made[c:d])) for tag, a, b, c, d in matcher.get_opcodes()
    )


def side_by_side() -> Iterator[str]:
    """The artefact: what is the same in one line, what differs on both sides of an arrow with its reason."""
    reasons = {(theirs, made): reason for theirs, made, reason in JUSTIFIED}
    for one in stretches():
        if one.same:
            yield f"  {one.ours}"
        else:
            yield f"- {one.theirs}"
            yield f"+ {one.ours}"
            yield f"? {reasons.get((one.theirs, one.ours), 'NOT JUSTIFIED')}"


def test_every_difference_from_the_real_report_is_justified() -> None:
    found = [(one.theirs, one.ours) for one in stretches() if not one.same]
    assert found == [(theirs, made) for theirs, made, _reason in JUSTIFIED]
    assert all(reason for _theirs, _made, reason in JUSTIFIED)


def test_all_but_a_few_words_are_the_same() -> None:
    same = sum(len(one.ours.split()) for one in stretches() if one.same)
    assert same > 0.99 * len((GOLDEN / "seed-2020.txt").read_text("utf-8").split())


def test_the_side_by_side_diff_is_kept() -> None:
    """CLC_GOLDEN=1 writes it anew."""
    path, text = GOLDEN / "seed-2020.diff", "\n".join(side_by_side()) + "\n"
    if os.environ.get("CLC_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
