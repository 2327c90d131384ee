"""Whose key may do what: a second PC, a lost PC, changed keys, and those who try more than they may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import LearningClass, PlanTarget, plan_id
from clc_desktop.domain.versions import entries
from clc_desktop.store import contacts
from clc_desktop.store.records import find
from clc_desktop.store.tables import RECORDS
from clc_desktop.sync import check_number, documents, reader, succession
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import changes, exchange, inspecting, installations, merging, safekeeping, trust, workspace
from clc_desktop.usecases.exchange import header
from clc_desktop.usecases.workspace import Store
from tests.usecases.keys_world import (
    World,
    content,
    installation,
    number,
    refused,
    topics,
    type_class,
    type_plan,
    unit_id,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def states(district: Store) -> list[str]:
    return [contact.state for contact, _ in installations.installations(district)]


# --- a second PC ------------------------------------------------------------------------------------------------------


def test_a_second_pc_becomes_one_of_its_centre_and_loses_nothing(world: World) -> None:
    district = world.district()
    first = world.joined(district)
    second = world.centre("Pú Nhung máy 2")
    typed = type_class(second, "Gõ trước khi duyệt")
    type_plan(second, 3)
    former = unit_id(second)
    approved = world.approve(district, second, as_unit="xã pu nhung")
    assert (approved.unit_id, approved.unit_name, approved.new) == (unit_id(first), "xã Pú Nhung", False)
    (taken,) = world.assign(district, "xã Pú Nhung", second)
    assert (taken.code, taken.unit_name, taken.data) == ("joined", "xã Pú Nhung", {"count": 3})
    who = workspace.identity(second)
    assert who is not None
    assert (who.unit_id, who.unit_name) == (unit_id(first), "xã Pú Nhung")
    _moved(second, typed, former)
    assert world.merge(district, world.submission(first), world.submission(second)) == ["ok", "ok"]
    assert topics(district) == ["Gõ trước khi duyệt"]


def _moved(store: Store, typed: LearningClass, former: str) -> None:
    """Everything belongs to the unit now, in a version that knows the one before; ids that name the unit name it."""
    with store.read() as conn:
        for table in RECORDS.values():
            assert not conn.execute(table.select().where(table.c.unit_id == former)).all()
        (row,) = conn.execute(RECORDS["learning_class"].select())
        (plan,) = find(conn, PlanTarget)
    assert row.id == typed.id
    assert entries(row.version)[installation(store)] > 1
    assert plan.id == plan_id(unit_id(store), 2020, "economy")


def test_both_pcs_type_one_plan_and_meet_in_it(world: World) -> None:
    """Same centre, same year, same field: one record with a conflict to decide, not two that add up."""
    district = world.district()
    first = world.joined(district)
    second = world.centre("máy 2")
    type_plan(first, 5)
    type_plan(second, 7)
    world.approve(district, second, as_unit="xã Pú Nhung")
    world.assign(district, "xã Pú Nhung", second)
    verdicts = merging.merge(district, [world.submission(first), world.submission(second)])
    assert [verdict.counts.conflicts for verdict in verdicts] == [0, 1]
    with district.read() as conn:
        assert len(find(conn, PlanTarget)) == 1


def test_the_two_pcs_read_each_others_submissions(world: World) -> None:
    district = world.district()
    first = world.joined(district)
    second = world.centre("máy 2")
    world.approve(district, second, as_unit="xã Pú Nhung")
    world.assign(district, "xã Pú Nhung", first, second)
    type_class(first, "Trồng nấm")
    type_class(second, "Nuôi ong")
    from_first, from_second = world.submission(first), world.submission(second)
    assert exchange.read_file(second, from_first).code == "colleague"
    assert exchange.read_file(first, from_second).code == "colleague"
    assert exchange.read_file(first, from_second).code == "replay"
    assert topics(first) == topics(second) == ["Nuôi ong", "Trồng nấm"]
    assert world.merge(district, from_second, from_first, world.submission(first)) == ["ok", "ok", "ok"]


def test_another_centre_cannot_read_what_the_two_send(world: World) -> None:
    district = world.district()
    first, other = world.joined(district), world.joined(district, "xã Quài Tở")
    path = world.submission(first)
    with refused("check_number_needed", other):
        exchange.read_file(other, path)
    with refused("wrong_receiver", other):
        exchange.read_file(other, path, number(first))


def test_who_has_submitted_already_does_not_change_units(world: World) -> None:
    district, other = world.district(), world.district("Huyện Tủa Chùa")
    world.joined(other, "xã Sính Phình")
    centre = world.joined(district)
    world.submission(centre)
    world.approve(other, centre, as_unit="xã Sính Phình")
    path = world.assignment(other, "xã Sính Phình")
    with refused("wrong_unit", centre):
        exchange.read_file(centre, path, number(other))


def test_a_registration_names_no_unit_of_its_own_choice(world: World) -> None:
    """Nobody gets at a listed unit's records by calling himself that, whatever number is read over the phone."""
    district = world.district()
    victim = world.joined(district)
    namesake = world.centre("XÃ PÚ NHUNG", "namesake")
    with refused("unit_name_taken", district):
        world.approve(district, namesake)
    thief = _pretending(world, unit_id(victim))
    with refused("unit_listed", district):
        exchange.approve(district, *thief)
    office = _pretending(world, unit_id(district))
    for as_unit in (None, "Huyện Tuần Giáo"):
        with refused("unit_listed" if as_unit is None else "own_unit", district):
            exchange.approve(district, *office, as_unit)
    with refused("unit_unknown", district):
        world.approve(district, namesake, as_unit="xã không có")


def test_a_registration_takes_no_installation_of_another_unit(world: World) -> None:
    district = world.district()
    victim = world.joined(district)
    thief = _pretending(world, "e" * 32, installation(victim))
    with refused("installation_taken", district):
        exchange.approve(district, *thief)


def _pretending(world: World, unit: str, installation_id: str = "9" * 16) -> tuple[Path, str]:
    """A registration with a key of its own in the name of somebody else, and its check number."""
    keys = KeyPair.generate()
    who = workspace.Identity("centre", unit, "xã lạ", "centre", installation_id, "")
    path = world.file()
    path.write_bytes(reader.seal(documents.Registration(**header(who, keys), role="centre"), keys))
    return path, inspecting.inspect(None, path).check_number


def test_the_check_number_is_needed_and_must_fit(world: World) -> None:
    district, centre = world.district(), world.centre()
    path = world.registration(centre)
    for typed, code in [
        (None, "check_number_needed"),
        ("1234", "check_number_mistyped"),
        (number(district), "check_number_differs"),
    ]:
        with refused(code, district):
            exchange.approve(district, path, typed)
    assert exchange.approve(district, path, number(centre)).new


def test_the_same_registration_twice_is_no_harm(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    path = world.registration(centre)
    assert exchange.approve(district, path).vouched
    assert states(district) == ["approved"]
    with refused("check_number_mistyped", district):
        exchange.approve(district, path, "1")
    world.joined(district, "xã Quài Tở")
    with refused("other_unit", district):
        exchange.approve(district, path, number(centre), "xã Quài Tở")


def test_a_unit_below_us_gives_no_orders(world: World) -> None:
    """A commune that the district approved signs an assignment for the district: nobody is asked for a number."""
    district = world.district()
    commune = world.database("commune")
    workspace.setup_aggregator(commune, "xã Rạng Đông", "commune")
    world.approve(district, commune)
    world.approve(commune, district)
    path = world.assignment(commune, "Huyện Tuần Giáo")
    with refused("not_from_above", district):
        exchange.read_file(district, path, number(commune))


# --- a lost PC --------------------------------------------------------------------------------------------------------


def test_a_stolen_pc_is_refused_and_what_it_sent_before_stays(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    type_class(centre)
    assert world.merge(district, world.submission(centre)) == ["ok"]
    late, again = world.submission(centre), world.registration(centre)
    revoked = installations.revoke_installation(district, installation(centre))
    assert [contact.state for contact in revoked] == ["revoked"]
    assert world.merge(district, late) == ["revoked_key"]
    assert inspecting.inspect(district, late).verdict == "revoked_key"
    assert topics(district) == ["Trồng nấm"]
    with refused("revoked_key", district) as caught:
        exchange.approve(district, again, number(centre))
    assert caught.value.data["name"] == "xã Pú Nhung"
    with refused("unit_without_key", district):
        world.assignment(district, "xã Pú Nhung")


def test_the_centre_goes_on_with_a_new_pc_under_a_new_number(world: World) -> None:
    """The old database is gone and nothing can be restored: same unit, by its name."""
    district = world.district()
    old = world.joined(district)
    type_class(old, "Trồng nấm")
    world.merge(district, world.submission(old))
    installations.revoke_unit(district, "xã Pú Nhung")
    new = world.centre("xã Pú Nhung", "new")
    with refused("unit_name_taken", district):
        world.approve(district, new)
    world.approve(district, new, as_unit="xã Pú Nhung")
    world.assign(district, "xã Pú Nhung", new)
    type_class(new, "Nuôi ong")
    assert world.merge(district, world.submission(new)) == ["ok"]
    assert topics(district) == ["Nuôi ong", "Trồng nấm"]
    with district.read() as conn:
        assert {found.unit_id for found in find(conn, LearningClass)} == {unit_id(old)}


def test_others_learn_of_a_revoked_key_by_their_next_assignment(world: World) -> None:
    district = world.district()
    first = world.joined(district)
    second = world.centre("máy 2")
    world.approve(district, second, as_unit="xã Pú Nhung")
    world.assign(district, "xã Pú Nhung", first, second)
    stolen = world.submission(first)
    installations.revoke_installation(district, installation(first))
    world.assign(district, "xã Pú Nhung", second)
    with refused("revoked_key", second):
        exchange.read_file(second, stolen)
    assert world.merge(district, world.submission(second)) == ["ok"]


def test_revoking_follows_the_key_to_every_pc(world: World) -> None:
    """The sheet of the stolen PC was typed in elsewhere: that key is no better there."""
    district = world.district()
    centre = world.joined(district)
    backup = safekeeping.backup(centre, world.folder / "b.db")
    safekeeping.restore(centre.path, backup)
    assert world.merge(district, world.submission(centre)) == ["ok"], "the key moved, nobody has to phone"
    assert sorted(states(district)) == ["approved", "replaced"]
    installations.revoke_installation(district, installation(centre))
    assert states(district) == ["revoked", "revoked"]


def test_only_an_aggregator_revokes_and_only_what_is_there(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    with refused("wrong_role", centre):
        installations.revoke_unit(centre, "xã Pú Nhung")
    with refused("installation_unknown", district):
        installations.revoke_installation(district, "0" * 16)
    with refused("installation_unknown", district):
        installations.revoke_unit(district, "Huyện Tuần Giáo")
    with refused("unit_unknown", district):
        installations.revoke_unit(district, "xã không có")


# --- changed keys -----------------------------------------------------------------------------------------------------


def test_changed_keys_are_approved_without_a_phone_call(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    before = world.submission(centre)
    old = number(centre)
    path = world.file()
    rotated = installations.rotate_keys(centre, path)
    assert rotated.vouched
    assert rotated.check_number == number(centre) != old
    early = world.submission(centre)
    assert world.merge(district, early) == ["unknown_key"]
    assert exchange.approve(district, path).vouched
    assert states(district) == ["replaced", "approved"]
    assert world.merge(district, before, early, world.submission(centre)) == ["ok", "ok", "ok"]
    assert exchange.approve(district, path).vouched, "the same file twice"
    assert states(district) == ["replaced", "approved"]


def test_files_sealed_to_the_old_keys_are_still_opened(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    assignment = world.assignment(district, "xã Pú Nhung")
    installations.rotate_keys(centre, world.file())
    assert exchange.read_file(centre, assignment).code == "assignment"


def test_replaced_keys_sign_nothing_new(world: World) -> None:
    """A copy of the database with its old keys goes on sending: refused, while what was sent in time is merged."""
    district = world.district()
    centre = world.joined(district)
    in_time = world.submission(centre)
    old = workspace.load_keys(centre)
    path = world.file()
    installations.rotate_keys(centre, path)
    exchange.approve(district, path)
    forged = _signed_by(world, district, centre, old, 2)
    assert world.merge(district, forged) == ["replaced_key"]
    assert world.merge(district, in_time) == ["ok"]


def _signed_by(
    world: World, district: Store, centre: Store, keys: KeyPair, sequence: int, installation_id: str = ""
) -> Path:
    who = workspace.identity(centre)
    assert who is not None
    who = replace(who, installation_id=installation_id or who.installation_id)
    above = workspace.load_keys(district).public
    document = documents.Submission(**header(who, keys, [above]), period="2020", sequence=sequence)
    path = world.file()
    path.write_bytes(reader.seal(document, keys, [above]))
    return path


def test_replaced_keys_sign_nothing_on_a_pc_that_nobody_knows(world: World) -> None:
    """An old backup is put back on a PC of its own: it has the old keys and a new installation id. Even a number that
    the old keys could have signed in time says nothing: another PC counts for itself."""
    district = world.district()
    centre = world.joined(district)
    world.submission(centre)
    old = workspace.load_keys(centre)
    path = world.file()
    installations.rotate_keys(centre, path)
    exchange.approve(district, path)
    assert states(district) == ["replaced", "approved"]
    stranger = _signed_by(world, district, centre, old, 1, "9" * 16)
    (verdict,) = merging.examine(district, [stranger])
    assert (verdict.code, verdict.data["name"]) == ("replaced_key", "xã Pú Nhung")
    assert world.merge(district, stranger) == ["replaced_key"]
    assert states(district) == ["replaced", "approved"]
    with district.read() as conn:
        assert not contacts.of_installation(conn, "9" * 16)
    present = _signed_by(world, district, centre, workspace.load_keys(centre), 1, "9" * 16)
    assert world.merge(district, present) == ["ok"], "with the present keys it is a PC that was restored"


def test_an_aggregators_replaced_keys_give_no_orders_from_a_pc_that_nobody_knows(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    old = workspace.load_keys(district)
    installations.rotate_keys(district, world.file())
    exchange.read_file(centre, world.assignment(district, "xã Pú Nhung"))
    path = _assignment_by(world, centre, old, unit_id(district), "9" * 16)
    for typed in (None, check_number.check_number(old.public.sign)):
        with refused("replaced_key", centre):
            exchange.read_file(centre, path, typed)


def test_a_key_that_moved_is_approved_where_it_is_and_replaced_where_it_was(world: World) -> None:
    """What the former PC signed is still good, whatever its number; of the new one nothing is written off."""
    district = world.district()
    centre = world.joined(district)
    former, early = installation(centre), world.submission(centre)
    safekeeping.restore(centre.path, safekeeping.backup(centre, world.folder / "b.db"))
    assert world.merge(district, world.submission(centre)) == ["ok"]
    with district.read() as conn:
        (was,), (now,) = contacts.of_installation(conn, former), contacts.of_installation(conn, installation(centre))
    assert (was.state, now.state, now.after) == ("replaced", "approved", 0)
    assert now.knows_key == was.knows_key == workspace.load_keys(district).public.sign
    assert (now.unit_id, now.role, now.sign_key) == (was.unit_id, was.role, was.sign_key)
    assert world.merge(district, early) == ["ok"]
    assert sorted(states(district)) == ["approved", "replaced"], "the key did not move back"


def test_a_key_may_move_more_than_once(world: World) -> None:
    """The PC that it left is replaced, the one that it is on vouches for it: a third is as good as the second."""
    district = world.district()
    centre = world.joined(district)
    for number_of_moves in (1, 2):
        safekeeping.restore(centre.path, safekeeping.backup(centre, world.file("db")))
        assert world.merge(district, world.submission(centre)) == ["ok"]
        assert sorted(states(district)) == ["approved", *["replaced"] * number_of_moves]


def test_keys_that_were_revoked_are_not_announced_again(world: World) -> None:
    """The file that announced them comes once more; the keys that signed it are not revoked."""
    district = world.district()
    centre = world.joined(district)
    path = world.file()
    installations.rotate_keys(centre, path)
    exchange.approve(district, path)
    with district.write("test") as tx:
        contacts.revoke(tx, [workspace.load_keys(centre).public.sign])
    assert states(district) == ["replaced", "revoked"]
    for typed in (None, number(centre)):
        with refused("revoked_key", district):
            exchange.approve(district, path, typed)


def test_a_pc_with_two_keys_knows_us_by_one(world: World) -> None:
    """After each change of its keys, and of ours: every contact of the PC names the key of ours that it used last."""
    district = world.district()
    centre = world.joined(district)
    for _ in range(2):
        path = world.file()
        installations.rotate_keys(centre, path)
        exchange.approve(district, path)
    first = workspace.load_keys(district).public.sign
    assert _known_by(district, centre) == [first] * 3
    installations.rotate_keys(district, world.file())
    exchange.read_file(centre, world.assignment(district, "xã Pú Nhung"))
    assert _known_by(district, centre) == [first] * 3, "the centre has not answered yet"
    world.merge(district, world.submission(centre))
    assert _known_by(district, centre) == [workspace.load_keys(district).public.sign] * 3


def _known_by(district: Store, centre: Store) -> list[str]:
    with district.read() as conn:
        return [contact.knows_key for contact in contacts.of_installation(conn, installation(centre))]


def test_a_revoked_key_vouches_for_no_other(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    path = world.file()
    installations.rotate_keys(centre, path)
    installations.revoke_unit(district, "xã Pú Nhung")
    for typed in (None, number(centre)):
        with refused("revoked_key", district):
            exchange.approve(district, path, typed)
    again = world.registration(centre)
    exchange.approve(district, again, number(centre), "xã Pú Nhung")
    assert world.merge(district, world.submission(centre)) == ["ok"]


def test_nobody_announces_the_key_of_another(world: World) -> None:
    """Without the other's own signature the file is refused before anything of it counts."""
    district = world.district()
    thief, victim = world.joined(district), world.centre("xã Quài Tở")
    keys, wanted = workspace.load_keys(thief), workspace.load_keys(victim)
    who = workspace.identity(thief)
    assert who is not None
    fields = header(who, keys)
    for proof in ("0" * 128, keys.sign(b"mine").hex()):
        named = documents.Successor(wanted.public.sign, wanted.public.age, proof)
        path = world.file()
        path.write_bytes(reader.seal(documents.Registration(**fields, role="centre", successor=named), keys))
        with refused("disagrees", district):
            exchange.approve(district, path)
    borrowed = succession.announcement(header(who, wanted)["sender"], wanted)
    path.write_bytes(reader.seal(documents.Registration(**fields, role="centre", successor=borrowed), keys))
    with refused("disagrees", district):
        exchange.approve(district, path)


def test_when_the_old_keys_are_gone_the_officer_compares_the_number(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    type_class(centre)
    former = installation(centre)
    workspace.key_path(centre).unlink()
    with refused("keys_missing", centre):
        world.submission(centre)
    path = world.file()
    rotated = installations.rotate_keys(centre, path)
    assert not rotated.vouched
    assert installation(centre) != former, "it may be a copy"
    with refused("check_number_needed", district):
        exchange.approve(district, path)
    with refused("unit_listed", district):
        exchange.approve(district, path, rotated.check_number)
    exchange.approve(district, path, rotated.check_number, "xã Pú Nhung")
    assert world.merge(district, world.submission(centre)) == ["ok"]


def test_keys_are_not_changed_when_the_file_cannot_be_written(world: World) -> None:
    centre = world.centre()
    taken = world.file()
    taken.write_bytes(b"mine")
    keys = workspace.load_keys(centre).public
    for path, code in ((taken, "file_exists"), (world.folder / "no stick" / "a", "folder_missing")):
        with refused(code, centre):
            installations.rotate_keys(centre, path)
    assert workspace.load_keys(centre).public == keys
    assert taken.read_bytes() == b"mine"


def test_an_aggregators_new_keys_reach_its_centres_with_their_assignments(world: World) -> None:
    district = world.district()
    centre, other = world.joined(district), world.joined(district, "xã Quài Tở")
    sent = world.submission(other)
    old = workspace.load_keys(district).public.sign
    installations.rotate_keys(district, world.file())
    assert world.merge(district, sent, world.submission(other)) == ["ok", "ok"], "sealed to the old keys"
    path = world.assignment(district, "xã Pú Nhung")
    assert inspecting.inspect(None, path).key_id == old, "signed by keys that the centre knows"
    assert exchange.read_file(centre, path).code == "assignment"
    assert world.merge(district, world.submission(centre)) == ["ok"]
    after = world.assignment(district, "xã Pú Nhung")
    assert inspecting.inspect(None, after).key_id == workspace.load_keys(district).public.sign
    assert exchange.read_file(centre, after).code == "assignment"
    with centre.read() as conn:
        assert [found.state for found in contacts.every(conn)] == ["replaced", "approved"]


def test_the_aggregators_old_keys_give_no_more_orders(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    stale = world.assignment(district, "xã Pú Nhung")
    installations.rotate_keys(district, world.file())
    exchange.read_file(centre, world.assignment(district, "xã Pú Nhung"))
    with refused("replaced_key", centre):
        exchange.read_file(centre, stale)


def test_a_new_centre_hears_the_new_number(world: World) -> None:
    district = world.district()
    installations.rotate_keys(district, world.file())
    centre = world.joined(district)
    assert world.merge(district, world.submission(centre)) == ["ok"]


def test_an_aggregator_restored_elsewhere_is_still_known(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    safekeeping.restore(district.path, safekeeping.backup(district, world.folder / "d-backup.db"))
    assert exchange.read_file(centre, world.assignment(district, "xã Pú Nhung")).code == "assignment"
    assert world.merge(district, world.submission(centre)) == ["ok"]


def test_joining_is_in_the_list_of_changes_and_its_history(world: World) -> None:
    district = world.district()
    world.joined(district)
    second = world.centre("máy 2")
    type_class(second)
    world.approve(district, second, as_unit="xã Pú Nhung")
    world.assign(district, "xã Pú Nhung", second)
    newest = changes.recent_changes(second)[0]
    assert newest.label == "read_assignment"
    assert newest.count >= 2
    before = content(second)
    with refused("changed_since", second):
        changes.undo_last(second)
    assert content(second) == before


def test_an_aggregator_may_announce_its_new_keys_more_than_once(world: World) -> None:
    """It has not heard from the centre since, so it goes on signing with the keys that the centre knew."""
    district = world.district()
    centre = world.joined(district)
    installations.rotate_keys(district, world.file())
    for _ in range(2):
        path = world.assignment(district, "xã Pú Nhung")
        assert inspecting.inspect(None, path).key_id != workspace.load_keys(district).public.sign
        assert exchange.read_file(centre, path).code == "assignment"


def _assignment_by(
    world: World, centre: Store, keys: KeyPair, unit: str, installation_id: str, new: KeyPair | None = None
) -> Path:
    """An assignment for a centre that no program of the aggregator wrote, with ``new`` as the keys to come."""
    receiver = workspace.load_keys(centre).public
    who = workspace.Identity("aggregator", unit, "Huyện Tuần Giáo", "district", installation_id, "")
    fields = header(who, keys, [receiver])
    document = documents.Assignment(
        **fields,
        unit_id=unit_id(centre),
        unit_name="xã Pú Nhung",
        counting_rule="sessions",
        successor=succession.announcement(fields["sender"], new) if new else None,
    )
    path = world.file()
    path.write_bytes(reader.seal(document, keys, [receiver]))
    return path


def test_an_aggregator_that_lost_its_keys_is_told_by_phone(world: World) -> None:
    """The same PC of the same unit with keys that nobody vouches for: whoever types their number has asked."""
    district = world.district()
    centre = world.joined(district)
    keys = KeyPair.generate()
    path = _assignment_by(world, centre, keys, unit_id(district), installation(district))
    with refused("check_number_needed", centre):
        exchange.read_file(centre, path)
    with refused("check_number_differs", centre):
        exchange.read_file(centre, path, number(district))
    assert exchange.read_file(centre, path, check_number.check_number(keys.public.sign)).code == "assignment"


def test_a_typed_number_takes_no_installation_of_another_unit(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    keys = KeyPair.generate()
    path = _assignment_by(world, centre, keys, "e" * 32, installation(district))
    with refused("disagrees", centre):
        exchange.read_file(centre, path, check_number.check_number(keys.public.sign))


def test_nobody_takes_over_the_keys_of_another_centre_even_if_it_agrees(world: World) -> None:
    """One key for two centres: whose records it may write could not be told."""
    district = world.district()
    one, other = world.joined(district), world.joined(district, "xã Quài Tở")
    keys, wanted = workspace.load_keys(one), workspace.load_keys(other)
    who = workspace.identity(one)
    assert who is not None
    fields = header(who, keys)
    document = documents.Registration(
        **fields, role="centre", successor=succession.announcement(fields["sender"], wanted)
    )
    path = world.file()
    path.write_bytes(reader.seal(document, keys))
    with refused("disagrees", district):
        exchange.approve(district, path)


def test_replaced_keys_name_no_other_successor(world: World) -> None:
    """Whoever finds the aggregator's old keys cannot make a centre follow keys of his own."""
    district = world.district()
    centre = world.joined(district)
    old = workspace.load_keys(district)
    installations.rotate_keys(district, world.file())
    exchange.read_file(centre, world.assignment(district, "xã Pú Nhung"))
    path = _assignment_by(world, centre, old, unit_id(district), installation(district), KeyPair.generate())
    with refused("replaced_key", centre):
        exchange.read_file(centre, path)


def test_changed_keys_are_pinned_whole(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    path = world.file()
    installations.rotate_keys(centre, path)
    exchange.approve(district, path)
    public = workspace.load_keys(centre).public
    with district.read() as conn:
        pinned = [(found.sign_key, found.age_key) for found in contacts.every(conn) if found.state == "approved"]
    assert pinned == [(public.sign, public.age)]


def test_keys_that_were_named_once_and_replaced_since_are_named_in_vain(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    for _ in range(2):
        installations.rotate_keys(district, world.file())
        exchange.read_file(centre, world.assignment(district, "xã Pú Nhung"))
        world.merge(district, world.submission(centre))
    _, between, oldest = workspace.load_keys(district).every
    path = _assignment_by(world, centre, oldest, unit_id(district), installation(district), between)
    with refused("replaced_key", centre):
        exchange.read_file(centre, path)


def test_replaced_keys_vouch_for_nothing_more(world: World) -> None:
    """A copy of the old keys announces others than those that the centre changed to: somebody has to phone."""
    district = world.district()
    centre = world.joined(district)
    old = workspace.load_keys(centre)
    path = world.file()
    installations.rotate_keys(centre, path)
    exchange.approve(district, path)
    who = workspace.identity(centre)
    assert who is not None
    fields = header(who, old)
    announced = succession.announcement(fields["sender"], KeyPair.generate())
    path = world.file()
    path.write_bytes(reader.seal(documents.Registration(**fields, role="centre", successor=announced), old))
    with refused("check_number_needed", district):
        exchange.approve(district, path)


def test_what_is_known_of_a_pc_stays_when_its_keys_change(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    path = world.file()
    installations.rotate_keys(centre, path)
    exchange.approve(district, path)
    with district.read() as conn:
        found = {contact.state: contact for contact in contacts.every(conn)}
    assert found["approved"].knows_key == workspace.load_keys(district).public.sign
    assert {contact.role for contact in found.values()} == {"centre"}


def test_a_unit_is_found_by_its_id_or_by_a_name_that_only_it_bears(world: World) -> None:
    district = world.district()
    centre = world.joined(district, "xã Tú")
    one, other = clock.new_id(), clock.new_id()
    with district.write("test") as tx:
        for unit, name in ((one, "xã Tù"), (other, "xã Tụ")):
            workspace.list_unit(tx, unit_id(district), unit, name, "commune", unit_id(district))
    with district.read() as conn:
        assert trust.find_unit(conn, unit_id(centre)) == trust.find_unit(conn, "XÃ TÚ") == unit_id(centre)
        assert trust.find_unit(conn, "xã Tù") == one
        assert trust.find_unit(conn, "xa tu") == unit_id(centre), "of a loaded list nobody sends anything"
        with pytest.raises(ClcError, match="unit_unknown"):
            trust.find_unit(conn, "xã Tủa")
    world.joined(district, "phường A")
    with district.write("test") as tx:
        for name in ("thị trấn A", "thị trấn Ạ"):
            workspace.list_unit(tx, unit_id(district), clock.new_id(), name, "commune", unit_id(district))
    with district.read() as conn, pytest.raises(ClcError, match="unit_ambiguous"):
        trust.find_unit(conn, "thi tran a")


def test_of_changed_keys_either_number_may_be_read_out(world: World) -> None:
    district = world.district()
    for name, new in (("xã A", True), ("xã B", False)):
        centre = world.centre(name)
        old = number(centre)
        path = world.file()
        installations.rotate_keys(centre, path)
        with refused("check_number_differs", district):
            exchange.approve(district, path, number(district))
        assert exchange.approve(district, path, number(centre) if new else old).new
        again = exchange.approve(district, path, number(centre))
        assert (again.new, again.vouched) == (False, True)


def test_a_commune_of_a_list_may_bear_the_name_of_its_centre_and_nobody_else(world: World) -> None:
    district = world.district()
    own = unit_id(district)
    with district.write("test") as tx:
        workspace.list_unit(tx, own, clock.new_id(), "xã Pú Nhung", "commune", own)
        workspace.list_unit(tx, own, clock.new_id(), "xã Quài Tở", "centre", own)
    assert world.approve(district, world.centre("xã Pú Nhung")).new
    commune = world.database("commune")
    workspace.setup_aggregator(commune, "xã Rạng Đông", "commune")
    assert world.approve(district, commune).new
    for place, name in enumerate(("XÃ PÚ NHUNG", "Xã Quài Tở", "xã rạng đông")):
        with refused("unit_name_taken", district):
            world.approve(district, world.centre(name, f"namesake-{place}"))


def test_a_file_is_signed_by_keys_that_every_reader_knows() -> None:
    """The oldest of those, and the newest where nobody knows any."""
    oldest = KeyPair.generate()
    middle = oldest.changed()
    newest = middle.changed()

    def reads(known: KeyPair | None) -> contacts.Contact:
        key = known.public.sign if known else ""
        return contacts.Contact("1" * 16, "a" * 32, "xã A", "centre", "k", "a", knows_key=key)

    def signed_by(*known: KeyPair | None) -> str:
        return trust.signer(newest, [reads(keys) for keys in known]).public.sign

    assert signed_by(newest, oldest, middle) == oldest.public.sign
    assert signed_by(newest, middle, None) == middle.public.sign
    assert signed_by(newest) == signed_by(None) == signed_by(KeyPair.generate()) == newest.public.sign


def test_a_pc_does_not_write_with_the_key_of_its_neighbour(world: World) -> None:
    """Both belong to one centre; still a file says which of them wrote it."""
    district = world.district()
    first = world.joined(district)
    second = world.centre("máy 2")
    world.approve(district, second, as_unit="xã Pú Nhung")
    world.assign(district, "xã Pú Nhung", second)
    assert world.merge(district, _signed_by(world, district, second, workspace.load_keys(first), 1)) == ["disagrees"]
