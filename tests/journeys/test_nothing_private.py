"""What people are called, where they live and how to reach them stays at the centre: not a byte is above it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from clc_desktop.domain.clock import new_id
from clc_desktop.domain.records import Collaborator, Enrolment, Learner, StaffMember
from clc_desktop.domain.report_calendar import ReportCalendar
from clc_desktop.store import tables
from clc_desktop.usecases import (
    attendance,
    classes,
    conflicts,
    drafts,
    exchange,
    keeping,
    learners,
    personal_data,
    quarantine,
    receipts,
    report_calendar,
    review,
    rosters,
    submission_check,
    undoing,
)
from clc_desktop.usecases import workspace as ws
from tests import districts
from tests.districts import YEAR, Office, join
from tests.schemas import reference

SECRETS = ("Sùng Thị Bí Mật", "bản Kín Đáo", "0912345678", "011099123456", "ghi chú riêng", "0987654321", "0977000111")
LATER = (
    "Giàng A Vắng Mặt",
    "Lý Thị Trùng Tên",
    "bản Xa Khuất",
    "Cứ A Dở Dang",
    "hỏi bà Sùng ở cuối bản",
    "Vừ A Xóa Đi",
)
"""What is typed on a roster, into a draft, as a reason, and about somebody whose name was removed again."""
BIRTH = 1951
"""A year of birth is no text to look for; the columns of personal data are looked at instead."""


def fill(centre: Office) -> Learner:
    name, village, phone, number, note, staff_phone, helper_phone = SECRETS
    person = Learner(
        id=new_id(), unit_id=centre.unit_id, full_name=name, birth_year=BIRTH, village=village, phone=phone,
        id_number=number, note=note, sex="female", birth_band=1950,
    )  # fmt: skip
    entry = centre.hold(1)
    attended = replace(entry.sessions[0], attended=(person.id,))
    classes.save_class(centre.store, replace(entry, sessions=(attended,)))
    roster = Enrolment(id=new_id(), unit_id=centre.unit_id, class_id=entry.learning_class.id, learner_id=person.id)
    officer = StaffMember(
        id=new_id(), unit_id=centre.unit_id, full_name="Lò Văn A", post="director", phone=staff_phone, birth_year=BIRTH
    )
    speaker = Collaborator(
        id=new_id(), unit_id=centre.unit_id, full_name="Cà Thị B", role="speaker", phone=helper_phone
    )
    keeping.save_records(centre.store, [person, roster, officer, speaker])
    keeping.save_records(centre.store, [replace(person, phone=phone + "1"), replace(officer, post_text="GĐ")])
    keep_rolls(centre, person)
    return person


def keep_rolls(centre: Office, known: Learner) -> None:
    """Rosters, marks, two learners made one, a draft, a reason, a sheet for the person, a name removed for good."""
    absent, twin, village, drafted, reason, gone = LATER
    entry = centre.hold(1)
    newcomers: list[rosters.Newcomer] = [
        known.id,
        {"full_name": absent, "birth_year": BIRTH, "village": village, "sex": "male"},
        {"full_name": twin, "birth_year": BIRTH, "village": village, "phone": SECRETS[2]},
        {"full_name": twin, "birth_year": BIRTH, "id_number": SECRETS[3]},
        {"full_name": gone, "note": SECRETS[4]},
    ]
    ids = rosters.add_to_roster(centre.store, entry.learning_class.id, newcomers)
    attendance.clear_count(centre.store, entry.sessions[0].id)
    attendance.save_marks(centre.store, entry.sessions[0].id, attendance.Marks((ids[0], ids[2]), (ids[1],)))
    second = attendance.add_session(centre.store, entry.learning_class.id, date(2020, 3, 6))
    attendance.save_marks(centre.store, second.id, attendance.Marks((ids[3], ids[4]), (ids[2],)))
    learners.merge_learners(centre.store, ids[2], [ids[3]])
    drafts.save_draft(centre.store, "class", "new", {"topic": "Luật", "lecturers": drafted, "note": reason})
    lines = submission_check.check_before_submit(centre.store, YEAR)
    submission_check.remember_reasons(centre.store, YEAR, lines, reason)
    personal_data.export_person(centre.store, "learner", ids[0], centre.folder / "phieu.pdf")
    personal_data.erase_person(centre.store, "learner", ids[4])


def plain(path: Path, *offices: Office) -> bytes:
    """What is in a file, for whichever office can open it, read as the format's page says."""
    sealed, _key = reference.envelope_of(path.read_bytes())
    if sealed.payload_type == reference.REGISTRATION:
        return reference.unpacked(sealed.payload, reference.MAX_DOCUMENT)
    for office in offices:
        try:
            packed = reference.decrypted(sealed.payload, str(ws.load_keys(office.store).identity))
        except reference.Refused:
            continue
        return reference.unpacked(packed, reference.MAX_DOCUMENT)
    raise AssertionError(f"nobody can open {path.name}")


def spelt(secret: str) -> Iterator[bytes]:
    for spelling in (secret, secret.upper(), secret.encode("unicode_escape").decode()):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield spelling.encode(encoding)


def assert_nothing(office: Office) -> None:
    office.store.close()
    for path in office.folder.glob(office.store.path.name + "*"):
        data = path.read_bytes()
        for secret in (*SECRETS, *LATER):
            assert not any(form in data for form in spelt(secret)), (path.name, secret)
    with office.store.read() as conn:
        for kind, columns in (("learner", ("full_name", "birth_year", "village", "phone", "id_number", "note")),
                              ("staff_member", ("birth_year", "phone")), ("collaborator", ("phone",))):  # fmt: skip
            for column in columns:
                values = set(conn.exec_driver_sql(f"SELECT {column} FROM {kind}").scalars())
                assert values <= {None, "", "x"}, (kind, column)
        assert conn.exec_driver_sql("SELECT COUNT(*) FROM learner").scalar() == 5
        assert conn.exec_driver_sql("SELECT COUNT(*) FROM enrolment WHERE NOT deleted").scalar_one() >= 4
    assert set(tables.RECORDS) >= {"learner", "staff_member", "collaborator"}


def test_no_name_phone_or_number_of_a_learner_is_in_an_aggregators_database(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    province = districts.aggregator(tmp_path / "province.db", "tỉnh Điện Biên", "province")
    district = districts.aggregator(tmp_path / "district.db", "Huyện Tuần Giáo")
    centre = districts.centre(tmp_path / "c" / "centre.db", "xã Pú Nhung", district)
    join(district, province)
    known = fill(centre)
    assert any(SECRETS[0].encode() in path.read_bytes() for path in centre.folder.glob("centre.db*"))
    file = centre.submit()
    assert district.merge(file) == ["ok"]
    (person,) = (one for one in keeping.list_records(district.store, Learner) if one.id == known.id)
    keeping.save_records(district.store, [replace(person, full_name="x", sex="male")])  # a correction, a conflict
    (mine,) = (one for one in keeping.list_records(centre.store, Learner) if one.id == known.id)
    keeping.save_records(centre.store, [replace(mine, sex=None)])
    assert district.merge(centre.submit()) == ["ok"]
    (conflict,) = conflicts.list_conflicts(district.store)
    assert not any(secret in repr(conflict) for secret in SECRETS)
    undoing.undo_merge(district.store)
    keeping.save_records(district.store, [replace(person, birth_band=1970, full_name="x")])
    refused_too(district, file)
    assert province.merge(district.submit(YEAR)) == ["ok"]
    told_back(district, centre)
    files = sorted(tmp_path.rglob("*.clcsync"))
    kinds = set()
    for path in (path for path in files if path.stem != "damaged"):
        data = plain(path, district, province, centre)
        kinds.add(json.loads(data)["kind"])
        for secret in (*SECRETS, *LATER):
            assert not any(form in data for form in spelt(secret)), (path.name, secret)
    assert kinds == {"registration", "assignment", "submission", "receipt"}
    for office in (district, province):
        assert_nothing(office)
    centre.store.close()


def refused_too(district: Office, file: Path) -> None:
    """A damaged file, which the quarantine keeps as it came."""
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path = file.with_name("damaged.clcsync")
    path.write_bytes(damaged)
    assert district.merge(path) == ["damaged"]
    assert [kept.code for kept in quarantine.quarantined(district.store)] == ["damaged"]


def told_back(district: Office, centre: Office) -> None:
    """The district returns and corrects rows, sets the days of its calendar; its receipt and assignment are read."""
    entry = classes.get_class(district.store, classes.list_classes(district.store)[0].id)
    review.correct_record(district.store, replace(entry.sessions[0], minority=0), "theo phiếu ký tên")
    row = ("learning_class", entry.learning_class.id)
    review.return_rows(district.store, centre.unit_id, YEAR, [row], "xem lại danh sách")
    report_calendar.set_calendar(district.store, ReportCalendar((("quarter", 5), ("year", 20))))
    folder = district.folder / "back"
    folder.mkdir()
    exchange.assign(district.store, centre.unit_id, folder / "again.clcsync")
    (written,) = receipts.write_receipts(district.store, folder)
    assert written.path is not None
    for path in (folder / "again.clcsync", written.path):
        exchange.read_file(centre.store, path)
    names = {learner.full_name for learner in keeping.list_records(centre.store, Learner)}
    assert {SECRETS[0], LATER[0], LATER[1]} <= names, "what came back has taken nothing from the centre"
