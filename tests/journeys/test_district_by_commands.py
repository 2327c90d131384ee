"""A district that is not the sample, driven only by the commands: figures equal what is counted from its workbooks."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from clc_desktop import cli

FIELDS = {
    "economy": "Kinh tế, thu nhập",
    "culture": "Văn hóa, xã hội",
    "law": "Giáo dục pháp luật",
    "health": "Giáo dục bảo vệ sức khỏe",
    "environment": "Giáo dục bảo vệ môi trường",
    "other": "Các hoạt động khác",
}
OLD_SPELLING = {  # cells set in an old font hold these letters; only the font's name tells
    "Trồng trọt": (("Trång trät", ".VnTime"), ("Troàng troït", "VNI-Times")),
    "Chăn nuôi": (("Ch¨n nu«i", ".VnArial"), ("Chaên nuoâi", "VNI-Helve")),
}
TOPICS = ["<b>Luật</b> & đời sống", "=1+1", "Tập huấn {x} %s", "Trồng trọt", "Chăn nuôi", "'Phòng bệnh'", '"Nước sạch"']
YEAR = 2023
HEADINGS = [
    "Số lượt người",
    "Tên lớp/chuyên đề",
    "Lĩnh vực",
    "Ngày",
    "Cột lạ",
    "Hình thức tổ chức",
    "Đơn vị phối hợp",
    "Nữ",
]
POSTS = ["Giám đốc", "Phó Giám đốc", "Phó giám đốc", "Kế toán", "Thủ quỹ"]


@dataclass
class Expected:
    """What a person with the workbooks and a pencil would count."""

    classes: Counter[tuple[str, str]] = field(default_factory=Counter)
    turns: Counter[tuple[str, str]] = field(default_factory=Counter)
    planned: Counter[str] = field(default_factory=Counter)
    ranks: Counter[str] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=Counter)
    topics: set[str] = field(default_factory=set)
    not_equipped: list[str] = field(default_factory=list)


def run(*arguments: object, code: int = 0) -> None:
    assert cli.run([str(part) for part in arguments]) == code, arguments


def run_json(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> Any:
    capsys.readouterr()
    run(*arguments, code=code)
    return json.loads(capsys.readouterr().out)


def _fill(sheet: Any, rng: random.Random, expected: Expected) -> None:
    sheet.append(HEADINGS)
    for number in range(rng.randint(20, 40)):
        day = date(YEAR, 1, 1) + timedelta(days=rng.randrange(-40, 420))
        code, topic = rng.choice(list(FIELDS)), rng.choice(TOPICS)
        joint, present = rng.random() < 0.4, rng.randint(5, 190)
        shown_day: Any = rng.choice([day, f"{day.day}/{day.month}/{day.year}", day.isoformat()])
        shown: Any = rng.choice([present, f"{present},0", f" {present} "])
        partner = "Hội Nông dân; Trạm Y tế" if joint else ""
        hosting = "Trung tâm phối hợp tổ chức" if joint else "Trung tâm tổ chức"
        sheet.append([shown, topic, FIELDS[code], shown_day, "bỏ qua", hosting, partner, present // 2])
        _spell_old(sheet, topic, rng)
        sheet.cell(sheet.max_row, 2).data_type = "s"
        if day.year == YEAR:
            expected.classes[code, "joint" if joint else "own"] += 1
            expected.turns[code, "joint" if joint else "own"] += present
            expected.topics.add(topic)
        assert number < 40


def _spell_old(sheet: Any, topic: str, rng: random.Random) -> None:
    if topic in OLD_SPELLING and rng.random() < 0.8:
        letters, font = rng.choice(OLD_SPELLING[topic])
        cell = sheet.cell(sheet.max_row, 2)
        cell.value, cell.font = letters, Font(name=font)


def _workbook(path: Path, name: str, rng: random.Random, expected: Expected) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Lớp học"
    _fill(sheet, rng, expected)
    plan = book.create_sheet("Kế hoạch")
    plan.append(["Lĩnh vực", "Năm", "Số lớp", "Số lượt người"])
    for code, label in rng.sample(list(FIELDS.items()), 4):
        classes, turns = rng.randint(1, 9), rng.randint(100, 2_000)
        plan.append([label, YEAR, classes, f"{turns:,}".replace(",", ".")])
        plan.append([label, YEAR - 1, 99, 9_999])
        expected.planned.update({code: classes, "turns": turns})
    staff = book.create_sheet("Cán bộ quản lý")
    staff.append(["Họ và tên", "Chức vụ", "Năm sinh", "Giới tính", "Kiêm nhiệm", "Năm tập huấn"])
    for index, post in enumerate(POSTS[: rng.randint(2, 5)]):
        staff.append([f"Cán bộ {name} {index}", post, 1970 + index, "Nam", "", ""])
        expected.numbers["managers"] += "iám đốc" in post
    helpers = book.create_sheet("Báo cáo viên, CTV")
    helpers.append(["Họ và tên", "Vai trò", "Lĩnh vực"])
    for index in range(rng.randint(3, 12)):
        helpers.append([f"Báo cáo viên {name} {index}", "Báo cáo viên", FIELDS["law"]])
        expected.numbers["collaborators"] += 1
    _yearly(book, name, rng, expected)
    book.save(path)


def _yearly(book: Workbook, name: str, rng: random.Random, expected: Expected) -> None:
    place = book.create_sheet("Cơ sở vật chất")
    place.append(["Năm", "Mục", "Giá trị"])
    own, equipped = rng.random() < 0.5, rng.random() < 0.5
    place.append([YEAR, "Trụ sở riêng", "có" if own else "không"])
    place.append([YEAR, "Trang thiết bị ban đầu", "Đã mua sắm" if equipped else "Chưa"])
    expected.numbers["own"] += own
    if not equipped:
        expected.not_equipped.append(name)
    money = book.create_sheet("Kinh phí")
    money.append(["Năm", "Nguồn", "Mục đích", "Số tiền (đồng)"])
    regular, raised = rng.randint(1, 40) * 1_000_500, rng.randint(0, 3) * 250_000
    money.append([YEAR, "Ngân sách nhà nước", "Hoạt động thường xuyên", f"{regular:,}".replace(",", ".")])
    money.append([YEAR, "Xã hội hóa", "Khác", raised])
    money.append([YEAR - 1, "Ngân sách nhà nước", "Hoạt động thường xuyên", 7])
    expected.numbers.update(regular=regular, socialised=raised)
    rank = rng.choice(["Tốt", "Khá", "Trung bình"])
    ranks = book.create_sheet("Xếp loại")
    ranks.append(["Năm", "Xếp loại"])
    ranks.append([YEAR, rank])
    expected.ranks[{"Tốt": "good", "Khá": "fair", "Trung bình": "average"}[rank]] += 1


def _join(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> Path:
    """Set up a centre and let it and the district know each other."""
    slug = name.replace(" ", "-")
    district, centre = folder / "district.db", folder / f"{slug}.db"
    run("--db", centre, "setup-centre", "--name", f"xã {name}")
    number = run_json(capsys, "--db", centre, "whoami", "--json")["check_number"]
    run("--db", centre, "register", "--out", folder / f"{slug}.reg.clcsync")
    run("--db", district, "approve", folder / f"{slug}.reg.clcsync", "--check-number", number.replace(" ", ""))
    run("--db", district, "assign", "--centre", f"xã {name}", "--out", folder / f"{slug}.as.clcsync")
    ours = run_json(capsys, "--db", district, "whoami", "--json")["check_number"]
    run("--db", centre, "read", folder / f"{slug}.as.clcsync", "--check-number", ours)
    return centre


def _start(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> Path:
    """Set up a centre by its first assignment and the code on paper."""
    slug = name.replace(" ", "-")
    district, centre = folder / "district.db", folder / f"{slug}.db"
    first, registration = folder / f"{slug}.first.clcsync", folder / f"{slug}.reg.clcsync"
    run("--db", district, "add-unit", "--name", f"xã {name}", "--parent", "Huyện Tam Đường", "--code", "007")
    capsys.readouterr()
    run("--db", district, "assign", "--centre", f"xã {name}", "--first", "--out", first)
    code = capsys.readouterr().out.partition(":")[2].strip()
    run("--db", centre, "setup-centre", "--assignment", first, "--code", code[:-1], code=1)
    assert capsys.readouterr().err.startswith("opening_code_mistyped: ")
    run("--db", centre, "setup-centre", "--assignment", first, "--code", code)
    found = run_json(capsys, "--db", centre, "whoami", "--json")
    assert found["unit_name"] == f"xã {name}"
    run("--db", centre, "register", "--out", registration)
    run("--db", district, "approve", registration, "--check-number", found["check_number"])
    return centre


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_equal_what_the_workbooks_say(tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int) -> None:
    rng, expected = random.Random(seed), Expected()
    names = ["Bản Hon", "Nà Tăm", "Khun Há"]
    district = tmp_path / "district.db"
    run("--db", district, "setup-aggregator", "--name", "Huyện Tam Đường", "--kind", "district")
    sent = []
    for name, join in zip(names, (_join, _start, _join), strict=True):
        centre = join(tmp_path, name, capsys)
        book = tmp_path / f"{name}.xlsx"
        _workbook(book, name, rng, expected)
        dry = run_json(capsys, "--db", centre, "import", book, "--dry-run", "--json")
        done = run_json(capsys, "--db", centre, "import", book, "--json")
        assert (dry["added"], dry["refused"]) == (done["added"], 0)
        assert done["added"] > 20
        assert run_json(capsys, "--db", centre, "import", book, "--json")["changed"] == 0
        assert done["unknown_columns"] == {"Lớp học": ["Cột lạ"]}
        sent.append(tmp_path / f"{name}.clcsync")
        run("--db", centre, "submit", "--period", YEAR, "--out", sent[-1])
    damaged = tmp_path / "damaged.clcsync"
    data = bytearray(sent[0].read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    preview = run_json(capsys, "--db", district, "merge", *sent, "--preview", "--json")["files"]
    merged = run_json(capsys, "--db", district, "merge", damaged, *sent, "--json", code=1)["files"]
    assert [item["verdict"] for item in merged] == ["damaged", "ok", "ok", "ok"]
    assert [item["added"] for item in preview] == [item["added"] for item in merged[1:]]
    figures = run_json(capsys, "--db", district, "figures", "--period", YEAR, "--json")
    _compare(figures, expected, len(names))
    run("--db", district, "report", "--period", YEAR, "--format", "pdf,docx,xlsx", "--out", tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"report.pdf", "report.docx", "report.xlsx"}


def _compare(figures: dict[str, Any], expected: Expected, centres: int) -> None:
    assert figures["centres"] == centres
    for code in FIELDS:
        for hosting in ("own", "joint"):
            counted = {"classes": expected.classes[code, hosting], "turns": expected.turns[code, hosting]}
            assert figures["fields"][code][hosting] == counted, (code, hosting)
    assert figures["classes"]["held"] == sum(expected.classes.values())
    assert figures["turns"]["attended"] == sum(expected.turns.values())
    assert figures["turns"]["planned"] == expected.planned.pop("turns")
    assert figures["classes"]["planned"] == sum(expected.planned.values())
    ranks = {rank: value["count"] for rank, value in figures["ratings"].items()}
    assert {rank: count for rank, count in ranks.items() if count} == expected.ranks
    numbers = expected.numbers
    assert figures["funding"] == {"regular": numbers["regular"], "socialised": numbers["socialised"]}
    assert figures["staff"]["managers"] == numbers["managers"]
    assert figures["staff"]["collaborators"] == numbers["collaborators"]
    assert figures["premises"]["own"] == numbers["own"]
    assert sorted(figures["equipment"]["not_done_centres"]) == sorted(expected.not_equipped)


def test_strangers_and_other_districts_are_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("district", "other"):
        run("--db", tmp_path / f"{name}.db", "setup-aggregator", "--name", f"Huyện {name}", "--kind", "district")
    centre = _join(tmp_path, "Bản Hon", capsys)
    run("--db", centre, "submit", "--period", YEAR, "--out", tmp_path / "s.clcsync")
    verdicts = run_json(capsys, "--db", tmp_path / "other.db", "merge", tmp_path / "s.clcsync", "--json", code=1)
    assert verdicts["files"][0]["verdict"] == "unknown_key"
    number = run_json(capsys, "--db", centre, "whoami", "--json")["check_number"]
    run("--db", tmp_path / "other.db", "approve", tmp_path / "Bản-Hon.reg.clcsync", "--check-number", number)
    verdicts = run_json(capsys, "--db", tmp_path / "other.db", "merge", tmp_path / "s.clcsync", "--json", code=1)
    assert verdicts["files"][0]["verdict"] == "wrong_receiver"
    assert (
        run_json(capsys, "--db", tmp_path / "other.db", "figures", "--period", YEAR, "--json")["classes"]["held"] == 0
    )
    run("--db", tmp_path / "other.db", "approve", tmp_path / "Bản-Hon.reg.clcsync", "--check-number", "1", code=1)
    assert capsys.readouterr().err.startswith("check_number_mistyped: ")


def test_wrong_usage_exits_with_2(tmp_path: Path) -> None:
    run("figures", "--period", YEAR, code=2)
    run("--db", tmp_path / "a.db", "no-such-command", code=2)
    run("--db", tmp_path / "a.db", "report", code=2)
    run("--db", tmp_path / "a.db", "setup-centre", code=2)
    run("--db", tmp_path / "a.db", "setup-centre", "--name", "xã A", "--assignment", "f", code=2)
