"""Verifying: a true report is true, and every way in which one can be untrue is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import PlanTarget, plan_id
from clc_desktop.reports import frozen, proof
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.store import snapshots
from clc_desktop.sync import manifest
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import (
    freezing,
    keeping,
    narrating,
    report_files,
    reporting,
    unit_reports,
    units,
    verifying,
    workspace,
)
from clc_desktop.usecases.reporting import Scope
from clc_desktop.usecases.verifying import Verification
from tests.usecases.conftest import YEAR, District, furnish


class Paper:
    """A district's frozen report with the files behind it; ``before`` is one of the year before."""

    before: Path

    def __init__(self, district: District) -> None:
        self.district = district
        self.one = district.submit(district.one, "one.clcsync")
        self.two = district.submit(district.two, "two.clcsync")
        district.merge(self.one, self.two)
        self.pdf = self.write()

    def write(self, name: str = "out") -> Path:
        self.frozen = freezing.freeze_report(self.district.office, YEAR)
        return report_files.write_frozen(self.district.office, self.frozen.id, ["pdf"], self.district.path(name))[0]

    def verify(self, *paths: Path, store: Any = "office", pdf: Path | None = None) -> Verification:
        store = self.district.office if store == "office" else store
        return verifying.verify(store, pdf or self.pdf, paths or (self.one, self.two))

    def manifest(self) -> bytes:
        with self.district.office.read() as conn:
            return snapshots.manifest_of(conn, self.frozen.id)

    def repainted(self, change: Callable[[PdfWriter], None]) -> Path:
        """The PDF with something done to it, the attachment left."""
        writer = PdfWriter(clone_from=BytesIO(self.pdf.read_bytes()))
        change(writer)
        path = self.pdf.with_name("changed.pdf")
        buffer = BytesIO()
        writer.write(buffer)
        path.write_bytes(buffer.getvalue())
        return path


@pytest.fixture
def report(district: District) -> Paper:
    district.record(district.one, 30, 25)
    district.record(district.two, 40, hosting="joint", partners=("Hội Phụ nữ",))
    return Paper(district)


def errors(result: Verification) -> list[str]:
    return [finding.code for finding in result.findings if finding.severity == "error"]


def notes(result: Verification) -> list[str]:
    return [finding.code for finding in result.findings if finding.severity == "warning"]


def data_of(result: Verification, code: str) -> dict[str, Any]:
    return next(finding.data for finding in result.findings if finding.code == code)


def test_a_true_report_is_true(report: Paper) -> None:
    result = report.verify()
    assert (result.findings, result.figures) == ((), ())
    assert result.true
    assert result.recomputed
    assert result.code == report.frozen.code


def test_without_a_database_the_files_are_only_compared(report: Paper) -> None:
    result = report.verify(store=None)
    assert result.true
    assert not result.recomputed
    assert notes(result) == ["signed_by", "not_recomputed"]
    number = report.district.identity(report.district.office).check_number
    assert data_of(result, "signed_by")["check_number"] == number == result.signer


def test_a_check_can_be_stopped_before_each_of_its_steps(report: Paper) -> None:
    """Pages, redrawing, pages drawn, files brought, opened and taken in, figures."""
    asked: list[str] = []
    told: list[tuple[int, int, str]] = []
    given = (report.district.office, report.pdf, (report.one, report.two))
    found = verifying.verify_slowly(*given, lambda *step: told.append(step), lambda: bool(asked.append("")))
    assert found == report.verify()
    count = len(asked)
    pages = len(PdfReader(report.pdf).pages)
    assert count == 2 * pages + 1 + 2 + 2 + 2 + 1
    assert [done for done, _total, _what in told] == list(range(count))
    assert told[-1][:2] == (count - 1, count), "and what it said of its length was true in the end"
    for last in (0, pages, 2 * pages + 1, count - 4, count - 1):
        asked.clear()

        def stop(last: int = last) -> bool:
            asked.append("")
            return len(asked) > last

        assert verifying.verify_slowly(*given, lambda *_: None, stop) is None
        assert len(asked) == last + 1


# --- figures ----------------------------------------------------------------------------------------------------------


def test_a_figure_that_the_submissions_do_not_have_is_named(report: Paper) -> None:
    with report.district.office.write("tampering") as tx:
        tx.conn.exec_driver_sql("UPDATE class_session SET present = 41 WHERE present = 40")
    before = report.frozen.code
    result = report.verify(pdf=report.write("forged"))
    figures = {one.name: (one.left, one.right) for one in result.figures}
    assert report.frozen.code != before
    assert not result.true
    assert figures["turns.attended"] == (96, 95)
    assert figures["by_centre[xã two].joint.turns"] == (41, 40)
    assert "classes.held" not in figures
    assert {"name": "turns.attended", "paper": 96, "submissions": 95} in [finding.data for finding in result.findings]


def test_a_class_more_in_the_office_is_named_as_a_correction(report: Paper) -> None:
    unit = report.district.identity(report.district.one).unit_id
    with report.district.office.write("tampering") as tx:
        tx.conn.exec_driver_sql(
            "UPDATE learning_class SET state = 'cancelled', version = version || ' ' || ? WHERE unit_id = ?",
            (f"{tx.installation}:99", unit),
        )
    result = report.verify(pdf=report.write("corrected"))
    figures = {one.name: (one.left, one.right) for one in result.figures}
    assert figures["classes.held"] == (1, 2)
    assert data_of(result, "corrections")["count"] == 1


def test_a_plan_that_the_aggregator_gave_needs_no_submission(report: Paper) -> None:
    unit = report.district.identity(report.district.one).unit_id
    target = PlanTarget(id=plan_id(unit, 2020, "law"), unit_id=unit, year=2020, field="law", classes=9, turns=90)
    keeping.save_records(report.district.office, [target])
    result = report.verify(pdf=report.write("planned"))
    assert result.true
    assert result.recomputed


# --- lists and the year before ----------------------------------------------------------------------------------------


@pytest.fixture
def listed(district: District) -> Paper:
    """A report with every list, and with figures of the year before from a file of that year."""
    furnish(district)
    district.record(district.one, 30, 25, topic="Nuôi lợn")
    district.record(district.two, 40, topic="Trồng ngô")
    district.record(district.one, 20, held_on=date(2019, 5, 1))
    before = district.submit(district.one, "before.clcsync", YEAR.previous())
    district.merge(before)
    paper = Paper(district)
    paper.before = before
    return paper


def named(report: Paper, statement: str) -> dict[str, tuple[Any, Any]]:
    """The figures that verify names when the office has tampered with its database before it froze the report."""
    with report.district.office.write("tampering") as tx:
        assert tx.conn.exec_driver_sql(statement).rowcount == 1
    files = (report.one, report.two, report.before)
    result = report.verify(*files, pdf=report.write("tampered"))
    assert not result.true
    assert result.recomputed
    return {one.name: (one.left, one.right) for one in result.figures}


def test_a_report_with_lists_and_last_year_is_true(listed: Paper) -> None:
    result = listed.verify(listed.one, listed.two, listed.before)
    assert (result.findings, result.recomputed) == ((), True)
    with listed.district.office.read() as conn:
        kept = freezing.read_frozen(conn, listed.frozen.id)
    assert kept.content.figures["previous"]["turns"]["attended"] == 20
    assert sorted(behind.period for behind in kept.submissions) == ["2019", "2020", "2020"]
    titles = {annex.name for annex in frozen.document_of(kept.content.document).annexes}
    assert {"facilities", "staff", "money", "classes", "plan_and_actual"} <= titles


def test_a_frozen_report_with_lists_is_written_again_byte_for_byte(listed: Paper) -> None:
    first = listed.pdf.read_bytes()
    listed.district.record(listed.district.one, 99)
    listed.district.merge(listed.district.submit(listed.district.one, "later.clcsync"))
    again = report_files.write_frozen(listed.district.office, listed.frozen.id, ["pdf"], listed.district.path("again"))
    assert again[0].read_bytes() == first


@pytest.mark.parametrize(
    ("statement", "name", "paper", "files"),
    [
        ("UPDATE facility SET rooms = 7 WHERE rooms = 2", "[xã one].Số phòng", 7, 2),
        ("UPDATE staff_member SET full_name = 'Người khác' WHERE post = 'deputy'", "[Người khác; xã two]", None, None),
        ("UPDATE staff_member SET concurrent = 'X' WHERE post = 'deputy'", "[Vàng A Dếnh; xã two].", "X", ""),
        ("UPDATE learning_class SET partners = '[\"X\"]' WHERE topic = 'Trồng ngô'", "Đơn vị phối hợp", "X", ""),
        ("UPDATE funding_entry SET source = 'commune'", "[xã one].Kinh phí (đồng), Ngân sách xã", 30_000_000, 0),
        ("UPDATE class_session SET present = 21 WHERE present = 20", "previous.turns.attended", 21, 20),
    ],
)
def test_a_cell_of_a_list_or_of_last_year_is_named(
    listed: Paper, statement: str, name: str, paper: Any, files: Any
) -> None:
    found = named(listed, statement)
    (right,) = [key for key in found if name in key and (name.startswith("previous") or key.startswith("Phụ lục"))][:1]
    if paper is not None:
        assert found[right] == (paper, files)
    else:
        assert found[right][0] is not None
        assert found[right][1] is None


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("store", [None, "office"])
def test_a_missing_submission_is_named(report: Paper, store: Any) -> None:
    result = report.verify(report.two, store=store)
    assert errors(result) == ["submission_missing"]
    assert data_of(result, "submission_missing") == {"name": "xã one", "sequence": 1, "period": "2020"}
    assert not result.recomputed


@pytest.mark.parametrize("store", [None, "office"])
def test_a_changed_submission_is_named(report: Paper, store: Any) -> None:
    data = bytearray(report.one.read_bytes())
    data[200] = ord("B") if data[200] == ord("A") else ord("A")
    report.one.write_bytes(bytes(data))
    result = report.verify(store=store)
    assert errors(result) == ["submission_changed"]
    assert data_of(result, "submission_changed")["name"] == "xã one"


def test_another_file_of_the_same_centre_in_its_place_is_a_changed_one(report: Paper) -> None:
    report.district.record(report.district.one, 99)
    other = report.district.submit(report.district.one, "other.clcsync")
    result = report.verify(other, report.two)
    assert errors(result) == ["submission_changed"]
    assert data_of(result, "submission_changed")["file"] == "other.clcsync"


def test_a_later_file_that_the_report_left_out_is_named(report: Paper) -> None:
    report.district.record(report.district.one, 99)
    later = report.district.submit(report.district.one, "later.clcsync")
    for store in (None, "office"):
        assert errors(report.verify(report.one, report.two, later, store=store)) == ["submission_extra"]


def test_an_earlier_file_of_one_behind_the_report_does_no_harm(report: Paper) -> None:
    newer = report.district.submit(report.district.one, "newer.clcsync")
    report.district.merge(newer)
    result = report.verify(report.one, report.two, newer, pdf=report.write("newer"))
    assert result.true
    assert notes(result) == ["submission_earlier"]


def test_a_file_that_is_none_is_named(report: Paper) -> None:
    (nonsense := report.district.path("holiday.jpg")).write_bytes(b"\xff\xd8")
    result = report.verify(report.one, report.two, nonsense)
    assert errors(result) == ["submission_unreadable"]
    assert data_of(result, "submission_unreadable")["file"] == "holiday.jpg"


def test_the_same_file_twice_is_one(report: Paper) -> None:
    copy = Path(shutil.copy(report.one, report.district.path("copy.clcsync")))
    assert report.verify(report.one, report.one, copy, report.two).true


def test_who_cannot_open_the_submissions_says_so(report: Paper) -> None:
    """The centre has its own file's key, not the other's."""
    result = report.verify(store=report.district.one)
    assert {"submission_unreadable"} == set(errors(result))
    assert data_of(result, "submission_unreadable")["reason"] == "wrong_receiver"
    assert not result.recomputed


# --- manifest ---------------------------------------------------------------------------------------------------------


def test_a_stripped_manifest_is_missed(report: Paper) -> None:
    def strip(writer: PdfWriter) -> None:
        del writer.root_object["/Names"]

    assert errors(report.verify(pdf=report.repainted(strip))) == ["no_manifest"]


def test_a_second_manifest_is_refused(report: Paper) -> None:
    def add(writer: PdfWriter) -> None:
        writer.add_attachment(proof.ATTACHMENT, b"{}")

    assert errors(report.verify(pdf=report.repainted(add))) == ["several_manifests"]


def test_a_manifest_of_another_report_is_not_what_the_pages_say(report: Paper) -> None:
    with report.district.office.read() as conn:
        first = snapshots.manifest_of(conn, report.frozen.id)
    report.district.record(report.district.one, 1)
    newer = report.district.submit(report.district.one, "newer.clcsync")
    report.district.merge(newer)
    report.write("newer")
    kept = manifest.read(report.manifest()).manifest
    document = proof.marked(frozen.document_of(kept.content.document), kept.code)
    (mixed := report.district.path("mixed.pdf")).write_bytes(proof.attach(write_pdf(document), first))
    result = report.verify(pdf=mixed)
    assert "code_differs" in errors(result)
    named = {finding.data["name"] for finding in result.findings if finding.code == "figure_on_paper"}
    assert "classes.held" in named


def test_a_manifest_signed_by_another_key_is_not_the_offices(report: Paper) -> None:
    forged = manifest.sign(manifest.read(report.manifest()).manifest, KeyPair.generate())[1]
    plain = PdfWriter(clone_from=BytesIO(report.pdf.read_bytes()))
    del plain.root_object["/Names"]
    buffer = BytesIO()
    plain.write(buffer)
    (path := report.district.path("forged.pdf")).write_bytes(proof.attach(buffer.getvalue(), forged))
    assert errors(report.verify(pdf=path)) == ["manifest_unknown_key"]
    unseen = report.verify(pdf=path, store=None)
    assert data_of(unseen, "signed_by")["check_number"] != report.district.identity(report.district.office).check_number


def test_one_byte_of_the_manifest_changed_is_damaged(report: Paper) -> None:
    data = report.manifest().replace(b'"payload":"ey', b'"payload":"eX', 1)
    (path := report.district.path("x.pdf")).write_bytes(proof.attach(write_pdf(_document(report)), data))
    assert errors(report.verify(pdf=path)) == ["manifest_damaged"]


def test_what_is_no_pdf_is_said(report: Paper) -> None:
    with pytest.raises(ClcError, match="not_a_pdf"):
        report.verify(pdf=report.one)


# --- pages ------------------------------------------------------------------------------------------------------------


def _document(report: Paper) -> Any:
    kept = manifest.read(report.manifest()).manifest
    return proof.marked(frozen.document_of(kept.content.document), kept.code)


def test_a_figure_edited_on_the_page_is_named_though_the_manifest_was_left(report: Paper) -> None:
    document = _document(report)

    def edit(block: Any) -> Any:
        runs = getattr(block, "runs", None)
        if not runs:
            return block
        return replace(block, runs=tuple(replace(r, text="900") if r.source == "turns.attended" else r for r in runs))

    edited = replace(document, body=tuple(edit(block) for block in document.body))
    (path := report.district.path("edited.pdf")).write_bytes(proof.attach(write_pdf(edited), report.manifest()))
    result = report.verify(pdf=path)
    found = data_of(result, "figure_on_paper")
    assert (found["name"], found["paper"], found["expected"]) == ("turns.attended", "900", "95")
    assert {"figure_on_paper"} == set(errors(result))


def test_words_edited_on_the_page_are_shown(report: Paper) -> None:
    document = _document(report)
    edited = replace(document, recipients=("Kho bạc", *document.recipients[1:]))
    (path := report.district.path("edited.pdf")).write_bytes(proof.attach(write_pdf(edited), report.manifest()))
    result = report.verify(pdf=path)
    assert set(errors(result)) == {"text_on_paper"}
    assert "Kho bạc" in str([finding.data["paper"] for finding in result.findings])


def test_a_code_edited_on_the_page_is_named(report: Paper) -> None:
    other = "11111 22222 33333 44444"
    changed = write_pdf(replace(_document(report), check=proof.check_mark(other)))
    (path := report.district.path("edited.pdf")).write_bytes(proof.attach(changed, report.manifest()))
    assert data_of(report.verify(pdf=path), "code_differs") == {"found": other, "expected": report.frozen.code}


def test_a_white_patch_over_a_figure_is_seen_though_the_words_are_the_same(report: Paper) -> None:
    def paint(writer: PdfWriter) -> None:
        page = writer.pages[0]
        patch = DecodedStreamObject()
        patch.set_data(page.get_contents().get_data() + b"\nq 1 1 1 rg 200 300 50 20 re f Q")
        page[NameObject("/Contents")] = writer._add_object(patch)

    result = report.verify(pdf=report.repainted(paint))
    assert errors(result) == ["page_looks_different"]
    assert data_of(result, "page_looks_different")["page"] == 1


def test_a_note_stuck_on_a_page_is_seen(report: Paper) -> None:
    from pypdf.annotations import FreeText

    def stick(writer: PdfWriter) -> None:
        writer.add_annotation(1, FreeText(text="900", rect=(200, 300, 260, 320)))

    assert errors(report.verify(pdf=report.repainted(stick))) == ["page_looks_different"]


def test_a_page_left_out_is_seen(report: Paper) -> None:
    def tear(writer: PdfWriter) -> None:
        writer.remove_page(len(writer.pages) - 1)

    assert not report.verify(pdf=report.repainted(tear)).true


def test_the_pages_of_another_version_are_compared_by_their_words(report: Paper, monkeypatch: Any) -> None:
    kept = manifest.read(report.manifest()).manifest

    values = {name: getattr(kept, name) for name in kept.__struct_fields__} | {"renderer": "reportlab 1.0"}
    older = manifest.Manifest(**values)
    signed = manifest.sign(older, workspace.load_keys(report.district.office))[1]
    document = proof.marked(frozen.document_of(older.content.document), older.code)
    from clc_desktop.reports import layout

    monkeypatch.setattr(layout, "NUMBER_FROM_EDGE", layout.NUMBER_FROM_EDGE + 1)
    pdf = proof.attach(write_pdf(document), signed)
    monkeypatch.undo()
    (path := report.district.path("older.pdf")).write_bytes(pdf)
    result = report.verify(pdf=path)
    assert (errors(result), notes(result)) == ([], ["other_program"])


def test_a_hostile_document_in_a_manifest_is_said_and_harms_nothing(report: Paper) -> None:
    kept = manifest.read(report.manifest()).manifest
    for document in ({}, {"is": "Document", "head": 7}, {"is": "Popen"}, {"is": "Document", "body": [[[]]]}):
        content = {name: getattr(kept.content, name) for name in kept.content.__struct_fields__} | {
            "document": document
        }
        values = {name: getattr(kept, name) for name in kept.__struct_fields__}
        forged = manifest.Manifest(**values | {"content": manifest.Content(**content)})
        signed = manifest.sign(forged, workspace.load_keys(report.district.office))[1]
        (path := report.district.path("hostile.pdf")).write_bytes(proof.attach(write_pdf(_document(report)), signed))
        assert "document_unreadable" in errors(report.verify(pdf=path))


def test_the_attachment_can_be_taken_out_by_any_reader(report: Paper) -> None:
    reader = PdfReader(report.pdf)
    (attached,) = reader.attachment_list
    assert (attached.name, attached.subtype) == ("clc-desktop-report.json", "/application/json")
    assert attached.content == report.manifest()


# --- the report of a unit under the issuer ----------------------------------------------------------------------------


def test_the_frozen_report_of_a_commune_is_true_of_its_own_files_alone(district: District) -> None:
    """As the units stood in 2026: the commune has one of the two centres, and the other's file is no part of it."""
    district.record(district.one, 30, 25)
    district.record(district.two, 40)
    report = Paper(district)
    office, on = district.office, date(2026, 1, 1)
    issuer = district.identity(office).unit_id
    commune = "c" * 32
    with office.write("test") as tx:
        workspace.list_unit(tx, issuer, commune, "xã Mới", "commune", issuer)
    units.move_unit(office, "xã one", "xã Mới", on)
    offered = unit_reports.reportable(office, YEAR, on)
    assert [(one.name, one.scope) for one in offered] == [
        ("Huyện Thử", reporting.EVERYTHING), ("xã Mới", Scope(on, commune)),
    ]  # fmt: skip
    report.frozen = freezing.freeze_report(office, YEAR, offered[1].scope)
    assert report.frozen.unit_name == "xã Mới"
    report.pdf = report_files.write_frozen(office, report.frozen.id, ["pdf"], district.path("commune"))[0]
    result = report.verify(report.one)
    assert (result.findings, result.figures, result.recomputed) == ((), (), True)
    assert result.unit_name == "xã Mới"
    assert errors(report.verify(report.one, report.two)) == ["submission_extra"]
    assert not report.verify(report.two).true
    with office.write("tampering") as tx:
        tx.conn.exec_driver_sql("UPDATE class_session SET present = 31 WHERE present = 30")
    assert freezing.check_code(office, report.frozen.code).outcome == "differs"
    report.frozen = freezing.freeze_report(office, YEAR, offered[1].scope)
    report.pdf = report_files.write_frozen(office, report.frozen.id, ["pdf"], district.path("forged"))[0]
    forged = report.verify(report.one)
    assert not forged.true
    assert ("turns.attended", 56, 55) in [(one.name, one.left, one.right) for one in forged.figures]
    assert {one.unit_name for one in freezing.frozen_reports(office)} == {"Huyện Thử", "xã Mới"}


def test_words_of_a_communes_report_are_its_own(district: District) -> None:
    office = district.office
    issuer, commune = district.identity(office).unit_id, "c" * 32
    with office.write("test") as tx:
        workspace.list_unit(tx, issuer, commune, "xã Mới", "commune", issuer)
    scope = Scope(None, commune)
    reporting.save_passage(office, YEAR, "goals", "Của xã.", scope)
    own, theirs = (narrating.narrative(office, YEAR, one).passages["goals"] for one in (reporting.EVERYTHING, scope))
    assert (theirs.text, theirs.own, own.own) == ("Của xã.", True, False)
    narrating.mark_carried(office, YEAR, "goals", "2019", scope)
    own, theirs = (narrating.narrative(office, YEAR, one).passages["goals"] for one in (reporting.EVERYTHING, scope))
    assert (own.carried, theirs.carried) == ("", "2019")
