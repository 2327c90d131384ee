"""What people do today: a workbook a centre, all of them read and their rows put together."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

from tests.bench.district import CLASSES, MARKS, SESSIONS, TOPICS, YEAR

CLASS_HEADINGS = ["Ngày", "Tên lớp/chuyên đề", "Lĩnh vực", "Hình thức tổ chức", "Đơn vị phối hợp", "Địa điểm"]
CLASS_HEADINGS += ["Báo cáo viên", "Số buổi", "Số lượt người", "Nữ", "Dân tộc thiểu số", "Ghi chú"]
MARK_HEADINGS = ["Ngày", "Lớp", "Lĩnh vực", "Hình thức", "Buổi", "Họ và tên", "Nữ", "Năm sinh", "Dân tộc", "Thôn/bản"]
MARK_HEADINGS += ["Có mặt"]
ROWS = CLASSES * (1 + SESSIONS * MARKS)
"""Rows of a workbook below its two headings: classes and marks."""

DIFFERENT = 10


def make(folder: Path, count: int) -> list[Path]:
    """``count`` workbooks; ten are written, the rest are copies of them, which cost the same to read."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{index:03}.xlsx" for index in range(count)]
    for index, path in enumerate(paths):
        if index < DIFFERENT:
            _write(path, random.Random(index))
        else:
            shutil.copyfile(paths[index % DIFFERENT], path)
    return paths


def append_all(paths: Sequence[Path], consolidated: list[tuple[object, ...]]) -> None:
    """Read every sheet of the workbooks and append its rows."""
    for path in paths:
        book = openpyxl.load_workbook(path, read_only=True)
        for sheet in book.worksheets:
            consolidated.extend(sheet.iter_rows(values_only=True))
        book.close()


def _write(path: Path, chance: random.Random) -> None:
    book = openpyxl.Workbook(write_only=True)
    classes, marks = book.create_sheet("Lớp học"), book.create_sheet("Điểm danh")
    classes.append(CLASS_HEADINGS)
    marks.append(MARK_HEADINGS)
    for number in range(CLASSES):
        day = datetime(YEAR, 1, 3) + timedelta(days=number * 6)
        topic = f"{chance.choice(TOPICS)} ({number % 12 + 1})"
        place = f"Nhà văn hóa bản {chance.randrange(12) + 1}"
        counts = (SESSIONS, SESSIONS * MARKS, MARKS // 2, MARKS - 2)
        classes.append((day, topic, "Kinh tế, thu nhập", "Trung tâm", None, place, "Lò Văn Đo", *counts, None))
        for session in range(SESSIONS):
            for person in range(MARKS):
                held = day + timedelta(days=session)
                name = f"Lò Thị {chance.randrange(300)}"
                year, village = 1950 + person * 2, f"Bản {person % 9}"
                who = (name, "x" if person % 2 else None, year, "Thái", village)
                marks.append((held, topic, "Kinh tế, thu nhập", "Trung tâm", session + 1, *who, "x"))
    book.save(path)
