"""Charts: one picture for PDF and Word, Excel's own in the workbook; readable in grey, for all eyes and aloud."""

from __future__ import annotations

import itertools
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clc_desktop.domain.numbers import format_number
from clc_desktop.reports.charts import FILLS, draw
from clc_desktop.reports.document import Annex, Chart, Document, Series
from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.emf import write_emf
from clc_desktop.reports.fonts import text_points
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.pictures import Box, Label, Picture, Stroke, qr_picture
from clc_desktop.reports.xlsx_writer import write_xlsx
from tests.reports.factory import report_2020, small_report
from tests.reports.reading import pdf_text, xlsx_book

WIDTH = 467.7


@st.composite
def charts(draw_from: st.DrawFn) -> Chart:
    names = draw_from(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12))
    values = st.lists(st.integers(0, 10**6), min_size=len(names), max_size=len(names)).map(tuple)
    series = draw_from(st.lists(st.builds(Series, st.just("Năm 2020"), values), min_size=1, max_size=3))
    return Chart("Số lớp", "lớp", tuple(names), tuple(series), draw_from(st.booleans()))


def records(emf: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of every record of a metafile."""
    place = 0
    while place < len(emf):
        kind, size = struct.unpack_from("<II", emf, place)
        assert size % 4 == 0
        yield kind, emf[place + 8 : place + size]
        place += size


@settings(max_examples=60, deadline=None)
@given(charts())
def test_nothing_is_drawn_outside_and_every_number_is_there(chart: Chart) -> None:
    picture = draw(chart, WIDTH)
    texts = [shape.text for shape in picture.shapes if isinstance(shape, Label)]
    for one in chart.series:
        assert all(format_number(value) in texts for value in one.values)
    for shape in picture.shapes:
        match shape:
            case Box():
                assert 0 <= shape.x <= shape.x + shape.width <= WIDTH + 0.01
                assert 0 <= shape.y <= shape.y + shape.height <= picture.height + 0.01
            case Stroke():
                assert max(shape.x, shape.to_x) <= WIDTH
            case Label():
                width = text_points(shape.text, shape.size, bold=shape.bold)
                left = shape.x - {"start": 0, "middle": width / 2, "end": width}[shape.anchor]
                assert -1 <= left <= left + width <= WIDTH + 1
                assert 0 < shape.y <= picture.height


@settings(max_examples=60, deadline=None)
@given(charts())
def test_bars_are_as_long_as_their_numbers(chart: Chart) -> None:
    bars = [shape for shape in draw(chart, WIDTH).shapes if isinstance(shape, Box)]
    bars = bars[len(chart.series) :] if len(chart.series) > 1 else bars  # the key has a box for each series
    values = [one.values[index] for index in range(len(chart.categories)) for one in chart.series]
    sizes = [(bar.height if chart.upright else bar.width) for bar in bars]
    shown = [value for value in values if value]
    assert len(sizes) == len(shown)
    for size, value in zip(sizes, shown, strict=True):
        assert size / max(sizes) == pytest.approx(value / max(shown))


def lightness(colour: str) -> float:
    """CIE L* of a colour: what is left of it on grey paper, and to most colour-blind eyes."""
    parts = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return float(116 * luminance ** (1 / 3) - 16)


def test_patterns_differ_on_grey_paper() -> None:
    levels = sorted(lightness(fill) for fill in FILLS)
    assert all(second - first > 18 for first, second in itertools.pairwise(levels))


def test_a_metafile_is_whole_and_bears_its_texts() -> None:
    chart = Chart("Số lớp", "lớp", ("Kinh tế", "Văn hóa 🎓"), (Series("Năm 2020", (1891, 0)),))
    picture = draw(chart, WIDTH)
    emf = write_emf(picture)
    found = list(records(emf))
    assert (found[0][0], found[-1][0]) == (1, 14)
    signature, _version, size, count = struct.unpack_from("<4sIII", found[0][1], 32)
    assert (signature, size, count) == (b" EMF", len(emf), len(found))
    frame = struct.unpack_from("<4i", found[0][1], 16)
    assert frame[2:] == (round(WIDTH * 2540 / 72), round(picture.height * 2540 / 72))
    for text in ("Số lớp (lớp)", "Kinh tế", "Văn hóa 🎓", "1.891"):
        assert text.encode("utf-16-le") in emf
    assert "Times New Roman".encode("utf-16-le") in emf
    created = sum(kind in (38, 39, 82) for kind, _ in found)
    assert created == sum(kind == 40 for kind, _ in found)


def test_a_qr_symbol_keeps_every_module_and_its_quiet_zone() -> None:
    modules = ((True, True, False), (False, True, True), (True, False, True))
    picture = qr_picture(modules, 110)
    unit = 110 / 11
    boxes = [shape for shape in picture.shapes if isinstance(shape, Box)]
    dark = {
        (round(box.y / unit) - 4, column)
        for box in boxes
        for column in range(round(box.x / unit) - 4, round((box.x + box.width) / unit) - 4)
    }
    assert dark == {(row, column) for row, line in enumerate(modules) for column, is_dark in enumerate(line) if is_dark}
    assert min(box.x for box in boxes) == pytest.approx(4 * unit)


def charted() -> Document:
    return report_2020()


def test_the_same_chart_is_in_all_three() -> None:
    document = charted()
    chart = document.annexes[-1].blocks[0]
    assert isinstance(chart, Chart)
    text = pdf_text(write_pdf(document))
    assert "Số lớp theo lĩnh vực (lớp)" in text
    with zipfile.ZipFile(BytesIO(write_docx(document))) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if name.endswith(".emf")]
    assert pictures == [
        write_emf(draw(block, WIDTH_OF_TEXT)) for block in document.annexes[-1].blocks if isinstance(block, Chart)
    ]
    sheet = xlsx_book(write_xlsx(document))["Phụ lục V"]
    assert [sheet.cell(6 + index, 1).value for index in range(6)] == list(chart.categories)
    assert [sheet.cell(6 + index, 2).value for index in range(6)] == list(chart.series[0].values)


WIDTH_OF_TEXT = 165 * 72 / 25.4


def test_the_workbook_has_charts_of_its_own_beside_their_numbers() -> None:
    with zipfile.ZipFile(BytesIO(write_xlsx(small_report()))) as archive:
        made = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/")]
    assert len(made) == 2
    for chart in made:
        assert chart.count("<ser>") == 2  # this year and the one before
        assert "'Phụ lục V'!$A$" in chart
        assert FILLS[0][1:] in chart


def test_an_upright_chart_of_months_is_laid_out() -> None:
    months = Chart(
        "Số lớp theo tháng", "lớp", tuple(f"T{m}" for m in range(1, 13)), (Series("a", tuple(range(12))),), True
    )
    document = report_2020()
    annex = Annex("Phụ lục", "Biểu đồ", "(Kèm theo)", (months,))
    data = write_pdf(
        Document(**{**{f: getattr(document, f) for f in document.__dataclass_fields__}, "annexes": (annex,)})
    )
    assert "T12" in pdf_text(data)


def test_a_picture_without_shapes_is_a_file_all_the_same() -> None:
    assert [kind for kind, _ in records(write_emf(Picture(10, 10, ())))] == [1, 18, 14]
