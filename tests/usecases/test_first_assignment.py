"""A new PC is set up by a file and a code on paper, registers, and is a centre like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import PlanTarget, plan_id
from clc_desktop.sync import opening_code
from clc_desktop.usecases import exchange, first_assignment, keeping, report_calendar, units, workspace
from clc_desktop.usecases.workspace import Store
from tests.usecases.keys_world import World, content, number, refused, topics, type_class

NAME = "xã Pú Nhung"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def district(world: World) -> Store:
    """A district that lists a centre, its code and its target, but knows no PC of it."""
    made = world.district()
    units.add_unit(made, NAME, "centre", "Huyện Tuần Giáo", code="031")
    unit = listed(made)
    target = PlanTarget(
        id=plan_id(unit, 2020, "economy"), unit_id=unit, year=2020, field="economy", classes=7, turns=90
    )
    keeping.save_records(made, [target])
    return made


def listed(district: Store) -> str:
    return next(one for one, name in workspace.unit_names(district).items() if name == NAME)


def test_everything_comes_from_the_file_and_the_first_submission_is_merged(world: World, district: Store) -> None:
    path = world.file()
    code = first_assignment.write_first_assignment(district, NAME, path)
    centre = world.database("new")
    made = first_assignment.start(centre, path, code)
    assert (made.role, made.unit_id, made.unit_name) == ("centre", listed(district), NAME)
    (target,) = keeping.list_records(centre, PlanTarget)
    assert (target.classes, target.turns) == (7, 90)
    assert exchange.read_file(centre, path, number(district)).code == "replay"
    assert exchange.approve(district, world.registration(centre), number(centre)).new is False
    type_class(centre)
    assert world.merge(district, world.submission(centre)) == ["ok"]
    assert topics(district) == ["Trồng nấm"]
    (taken,) = [exchange.read_file(centre, world.assignment(district, NAME))]
    assert taken.code == "assignment", "from now on no number is asked for"


def test_before_the_registration_is_approved_nothing_of_it_is_believed(world: World, district: Store) -> None:
    path = world.file()
    code = first_assignment.write_first_assignment(district, NAME, path)
    centre = world.database("new")
    first_assignment.start(centre, path, code)
    type_class(centre)
    assert world.merge(district, world.submission(centre)) == ["unknown_key"]
    with refused("check_number_differs", district):
        exchange.approve(district, world.registration(centre), number(district))
    assert topics(district) == []


def test_a_second_pc_with_the_same_paper_is_asked_about(world: World, district: Store) -> None:
    """Whoever finds stick and sheet can set a PC up, but the officer is asked whose it is."""
    path = world.file()
    code = first_assignment.write_first_assignment(district, NAME, path)
    first, second = world.database("first"), world.database("second")
    for store in (first, second):
        first_assignment.start(store, path, code)
    world.approve(district, first)
    with refused("unit_listed", district):
        world.approve(district, second)


def test_another_code_another_file_and_a_wrong_digit_open_nothing(world: World, district: Store) -> None:
    path, other = world.file(), world.file()
    code = first_assignment.write_first_assignment(district, NAME, path)
    another = first_assignment.write_first_assignment(district, NAME, other)
    stranger = world.district("Huyện Mường Ảng")
    foreign = opening_code.new_code(exchange_key(stranger))
    centre = world.database("new")
    for typed, expected in (
        (another, "opening_code_differs"),
        (foreign, "opening_code_other_sender"),
        (code[:-1], "opening_code_mistyped"),
        ("", "opening_code_mistyped"),
    ):
        with refused(expected, centre):
            first_assignment.start(centre, path, typed)
    registered = world.centre("xã Sính Phình")
    world.approve(district, registered)
    with refused("opening_code_differs", centre):
        first_assignment.start(centre, world.assignment(district, "xã Sính Phình"), code)
    with refused("wrong_kind", centre):
        first_assignment.start(centre, world.registration(district), code_for(district))
    damaged = world.file()
    damaged.write_bytes(path.read_bytes().replace(b'"sig":"', b'"sig":"A', 1))
    with refused("damaged", centre):
        first_assignment.start(centre, damaged, code)
    first_assignment.start(centre, path, code)
    with refused("already_set_up", centre):
        first_assignment.start(centre, path, code)


def test_only_a_listed_centre_gets_one(world: World, district: Store) -> None:
    units.add_unit(district, "xã Mùn Chung", "commune", "Huyện Tuần Giáo")
    for name in ("Huyện Tuần Giáo", "xã Mùn Chung", "xã không có"):
        path = world.file()
        with refused("unit_unknown", district):
            first_assignment.write_first_assignment(district, name, path)
        assert not path.exists()
    centre = world.centre("xã Rạng Đông")
    with refused("wrong_role", centre):
        first_assignment.write_first_assignment(centre, NAME, world.file())


def test_when_the_keys_cannot_be_kept_nothing_is_set_up(
    world: World, district: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = world.file()
    code = first_assignment.write_first_assignment(district, NAME, path)
    centre = world.database("new")
    before = content(centre)

    def full(*_args: object) -> None:
        raise ClcError("disk_full")

    monkeypatch.setattr(first_assignment.key_storage, "keep", full)
    with pytest.raises(ClcError):
        first_assignment.start(centre, path, code)
    assert content(centre) == before


def test_the_due_days_of_the_calendar_come_along(world: World, district: Store) -> None:
    path = world.file()
    code = first_assignment.write_first_assignment(district, NAME, path)
    centre = world.database("new")
    first_assignment.start(centre, path, code)
    this_year = calendar_year(clock.today().year)
    assert report_calendar.given_due(centre, this_year) == report_calendar.calendar(district).due(this_year)
    assert report_calendar.given_due(centre, this_year) is not None


def write(district: Store, units_: dict[str, str], folder: Path, *, stop: bool = False) -> tuple[Path, ...]:
    stick = folder / "stick"
    stick.mkdir(exist_ok=True)
    return first_assignment.write_first_assignments(
        district, units_, stick, folder / "sheets.pdf", lambda *_step: None, lambda: stop
    )


def test_for_many_centres_the_codes_are_on_paper_only(world: World, district: Store, tmp_path: Path) -> None:
    """Two of one name are told apart by the number of the file, and a name is never markup."""
    for name in ("xã A<b>&", "xã A b", "xã A-b"):
        units.add_unit(district, name, "centre", "Huyện Tuần Giáo")
    names = {one: name for one, name in workspace.unit_names(district).items() if name[0] in "xX"}
    written = write(district, names, tmp_path)
    assert len({path.name for path in written}) == len(names) == 4
    pages = [page.extract_text() for page in PdfReader(tmp_path / "sheets.pdf").pages]
    for (unit_id, name), path, page in zip(names.items(), written, pages, strict=True):
        assert name in page
        assert path.name in page
        code = " ".join(re.findall(r"\b\d{4}\b", page[page.index("Mã mở tệp") : page.index("Cách dùng")]))
        assert first_assignment.start(world.database(path.stem), path, code).unit_id == unit_id


def test_the_paper_never_goes_onto_the_stick(district: Store, tmp_path: Path) -> None:
    with refused("sheet_beside_file", district):
        first_assignment.write_first_assignments(
            district, {listed(district): NAME}, tmp_path, tmp_path / "a.pdf", lambda *_step: None, lambda: False
        )
    assert [path.suffix for path in tmp_path.iterdir() if path.suffix in (".pdf", ".clcsync")] == []


def test_stopped_half_way_the_rest_is_not_written(district: Store, tmp_path: Path) -> None:
    assert write(district, {listed(district): NAME}, tmp_path, stop=True) == ()
    assert list((tmp_path / "stick").iterdir()) == []


def exchange_key(store: Store) -> str:
    return workspace.load_keys(store).public.sign


def code_for(store: Store) -> str:
    return opening_code.new_code(exchange_key(store))


def test_until_something_comes_back_the_centre_knows_that_nobody_may_know_it(world: World, district: Store) -> None:
    path = world.file()
    code = first_assignment.write_first_assignment(district, NAME, path)
    centre, ordinary = world.database("new"), world.joined(district, "xã Sính Phình")
    first_assignment.start(centre, path, code)
    assert first_assignment.awaits_approval(centre)
    assert not first_assignment.awaits_approval(ordinary)
    world.approve(district, centre)
    assert first_assignment.awaits_approval(centre)
    exchange.read_file(centre, world.assignment(district, NAME))
    assert not first_assignment.awaits_approval(centre)
