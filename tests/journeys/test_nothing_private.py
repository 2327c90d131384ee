"""What people are called, where they live and how to reach them stays at the centre: not a byte is above it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clc_desktop.domain.clock import new_id
from clc_desktop.domain.records import Collaborator, Enrolment, Learner, StaffMember
from clc_desktop.store import tables
from clc_desktop.usecases import classes, conflicts, keeping, undoing
from tests import districts
from tests.districts import YEAR, Office, join

SECRETS = ("Sùng Thị Bí Mật", "bản Kín Đáo", "0912345678", "011099123456", "ghi chú riêng", "0987654321", "0977000111")
BIRTH = 1951
"""A year of birth is no text to look for; the columns of personal data are looked at instead."""


def fill(centre: Office) -> None:
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


def assert_nothing(office: Office) -> None:
    office.store.close()
    for path in office.folder.glob(office.store.path.name + "*"):
        data = path.read_bytes()
        for secret in SECRETS:
            for spelling in (secret, secret.upper(), secret.encode("unicode_escape").decode()):
                for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                    assert spelling.encode(encoding) not in data, (path.name, secret)
    with office.store.read() as conn:
        for kind, columns in (("learner", ("full_name", "birth_year", "village", "phone", "id_number", "note")),
                              ("staff_member", ("birth_year", "phone")), ("collaborator", ("phone",))):  # fmt: skip
            for column in columns:
                values = set(conn.exec_driver_sql(f"SELECT {column} FROM {kind}").scalars())
                assert values <= {None, "", "x"}, (kind, column)
        assert conn.exec_driver_sql("SELECT COUNT(*) FROM learner").scalar() == 1
    assert set(tables.RECORDS) >= {"learner", "staff_member", "collaborator"}


def test_no_name_phone_or_number_of_a_learner_is_in_an_aggregators_database(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    province = districts.aggregator(tmp_path / "province.db", "tỉnh Điện Biên", "province")
    district = districts.aggregator(tmp_path / "district.db", "Huyện Tuần Giáo")
    centre = districts.centre(tmp_path / "c" / "centre.db", "xã Pú Nhung", district)
    join(district, province)
    fill(centre)
    assert any(SECRETS[0].encode() in path.read_bytes() for path in centre.folder.glob("centre.db*"))
    file = centre.submit()
    assert district.merge(file) == ["ok"]
    (person,) = keeping.list_records(district.store, Learner)
    keeping.save_records(district.store, [replace(person, full_name="x", sex="male")])  # a correction, a conflict
    (mine,) = keeping.list_records(centre.store, Learner)
    keeping.save_records(centre.store, [replace(mine, birth_band=1960)])
    assert district.merge(centre.submit()) == ["ok"]
    (conflict,) = conflicts.list_conflicts(district.store)
    assert not any(secret in repr(conflict) for secret in SECRETS)
    undoing.undo_merge(district.store)
    keeping.save_records(district.store, [replace(person, birth_band=1970, full_name="x")])
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / "damaged.clcsync").write_bytes(damaged)
    district.merge(tmp_path / "damaged.clcsync")
    assert province.merge(district.submit(YEAR)) == ["ok"]
    for office in (district, province):
        assert_nothing(office)
    centre.store.close()
