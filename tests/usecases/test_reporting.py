"""Figures through the use cases: whose centres, which day's names, which period before."""

from __future__ import annotations

from datetime import date

import pytest

from clc_desktop import files, i18n
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import Count
from clc_desktop.domain.periods import parse_period
from clc_desktop.domain.records import Unit, UnitTerm, unit_line_id
from clc_desktop.domain.units import ALWAYS
from clc_desktop.reports.document import Annex, Cell, Table
from clc_desktop.store.database import Store
from clc_desktop.store.records import put
from clc_desktop.usecases import freezing, narrating, report_files, reporting, workspace
from tests.factories import learning_class, session
from tests.usecases.conftest import YEAR, District, furnish


def test_a_centre_counts_itself_and_its_aggregator_counts_the_same(district: District) -> None:
    district.record(district.one, 30, 20)
    district.record(district.two, 7, hosting="joint", partners=("Hội",))
    district.merge(district.submit(district.one, "s1"), district.submit(district.two, "s2"))
    whole = reporting.figures(district.office, YEAR)
    parts = [reporting.figures(store, YEAR) for store in (district.one, district.two)]
    assert [part.total for part in parts] == [centre.total for centre in whole.centres] == [Count(1, 50), Count(1, 7)]
    assert whole.total == Count(2, 57)
    assert [centre.name for centre in whole.centres] == ["xã one", "xã two"]


def test_comparing_counts_the_period_before(district: District) -> None:
    district.record(district.one, 30, held_on=date(2019, 5, 1))
    district.record(district.one, 40)
    found = reporting.figures(district.one, YEAR, compare=True)
    assert found.previous is not None
    assert (found.total.turns, found.previous.total.turns, found.previous.period.code) == (40, 30, "2019")
    assert found.previous.previous is None
    assert reporting.figures(district.one, YEAR).previous is None


def test_the_same_data_in_the_old_and_in_the_new_map(store: Store) -> None:
    """Two communes become one on 1 July 2025; the district ends, the province stays: the totals are the same."""
    root = workspace.setup_aggregator(store, "Tỉnh Điện Biên", "province").unit_id
    ids = {name: clock.new_id() for name in ("old one", "old two", "district", "new")}
    ends, begins = date(2025, 6, 30), date(2025, 7, 1)

    def term(subject: str, attribute: str, value: str, since: date = ALWAYS, until: date | None = None) -> UnitTerm:
        return UnitTerm(
            id=clock.new_id(), unit_id=root, subject=subject, attribute=attribute, value=value,  # type: ignore[arg-type]
            valid_from=since, valid_to=until,
        )  # fmt: skip

    with store.write("test") as tx:
        for name, unit_id in ids.items():
            kind = "centre" if name.startswith("old") else "district" if name == "district" else "commune"
            put(
                tx,
                Unit(id=unit_line_id(root, unit_id), unit_id=root, subject=unit_id, unit_kind=kind),
                term(unit_id, "name", name),
            )  # type: ignore[arg-type]
        put(tx, term(ids["district"], "parent", root, until=ends), term(ids["new"], "parent", root, since=begins))
        for number, name in enumerate(("old one", "old two"), 1):
            centre = ids[name]
            put(tx, term(centre, "parent", ids["district"], until=ends), term(centre, "parent", ids["new"], begins))
            for place, day in enumerate((date(2025, 3, 1), date(2025, 10, 1))):
                made = learning_class(number * 2 + place, unit_id=centre, starts_on=day)
                put(tx, made, session(number * 2 + place, unit_id=centre, class_id=made.id, held_on=day, present=10))
    totals = {code: reporting.figures(store, parse_period(code)).total for code in ("2025-H1", "2025-H2", "2025")}
    assert totals == {"2025-H1": Count(2, 20), "2025-H2": Count(2, 20), "2025": Count(4, 40)}
    with store.read() as conn:
        tree = workspace.read_tree(conn)
    assert [len(tree.centres(ids[name], ends)) for name in ("district", "new")] == [2, 0]
    assert [len(tree.centres(ids[name], begins)) for name in ("district", "new")] == [0, 2]


def test_an_unknown_format_is_refused_before_anything_is_written(district: District) -> None:
    folder = district.path("out")
    for formats in ((), ("odt",), ("pdf", "odt")):
        with pytest.raises(ClcError, match="unknown_format"):
            report_files.write_report(district.office, YEAR, formats, folder)
    assert not folder.exists()


def test_an_officials_passage_is_kept_as_typed_and_only_for_its_period(district: District) -> None:
    place = next(iter(narrating.narrative(district.office, YEAR).passages))
    text = "Dòng một\n  {classes.held} <b>&</b>"
    reporting.save_passage(district.office, YEAR, place, text)
    now, before = (narrating.narrative(district.office, one).passages.values() for one in (YEAR, YEAR.previous()))
    assert {(p.place, p.text) for p in now if p.own} == {(place, text)}
    assert not any(p.own for p in before)


# --- annexes ----------------------------------------------------------------------------------------------------------


def annexes(store: Store) -> dict[str, Annex]:
    return {annex.name: annex for annex in reporting.report_document(store, YEAR).annexes}


def rows(annex: Annex) -> list[tuple[Cell, ...]]:
    return [row.cells for block in annex.blocks if isinstance(block, Table) for row in block.rows]


def test_without_data_there_is_no_annex_and_no_word_of_one(district: District) -> None:
    document = reporting.report_document(district.office, YEAR)
    assert document.annexes == ()
    assert "Phụ lục" not in document.text()


def test_what_stands_behind_the_figures_is_listed(district: District) -> None:
    """Lists and figures of one report agree: they are read from the same records."""
    furnish(district)
    district.record(district.one, 30, 20, topic="Nuôi lợn")
    district.merge(district.submit(district.one, "one"), district.submit(district.two, "two"))
    found, counted = annexes(district.office), reporting.figures(district.office, YEAR)
    assert {"facilities", "staff", "money", "classes", "by_field", "by_centre"} <= found.keys()
    assert [row[1:4] for row in rows(found["classes"])[:-1]] == [("Nuôi lợn", "05/3/2020", "xã one")]
    assert rows(found["classes"])[-1][-2] == counted.total.turns == 50
    assert rows(found["money"])[-1][2] == counted.regular_funding == 30_000_000
    total = rows(found["facilities"])[-1]
    assert total[2:4] == (f"{counted.own_premises}/2", f"{len(counted.equipped)}/2") == ("1/2", "1/2")
    assert [row[1] for row in rows(found["staff"])] == ["Lò Thị Ân", "Vàng A Dếnh"]
    assert counted.managers == 2


def test_the_year_before_is_in_the_report_once_somebody_recorded_it(district: District) -> None:
    district.record(district.one, 30)
    assert "So với" not in reporting.report_document(district.one, YEAR).text()
    assert len(annexes(district.one)["plan_and_actual"].blocks[0].columns) == 8  # type: ignore[union-attr]
    district.record(district.one, 20, held_on=date(2019, 5, 1))
    text = reporting.report_document(district.one, YEAR).text()
    assert "So với năm 2019: số lớp không thay đổi; số lượt người tăng 10 lượt (50,0%)." in text
    before = annexes(district.one)["plan_and_actual"]
    assert rows(before)[-1][-4:] == (1, 20, 0, 10)


# --- for a person's folder --------------------------------------------------------------------------------------------


def test_a_report_never_replaces_another_one(district: District) -> None:
    """A draft after a frozen one, another year, the same again: every file keeps its name and its bytes."""
    office, stick = district.office, district.path("stick")
    stick.mkdir()
    frozen = freezing.freeze_report(office, YEAR)
    (first,) = report_files.deliver_frozen(office, frozen.id, ["pdf"], stick)
    (draft,) = report_files.deliver_report(office, YEAR, ["pdf"], stick)
    (again,) = report_files.deliver_report(office, YEAR, ["pdf"], stick)
    (other,) = report_files.deliver_report(office, YEAR.previous(), ["pdf"], stick)
    name = "bao-cao_huyen-thu_2020"
    assert [path.name for path in (first, draft, again)] == [
        f"{name}_ma-{frozen.code[:5]}.pdf", f"{name}.pdf", f"{name} (2).pdf",
    ]  # fmt: skip
    assert draft.read_bytes() == again.read_bytes() == report_files.report_pdf(office, YEAR)
    assert first.read_bytes() == report_files.frozen_pdf(office, frozen.id)
    assert len({path.name for path in (first, draft, again, other)}) == 4


def test_stopping_leaves_out_the_formats_not_written(district: District) -> None:
    stick = district.path("stick")
    stick.mkdir()
    asked = iter((False, True))
    paths = report_files.deliver_report(
        district.office, YEAR, ["pdf", "docx", "xlsx"], stick, cancelled=lambda: next(asked)
    )
    assert [path.suffix for path in paths] == [".pdf"]
    assert list(stick.iterdir()) == list(paths)


def test_a_stick_that_is_not_there_is_said(district: District) -> None:
    with pytest.raises(ClcError, match="drive_missing"):
        report_files.deliver_report(district.office, YEAR, ["pdf"], district.path("no-stick"))


def test_what_stops_half_way_says_what_was_written(district: District) -> None:
    folder = district.path("half")
    (folder / "report.docx").mkdir(parents=True)  # as a file that another program holds open: nothing can replace it
    with pytest.raises(ClcError) as caught:
        report_files.write_report(district.office, YEAR, ["pdf", "docx", "xlsx"], folder)
    assert (caught.value.code, caught.value.data["count"]) == ("written_in_part", 1)
    assert (folder / "report.pdf").read_bytes() == report_files.report_pdf(district.office, YEAR)
    assert not (folder / "report.xlsx").exists()
    said = i18n.load(files.catalog_path(), "vi").error_text(caught.value)
    assert said.startswith("Dừng giữa chừng: 1 tệp đã ghi")
    assert "report.docx" in said
