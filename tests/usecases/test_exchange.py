"""Registration, approval, assignment, submission: who is believed, and what travels."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import text

from clc_desktop.domain import clock
from clc_desktop.domain.cells import Ask, Cell
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import (
    ActivityField,
    Collaborator,
    Enrolment,
    Learner,
    PlanTarget,
    SelfAssessment,
    StaffMember,
    plan_id,
)
from clc_desktop.store import contacts
from clc_desktop.store.database import Store
from clc_desktop.store.records import find
from clc_desktop.sync import documents, envelope, payload, reader
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import (
    classes,
    counting_changes,
    drilling,
    exchange,
    inspecting,
    keeping,
    merging,
    ranking,
    reporting,
    workspace,
)
from clc_desktop.usecases.ranking import Criterion, RankScheme
from tests.factories import class_entry
from tests.usecases.conftest import YEAR, District
from tests.usecases.test_merging import dump

MakeCentre = Callable[[str], Store]


@pytest.fixture
def make_centre(tmp_path: Path) -> Iterator[MakeCentre]:
    """Further centres, set up and not yet known to anybody."""
    made: list[Store] = []

    def make(name: str) -> Store:
        store = workspace.open_store(tmp_path / f"{len(made)}.db")
        workspace.setup_centre(store, name)
        made.append(store)
        return store

    yield make
    for store in made:
        store.close()


def registered(centre: Store, district: District) -> tuple[Path, str]:
    path = district.path(f"{clock.new_id()}.reg")
    return path, exchange.register(centre, path).check_number


def one_digit_wrong(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)


# --- registration and approval ----------------------------------------------------------------------------------------


def test_a_new_centre_is_listed_and_its_key_pinned(district: District, make_centre: MakeCentre) -> None:
    path, number = registered(make_centre("xã Ba"), district)
    approved = exchange.approve(district.office, path, number)
    assert (approved.unit_name, approved.new) == ("xã Ba", True)
    assert approved.unit_id in workspace.unit_names(district.office)
    assert {contact.unit_name for contact in exchange.contact_list(district.office)} == {"xã one", "xã two", "xã Ba"}


def test_approving_again_changes_nothing(district: District) -> None:
    path, number = registered(district.one, district)
    before = exchange.contact_list(district.office)
    assert not exchange.approve(district.office, path, number).new
    found = exchange.contact_list(district.office)
    assert {replace(c, since="") for c in found} == {replace(c, since="") for c in before}


def test_a_mistyped_number_is_told_from_a_wrong_one(district: District, make_centre: MakeCentre) -> None:
    path, number = registered(make_centre("xã Ba"), district)
    others = district.identity(district.two).check_number
    for typed, code in ((one_digit_wrong(number), "check_number_mistyped"), (others, "check_number_differs")):
        with pytest.raises(ClcError, match=code):
            exchange.approve(district.office, path, typed)
    assert len(exchange.contact_list(district.office)) == 2
    assert len(workspace.unit_names(district.office)) == 3


def test_a_second_unit_of_the_same_name_is_refused(district: District, make_centre: MakeCentre) -> None:
    path, number = registered(make_centre("XÃ ONE"), district)
    with pytest.raises(ClcError, match="unit_name_taken"):
        exchange.approve(district.office, path, number)


def test_only_an_aggregator_approves_and_only_registrations(district: District) -> None:
    path, number = registered(district.one, district)
    with pytest.raises(ClcError, match="wrong_role"):
        exchange.approve(district.two, path, number)
    with pytest.raises(ClcError, match="wrong_kind"):
        exchange.approve(district.office, district.submit(district.one, "s1"), number)
    with pytest.raises(ClcError, match="file_missing"):
        exchange.approve(district.office, district.path("nothing"), number)


def test_a_registration_never_overwrites_a_file(district: District) -> None:
    path, _ = registered(district.one, district)
    before = path.read_bytes()
    with pytest.raises(ClcError, match="file_exists"):
        exchange.register(district.one, path)
    assert path.read_bytes() == before


def test_one_key_stands_for_one_installation(district: District, make_centre: MakeCentre) -> None:
    """A restored database takes a new installation id; with the old key it must not be two senders."""
    centre = make_centre("xã Ba")
    exchange.approve(district.office, *registered(centre, district))
    with centre.write("test") as tx:
        from clc_desktop.store.database import set_meta

        set_meta(tx.conn, "installation_id", "f" * 16)
    exchange.approve(district.office, *registered(centre, district))
    found = [contact for contact in exchange.contact_list(district.office) if contact.unit_name == "xã Ba"]
    assert [contact.installation_id for contact in found if contact.state == "approved"] == ["f" * 16]
    exchange.read_file(
        centre,
        exchange.assign(district.office, "xã Ba", district.path("a")),
        district.identity(district.office).check_number,
    )
    (verdict,) = district.merge(district.submit(centre, "s"))
    assert (verdict.code, verdict.installation_id) == ("ok", "f" * 16)


# --- assignment -------------------------------------------------------------------------------------------------------


def test_the_first_assignment_needs_the_aggregators_number(district: District, make_centre: MakeCentre) -> None:
    centre = make_centre("xã Ba")
    exchange.approve(district.office, *registered(centre, district))
    path = exchange.assign(district.office, "xa ba", district.path("a"))
    number = district.identity(district.office).check_number
    others = district.identity(district.two).check_number
    for typed, code in (
        (None, "check_number_needed"),
        (one_digit_wrong(number), "check_number_mistyped"),
        (others, "check_number_differs"),
    ):
        with pytest.raises(ClcError, match=code):
            exchange.read_file(centre, path, typed)
    with pytest.raises(ClcError, match="no_aggregator"):
        exchange.submit(centre, YEAR, district.path("s"))
    assert exchange.read_file(centre, path, number).code == "assignment"
    assert exchange.read_file(centre, path).code == "replay"
    assert workspace.taxonomy(centre) == workspace.taxonomy(district.office)


def test_another_units_assignment_is_refused(district: District) -> None:
    path = exchange.assign(district.office, "xã two", district.path("a"))
    with pytest.raises(ClcError, match="wrong_receiver"):
        exchange.read_file(district.one, path)


def test_an_unknown_aggregator_is_not_believed(district: District, store: Store) -> None:
    workspace.setup_aggregator(store, "Huyện Lạ", "district")
    exchange.approve(store, *registered(district.one, district))
    path = exchange.assign(store, "xã one", district.path("a"))
    before = workspace.taxonomy(district.one)
    with pytest.raises(ClcError, match="check_number_needed"):
        exchange.read_file(district.one, path)
    with pytest.raises(ClcError, match="check_number_differs") as caught:
        exchange.read_file(district.one, path, district.identity(district.office).check_number)
    assert caught.value.data["name"] == "", "whose the number is, is not known"
    assert workspace.taxonomy(district.one) == before
    assert len(exchange.contact_list(district.one)) == 1


def test_an_assignment_needs_a_unit_that_has_a_key(district: District) -> None:
    with pytest.raises(ClcError, match="unit_unknown"):
        exchange.assign(district.office, "xã Không", district.path("a"))
    with pytest.raises(ClcError, match="unit_without_key"):
        exchange.assign(district.office, "Huyện Thử", district.path("a"))
    assert not district.path("a").exists()


def test_the_plan_that_the_aggregator_sets_reaches_the_centre_and_comes_back(district: District) -> None:
    unit = district.identity(district.one).unit_id
    target = PlanTarget(id=plan_id(unit, 2020, "law"), unit_id=unit, year=2020, field="law", classes=9, turns=300)
    other = district.identity(district.two).unit_id
    others = PlanTarget(id=plan_id(other, 2020, "law"), unit_id=other, year=2020, field="law", classes=1, turns=1)
    keeping.save_records(district.office, [target, others])
    exchange.read_file(district.one, exchange.assign(district.office, "xã one", district.path("a")))
    assert keeping.list_records(district.one, PlanTarget) == (target,)
    keeping.save_records(district.one, [replace(target, classes=10)])
    assert district.codes(district.submit(district.one, "s")) == ["ok"]
    assert [t.classes for t in keeping.list_records(district.office, PlanTarget, unit_id=unit)] == [10]
    assert keeping.list_records(district.office, PlanTarget, unit_id=other) == (others,)


def test_a_damaged_assignment_is_refused(district: District) -> None:
    path = exchange.assign(district.office, "xã one", district.path("a"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ClcError, match=r"damaged|not_sync_file"):
        exchange.read_file(district.one, path)


# --- submission -------------------------------------------------------------------------------------------------------


def test_a_submission_is_numbered_logged_and_never_overwrites(district: District) -> None:
    district.record(district.one)
    first = exchange.submit(district.one, YEAR, district.path("s1"))
    second = exchange.submit(district.one, YEAR, district.path("s2"))
    assert (first.sequence, second.sequence, first.records) == (1, 2, 2)
    assert exchange.sent_files(district.one) == (second, first)
    before = district.path("s1").read_bytes()
    with pytest.raises(ClcError, match="file_exists"):
        exchange.submit(district.one, YEAR, district.path("s1"))
    assert district.path("s1").read_bytes() == before
    assert len(exchange.sent_files(district.one)) == 2


def test_a_submission_that_cannot_be_written_is_not_logged(district: District) -> None:
    district.record(district.one)
    with pytest.raises(ClcError, match="drive_missing"):
        exchange.submit(district.one, YEAR, district.path("stick") / "s1")
    assert exchange.sent_files(district.one) == ()
    assert exchange.submit(district.one, YEAR, district.path("s1")).sequence == 1


def test_a_name_is_suggested_that_is_new_every_time(district: District) -> None:
    assert exchange.suggested_name(district.one, YEAR) == "xa-one_2020_001.clcsync"
    district.submit(district.one, "s1")
    assert exchange.suggested_name(district.one, YEAR) == "xa-one_2020_002.clcsync"


def test_a_submission_holds_its_period_and_nothing_else(district: District) -> None:
    inside, outside = district.record(district.one), district.record(district.one, held_on=YEAR.end.replace(year=2021))
    assert district.codes(district.submit(district.one, "s1")) == ["ok"]
    ids = {row.id for row in classes.list_classes(district.office)}
    assert inside.learning_class.id in ids
    assert outside.learning_class.id not in ids
    assert district.codes(district.submit(district.one, "s2", calendar_year(2021))) == ["ok"]
    assert len(classes.list_classes(district.office)) == 2


# --- privacy ----------------------------------------------------------------------------------------------------------

SECRETS = {"full_name": "Tòng Văn Kín", "village": "bản Giấu", "phone": "0987654321", "id_number": "011234567890"}


def recorded_secrets(centre: Store, unit: str) -> list[bytes]:
    """A roster with everything that must stay at home, edited and partly deleted so that the history has it, too."""
    people = [Learner(id=clock.new_id(), unit_id=unit, birth_year=1991, birth_band=1990, sex="male", note="GHI CHÚ KÍN", **SECRETS)]  # noqa: E501  # fmt: skip
    people += [replace(people[0], id=clock.new_id(), full_name="Tòng Thị Kín")]
    entry = class_entry(unit, (2,))
    entry = replace(entry, sessions=(replace(entry.sessions[0], attended=tuple(p.id for p in people)),))
    classes.save_class(centre, entry)
    roster = [
        Enrolment(id=clock.new_id(), unit_id=unit, class_id=entry.learning_class.id, learner_id=p.id) for p in people
    ]
    staff = StaffMember(id=clock.new_id(), unit_id=unit, full_name="Lò Giám Đốc", post="director", phone="0911222333", birth_year=1961)  # noqa: E501  # fmt: skip
    guide = Collaborator(id=clock.new_id(), unit_id=unit, full_name="Quàng Báo Cáo", role="speaker", phone="0944555666", trained_years=(2025,))  # noqa: E501  # fmt: skip
    keeping.save_records(centre, [*people, *roster, staff, guide])
    keeping.save_records(centre, [replace(people[0], phone="0900000111")])
    keeping.delete_records(centre, [people[1]])
    texts = [*SECRETS.values(), "GHI CHÚ KÍN", "Tòng Thị Kín", "0900000111", "0911222333", "0944555666"]
    return [text.encode() for text in texts]


def test_nothing_of_a_person_leaves_the_centre(district: District) -> None:
    unit = district.identity(district.one).unit_id
    secrets = recorded_secrets(district.one, unit)
    path = district.submit(district.one, "s1")
    payload = envelope.read_outer(path.read_bytes()).payload
    plain = zlib.decompress(pyrage.decrypt(payload, [workspace.load_keys(district.office).identity]), wbits=31)
    assert district.codes(path) == ["ok"]
    district.office.close()
    database = b"".join(file.read_bytes() for file in district.folder.glob("office.db*"))
    for place in (plain, database):
        assert "Lò Giám Đốc".encode() in place
        assert [secret for secret in secrets if secret in place] == []
    sent = {batch["kind"]: batch["columns"] for batch in json.loads(plain)["records"]}
    with district.office.read() as conn:  # a year of birth is no text to look for: ids are full of digits
        for kind in ("learner", "staff_member"):
            assert "birth_year" not in sent[kind]
            assert set(conn.scalars(text(f"SELECT birth_year FROM {kind}"))) == {None}
        assert [(one.phone, one.trained_years) for one in find(conn, Collaborator)] == [("", (2025,))]
    assert all(secret in b"".join(f.read_bytes() for f in district.folder.glob("one.db*")) for secret in secrets[:4])


def test_persons_are_counted_without_their_names(district: District) -> None:
    recorded_secrets(district.one, district.identity(district.one).unit_id)
    district.merge(district.submit(district.one, "s1"))
    counted = reporting.figures(district.office, YEAR)
    assert (counted.persons, counted.turns.reached, counted.managers, counted.collaborators) == (2, 2, 1, 1)


# --- looking before taking in -----------------------------------------------------------------------------------------


def test_the_first_assignment_is_shown_once_its_number_is_typed(district: District, make_centre: MakeCentre) -> None:
    """Unit, fields, counting rule, plan and days, and nothing is written yet."""
    centre = make_centre("xã Ba")
    path, number = registered(centre, district)
    unit_id = exchange.approve(district.office, path, number).unit_id
    targets = [
        PlanTarget(id=plan_id(unit_id, year, field), unit_id=unit_id, year=year, field=field, classes=2, turns=100)
        for year, field in ((2021, "health"), (2020, "economy"), (2020, "health"))
    ]
    keeping.save_records(district.office, targets)
    counting_changes.change_rule(district.office, "enrolled")
    names = [field.name for field in workspace.taxonomy(district.office)]
    path = exchange.assign(district.office, "xã Ba", district.path("a3"))
    heard = district.identity(district.office).check_number
    before = dump(centre)
    assert inspecting.inspect(centre, path).verdict == "unknown_key"
    assert inspecting.inspect(centre, path, one_digit_wrong(heard)).verdict == "check_number_mistyped"
    assert inspecting.inspect(centre, path, number).verdict == "check_number_differs"
    seen = inspecting.inspect(centre, path, heard)
    assert dump(centre) == before
    assert (seen.verdict, seen.kind, seen.sender) == ("ok", "assignment", "Huyện Thử")
    this_year = clock.today().year
    assert seen.says == {
        "unit_name": "xã Ba",
        "unit_code": "",
        "counting_rule": "enrolled",
        "fields": names,
        "plan": [{"year": 2020, "classes": 4, "turns": 200}, {"year": 2021, "classes": 2, "turns": 100}],
        "calendar": [{"period": str(year), "on": f"{year + 1}-01-15"} for year in range(this_year - 1, this_year + 2)],
        "criteria": [],
        "machines": 1,
        "revoked": 0,
    }
    assert exchange.read_file(centre, path, heard).code == "assignment"
    assert inspecting.inspect(centre, path).says == seen.says, "who is known needs no number"


def test_what_an_assignment_says_of_days_codes_and_keys_is_shown(district: District) -> None:
    keys, above = workspace.load_keys(district.one), workspace.load_keys(district.office)
    sender = district.identity(district.office)
    gone = ActivityField(id="7" * 32, unit_id=sender.unit_id, code="x", name="Không dùng nữa", active=False, position=9)
    last = ActivityField(id="8" * 32, unit_id=sender.unit_id, code="y", name="Sau", position=2)
    first = ActivityField(id="9" * 32, unit_id=sender.unit_id, code="z", name="Trước", position=1)
    versions = [payload.Versioned(record, "1" * 16 + ":1", False, {}) for record in (gone, last, first)]
    deleted = payload.Versioned(replace(first, id="a" * 32, name="Đã xóa"), "1" * 16 + ":1", True, {})
    document = documents.Assignment(
        **exchange.header(sender, above, [keys.public]),
        unit_id=district.identity(district.one).unit_id,
        unit_name="xã one",
        unit_code="03260",
        counting_rule="sessions",
        calendar=(documents.Due("2020", date(2020, 12, 31)),),
        revoked=(KeyPair.generate().public.sign,),
        records=payload.to_batches(ActivityField, [*versions, deleted]),
    )
    path = district.path("orders")
    path.write_bytes(reader.seal(document, above, [keys.public]))
    says = inspecting.inspect(district.one, path).says
    assert says["fields"] == ["Trước", "Sau"]
    assert (says["unit_code"], says["revoked"], says["machines"]) == ("03260", 1, 0)
    assert says["calendar"] == [{"period": "2020", "on": "2020-12-31"}]


def test_a_refused_file_is_shown_with_the_name_of_its_sender_where_it_is_known(district: District) -> None:
    path = district.submit(district.one, "s1")
    with district.office.write("test") as tx:
        contacts.revoke(tx, [workspace.load_keys(district.one).public.sign])
    seen = inspecting.inspect(district.office, path)
    assert (seen.verdict, seen.sender) == ("revoked_key", "xã one")


# --- criteria of the self-assessment ----------------------------------------------------------------------------------


def test_rank_criteria_reach_a_centre_and_leave_it_again(district: District) -> None:
    """State, not change: an assignment without criteria (of an older program, too) gives the choice back."""
    scheme = RankScheme((Criterion("Tổ chức", 40), Criterion("Kết quả", 60)), 81, 66, 51)
    ranking.set_rank_scheme(district.office, scheme)
    exchange.read_file(district.one, exchange.assign(district.office, "xã one", district.path("ranked")))
    assert ranking.rank_scheme(district.one) == scheme
    ranking.set_rank_scheme(district.office, RankScheme())
    exchange.read_file(district.one, exchange.assign(district.office, "xã one", district.path("free")))
    assert ranking.rank_scheme(district.one) == RankScheme()


def test_points_reach_the_office_and_stand_behind_the_rank(district: District) -> None:
    rank = keeping.new_record(district.one, SelfAssessment, year=2020, rank="good", points=(("A", 40), ("B", 45)))
    keeping.save_records(district.one, [rank])
    exchange.submit(district.one, calendar_year(2020), district.path("points"))
    merging.merge(district.office, [district.path("points")])
    cell = Cell((Ask("ranked", calendar_year(2020), (("rank", "good"),)),))
    (part,) = drilling.open_cell(district.office, cell).answers[0].parts
    assert (part.label, part.detail) == ("good", "2020 85")
