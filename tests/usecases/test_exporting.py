"""An exported list comes back: unchanged it changes nothing, one changed row is one changed row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from clc_desktop.domain import clock
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.records import (
    Collaborator,
    Facility,
    FundingEntry,
    Learner,
    LearningClass,
    PlanTarget,
    SelfAssessment,
    StaffMember,
    plan_id,
    yearly_id,
)
from clc_desktop.store.records import put
from clc_desktop.usecases import changes, classes, exporting, imports, keeping, workspace
from clc_desktop.usecases.workspace import Store
from tests.factories import class_entry, quick

KINDS = tuple(
    cls.kind
    for cls in (LearningClass, PlanTarget, StaffMember, Collaborator, Learner, Facility, FundingEntry, SelfAssessment)
)
DAY = date(2020, 3, 5)


@pytest.fixture
def centre(tmp_path: Path) -> Store:
    store = quick(workspace.open_store(tmp_path / "c.db"))
    workspace.setup_centre(store, "xã Pú Nhung")
    yield store
    store.close()


def unit_of(store: Store) -> str:
    found = workspace.identity(store)
    assert found is not None
    return found.unit_id


# Texts as people type them and worse: formulas, dashes, bullets, totals, numbers, old encodings, separators.
WORDS = st.sampled_from(
    ["=1+1", "-", "- gạch", "Tổng số", "cộng", "x; y", "5/1/2020", "1.234,5", "§Êt", "ñaát", "I. Giáo dục pháp luật",
     "'", "Lò Văn An", "Nguyễn Thị Thuý", "00912", "<b>&{x}", "xã hội hóa", "Phó giám đốc biệt phái", '"a"', "…"]
)  # fmt: skip
TEXT = WORDS | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))
COUNT = st.integers(0, 900)
MAYBE = st.none() | st.integers(0, 300)


@st.composite
def entries(draw: Any, unit_id: str) -> ClassEntry:
    one = class_entry(unit_id, draw(st.lists(COUNT, max_size=3)), draw(DAYS))
    made = replace(
        one.learning_class, topic=draw(TEXT), venue=draw(TEXT | st.just("")), note=draw(TEXT | st.just("")),
        field=draw(st.sampled_from(["law", "health", "gone"])), hosting=draw(st.sampled_from(["own", "joint"])),
        partners=tuple(draw(st.lists(TEXT, max_size=2))), state=draw(st.sampled_from(["held", "planned", "cancelled"])),
    )  # fmt: skip
    held = tuple(
        replace(session, women=draw(MAYBE), minority=draw(MAYBE), rural=draw(MAYBE), meetings=draw(st.integers(1, 3)),
                held_on=session.held_on + timedelta(days=number))
        for number, session in enumerate(one.sessions)
    )  # fmt: skip
    return ClassEntry(made, held)


@st.composite
def others(draw: Any, unit_id: str) -> list[Any]:
    def of(cls: type, **values: Any) -> Any:
        return cls(id=values.pop("id", None) or clock.new_id(), unit_id=unit_id, **values)

    year, field = draw(st.integers(2018, 2022)), draw(st.sampled_from(["", "law", "gone"]))
    answer, since = st.none() | st.booleans(), draw(st.none() | DAYS)
    return [
        of(PlanTarget, id=plan_id(unit_id, year, field), year=year, field=field, classes=draw(COUNT), turns=9),
        of(PlanTarget, id=plan_id(unit_id, year, "health"), year=year, field="health", classes=1, turns=draw(COUNT)),
        of(StaffMember, full_name=draw(TEXT), post=draw(st.sampled_from(["director", "deputy", "teacher", "other"])),
           post_text=draw(TEXT | st.just("")), seconded=draw(st.booleans()), since=since, phone=draw(TEXT),
           trained_years=tuple(draw(st.lists(st.integers(2000, 2030), max_size=3))), birth_year=draw(MAYBE)),
        of(Collaborator, full_name=draw(TEXT), role="guide", field=field, until=since,
           trained_years=tuple(draw(st.lists(st.integers(2000, 2030), max_size=3)))),
        of(Learner, full_name=draw(TEXT), birth_year=draw(st.none() | st.integers(1930, 2010)), village=draw(TEXT),
           note=draw(TEXT), sex=draw(st.sampled_from([None, "female", "male"]))),
        of(Facility, id=yearly_id(Facility, unit_id, year), year=year, own_premises=draw(answer), wifi=draw(answer),
           shared_with=draw(TEXT | st.just("")), rooms=draw(MAYBE), books=draw(MAYBE)),
        of(FundingEntry, year=year, source=draw(st.sampled_from(["state", "commune", "other"])), purpose="other",
           amount=draw(st.integers(0, 10**12)), source_text=draw(TEXT | st.just("")), purpose_text=draw(TEXT)),
        of(SelfAssessment, id=yearly_id(SelfAssessment, unit_id, year), year=year, rank="fair", points=(("1", 9),)),
    ]  # fmt: skip


def store_everything(store: Store, data: st.DataObject) -> int:
    """Straight into the tables: what a merge or an older program may have left is there as well."""
    unit_id = unit_of(store)
    made = data.draw(st.lists(entries(unit_id), min_size=3, max_size=6))
    plain = {record.id: record for _round in range(3) for record in data.draw(others(unit_id))}.values()
    with store.write("test") as tx:
        put(tx, *(entry.learning_class for entry in made), *(held for entry in made for held in entry.sessions), *plain)
    return len(made)


@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(data=st.data())
def test_an_export_comes_back_as_no_change_at_all(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("export")
    store = quick(workspace.open_store(folder / "c.db"))
    workspace.setup_centre(store, "xã Pú Nhung")
    store_everything(store, data)
    written = exporting.export_lists(store, KINDS, folder / "all.xlsx")
    before = changes.recent_changes(store, 1)
    result = imports.import_workbook(store, folder / "all.xlsx")
    assert [row for row in result.rows if row.outcome != "unchanged" or row.problems] == []
    assert (result.unchanged, result.problems, result.unknown_columns) == (written, (), {})
    assert changes.recent_changes(store, 1) == before
    store.close()


def changed_copy(path: Path, sheet: str, row: int, heading: str, value: Any) -> None:
    """What a person does in Excel: another value in one cell, saved."""
    book = load_workbook(path)
    headings = {cell.value: cell.column for cell in book[sheet][2]}
    book[sheet].cell(row, headings[heading]).value = value
    book.save(path)


def fill(store: Store) -> None:
    unit_id = unit_of(store)
    one = class_entry(unit_id, (25,), DAY, topic="Trồng ngô")
    classes.save_classes(store, [one, class_entry(unit_id, (30, 40), DAY, topic="Nuôi gà")])
    staff = keeping.new_record(
        store, StaffMember, full_name="Lò Văn An", post="deputy", post_text="PGĐ thường trực", seconded=True
    )
    money = keeping.new_record(
        store, FundingEntry, year=2020, source="other", source_text="Hội Khuyến học", purpose="regular", amount=5
    )
    rank = keeping.new_record(store, SelfAssessment, year=2020, rank="fair", points=(("1", 9),))
    place = keeping.new_record(store, Facility, year=2020, shared_with="UBND xã", wifi=True, rooms=2)
    keeping.save_records(store, [staff, money, rank, place])


@pytest.mark.parametrize(
    ("sheet", "row", "heading", "value", "cls", "wanted"),
    [
        ("Lớp học", 3, "Tên lớp/chuyên đề", "Trồng ngô lai", LearningClass, {"topic": "Trồng ngô lai"}),
        ("Cán bộ quản lý", 3, "Họ và tên", "Lò Văn Anh", StaffMember,
         {"full_name": "Lò Văn Anh", "post_text": "PGĐ thường trực", "seconded": True}),
        ("Cán bộ quản lý", 3, "Chức vụ", "Giám đốc", StaffMember, {"post": "director", "post_text": "PGĐ thường trực"}),
        ("Kinh phí", 3, "Nguồn", "Ngân sách xã", FundingEntry, {"source": "commune", "source_text": "Hội Khuyến học"}),
        ("Kinh phí", 3, "Số tiền (đồng)", "2,5 triệu", FundingEntry, {"amount": 2_500_000}),
        ("Xếp loại", 3, "Xếp loại", "Tốt", SelfAssessment, {"rank": "good", "points": (("1", 9),)}),
        ("Cơ sở vật chất", 5, "Giá trị", 3, Facility, {"rooms": 3, "wifi": True, "own_premises": None}),
    ],
)  # fmt: skip
def test_a_changed_cell_is_one_changed_record(
    centre: Store, tmp_path: Path, sheet: str, row: int, heading: str, value: Any, cls: Any, wanted: dict[str, Any]
) -> None:
    fill(centre)
    exporting.export_lists(centre, KINDS, tmp_path / "x.xlsx")
    changed_copy(tmp_path / "x.xlsx", sheet, row, heading, value)
    result = imports.import_workbook(centre, tmp_path / "x.xlsx")
    assert (result.added, result.changed, result.refused) == (0, 1, 0)
    found = keeping.list_records(centre, cls)[0]
    assert {name: getattr(found, name) for name in wanted} == wanted


def test_the_day_of_a_class_moves_with_its_session(centre: Store, tmp_path: Path) -> None:
    fill(centre)
    exporting.export_lists(centre, [LearningClass.kind], tmp_path / "x.xlsx")
    changed_copy(tmp_path / "x.xlsx", "Lớp học", 3, "Ngày", "7/4/2020")
    assert imports.import_workbook(centre, tmp_path / "x.xlsx").changed == 1
    row = next(row for row in classes.list_classes(centre) if row.topic == "Trồng ngô")
    entry = classes.get_class(centre, row.id)
    assert (entry.learning_class.starts_on, entry.sessions[0].held_on) == (date(2020, 4, 7), date(2020, 4, 7))


@pytest.mark.parametrize(("heading", "value"), [("Nữ", 9), ("Số lượt người", 71), ("Ngày", "7/4/2020")])
def test_what_only_sessions_can_say_is_never_lost_in_silence(
    centre: Store, tmp_path: Path, heading: str, value: Any
) -> None:
    fill(centre)
    exporting.export_lists(centre, [LearningClass.kind], tmp_path / "x.xlsx")
    changed_copy(tmp_path / "x.xlsx", "Lớp học", 4, heading, value)
    result = imports.import_workbook(centre, tmp_path / "x.xlsx")
    assert [problem.code for row in result.rows for problem in row.problems] == ["class_has_sessions"]
    assert result.refused == 1


def test_a_row_copied_in_excel_is_a_new_record(centre: Store, tmp_path: Path) -> None:
    fill(centre)
    path = tmp_path / "x.xlsx"
    exporting.export_lists(centre, [LearningClass.kind], path)
    book = load_workbook(path)
    sheet = book["Lớp học"]
    sheet.append([cell.value for cell in sheet[3]])
    book.save(path)
    changed_copy(path, "Lớp học", 5, "Ngày", "9/9/2020")
    result = imports.import_workbook(centre, path)
    assert (result.added, result.unchanged, result.changed) == (1, 2, 0)
    assert len(classes.list_classes(centre)) == 3


def test_a_row_deleted_here_and_kept_in_excel_comes_back_as_a_new_one(centre: Store, tmp_path: Path) -> None:
    fill(centre)
    exporting.export_lists(centre, [StaffMember.kind], tmp_path / "x.xlsx")
    keeping.delete_records(centre, keeping.list_records(centre, StaffMember))
    assert imports.import_workbook(centre, tmp_path / "x.xlsx").added == 1
    (found,) = keeping.list_records(centre, StaffMember)
    assert (found.full_name, found.post_text, found.seconded) == ("Lò Văn An", "PGĐ thường trực", True)


def test_rows_of_another_centre_are_refused_by_its_name(centre: Store, tmp_path: Path) -> None:
    other = workspace.open_store(tmp_path / "other.db")
    workspace.setup_centre(other, "xã Rạng Đông")
    fill(other)
    exporting.export_lists(other, KINDS, tmp_path / "theirs.xlsx")
    other.close()
    result = imports.import_workbook(centre, tmp_path / "theirs.xlsx")
    assert result.refused == len(result.rows) > 0
    assert {(p.code, p.data["name"]) for row in result.rows for p in row.problems} == {
        ("row_of_other_unit", "xã Rạng Đông")
    }


def test_an_altered_heading_is_named_and_fills_nothing_until_a_person_says_so(centre: Store, tmp_path: Path) -> None:
    fill(centre)
    path = tmp_path / "x.xlsx"
    exporting.export_lists(centre, [LearningClass.kind], path)
    book = load_workbook(path)
    headings = {cell.value: cell for cell in book["Lớp học"][2]}
    headings["Địa điểm"].value, headings["Ghi chú"].value = "Ghi chú", "Địa điểm"  # swapped: the old app overwrote data
    book["Lớp học"].cell(3, headings["Địa điểm"].column).value = "chữ mới"
    book.save(path)
    result = imports.import_workbook(centre, path)
    assert {(p.code, p.data["heading"], p.data["expected"]) for p in result.problems} == {
        ("heading_altered", "Ghi chú", "Địa điểm"), ("heading_altered", "Địa điểm", "Ghi chú"),
    }  # fmt: skip
    assert (result.changed, result.unchanged) == (0, 2)
    at = headings["Địa điểm"].column - 1
    source = imports.open_source(path)
    assert source is not None
    chosen = imports.Choices(columns={"Lớp học": {at: "note"}})
    assert imports.take_in(centre, source, chosen).changed == 1
    assert {row.note for row in classes.list_classes(centre)} == {"chữ mới", ""}
