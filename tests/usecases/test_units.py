"""Units by date: the 2020 data as one district or as eight communes, codes used twice, moves that lose no year."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year, several_years
from clc_desktop.domain.units import ALWAYS, build_tree, changed_from, new_term
from clc_desktop.store.database import open_store
from clc_desktop.usecases import changes, exchange, reporting, unit_stories, units
from clc_desktop.usecases import workspace as ws
from clc_desktop.usecases.reporting import Scope
from tests import districts
from tests.districts import YEAR, Office
from tests.factories import quick

OLD, REFORM, NEW = date(2020, 12, 31), date(2025, 7, 1), date(2026, 1, 1)


@pytest.fixture
def built(built_sample: Path) -> Path:
    return built_sample / "aggregator.db"


@pytest.fixture
def loaded(built: Path, tmp_path: Path) -> Iterator[ws.Store]:
    """The sample's district with the bundled list."""
    for path in built.parent.glob("aggregator.db*"):
        shutil.copy(path, tmp_path / path.name)
    store = quick(open_store(tmp_path / built.name))
    units.load_units(store)
    yield store
    store.close()


def test_every_centre_finds_its_commune_and_loading_again_changes_nothing(built: Path, tmp_path: Path) -> None:
    shutil.copy(built, tmp_path / "d.db")
    store = quick(open_store(tmp_path / "d.db"))
    first = units.load_units(store)
    assert (len(first.matched), first.unmatched) == (19, ())
    before = districts.contents(store)
    assert units.load_units(store).listed == 0
    assert districts.contents(store) == before
    store.close()


def test_the_data_of_2020_are_one_report_of_a_district_and_eight_of_communes(loaded: ws.Store) -> None:
    whole = reporting.figures(loaded, YEAR)
    assert (whole.centre_count, whole.total.classes, whole.total.turns) == (19, 215, 21_641)
    communes = [u for u in units.list_units(loaded, NEW) if u.exists and u.unit_kind == "commune"]
    parts = [reporting.figures(loaded, YEAR, scope=Scope(NEW, commune.id)) for commune in communes]
    assert len(parts) == 8
    assert sum((part.total for part in parts), start=parts[0].total.__class__()) == whole.total
    assert sum(part.centre_count for part in parts) == 19
    assert sum(part.regular_funding for part in parts) == whole.regular_funding
    assert sum(part.managers for part in parts) == whole.managers
    assert sorted(part.centre_count for part in parts) == [1, 1, 1, 3, 3, 3, 3, 4]


def test_a_communes_report_bears_its_name_and_its_own_numbers(loaded: ws.Store) -> None:
    commune = units.find_unit(loaded, "03260", NEW)
    document = reporting.report_document(loaded, YEAR, Scope(NEW, commune.id))
    assert "xã Pú Nhung" in repr(document)
    assert "huyện Tuần Giáo" not in repr(document)
    with pytest.raises(ClcError, match="unit_unknown"):
        reporting.report_document(loaded, YEAR, Scope(NEW, "f" * 32))


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("03260", OLD, "xã Rạng Đông"),
        ("03260", NEW, "xã Pú Nhung"),
        ("03260", REFORM - timedelta(days=1), "xã Rạng Đông"),
        ("03260", REFORM, "xã Pú Nhung"),
        ("03271", OLD, "xã Pú Nhung"),
        ("03283", NEW, "xã Chiềng Sinh"),
        ("099", OLD, "Huyện Tuần Giáo"),
    ],
)
def test_a_code_means_whoever_bore_it_on_that_day(loaded: ws.Store, code: str, day: date, name: str) -> None:
    assert units.find_unit(loaded, code, day).name.casefold() == name.casefold()


def test_codes_that_ended_mean_nobody(loaded: ws.Store) -> None:
    for code in ("03271", "099"):
        with pytest.raises(ClcError, match="unit_unknown"):
            units.find_unit(loaded, code, NEW)


def test_a_merged_communes_history_is_found_from_its_successor(loaded: ws.Store) -> None:
    commune = units.find_unit(loaded, "03260", NEW)
    before = {told.value for told in unit_stories.unit_story(loaded, commune.id) if told.what == "absorbed"}
    assert before == {"xã Pú Nhung", "xã Rạng Đông", "xã Ta Ma"}
    history = reporting.figures(loaded, YEAR, scope=Scope(NEW, commune.id))
    assert {centre.name for centre in history.centres} == before


def test_the_district_that_ended_has_no_centres_left(loaded: ws.Store) -> None:
    assert reporting.figures(loaded, calendar_year(2026)).centre_count == 0
    assert reporting.figures(loaded, several_years(2018, 2020)).centre_count == 19


def test_a_name_shared_by_a_centre_and_its_commune_means_the_centre_where_a_key_is_needed(
    loaded: ws.Store, tmp_path: Path
) -> None:
    exchange.assign(loaded, "xã Pú Nhung", tmp_path / "a.clcsync")
    with pytest.raises(ClcError, match="unit_unknown"):
        exchange.assign(loaded, "xã Không Có", tmp_path / "b.clcsync")


def test_a_centre_registers_after_its_commune_was_listed(tmp_path: Path) -> None:
    office = districts.aggregator(tmp_path / "d.db", "Huyện Tuần Giáo")
    assert units.load_units(office.store).matched == ()
    one = districts.centre(tmp_path / "c.db", "xã Pú Nhung", office)
    one.hold()
    assert office.merge(one.submit()) == ["ok"]
    assert units.load_units(office.store).matched == ("xã Pú Nhung",)
    commune = units.find_unit(office.store, "03260", NEW)
    assert reporting.figures(office.store, YEAR, scope=Scope(NEW, commune.id)).total.classes == 1
    assert reporting.figures(office.store, YEAR).total.classes == 1
    for opened in (one, office):
        opened.store.close()


def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    office = districts.aggregator(tmp_path / "d.db", "Huyện Tuần Giáo")
    for number, content in enumerate(
        [
            "units = 3",
            "[[units]]\nkey = 'a'\nname = 'A'\nkind = 'xyz'",
            "[[units]]\nkey = 'a'\nname = 'A'\nkind = 'commune'\nparent = 'b'",
            "[[units]]\nkey = 'a'\nname = 'A'\nkind = 'commune'\n" * 2,
            "\x00",
        ]
    ):
        path = tmp_path / f"{number}.toml"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(ClcError, match="invalid_unit_list"):
            units.load_units(office.store, path)
    office.store.close()


# --- moving and merging -----------------------------------------------------------------------------------------------


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Office, list[Office]]]:
    """A province with two listed communes and three centres that have submitted."""
    office = districts.aggregator(tmp_path / "p.db", "tỉnh Lai Châu", "province")
    path = tmp_path / "list.toml"
    lines = [f"[[units]]\nkey='{k}'\nname='xã {k}'\nkind='commune'\ncode='0{k}'\nparent='p'\n" for k in "AB"]
    path.write_text("[[units]]\nkey='p'\nname='tỉnh Lai Châu'\nkind='province'\n" + "".join(lines), encoding="utf-8")
    centres = [districts.centre(tmp_path / f"c{n}.db", f"trung tâm {n}", office) for n in range(3)]
    units.load_units(office.store, path)
    for number, centre in enumerate(centres):
        for year in (2020, 2021, 2022):
            centre.hold(10 + number, date(year, 5, 5))
            office.merge(centre.submit(calendar_year(year)))
        units.move_unit(office.store, centre.unit_id, "xã A", ALWAYS)
    yield office, centres
    for opened in (office, *centres):
        opened.store.close()


def turns(office: Office, year: int, on: date, under: str) -> int:
    with_name = {line.name: line.id for line in units.list_units(office.store, on)}
    return reporting.figures(office.store, calendar_year(year), scope=Scope(on, with_name[under])).total.turns


def test_a_unit_that_moves_takes_its_past_along_in_the_new_map_only(town: tuple[Office, list[Office]]) -> None:
    office, _ = town
    units.move_unit(office.store, "trung tâm 2", "xã B", date(2022, 1, 1))
    assert [turns(office, y, date(y, 12, 31), "xã A") for y in (2020, 2021, 2022)] == [33, 33, 21]
    assert [turns(office, y, date(2022, 12, 31), "xã B") for y in (2020, 2021, 2022)] == [12, 12, 12]
    assert [turns(office, y, date(y, 12, 31), "xã B") for y in (2020, 2021, 2022)] == [0, 0, 12]
    assert [reporting.figures(office.store, calendar_year(y)).total.turns for y in (2020, 2021, 2022)] == [33] * 3


def test_a_centre_that_merged_into_another_is_counted_while_it_was_and_keeps_its_years(
    town: tuple[Office, list[Office]],
) -> None:
    office, centres = town
    units.merge_units(office.store, "trung tâm 2", "trung tâm 1", date(2022, 1, 1))
    counts = [reporting.figures(office.store, calendar_year(y)).centre_count for y in (2020, 2021)]
    assert counts == [3, 3]
    assert (
        reporting.figures(office.store, calendar_year(2022)).total.turns == 33
    )  # a late class of its own still counts
    assert reporting.figures(office.store, calendar_year(2023)).centre_count == 2
    absorbed = [told for told in unit_stories.unit_story(office.store, centres[1].unit_id) if told.what == "absorbed"]
    assert [(told.value, told.since) for told in absorbed] == [("trung tâm 2", date(2022, 1, 1))]
    history = reporting.figures(office.store, YEAR, scope=Scope(date(2022, 6, 1), centres[1].unit_id))
    assert history.total.turns == 11 + 12


def test_communes_merge_with_everything_under_them(town: tuple[Office, list[Office]]) -> None:
    office, _ = town
    units.merge_units(office.store, "xã A", "xã B", date(2022, 1, 1))
    assert turns(office, 2020, date(2022, 6, 1), "xã B") == 33
    assert turns(office, 2020, date(2021, 6, 1), "xã A") == 33
    assert units.unit_tree(office.store).find_code("0A", date(2021, 12, 31)) is not None
    assert units.unit_tree(office.store).find_code("0A", date(2022, 1, 1)) is None


def test_nobody_is_put_under_itself(town: tuple[Office, list[Office]]) -> None:
    office, _ = town
    for unit, parent in (("xã A", "xã A"), ("tỉnh Lai Châu", "xã A")):
        with pytest.raises(ClcError, match="unit_loop"):
            units.move_unit(office.store, office.unit_id if "tỉnh" in unit else unit, parent, NEW)
    for wrong in ("xã C", "", "0C"):
        with pytest.raises(ClcError, match="unit_unknown"):
            units.move_unit(office.store, "xã A", wrong, NEW)


def test_names_and_codes_change_on_a_day(town: tuple[Office, list[Office]]) -> None:
    office, _ = town
    units.rename_unit(office.store, "xã B", "phường B", REFORM)
    units.set_code(office.store, "phường B", "1B", REFORM)
    (line,) = [line for line in units.list_units(office.store, NEW) if line.name == "phường B"]
    assert (line.code, line.parent_name) == ("1B", "tỉnh Lai Châu")
    assert [u.code for u in units.list_units(office.store, OLD) if u.name == "xã B"] == ["0B"]
    with pytest.raises(ClcError, match="name_missing"):
        units.rename_unit(office.store, "phường B", " ", NEW)


DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))
CHANGES = st.lists(st.tuples(DAYS, st.sampled_from(["x", "y", "z", ""])), max_size=8)
OTHERS = st.lists(st.tuples(st.sampled_from("de"), DAYS, st.none() | DAYS, st.sampled_from("uvw")), max_size=4)


@given(CHANGES, OTHERS, st.booleans(), DAYS)
def test_a_change_from_a_day_on_changes_no_day_before_it(
    made: list[tuple[date, str]], others: list[tuple[str, date, date | None, str]], listed: bool, asked: date
) -> None:
    found = [new_term(owner, "u", "parent", value, since, until) for owner, since, until, value in others]
    terms = {t.id: t for t in [*found, *([new_term("o", "u", "parent", "start")] if listed else [])]}
    for day, parent in made:
        before = build_tree([], terms.values(), "o")
        terms |= {t.id: t for t in changed_from(before, "o", "u", "parent", parent, day)}
        after = build_tree([], terms.values(), "o")
        assert after.value("u", "parent", day) == (parent or None)
        if asked < day:
            assert after.value("u", "parent", asked) == before.value("u", "parent", asked)


def test_what_we_say_goes_before_what_those_below_say() -> None:
    ours, theirs = new_term("o", "u", "parent", "a", OLD), new_term("d", "u", "parent", "b", REFORM)
    assert build_tree([], [ours, theirs], "o").parent("u", NEW) == "a"
    assert build_tree([], [ours, theirs], "d").parent("u", NEW) == "b"
    assert build_tree([], [theirs], "o").parent("u", NEW) == "b"


def test_a_unit_that_is_in_no_list_is_added_and_taken_back(town: tuple[Office, list[Office]]) -> None:
    """As an office without a bundled list makes its communes: names, codes and centres under them."""
    office, centres = town
    added = units.add_unit(office.store, " xã  Mới ", "commune", "tỉnh Lai Châu", "0M", REFORM)
    units.move_unit(office.store, centres[0].unit_id, "xã Mới", REFORM)
    (line,) = [line for line in units.list_units(office.store, NEW) if line.code == "0M"]
    assert (line.name, line.unit_kind, line.parent_name) == ("xã Mới", "commune", "tỉnh Lai Châu")
    assert not any(u.exists for u in units.list_units(office.store, OLD) if u.id == line.id)
    assert turns(office, 2020, NEW, "xã Mới") + turns(office, 2020, NEW, "xã A") == 33
    with pytest.raises(ClcError, match="unit_named_so"):
        units.add_unit(office.store, "XÃ MỚI", "commune", "tỉnh Lai Châu", "", NEW)
    changes.undo(office.store, added)
    assert not [u for u in units.list_units(office.store, NEW) if u.code == "0M" and u.exists]


def test_a_code_is_used_again_but_never_by_two_on_one_day(town: tuple[Office, list[Office]]) -> None:
    office, centres = town
    with pytest.raises(ClcError, match="code_taken") as caught:
        units.set_code(office.store, "xã B", "0A", REFORM)
    assert caught.value.data["name"] == "xã A"
    units.set_code(office.store, centres[0].unit_id, "0A", REFORM)  # a centre may bear its commune's
    units.merge_units(office.store, "xã A", "xã B", REFORM)
    units.set_code(office.store, "xã B", "0A", REFORM)
    assert [u.name for u in units.list_units(office.store, OLD) if u.code == "0A"] == ["xã A"]


def test_nothing_is_said_of_a_unit_after_its_end(town: tuple[Office, list[Office]]) -> None:
    office, _ = town
    units.merge_units(office.store, "trung tâm 2", "trung tâm 1", date(2022, 1, 1))
    ended = next(u.id for u in units.list_units(office.store) if u.name == "trung tâm 2")
    wrong = (
        lambda: units.rename_unit(office.store, ended, "trung tâm mới", date(2023, 1, 1)),
        lambda: units.merge_units(office.store, "trung tâm 0", ended, date(2023, 1, 1)),
        lambda: units.merge_units(office.store, ended, "trung tâm 0", date(2023, 1, 1)),
    )
    for act in wrong:
        with pytest.raises(ClcError, match="unit_ended"):
            act()
    with pytest.raises(ClcError, match="unit_kind_differs"):
        units.merge_units(office.store, "trung tâm 0", "xã B", NEW)


def test_the_story_of_a_unit(loaded: ws.Store) -> None:
    commune = units.find_unit(loaded, "03260", NEW)
    before = units.find_unit(loaded, "03260", OLD)
    told = [(one.what, one.value, one.since, one.until) for one in unit_stories.unit_story(loaded, commune.id)]
    assert told[:2] == [("name", "xã Pú Nhung", REFORM, None), ("code", "03260", REFORM, None)]
    assert [value for what, value, since, _ in told if what == "absorbed" and since == REFORM] == [
        "xã Pú Nhung", "xã Rạng Đông", "xã Ta Ma",
    ]  # fmt: skip
    ended = [(one.what, one.value) for one in unit_stories.unit_story(loaded, before.id) if one.since == REFORM]
    assert ended == [("merged_into", "xã Pú Nhung")]
