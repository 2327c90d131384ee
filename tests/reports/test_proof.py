"""The mark in the foot, the attachment, and bytes that depend on nothing but the snapshot."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from clc_desktop.domain.comparing import detailed, differences
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.reports import frozen, paper, proof
from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.document import Document, Paragraph, Run
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.setting import report_setting
from tests.reports.factory import (
    documents_2020,
    figures_2020,
    narrative_2020,
    report_2020,
    setting_2020,
    small_figures,
    small_report,
)
from tests.reports.strategies import annual_figures
from tests.reports.test_annex_lists import class_row, records

CLONE = Path(__file__).resolve().parents[2]
CODE = "60673 74414 91218 64593"

WRITE_ALL = """
import json, sys, hashlib
from pathlib import Path
from clc_desktop.reports import frozen, proof
from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.xlsx_writer import write_xlsx
document = proof.marked(frozen.document_of(json.loads(Path(sys.argv[1]).read_text("utf-8"))), sys.argv[2])
files = [proof.attach(write_pdf(document), b"manifest"), write_docx(document), write_xlsx(document)]
print(*(hashlib.sha256(data).hexdigest() for data in files))
"""

PLACES = (
    {"TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    {"TZ": "Asia/Ho_Chi_Minh", "LANG": "vi_VN.UTF-8", "LC_ALL": "", "PYTHONHASHSEED": "1"},
    {"TZ": "America/St_Johns", "LANG": "de_DE.UTF-8", "LC_ALL": "POSIX", "PYTHONHASHSEED": "4294967295"},
)


def rounded_trip(document: Document) -> Document:
    return frozen.document_of(json.loads(json.dumps(frozen.to_plain(document), ensure_ascii=False)))


def whole_report() -> Document:
    """The 2020 report with the year before and every list."""
    figures = figures_2020(previous=replace(figures_2020(), period=figures_2020().period.previous()))
    unit = figures.centres[0].unit_id
    classes = tuple(class_row(n, unit, "law", starts_on=figures.period.start) for n in range(30))
    own = tuple(replace(record, unit_id=unit) for record in records())
    return annual_report(figures, setting_2020(), documents_2020(), narrative_2020(), classes, own)


def snapshot_file(folder: Path) -> Path:
    path = folder / "snapshot.json"
    path.write_text(json.dumps(frozen.to_plain(whole_report())), encoding="utf-8")
    return path


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_the_same_snapshot_gives_the_same_bytes_wherever_it_is_written(tmp_path: Path) -> None:
    """Three processes one after another: seconds apart, too, so that no clock can be in the bytes."""
    snapshot = snapshot_file(tmp_path)
    found = set()
    for place in PLACES:
        command = [sys.executable, "-c", WRITE_ALL, str(snapshot), CODE]
        surroundings = {**os.environ, **place, "HOME": str(tmp_path / place["PYTHONHASHSEED"])}
        done = subprocess.run(command, cwd=CLONE, env=surroundings, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1
    document = proof.marked(rounded_trip(whole_report()), CODE)
    assert {annex.name for annex in document.annexes} >= {"classes", "staff", "plan_and_actual"}
    pdf = proof.attach(write_pdf(document), b"manifest")
    assert found.pop().split()[0] == hashlib.sha256(pdf).hexdigest()


def test_another_code_is_other_bytes() -> None:
    one, other = (write_pdf(proof.marked(small_report(), code)) for code in (CODE, "0" * 20))
    assert one != other


# --- the attachment ---------------------------------------------------------------------------------------------------


def test_the_attachment_comes_out_as_it_went_in_and_the_pages_stay() -> None:
    plain = write_pdf(small_report())
    data = json.dumps({"figures": "215 lớp" * 1000}, ensure_ascii=False).encode()
    made = proof.attach(plain, data)
    assert proof.attached(made) == data
    assert [page.look for page in paper.pages(made)] == [page.look for page in paper.pages(plain)]
    assert PdfReader(BytesIO(made)).metadata == PdfReader(BytesIO(plain)).metadata
    root = PdfReader(BytesIO(made)).trailer["/Root"]
    assert root["/AF"][0]["/AFRelationship"] == "/Source"
    assert root["/Lang"] == "vi-VN"
    assert len(made) < len(plain) + len(data)


def test_a_draft_has_no_manifest() -> None:
    with pytest.raises(ClcError, match="no_manifest"):
        proof.attached(write_pdf(small_report()))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04", b"%PDF-1.7\n%%EOF", b"\x00" * 1000])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    for look in (proof.attached, paper.pages):
        with pytest.raises(ClcError, match="not_a_pdf"):
            look(data)


# --- the mark ---------------------------------------------------------------------------------------------------------


def test_the_code_stands_on_every_page() -> None:
    pages = paper.pages(write_pdf(proof.marked(report_2020(), CODE)))
    assert all(paper.printed_codes([page]) == {CODE} for page in pages)
    assert paper.printed_codes(paper.pages(write_pdf(report_2020()))) == set()


def test_the_symbol_is_the_smallest_and_has_three_corners() -> None:
    symbol = proof.check_mark(CODE).qr
    assert symbol is not None
    assert len(symbol) == len(symbol[0]) == 21
    assert all(all(row[:7]) for row in (symbol[0], symbol[6]))
    assert proof.check_mark(CODE) == proof.check_mark(CODE)


# --- the document as JSON ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [report_2020, small_report])
def test_a_document_comes_back_as_it_was(made: Any) -> None:
    assert rounded_trip(made()) == made()


@given(annual_figures())
@settings(max_examples=30)
def test_the_document_of_any_figures_comes_back(figures: AnnualFigures) -> None:
    document = annual_report(figures, report_setting("commune", "xã Pú Xi", figures.period), (), {})
    assert rounded_trip(document) == document


def test_what_is_the_default_is_left_out_so_that_new_fields_change_nothing() -> None:
    assert frozen.to_plain(Run("x")) == {"is": "Run", "text": "x"}
    assert frozen.to_plain(Paragraph((Run("", bold=True),)))["runs"] == [{"is": "Run", "text": "", "bold": True}]


def test_a_setting_has_its_place_in_the_snapshot_too() -> None:
    plain = frozen.to_plain(setting_2020())
    assert plain["unit"] == "huyện Tuần Giáo"
    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.parametrize(
    "change",
    [
        {"kind": 7},
        {"body": "text"},
        {"body": [{"is": "Heading", "level": 9, "title": "x"}]},
        {"body": [{"is": "Paragraph", "runs": [{"is": "Run", "text": None}]}]},
        {"body": [{"is": "Image", "path": "/etc/passwd"}]},
        {"body": [{"is": "Run", "text": "not a block"}]},
        {"recipients": [["x"]]},
        {"annexes": [{"is": "Annex"}]},
        {"nobody_knows": 1},
        {"figures": [{"is": "FigureLine", "name": "a", "label": "b", "definition": "c", "kind": "text", "value": [1]}]},
    ],
)
def test_json_that_is_no_document_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ClcError, match="document_unreadable"):
        frozen.document_of({**frozen.to_plain(small_report()), **change})


@pytest.mark.parametrize("value", ["NaN", "1e999999999", "x", "", "01"])
def test_decimals_are_numbers(value: str) -> None:
    line = {"is": "FigureLine", "name": "a", "label": "b", "definition": "c", "kind": "percent"}
    plain = frozen.to_plain(small_report()) | {"figures": [line | {"value": {"is": "Decimal", "value": value}}]}
    if value == "1e999999999":
        plain["figures"][0]["value"]["value"] = "Infinity"
    with pytest.raises(ClcError, match="document_unreadable"):
        frozen.document_of(plain)


# --- figures by name --------------------------------------------------------------------------------------------------


@given(annual_figures())
def test_any_figures_survive_json_and_do_not_differ_from_themselves(figures: AnnualFigures) -> None:
    value = detailed(figures)
    assert differences(json.loads(json.dumps(value)), value) == ()


def test_each_changed_figure_is_named_down_to_its_centre() -> None:
    before = small_figures()
    centre = replace(before.centres[1], managers=7)
    after = replace(before, seconded=3, centres=(before.centres[0], centre, before.centres[2]))
    found = {one.name: (one.left, one.right) for one in differences(detailed(before), detailed(after))}
    assert found == {"seconded": (2, 3), "staff.seconded": (2, 3), "by_centre[xã Hai].managers": (0, 7)}


def test_a_centre_that_only_one_side_has_is_named() -> None:
    before = small_figures()
    after = replace(before, centres=before.centres[:2])
    names = [one.name for one in differences(detailed(before), detailed(after))]
    assert "centres" in names
    assert "by_centre[phường Ba].name" in names
    assert {one.right for one in differences(detailed(before), detailed(after)) if "phường" in one.name} == {None}


def test_centres_of_one_name_are_told_apart() -> None:
    before = small_figures()
    twins = tuple(replace(centre, name="xã Một") for centre in before.centres)
    after = replace(before, centres=(replace(twins[0], managers=5), *twins[1:]))
    (found,) = differences(detailed(replace(before, centres=twins)), detailed(after))
    assert found.name == "by_centre[xã Một 1].managers"
