"""The pictures of the help, made from the sample: ``dev.py help-pictures`` copies them to ``resources/help``."""

from __future__ import annotations

import getpass
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from openpyxl import Workbook
from PIL import Image, ImageChops
from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from clc_desktop.domain.records import IssuedDocument
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages import PAGES, pages_for
from clc_desktop.usecases import classes, keeping, officers, review, rosters, undoing, workspace
from clc_desktop.usecases.workspace import Store

from . import cases
from .conftest import OpenDesk
from .hands import PATIENCE, type_text, wait_until_idle
from .test_printing import settle

WINDOW = QSize(1100, 640)
SHARPNESS = 1.4
"""Pixels of the picture for one of the window: the letters stay sharp on a fine screen."""
COMMON, OTHERS = 32, 32
"""Colours of a picture: those that most of it has, which stay as they are, and those that stand for the rest."""
MARGIN = 24
LARGEST = 60_000
"""Bytes of one picture."""
PERSON = "Lường Thị Hạnh"
"""Who has done what the sample holds; else the one who happens to make the pictures."""
Stage = Callable[[QtBot, Desk, Any, Path], QWidget | None]
"""Brings a page into the state that its help shows; gives the part to show where it is not the whole page."""


@pytest.mark.parametrize("role", ["centre", "aggregator"])
def test_every_page_has_a_picture_for_its_help(
    qtbot: QtBot, open_desk: OpenDesk, built_sample: Path, screenshots: Path, tmp_path: Path, role: str
) -> None:
    desk = open_desk(book_of(built_sample, tmp_path, role))
    desk.window.resize(WINDOW)
    for spec in pages_for(role):
        if role != spec.roles[0]:
            continue  # settings: the centre's are shown
        desk.window.open_page(spec.key)
        wait_until_idle(qtbot, desk)
        page = desk.window.pages[spec.key]
        part = STAGES[spec.key](qtbot, desk, page, tmp_path) if spec.key in STAGES else None
        wait_until_idle(qtbot, desk)
        shown = part or page
        made = save(shown, screenshots / f"help-{spec.key}.png")
        assert made.stat().st_size < LARGEST, f"{made.name} is too large"
        machine = (str(tmp_path.parent), getpass.getuser())
        told = [words for words in words_in(shown) if any(name in words for name in machine)]
        assert not told, f"{made.name} shows something of this machine: {told}"


def test_the_help_has_a_small_picture_of_every_page_and_no_other(clone: Path) -> None:
    there = {path.stem: path for path in (clone / "resources" / "help" / "pictures").iterdir()}
    assert there.keys() == {spec.key for spec in PAGES}
    for path in there.values():
        with Image.open(path) as picture:
            assert picture.mode == "P"
            assert picture.width > WINDOW.width() // 2
            assert len(picture.getcolors() or ()) > COMMON // 2, f"{path.name} shows hardly anything"
        assert path.stat().st_size < LARGEST


def book_of(built: Path, folder: Path, role: str) -> Path:
    """The sample's database of a centre or of the aggregator, with the files that came to it in ``sync``."""
    db = folder / "so-lieu.db"
    for ending in ("", ".key"):
        shutil.copy(f"{built / SAMPLES[role]}{ending}", f"{db}{ending}")
    shutil.copytree(built / "sync", folder / "sync")
    with closing(sqlite3.connect(db)) as connection:
        for table in ("change", "period_event", "snapshot"):
            connection.execute(f"UPDATE {table} SET who = ?", (PERSON,))
        connection.commit()
    store = workspace.open_store(db)
    officers.act_as(PERSON)
    PREPARED[role](store)
    officers.act_as("")
    store.close()
    return db


def save(widget: QWidget, path: Path) -> Path:
    """A part of the window as a PNG of few colours, without the empty ground below; nothing has the focus."""
    if focused := QApplication.focusWidget():
        focused.clearFocus()
    picture = QPixmap(widget.size() * SHARPNESS)
    picture.setDevicePixelRatio(SHARPNESS)
    picture.fill(widget.palette().window().color())
    widget.render(picture)
    picture.save(str(path))
    with Image.open(path) as full:
        image = full.convert("RGB")
    ground = Image.new("RGB", image.size, image.getpixel((0, image.height - 1)))
    box = ImageChops.difference(image, ground).getbbox()
    assert box is not None, "nothing but ground"
    cut = image.crop((0, 0, image.width, min(box[3] + MARGIN, image.height)))
    cut.quantize(palette=few_colours(cut), dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def few_colours(image: Image.Image) -> Image.Image:
    """A palette for a picture: ground and paper keep their very colour, a small coloured icon is not forgotten."""
    counted = cast("list[tuple[int, tuple[int, ...]]]", image.getcolors(image.width * image.height))
    common = [value for _count, colour in sorted(counted, reverse=True)[:COMMON] for value in colour]
    others = image.quantize(OTHERS, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(common + others[: 3 * OTHERS])
    return palette


def words_in(widget: QWidget) -> Iterator[str]:
    """What can be read in a part of the window: its labels, and the cells of its tables."""
    area = widget.rect()
    for label in widget.findChildren(QLabel):
        if label.isVisible() and area.contains(label.mapTo(widget, label.rect().center())):
            yield label.text()
    for table in widget.findChildren(QTableView):
        model = table.model()
        for row in range(model.rowCount() if table.isVisible() else 0):
            yield from (str(model.index(row, column).data()) for column in range(model.columnCount()))


# --- the state that each page is shown in ---


def class_with_roster(store: Store) -> str:
    """One of several sessions."""
    listed = [row.id for row in classes.list_classes(store, cases.YEAR) if row.sessions > 2]
    return next(one for one in listed if rosters.read_roster(store, one).members)


def with_documents(store: Store) -> None:
    """What a commune has on its shelf."""
    listed = (
        ("Quyết định", "86/QĐ-UBND", date(2020, 2, 14), "về việc kiện toàn Ban giám đốc Trung tâm học tập cộng đồng"),
        ("Kế hoạch", "15/KH-TTHTCĐ", date(2020, 1, 20), "Kế hoạch hoạt động năm 2020"),
        ("Thông báo", "42/TB-UBND", date(2020, 9, 7), "về việc mở lớp xóa mù chữ tại các bản"),
    )
    for name, symbol, day, subject in listed:
        made = keeping.new_record(store, IssuedDocument, type_name=name, symbol=symbol, issued_on=day, subject=subject)
        keeping.save_records(store, [made])


def with_decisions(store: Store) -> None:
    """The last files are not merged yet; some centres are accepted, of one two classes went back."""
    for _merge in range(4):
        undoing.undo_merge(store)
    names = [line.unit_id for line in review.period_states(store, cases.YEAR) if line.state == "sent"]
    for unit in names[1:6]:
        review.accept(store, unit, cases.YEAR)
    rows = [("learning_class", row.entry.id) for row in review.rows_of(store, names[0], cases.YEAR)[:2]]
    review.return_rows(store, names[0], cases.YEAR, rows, "Đề nghị đối chiếu lại với danh sách ký tên")


SAMPLES = {"centre": "centres/quai-cang.db", "aggregator": "aggregator.db"}
PREPARED = {"centre": with_documents, "aggregator": with_decisions}


def attendance(qtbot: QtBot, desk: Desk, page: Any, folder: Path) -> None:
    """The marks of a class with a roster."""
    assert desk.store is not None
    page.open_with(class_with_roster(desk.store))


def printing(qtbot: QtBot, desk: Desk, page: Any, folder: Path) -> None:
    """The sign-in sheet of that class, drawn."""
    assert desk.store is not None
    settle(qtbot, desk, page)
    page.options.choose_class(class_with_roster(desk.store))
    page.options.changed.emit()
    settle(qtbot, desk, page)
    qtbot.waitUntil(lambda: is_written_on(page.preview), timeout=PATIENCE)


def is_written_on(widget: QWidget) -> bool:
    """Whether there is ink on the paper in the middle of it."""
    image = widget.grab(widget.rect().adjusted(60, 60, -60, -60)).toImage()
    spots = ((x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
    return sum(image.pixelColor(x, y).lightness() < 90 for x, y in spots) > 50


def workbook(qtbot: QtBot, desk: Desk, page: Any, folder: Path) -> None:
    """A list with two rows that have to be mended."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Lớp học"
    for line in (
        ("Ngày", "Tên lớp/chuyên đề", "Lĩnh vực", "Hình thức tổ chức", "Số buổi", "Số lượt người", "Nữ"),
        ("5/1/2020", "Phổ biến Luật Đất đai", "Giáo dục pháp luật", "Trung tâm tổ chức", 1, 45, 20),
        ("31/2/2020", "Phòng, chống bạo lực gia đình", "Giáo dục pháp luật", "Trung tâm tổ chức", 1, 30, 12),
        ("7/3/2020", "Trồng và chăm sóc cây mắc ca", "Kinh tế, thu nhập", "Trung tâm tổ chức", 1, 20, 50),
        ("8/3/2020", "Vệ sinh chuồng trại", "Kinh tế, thu nhập", "Trung tâm tổ chức", 2, 60, 10),
        ("21/3/2020", "Nuôi gà thả vườn", "Kinh tế, thu nhập", "Trung tâm tổ chức", 2, 56, 31),
    ):
        sheet.append(line)
    book.save(folder / "lop-2020.xlsx")
    page.examine(folder / "lop-2020.xlsx")


def receive(qtbot: QtBot, desk: Desk, page: Any, folder: Path) -> None:
    """New files, one of them damaged, two merged before."""
    found = sorted((folder / "sync").glob("*.clcsync"))
    page.examine(found)
    wait_until_idle(qtbot, desk)
    new = [one.path for one in page.verdicts.records if one.code == "ok"]
    damaged, *known = [path for path in found if path not in new][:3]
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    page.examine([damaged, *known, *new])


def review_of_returned(qtbot: QtBot, desk: Desk, page: Any, folder: Path) -> None:
    """The classes of the centre that got some back."""
    page.table.selectRow(page.centres.row_where(lambda line: line.state.returned > 0))


def privacy(qtbot: QtBot, desk: Desk, page: Any, folder: Path) -> None:
    """What is kept about one person of the sample."""
    type_text("lo thi", page.search)
    qtbot.waitUntil(lambda: page.people.records.rowCount() > 0)
    wait_until_idle(qtbot, desk)
    page.people.selectRow(0)


def settings(qtbot: QtBot, desk: Desk, page: Any, folder: Path) -> QWidget:
    """Copies and keys; above them stands where this machine keeps the book."""
    safety: QWidget = page.safety
    return safety


STAGES: dict[str, Stage] = {
    "attendance": attendance,
    "printing": printing,
    "import": workbook,
    "receive": receive,
    "review": review_of_returned,
    "privacy": privacy,
    "settings": settings,
}
