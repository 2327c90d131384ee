"""District to province: figures count once, provenance is kept, and nobody writes what is somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from clc_desktop import cli, sample
from clc_desktop.domain.clock import new_id
from clc_desktop.domain.periods import Period, calendar_year, half
from clc_desktop.domain.records import ActivityField, PlanTarget, Record, TrainingEvent, Unit, plan_id, unit_line_id
from clc_desktop.domain.report_calendar import ReportCalendar
from clc_desktop.domain.units import new_term
from clc_desktop.store.database import open_store
from clc_desktop.store.records import find, put
from clc_desktop.usecases import (
    classes,
    conflicts,
    corrections,
    exchange,
    keeping,
    merging,
    receipts,
    report_calendar,
    report_files,
    reporting,
    review,
    submission_check,
    undoing,
    units,
    upwards,
)
from clc_desktop.usecases import workspace as ws
from tests import districts
from tests.districts import YEAR, Office, contents, join, without_times
from tests.factories import quick


@dataclass
class Land:
    """A province with two districts of two centres each; every centre has held two classes and submitted."""

    province: Office
    one: Office
    other: Office
    centres: list[Office]

    @property
    def everybody(self) -> list[Office]:
        return [self.province, self.one, self.other, *self.centres]


@pytest.fixture
def land(tmp_path: Path) -> Iterator[Land]:
    province = districts.aggregator(tmp_path / "province.db", "tỉnh Điện Biên", "province")
    found = [districts.aggregator(tmp_path / f"d{n}.db", f"huyện {n}") for n in "AB"]
    centres = []
    for number in range(4):
        office = found[number // 2]
        one = districts.centre(tmp_path / f"c{number}.db", f"xã số {number}", office)
        for index in range(2):
            one.hold(10 * (number + 1) + index)
        assert office.merge(one.submit()) == ["ok"]
        centres.append(one)
    for office in found:
        join(office, province)
    made = Land(province, *found, centres)
    yield made
    for office in made.everybody:
        office.store.close()


def total(office: Office) -> tuple[int, int, int]:
    counted = reporting.figures(office.store, YEAR)
    return counted.centre_count, counted.total.classes, counted.total.turns


def wrote(office: Office, *records: Record) -> None:
    with office.store.write("test") as tx:
        put(tx, *records)


def test_the_centres_of_both_districts_count_once_in_the_province(land: Land) -> None:
    files = [land.one.submit(), land.other.submit()]
    assert land.province.merge(*files) == ["ok", "ok"]
    assert total(land.province) == (4, 8, total(land.one)[2] + total(land.other)[2])
    assert land.province.merge(*files) == ["replay", "replay"]
    assert land.province.merge(land.one.submit()) == ["ok"]
    assert total(land.province)[:2] == (4, 8)
    for part in (land.one, land.other):
        scope = reporting.Scope(under=part.unit_id)
        counted = reporting.figures(land.province.store, YEAR, scope=scope)
        assert replace(counted, previous=None).centres == reporting.figures(part.store, YEAR).centres


def test_everything_a_provincial_report_needs_travels(land: Land, tmp_path: Path) -> None:
    unit_id, centre = land.one.unit_id, land.centres[0].unit_id
    course = TrainingEvent(id=new_id(), unit_id=unit_id, year=2020, organiser="Phòng GD&ĐT", participants=9)
    plan = PlanTarget(id=plan_id(centre, 2020, "law"), unit_id=centre, year=2020, field="law", classes=5, turns=50)
    own = ActivityField(id=new_id(), unit_id=unit_id, code="tourism", name="Du lịch", position=9)
    keeping.save_records(land.one.store, [course, plan, own])
    land.province.merge(land.one.submit())
    counted = reporting.figures(land.province.store, YEAR)
    assert [training.organiser for training in counted.trainings] == ["Phòng GD&ĐT"]
    assert counted.classes.planned == 5
    assert "Du lịch" in [field.name for field in counted.fields]
    assert len({field.code for field in counted.fields}) == len(counted.fields)
    paths = report_files.write_report(land.province.store, YEAR, ["docx"], tmp_path / "out")
    assert paths[0].stat().st_size > 10_000


def test_where_a_figure_comes_from_is_kept_and_shown(land: Land) -> None:
    land.province.merge(land.one.submit(), land.other.submit())
    found = upwards.list_sources(land.province.store, YEAR)
    below = [source for source in found if source.via_unit]
    assert [(s.unit_name, s.via_unit) for s in sorted(below, key=lambda s: s.unit_name)] == [
        (f"xã số {number}", "huyện A" if number < 2 else "huyện B") for number in range(4)
    ]
    assert {s.digest for s in below} == {
        s.digest for office in (land.one, land.other) for s in upwards.list_sources(office.store)
    }
    assert len(found) == 6
    undoing.undo_merge(land.province.store)
    assert len(upwards.list_sources(land.province.store)) == 3


def test_a_third_level_hands_the_first_ones_sources_on(land: Land, tmp_path: Path) -> None:
    ministry = districts.aggregator(tmp_path / "m.db", "Bộ Giáo dục và Đào tạo", "other")
    join(land.province, ministry)
    land.province.merge(land.one.submit(), land.other.submit())
    assert ministry.merge(land.province.submit()) == ["ok"]
    assert total(ministry) == total(land.province)
    assert len(upwards.list_sources(ministry.store)) == 7
    ministry.store.close()


def test_the_province_says_which_fields_there_are_and_the_district_hands_them_on(land: Land, tmp_path: Path) -> None:
    unit_id = land.province.unit_id
    (law,) = [field for field in ws.taxonomy(land.province.store) if field.code == "law"]
    new = ActivityField(id=new_id(), unit_id=unit_id, code="digital", name="Chuyển đổi số", position=7)
    keeping.save_records(land.province.store, [replace(law, name="Pháp luật và đời sống"), new])
    for above, below in ((land.province, land.one), (land.one, land.centres[0])):
        path = tmp_path / f"again{below.unit_id}.clcsync"
        exchange.assign(above.store, below.unit_id, path)
        assert exchange.read_file(below.store, path).code == "assignment"
        names = [field.name for field in ws.taxonomy(below.store)]
        assert {"Pháp luật và đời sống", "Chuyển đổi số"} <= set(names)
        assert len(names) == 7
    land.centres[0].hold(12, field="digital")


def test_both_sides_of_a_conflict_reach_the_province_and_its_decision_is_known_below(land: Land) -> None:
    centre, office = land.centres[0], land.one
    entry = classes.get_class(centre.store, classes.list_classes(centre.store)[0].id)
    for one, topic in ((centre, "xã"), (office, "huyện")):
        classes.save_class(one.store, replace(entry, learning_class=replace(entry.learning_class, topic=topic)))
    office.merge(centre.submit())
    assert land.province.merge(office.submit()) == ["ok"]
    (there,), (here,) = conflicts.list_conflicts(land.province.store), conflicts.list_conflicts(office.store)
    assert [side.key for side in there.sides] == [side.key for side in here.sides]
    conflicts.resolve_conflict(office.store, here.kind, here.record_id, here.sides[1].key, reason="đã hỏi xã")
    assert land.province.merge(office.submit()) == ["ok"]
    assert conflicts.list_conflicts(land.province.store) == ()
    (decided,) = conflicts.decided_conflicts(land.province.store)
    assert decided.kept["topic"] == here.sides[1].record.topic  # type: ignore[attr-defined]


def test_a_correction_of_the_province_reaches_the_centre_with_its_reason(land: Land, tmp_path: Path) -> None:
    centre, office = land.centres[0], land.one
    land.province.merge(office.submit())
    wrong = next(row for row in classes.list_classes(land.province.store) if row.unit_id == centre.unit_id)
    session = classes.get_class(land.province.store, wrong.id).sessions[0]
    review.correct_record(land.province.store, replace(session, present=session.present + 5), "đếm lại phiếu ký tên")
    for above, below in ((land.province, office), (office, centre)):
        written = receipts.write_receipts(above.store, _folder(tmp_path, above))
        path = next(made.path for made in written if made.unit_id == below.unit_id and made.path)
        assert exchange.read_file(below.store, path).data["corrected"] == 1
        (told,) = corrections.corrections(below.store)
        assert (told.remark.reason, told.stands) == ("đếm lại phiếu ký tên", True)
        assert (told.before["present"], told.after["present"]) == (session.present, session.present + 5)
    (marked,) = (row for row in review.rows_of(office.store, centre.unit_id, YEAR) if row.corrected)
    assert marked.entry.id == wrong.id
    assert list(corrections.corrected_classes(centre.store)) == [wrong.id]
    assert office.merge(centre.submit()) == ["ok"]
    assert land.province.merge(office.submit()) == ["ok"]
    assert total(land.province) == total(office)
    assert conflicts.list_conflicts(land.province.store) == conflicts.list_conflicts(office.store) == ()


def waited_for(office: Office, period: Period = YEAR) -> dict[str, list[str]]:
    lines = submission_check.check_before_submit(office.store, period)
    return {line.code: [place.title for place in line.places] for line in lines}


def test_whom_to_wait_for_before_handing_on(land: Land, tmp_path: Path) -> None:
    """A province waits for its districts, not for their centres; a district for its centres, by what it decided."""
    assert waited_for(land.province) == {"unit_missing": ["huyện A", "huyện B"]}
    land.province.merge(land.one.submit())
    assert waited_for(land.province) == {"unit_missing": ["huyện B"], "unit_unchecked": ["huyện A"]}
    review.accept(land.province.store, "huyện A", YEAR)
    assert waited_for(land.province) == {"unit_missing": ["huyện B"]}
    review.accept(land.one.store, "xã số 0", YEAR)
    review.return_rows(land.one.store, "xã số 1", YEAR, [], "làm lại")
    assert waited_for(land.one) == {"unit_returned": ["xã số 1"]}
    code = cli.run(
        ["--db", str(land.one.store.path), "submit", "--period", "2020", "--out", str(tmp_path / "s.clcsync")]
    )
    assert code == 0, "it is a warning: who hands on without them may"


def test_the_parts_of_a_year_count_where_the_whole_was_not_sent(land: Land) -> None:
    office, centre = land.other, land.centres[2]
    report_calendar.set_calendar(office.store, ReportCalendar((("half", 5),)))
    later = calendar_year(2021)
    assert waited_for(office, later) == {"unit_missing": ["xã số 2", "xã số 3"]}
    assert office.merge(centre.submit(half(2021, 1))) == ["ok"]
    assert waited_for(office, later) == {"unit_missing": ["xã số 3"], "unit_unchecked": ["xã số 2"]}
    review.accept(office.store, "xã số 2", half(2021, 1))
    assert waited_for(office, later) == {"unit_missing": ["xã số 3"]}


def _folder(tmp_path: Path, office: Office) -> Path:
    made = tmp_path / f"receipts{office.unit_id}"
    made.mkdir()
    return made


# --- who may write what -----------------------------------------------------------------------------------------------


def test_a_district_cannot_claim_the_centre_of_another(land: Land) -> None:
    land.province.merge(land.one.submit())
    before = contents(land.province.store)
    stolen = land.centres[0].unit_id
    owner = land.other.unit_id
    wrote(
        land.other,
        Unit(id=unit_line_id(owner, stolen), unit_id=owner, subject=stolen, unit_kind="centre"),
        new_term(owner, stolen, "name", "xã số 0"),
        new_term(owner, stolen, "parent", owner),
    )
    assert land.province.merge(land.other.submit()) == ["foreign_unit"]
    for attribute, value in (("parent", owner), ("name", "Xấu"), ("code", "1")):
        wrote(land.other, new_term(owner, stolen, attribute, value, date(2020, 6, 1)))  # type: ignore[arg-type]
    assert land.province.merge(land.other.submit()) == ["foreign_unit"]
    now = contents(land.province.store)
    assert {name: rows for name, rows in now.items() if name != "quarantine"} == before


def test_a_district_may_not_write_records_of_a_centre_that_is_not_under_it(land: Land) -> None:
    land.province.merge(land.one.submit())
    stranger = land.centres[0].unit_id
    owner = land.other.unit_id
    wrote(land.other, new_term(owner, stranger, "parent", owner))  # so that its own submission takes the records along
    with land.centres[0].store.read() as conn:
        taken = find(conn, type(classes.get_class(land.centres[0].store, classes.list_classes(
            land.centres[0].store)[0].id).learning_class))  # fmt: skip
    wrote(land.other, *(replace(record, topic="Gian lận") for record in taken))
    assert land.province.merge(land.other.submit()) == ["foreign_unit"]
    topics = {row.topic for row in classes.list_classes(land.province.store)}
    assert "Gian lận" not in topics


def test_a_centre_names_and_moves_nobody(land: Land) -> None:
    centre, victim = land.centres[0], land.centres[1].unit_id
    for record in (
        new_term(centre.unit_id, victim, "name", "xã Xấu"),
        new_term(centre.unit_id, victim, "parent", centre.unit_id),
        Unit(id=new_id(), unit_id=centre.unit_id, subject=new_id(), unit_kind="centre"),
    ):
        sneaked = _with(centre, record)
        assert land.one.merge(sneaked) == ["foreign_unit"]
    assert total(land.one)[0] == 2


def _with(office: Office, record: Record) -> Path:
    """A submission of a program that was changed to send one record more."""
    from clc_desktop.store import transfers

    honest = transfers.rows_of_period

    def more(*args: object, **options: object) -> object:
        yield from honest(*args, **options)  # type: ignore[arg-type]
        yield type(record), [transfers.Row(record, f"{office.who.installation_id}:99", False, {})]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transfers, "rows_of_period", more)
        return office.submit()


def test_a_moved_centre_is_written_by_its_new_district_once_the_province_says_so(land: Land, tmp_path: Path) -> None:
    land.province.merge(land.one.submit(), land.other.submit())
    centre = land.centres[0]
    districts.introduce(centre.store, land.other.store, tmp_path)
    centre.hold(500, date(2020, 9, 1))
    land.other.merge(centre.submit())
    file = land.other.submit()
    assert land.province.merge(file) == ["foreign_unit"]
    units.move_unit(land.province.store, centre.unit_id, land.other.unit_id, date(2020, 7, 1))
    assert [v.code for v in merging.merge(land.province.store, [file])] == ["ok"]
    assert total(land.province)[:2] == (4, 9)
    under = [
        reporting.figures(land.province.store, YEAR, scope=reporting.Scope(day, land.other.unit_id)).centre_count
        for day in (date(2020, 6, 30), date(2020, 7, 1))
    ]
    assert under == [2, 3]
    assert land.province.merge(land.one.submit()) == ["ok"]  # its old district still has the old years


def test_more_than_a_twentieth_of_any_one_centre_asks(land: Land) -> None:
    for index in range(45):
        land.centres[1].hold(index + 1)
    land.one.merge(land.centres[1].submit())
    land.province.merge(land.one.submit())
    classes.delete_classes(land.one.store, [next(
        row.id for row in classes.list_classes(land.one.store) if row.unit_id == land.centres[0].unit_id)])  # fmt: skip
    file = land.one.submit()
    assert land.province.merge(file) == ["too_many_deletions"]
    assert land.province.merge(file, allow_deletions=True) == ["ok"]


def test_an_undone_district_file_may_come_again(land: Land) -> None:
    land.province.merge(land.other.submit())
    before, file = contents(land.province.store), land.one.submit()
    assert land.province.merge(file) == ["ok"]
    after = without_times(contents(land.province.store))
    undoing.undo_merge(land.province.store)
    assert contents(land.province.store) == before
    assert land.province.merge(file) == ["ok"]
    assert without_times(contents(land.province.store)) == after


# --- the sample -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_districts_nineteen_centres_are_the_provinces(tmp_path: Path) -> None:
    made = sample.build(tmp_path / "sample")
    store = quick(open_store(made.aggregator))
    who = ws.identity(store)
    assert who is not None
    district = Office(store, who)
    province = districts.aggregator(tmp_path / "province.db", "tỉnh Điện Biên", "province")
    join(district, province)
    units.load_units(district.store)
    assert province.merge(district.submit()) == ["ok"]
    assert total(province) == (19, 215, 21_641)
    assert reporting.figures(province.store, YEAR).classes.planned == 179
    units.load_units(province.store)
    assert total(province) == (19, 215, 21_641)
    today = reporting.Scope(date(2026, 1, 1))
    assert reporting.figures(province.store, YEAR, scope=today).total.turns == 21_641
    code = cli.run(["--db", str(province.store.path), "report", "--period", "2020", "--out", str(tmp_path / "out")])
    assert code == 0
    for office in (district, province):
        office.store.close()
