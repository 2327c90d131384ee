"""The recovery sheet brings a unit back on a new PC; a restored database never repeats a counter."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from clc_desktop.domain.versions import entries
from clc_desktop.store.tables import RECORDS
from clc_desktop.sync import recovery_code
from clc_desktop.usecases import exchange, installations, key_storage, recovery, safekeeping, workspace
from clc_desktop.usecases.workspace import Store
from tests.usecases.keys_world import World, content, installation, number, refused, topics, type_class, unit_id


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def printed(world: World, store: Store) -> str:
    """The text of a printed sheet."""
    path = recovery.recovery_sheet(store, world.file("pdf"))
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def code_of(text: str) -> str:
    """What a person copies from the sheet."""
    lines = [line.partition(":")[2] for line in text.splitlines() if line.strip().startswith("Dòng ")]
    assert len(lines) == 6
    return "\n".join(lines)


def test_a_sheet_typed_on_a_new_pc_restores_the_unit(world: World) -> None:
    old = world.centre()
    text = printed(world, old)
    new = world.database("new")
    made = recovery.recover(new, code_of(text), "xã Pú Nhung")
    assert (made.role, made.unit_id, made.unit_name) == ("centre", unit_id(old), "xã Pú Nhung")
    assert made.check_number == number(old)
    assert made.check_number in text
    assert workspace.load_keys(new).public == workspace.load_keys(old).public
    assert made.installation_id != installation(old), "counters are never used twice"


def test_an_aggregator_comes_back_as_one(world: World) -> None:
    old = world.district()
    new = world.database("new")
    made = recovery.recover(new, code_of(printed(world, old)), "Huyện Tuần Giáo")
    assert (made.role, made.unit_kind, made.unit_id) == ("aggregator", "district", unit_id(old))
    assert len(workspace.taxonomy(new)) == 6


def test_a_scanned_code_brings_the_name_along(world: World) -> None:
    old = world.centre()
    who = workspace.identity(old)
    assert who is not None
    code = recovery_code.RecoveryCode(workspace.load_keys(old).seed, who.unit_id, who.unit_kind)
    made = recovery.recover(world.database("new"), recovery_code.scan_text(code, who.unit_name))
    assert made.unit_name == "xã Pú Nhung"


def test_the_sheet_is_one_page_that_explains_itself(world: World) -> None:
    store = world.centre("Trung tâm học tập cộng đồng " + "xã Pú Nhung " * 6)
    path = recovery.recovery_sheet(store, world.file("pdf"))
    reader = pypdf.PdfReader(path)
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    text = " ".join(reader.pages[0].extract_text().split())
    for needed in ("PHIẾU KHÔI PHỤC KHÓA", "két", "bản sao lưu", "thu hồi", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"):
        assert needed in text
    assert not reader.pages[0].images, "the QR symbol is drawn"
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_qr_symbol_holds_what_is_typed(world: World) -> None:
    """Read from the page itself: the dark boxes are the modules of a symbol that segno makes of the same text."""
    import segno

    store = world.centre()
    who, keys = workspace.identity(store), workspace.load_keys(store)
    assert who is not None
    code = recovery_code.RecoveryCode(keys.seed, who.unit_id, who.unit_kind)
    expected = segno.make_qr(recovery_code.scan_text(code, who.unit_name), error="m", encoding="utf-8").matrix
    data = recovery.recovery_sheet(store, world.file("pdf")).read_bytes()
    assert _modules(data, len(expected)) == [[bool(module) for module in row] for row in expected]


def _modules(pdf: bytes, size: int) -> list[list[bool]]:
    drawn = pypdf.PdfReader(BytesIO(pdf)).pages[0].get_contents()
    assert drawn is not None
    boxes = [tuple(map(float, operands)) for operands, operator in drawn.operations if operator == b"re"]
    heights = [round(box[3], 3) for box in boxes]
    unit = max(set(heights), key=heights.count)
    dark = [box for box in boxes if abs(box[3] - unit) < 0.01]
    left, top = min(box[0] for box in dark), max(box[1] for box in dark)
    found = [[False] * size for _ in range(size)]
    for x, y, width, _ in dark:
        for column in range(round(width / unit)):
            found[round((top - y) / unit)][round((x - left) / unit) + column] = True
    return found


def test_a_sheet_never_goes_over_a_file(world: World) -> None:
    store, path = world.centre(), world.file("pdf")
    path.write_bytes(b"mine")
    with refused("file_exists", store):
        recovery.recovery_sheet(store, path)
    assert path.read_bytes() == b"mine"


def test_the_program_asks_for_a_sheet_until_the_right_one_was_printed(world: World) -> None:
    store = world.centre()
    assert recovery.sheet_due(store)
    recovery.recovery_sheet(store, world.file("pdf"))
    assert not recovery.sheet_due(store)
    installations.rotate_keys(store, world.file())
    assert recovery.sheet_due(store)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda lines: lines[:5], "recovery_incomplete"),
        (lambda lines: [*lines[:5], lines[5][:-1] + str((int(lines[5][-1]) + 1) % 10)], "recovery_mistyped"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "recovery_mistyped"),
    ],
)
def test_what_is_typed_wrongly_leaves_the_database_empty(world: World, change: object, code: str) -> None:
    lines = code_of(printed(world, world.centre())).splitlines()
    new = world.database("new")
    with refused(code, new):
        recovery.recover(new, "\n".join(change(lines)), "xã Pú Nhung")  # type: ignore[operator]
    assert not workspace.key_path(new).exists()


def test_a_name_is_needed_and_a_unit_is_never_overwritten(world: World) -> None:
    old, other = world.centre(), world.centre("xã Quài Tở")
    typed = code_of(printed(world, old))
    new = world.database("new")
    with refused("name_missing", new):
        recovery.recover(new, typed)
    with refused("already_set_up", old):
        recovery.recover(old, typed, "xã Pú Nhung")
    with refused("recovery_other_unit", other):
        recovery.recover(other, typed, "xã Pú Nhung")
    assert workspace.load_keys(other).public != workspace.load_keys(old).public


def test_a_restored_pc_goes_on_without_a_phone_call(world: World) -> None:
    """The sheet and a backup together: the next submission is merged as if nothing had happened."""
    district = world.district()
    centre = world.joined(district)
    type_class(centre, "Trồng nấm")
    assert world.merge(district, world.submission(centre)) == ["ok"]
    typed = code_of(printed(world, centre))
    backup = safekeeping.backup(centre, world.folder / "stick.db")
    restored = safekeeping.restore(world.folder / "new.db", backup)
    assert not restored.keys
    new = world.database("new")
    with refused("keys_missing", new):
        world.submission(new)
    recovery.recover(new, typed)
    type_class(new, "Nuôi ong")
    assert world.merge(district, world.submission(new)) == ["ok"]
    assert topics(district) == ["Nuôi ong", "Trồng nấm"]


def test_without_a_backup_the_sheet_alone_lets_the_unit_submit_again(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    type_class(centre)
    world.merge(district, world.submission(centre))
    new = world.database("new")
    recovery.recover(new, code_of(printed(world, centre)), "xã Pú Nhung")
    path = world.registration(new)
    assert exchange.approve(district, path).vouched, "the key is known: nobody has to phone"
    world.assign(district, "xã Pú Nhung", new)
    type_class(new, "Nuôi ong")
    assert world.merge(district, world.submission(new)) == ["ok"]
    assert topics(district) == ["Nuôi ong", "Trồng nấm"]


def test_a_restored_database_never_repeats_a_counter(world: World) -> None:
    """Restored to Monday, typed on: what was typed on Tuesday and sent has the same counters, and still both stand."""
    district = world.district()
    centre = world.joined(district)
    type_class(centre, "Thứ hai")
    backup = safekeeping.backup(centre, world.folder / "monday.db")
    type_class(centre, "Thứ ba")
    assert world.merge(district, world.submission(centre)) == ["ok"]
    former = installation(centre)
    restored = safekeeping.restore(centre.path, backup)
    assert restored.keys
    assert restored.kept is not None
    assert topics(centre) == ["Thứ hai"], "an open window sees it at once"
    type_class(centre, "Thứ tư")
    assert _installations(centre, "Thứ tư") == {restored.identity.installation_id}
    assert restored.identity.installation_id != former
    assert world.merge(district, world.submission(centre)) == ["ok"]
    assert topics(district) == ["Thứ ba", "Thứ hai", "Thứ tư"]


def _installations(store: Store, topic: str) -> set[str]:
    table = RECORDS["learning_class"]
    with store.read() as conn:
        return set(entries(conn.execute(table.select().where(table.c.topic == topic)).one().version))


def test_files_of_a_restored_database_are_numbered_from_one_again(world: World) -> None:
    district = world.district()
    centre = world.joined(district)
    type_class(centre)
    backup = safekeeping.backup(centre, world.folder / "b.db")
    world.merge(district, world.submission(centre), world.submission(centre))
    safekeeping.restore(centre.path, backup)
    type_class(centre, "Nuôi ong")
    assert world.merge(district, world.submission(centre)) == ["ok"], "neither a fork nor a gap"
    assert [sent.sequence for sent in exchange.sent_files(centre)] == [1]


def test_a_database_copied_by_hand_takes_a_new_installation_when_it_is_recovered(world: World) -> None:
    store = world.centre()
    typed = code_of(printed(world, store))
    safekeeping.backup(store, world.folder / "copy.db")
    copy = world.database("copy")
    assert installation(copy) == installation(store)
    recovery.recover(copy, typed)
    assert installation(copy) != installation(store)


def test_what_was_there_is_kept_with_its_keys_when_another_unit_takes_its_place(world: World) -> None:
    one, other = world.centre("xã một"), world.centre("xã hai")
    keys = workspace.load_keys(other).public
    type_class(other, "Của xã hai")
    backup = safekeeping.backup(one, world.folder / "b.db")
    restored = safekeeping.restore(other.path, backup)
    assert restored.identity.unit_name == "xã một"
    assert not restored.keys
    with refused("keys_missing"):
        workspace.load_keys(other)
    assert restored.kept is not None
    kept = workspace.open_store(restored.kept)
    assert topics(kept) == ["Của xã hai"]
    assert workspace.load_keys(kept).public == keys
    kept.close()


def test_a_damaged_database_is_set_aside_and_replaced(world: World) -> None:
    store = world.centre()
    type_class(store)
    backup = safekeeping.backup(store, world.folder / "b.db")
    store.close()
    damaged = b"not a database at all" * 500
    store.path.write_bytes(damaged)
    restored = safekeeping.restore(store.path, backup)
    assert restored.keys, "the key file is still beside it"
    assert restored.kept is not None
    assert restored.kept.read_bytes() == damaged
    assert topics(world.database("xã Pú Nhung")) == ["Trồng nấm"]


@pytest.mark.parametrize("what", ["missing", "text", "other database", "nobody's", "half"])
def test_what_is_no_backup_changes_nothing(world: World, what: str) -> None:
    store = world.centre()
    source = world.folder / "source.db"
    if what == "text":
        source.write_text("xin chào" * 1000, encoding="utf-8")
    elif what == "other database":
        with sqlite3.connect(source) as conn:
            conn.execute("CREATE TABLE stamps (price INTEGER)")
    elif what == "nobody's":
        workspace.open_store(source).close()
    elif what == "half":
        safekeeping.backup(store, source)
        source.write_bytes(source.read_bytes()[:-40_000])
    codes = {
        "missing": "file_missing",
        "text": "not_a_database",
        "other database": "not_our_database",
        "nobody's": "not_set_up",
        "half": "database_damaged",
    }
    before = sorted(world.folder.iterdir())
    with refused(codes[what], store):
        safekeeping.restore(store.path, source)
    assert [path for path in sorted(world.folder.iterdir()) if path.name != "backups"] == before


def test_the_source_of_a_restore_is_only_read(world: World) -> None:
    store = world.centre()
    backup = safekeeping.backup(store, world.folder / "b.db")
    data = backup.read_bytes()
    backup.chmod(0o444)
    safekeeping.restore(world.folder / "n.db", backup)
    assert backup.read_bytes() == data
    assert [path.name for path in world.folder.glob("b.db*")] == ["b.db"]


def test_a_backup_is_whole_and_has_no_keys(world: World) -> None:
    store = world.centre()
    type_class(store)
    path = safekeeping.backup(store, world.folder / "b.db")
    assert not key_storage.key_file(path).exists()
    seed = workspace.load_keys(store).seed
    assert seed not in path.read_bytes()
    copy = world.database("b")
    with store.write("test") as tx:  # the day of the last copy is noted when the copy is there
        tx.conn.exec_driver_sql("DELETE FROM meta WHERE key = 'copied_at'")
    assert content(copy) == content(store)
    with refused("file_exists", store):
        safekeeping.backup(store, path)
    with refused("drive_missing", store):
        safekeeping.backup(store, world.folder / "no stick" / "b.db")
    assert not list(world.folder.glob(".backup-*"))


def test_check_tells_a_damaged_page(world: World) -> None:
    store = world.centre()
    for index in range(40):
        type_class(store, f"Lớp {index}")
    assert safekeeping.check(store).sound
    assert safekeeping.check(store).records["learning_class"] == 40
    store.close()
    data = bytearray(store.path.read_bytes())
    with sqlite3.connect(store.path) as conn:
        (page,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_class_unit'").fetchone()
    data[(page - 1) * 4096 + 3 : (page - 1) * 4096 + 5] = (0).to_bytes(2)
    store.path.write_bytes(data)
    health = safekeeping.check(world.database("xã Pú Nhung"))
    assert not health.sound
    assert health.faults
