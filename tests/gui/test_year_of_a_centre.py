"""A year of a centre at its window: from the first start to the corrected file that its district has taken in.

Everything is done by keys and mouse on widgets; only the system's own file dialogs are answered. What the district
does is done through use cases. Key presses beside the typed text are counted, as for the table in the README.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.submitting import RETURNED
from clc_desktop.gui.setup_page import SetupPage
from clc_desktop.usecases import classes, exchange, merging, receipts, review, rosters, workspace
from clc_desktop.usecases.workspace import Store

from . import cases
from .hands import PATIENCE, Keyboard, button, click, click_row, focused, type_text, wait_until_idle

if TYPE_CHECKING:
    from .conftest import OpenDesk

CTRL = Qt.KeyboardModifier.ControlModifier
README = Path(__file__).resolve().parents[2] / "README.md"
CENTRE = "xã Pú Nhung"
REASON = "Số lượt người cao hơn phiếu ký tên"
ROLL = "Xóa mù chữ cho phụ nữ bản Ta Cơn"
BY_HEAD_COUNT = "Phòng chống ma túy học đường"
MOST = {
    "Ghi một lớp có số lượt người": 25,
    "Ghi lớp như lớp trước": 8,
    "Điểm danh 40 người, vắng 3": 12,
}
"""What each may take in key presses beside the typed text; marks count every key."""

OTHERS = (
    ("Kỹ thuật trồng mắc ca", "2/3", "kinh te", "phoi hop", "Hội nông dân", "45"),
    ("Nước sạch, vệ sinh môi trường", "4/3", "moi truong", "", "", "62"),
    ("Phòng bệnh cho gia súc", "6/3", "kinh te", "", "", "38"),
    ("Luật Hôn nhân và gia đình", "9/3", "phap luat", "phoi hop", "Tư pháp xã, Hội phụ nữ xã", "71"),
    ("Chăm sóc sức khỏe mẹ và bé", "11/3", "suc khoe", "", "", "54"),
    ("Giao lưu văn nghệ mừng ngày 8/3", "13/3", "van hoa", "", "", "120"),
    ("Trồng và chế biến sa nhân", "16/3", "kinh te", "", "", "33"),
    ("Tiêm phòng cho trẻ", "18/3", "suc khoe", "phoi hop", "Trạm y tế xã", "66"),
    ("Phòng cháy, chữa cháy rừng", "20/3", "moi truong", "", "", "81"),
)


@dataclass
class Person:
    """Somebody at the window, and how often they pressed a key for what."""

    qtbot: QtBot
    desk: Desk
    presses: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def store(self) -> Store:
        assert self.desk.store is not None
        return self.desk.store

    def wait(self) -> None:
        wait_until_idle(self.qtbot, self.desk)

    def open_page(self, key: str) -> Any:
        """Click its name in the rail."""
        click(self.desk.window.rail.buttons[key])
        self.wait()
        return self.desk.window.pages[key]

    def come_back(self) -> None:
        """Where there is no screen, a list of suggestions that closes leaves no window active."""
        self.desk.window.activateWindow()
        self.qtbot.waitUntil(self.desk.window.isActiveWindow, timeout=PATIENCE)
        self.wait()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """What is chosen in the system's dialogs: ``file`` and ``folder``."""
    chosen: dict[str, Path] = {}
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: chosen["file"])
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: chosen["folder"])
    return chosen


def test_a_year_of_a_centre(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, answers: dict[str, Path]) -> None:
    district = workspace.open_store(tmp_path / "district.db")
    officer = workspace.setup_aggregator(district, "Huyện Tuần Giáo", "district")
    person = Person(qtbot, open_desk(tmp_path / "centre.db"))
    answers["folder"] = tmp_path / "usb"
    answers["folder"].mkdir()

    first_start(person)
    month_of_classes(person)
    roster(person)
    marks(person)
    import_from_excel(person, answers, workbook(tmp_path / "lop.xlsx"))
    print_sign_in_sheet(person, answers["folder"])
    connect(person, district, answers, officer.check_number)
    sent = submit(person, answers["folder"])
    merging.merge(district, [sent])
    returned = return_two(district)
    take_receipt(person, answers, receipt_from(district, tmp_path / "back"))
    correct(person, returned)
    again = submit(person, answers["folder"])
    assert again.name != sent.name, "no file is written over"
    merging.merge(district, [again])

    there = {row.id: row for row in classes.list_classes(district, cases.YEAR)}
    assert [there[row_id].turns for row_id in returned] == [40, 41]
    assert len(there) == 12 + 30
    assert there[class_named(person, ROLL)].turns == 37
    assert not review.returned_rows(district), "a row that was mended waits for nobody"
    district.close()
    print_table(person.presses)
    assert {name for name, most in MOST.items() if person.presses[name] > most} == set()
    told = re.findall(r"^\| [^|]+ \| (\d+) \| (\d+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(int(keys), int(most)) for keys, most in told] == [(person.presses[n], most) for n, most in MOST.items()]


def print_table(presses: dict[str, int]) -> None:
    """What the README shows."""
    print()
    for name, most in MOST.items():
        print(f"  {name:<34} {presses[name]:>3} (nhiều nhất {most})")


def first_start(person: Person) -> None:
    """Two letters without accents, and Enter: the unit is picked from the list that comes with the program."""
    setup = person.desk.window.centralWidget()
    assert isinstance(setup, SetupPage)
    assert setup.centre.isChecked()
    click(setup.centre)
    keys = Keyboard()
    tab_to(keys, setup.name.input)
    type_text("pu")
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Return)
    assert setup.name.input.text() == CENTRE
    person.desk.window.activateWindow()
    keys.press(Qt.Key.Key_Return)
    person.qtbot.waitUntil(lambda: "home" in person.desk.window.pages, timeout=PATIENCE)
    person.come_back()
    assert person.desk.window.context is not None
    assert person.desk.window.context.identity.unit_name == CENTRE


def fill(keys: Keyboard, *texts: str) -> None:
    """Type each text and go on; an empty one leaves the input as it is."""
    for text in texts:
        type_text(text)
        keys.tab()


def tab_to(keys: Keyboard, wanted: QWidget) -> None:
    """On to an input further down; it must be there."""
    for _stop in range(30):
        if focused() is wanted:
            return
        keys.tab()
    raise AssertionError(f"Tab does not reach {wanted}")


def counted(person: Person, name: str, work: Callable[[Keyboard], None]) -> None:
    keys = Keyboard()
    work(keys)
    person.come_back()
    person.presses[name] = keys.presses


def month_of_classes(person: Person) -> None:
    """Twelve classes of March: head-counts, own and joint; one like an earlier one; one with a roster."""
    page = person.open_page("classes")

    def head_count(keys: Keyboard) -> None:
        keys.press(Qt.Key.Key_Space)  # on the button "Ghi lớp đầu tiên", which has the keys; later it is Insert
        person.wait()
        fill(keys, BY_HEAD_COUNT, "1/3", "phap luat", "", "112", "2", "60", "80", "", "Nhà văn hóa xã")
        type_text("Lò Văn Ễ, Quàng Thị Ậm")
        keys.press(Qt.Key.Key_Return, CTRL)

    counted(person, "Ghi một lớp có số lượt người", head_count)
    for topic, day, activity, hosting, partners, turns in OTHERS:
        keys = Keyboard()
        fill(keys, topic, day, activity, hosting, *([partners] if partners else []))
        type_text(turns)
        keys.press(Qt.Key.Key_Return, CTRL)
        person.come_back()
    keys = Keyboard()
    fill(keys, ROLL, "23/3", "van hoa")
    keys.press(Qt.Key.Key_M, CTRL)
    person.come_back()

    page = person.open_page("classes")

    def like_earlier(keys: Keyboard) -> None:
        keys.press(Qt.Key.Key_F, CTRL)
        type_text("ma tuy")
        keys.press(Qt.Key.Key_Down)
        keys.press(Qt.Key.Key_D, CTRL)
        person.qtbot.waitUntil(lambda: page.stack.currentWidget() is page.form, timeout=PATIENCE)
        fill(keys, "27/3")
        tab_to(keys, page.form.form.boxes["present"].input)
        type_text("98")
        keys.press(Qt.Key.Key_S, CTRL)

    counted(person, "Ghi lớp như lớp trước", like_earlier)
    found = classes.list_classes(person.store, cases.YEAR)
    assert len(found) == 12
    assert {row.starts_on.month for row in found} == {3}
    assert sorted(row.turns for row in found if row.topic == BY_HEAD_COUNT) == [98, 112]
    joint = {row.topic: row.partners for row in found if row.hosting == "joint"}
    assert joint["Luật Hôn nhân và gia đình"] == ("Tư pháp xã", "Hội phụ nữ xã")
    assert len(joint) == 3


def class_named(person: Person, topic: str) -> str:
    return next(row.id for row in classes.list_classes(person.store) if row.topic == topic)


def roster(person: Person) -> None:
    """Two people typed, thirty-eight pasted as they were copied in Excel."""
    page = person.open_page("attendance")
    click_row(page.table, page.model.row_where(lambda row: row.topic == ROLL))
    keys = Keyboard()
    keys.press(Qt.Key.Key_Return)
    person.wait()
    click(page.tabs[0])
    for typed in ("Lò Thị An, 1988, nữ, Bản Ta Cơn", "Vàng A Dế, 1979, nam, Bản Ta Cơn"):
        type_text(typed)
        keys.press(Qt.Key.Key_Return)
        person.come_back()
    lines = [f"Quàng Thị {name}\t{1960 + at}\tnữ\tBản Hua Sát" for at, name in enumerate(NAMES)]
    QApplication.clipboard().setText("\n".join(["Họ và tên\tNăm sinh\tGiới tính\tThôn/bản", *lines]))
    keys.press(Qt.Key.Key_V, CTRL)
    person.wait()
    keys.press(Qt.Key.Key_Return, CTRL)
    person.qtbot.waitUntil(lambda: page.people.currentWidget() is not page.people.preview, timeout=PATIENCE)
    person.come_back()
    assert len(rosters.read_roster(person.store, class_named(person, ROLL)).members) == 40


NAMES = """Ánh Ân Bình Cấy Chanh Chung Cúc Dế Dinh Dung Đào Điệp Đôi Giang Hà Hải Hạnh Hoa Hòa Hồng Hương Khiêm Lan Lâm
Liên Mai Mận Minh Mỷ Nga Ngân Ngoan Nhung Ong Páo Phượng Sen Xuân""".split()  # noqa: SIM905


def marks(person: Person) -> None:
    """Everybody was there but three."""
    page = person.desk.window.pages["attendance"]
    click(page.tabs[1])  # type: ignore[attr-defined]
    person.wait()

    def forty(keys: Keyboard) -> None:
        keys.press(Qt.Key.Key_A, CTRL)
        for number in ("7", "18", "40"):
            type_text(number)
            keys.presses += len(number)
            keys.press(Qt.Key.Key_Space)

    counted(person, "Điểm danh 40 người, vắng 3", forty)
    (session,) = classes.get_class(person.store, class_named(person, ROLL)).sessions
    assert (session.present, len(session.absent)) == (37, 3)


def workbook(path: Path) -> Path:
    """Thirty classes of April to September, as an office keeps them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Lớp học"
    sheet.append(["Ngày", "Tên lớp/chuyên đề", "Lĩnh vực", "Hình thức tổ chức", "Số buổi", "Số lượt người", "Nữ"])
    for number in range(30):
        day, month = 1 + number % 5 * 5, 4 + number // 5
        sheet.append([f"{day}/{month}/2020", f"Chuyên đề {number + 1}", "Kinh tế, thu nhập", "Trung tâm", 1, 47, 20])
    book.save(path)
    return path


def import_from_excel(person: Person, answers: dict[str, Path], path: Path) -> None:
    answers["file"] = path
    page = person.open_page("import")
    click(button(page, "Chọn tệp Excel"))
    person.wait()
    assert page.accept_button.accessibleName() == "Nhập 30 dòng vào sổ"
    assert len(classes.list_classes(person.store)) == 12, "nothing is written until it is accepted"
    click(page.accept_button)
    person.wait()
    assert len(classes.list_classes(person.store)) == 42


def print_sign_in_sheet(person: Person, folder: Path) -> None:
    """The sheet of the roster's class, as PDF on the stick."""
    page = person.open_page("printing")
    keys = Keyboard()
    tab_to(keys, page.options.class_choice)
    type_text("xoa mu")
    keys.press(Qt.Key.Key_Return)
    person.come_back()
    person.qtbot.waitUntil(lambda: page.made is not None and page.made.personal, timeout=PATIENCE)
    person.wait()
    click(page.save_buttons["pdf"])
    person.wait()
    (path,) = folder.glob("*.pdf")
    told = " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(path).pages)
    assert "Lò Thị An" in told
    assert "Quàng Thị Xuân" in told


def connect(person: Person, district: Store, answers: dict[str, Path], number: str) -> None:
    """Register with the district, and read its assignment with the number heard over the phone."""
    page = person.open_page("submit")
    click(button(page, "1. Ghi tệp đăng ký"))
    person.wait()
    (registration,) = answers["folder"].glob("dang-ky*")
    identity = workspace.identity(person.store)
    assert identity is not None
    assert identity.check_number in page.banner.words.text(), "it is read out over the phone"
    approved = exchange.approve(district, registration, identity.check_number)
    answers["file"] = exchange.assign(district, approved.unit_name, answers["folder"] / "giao.clcsync")
    click(button(page, "2. Đọc tệp giao"))
    person.wait()
    type_text(number)
    Keyboard().press(Qt.Key.Key_Return)
    person.wait()
    click(page.incoming.take_button)
    person.wait()
    assert page.submit_button.isEnabled()


def submit(person: Person, folder: Path) -> Path:
    """Look over what is doubtful, say why, and write the file."""
    before = set(folder.iterdir())
    page = person.open_page("submit")
    click(page.submit_button)
    person.wait()
    if page.reason.isVisible():
        type_text("Trung tâm đang kiện toàn, sẽ bổ sung sau")
        Keyboard().press(Qt.Key.Key_Return)
        person.wait()
    assert "Có thể rút USB" in page.banner.words.text()
    (made,) = set(folder.iterdir()) - before
    return made


def return_two(district: Store) -> list[str]:
    """The district sends two classes back; gives their ids."""
    rows = [row for row in classes.list_classes(district, cases.YEAR) if row.topic in ("Chuyên đề 4", "Chuyên đề 9")]
    review.return_rows(district, CENTRE, cases.YEAR, [("learning_class", row.id) for row in rows], REASON)
    return [row.id for row in sorted(rows, key=lambda row: row.topic)]


def receipt_from(district: Store, folder: Path) -> Path:
    folder.mkdir()
    (written,) = receipts.write_receipts(district, folder)
    assert written.path is not None
    return written.path


def take_receipt(person: Person, answers: dict[str, Path], path: Path) -> None:
    answers["file"] = path
    page = person.open_page("submit")
    click(button(page, "Đọc tệp của cấp trên"))
    person.wait()
    click(page.incoming.take_button)
    person.wait()
    assert "2 dòng" in page.banner.words.text()
    assert page.tabs[RETURNED].text() == "Bị trả lại (2)"


def correct(person: Person, returned: list[str]) -> None:
    """Each returned row is one key away from its form."""
    for number, wanted in enumerate(returned):
        page = person.open_page("submit")
        click(page.tabs[RETURNED])
        at = page.returned.model.row_where(lambda line, wanted=wanted: line.target == wanted)
        assert page.returned.model.record_at(at).remark.reason == REASON
        click_row(page.returned.table, at)
        keys = Keyboard()
        keys.press(Qt.Key.Key_Return)
        person.wait()
        shown: Any = person.desk.window.pages["classes"]
        person.qtbot.waitUntil(lambda shown=shown: shown.form.isAncestorOf(focused()), timeout=PATIENCE)
        tab_to(keys, shown.form.form.boxes["present"].input)
        type_text(str(40 + number))
        keys.press(Qt.Key.Key_S, CTRL)
        person.come_back()
