"""The part of the settings that keeps a unit's work safe: copies of the book, its keys, the recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import dialogs
from clc_desktop.gui.cards import TaskCard, TaskRow, keep_tab_order
from clc_desktop.gui.messages import confirm
from clc_desktop.gui.recovery_box import RecoveryBox
from clc_desktop.gui.widgets import button, cancel_button, card, column, label, row, shortcut
from clc_desktop.i18n import text as _
from clc_desktop.usecases import installations, recovery, safekeeping, workspace

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.installations import Rotated
    from clc_desktop.usecases.safekeeping import Health, Restored
    from clc_desktop.usecases.workspace import Identity, Store


@dataclass(frozen=True)
class Safety:
    """What is known without looking at every page of the book."""

    has_keys: bool
    sheet_due: bool


def read_safety(store: Store) -> Safety:
    """Whether the keys are here, and whether the sheet must be printed (again)."""
    try:
        workspace.load_keys(store)
    except ClcError:
        return Safety(False, False)
    return Safety(True, recovery.sheet_due(store))


class SafetyCards(QWidget):
    """Two lists of things to do, each with its button."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.copies = TaskCard(_("Sao lưu và kiểm tra"))
        self.keys = TaskCard(_("Khóa và phiếu khôi phục"))
        self.recovery = self._recovery_card()
        column(self.copies, self.keys, self.recovery, spacing=16, parent=self)
        self.copies.show_tasks(self._copy_tasks())
        self.recovery.hide()

    def show_safety(self, found: Safety) -> None:
        """How the keys stand; a sheet that is due waits beside the page's name."""
        self._page.context.notices.waiting.emit("settings", int(found.sheet_due or not found.has_keys))
        self.keys.show_tasks(self._key_tasks(found))
        keep_tab_order(self.copies, self.keys)

    def _copy_tasks(self) -> list[TaskRow]:
        return [
            TaskRow("info", _("Sao lưu sổ dữ liệu"), _("Ghi một bản sao đã kiểm tra vào USB, không kèm khóa."),
                    button(_("Sao lưu"), self.backup, icon="usb")),
            TaskRow("info", _("Kiểm tra sổ dữ liệu"), _("Xem sổ còn nguyên vẹn không; không thay đổi gì."),
                    button(_("Kiểm tra"), self.check, icon="search")),
            TaskRow("info", _("Khôi phục từ bản sao"), _("Sổ đang dùng được giữ lại bên cạnh trước khi thay."),
                    button(_("Chọn bản sao"), self.restore, icon="folder-open")),
        ]  # fmt: skip

    def _key_tasks(self, found: Safety) -> list[TaskRow]:
        if not found.has_keys:
            words, detail = _("Máy này không có khóa của sổ"), _("Chưa ghi và đọc được tệp. Số liệu vẫn còn nguyên.")
            back = button(_("Khôi phục từ phiếu"), self.open_recovery, icon="key-round")
            again = button(_("Tạo khóa mới"), self.rotate, icon="refresh-cw")
            return [TaskRow("todo", words, detail, back, again)]
        detail = _("In ra giấy, cất vào két rồi xóa tệp: ai có phiếu đều ký được thay đơn vị.")
        words = _("Cần in phiếu khôi phục") if found.sheet_due else _("Đã in phiếu khôi phục")
        sheet = button(_("Ghi phiếu (PDF)"), self.write_sheet, icon="file-text")
        change = button(_("Đổi khóa"), self.rotate, icon="refresh-cw")
        why = _("Khi nghi khóa bị lộ. Tệp ghi ra được gửi lên cấp trên; không phải gọi điện.")
        return [
            TaskRow("todo" if found.sheet_due else "done", words, detail, sheet),
            TaskRow("info", _("Đổi khóa của máy này"), why, change),
        ]

    def _recovery_card(self) -> QFrame:
        frame, inside = card()
        self.box = RecoveryBox()
        confirm_button = button(_("Khôi phục khóa"), self.recover, kind="primary", icon="key-round")
        inside.addWidget(label(_("Khôi phục từ phiếu"), "group"))
        inside.addWidget(self.box)
        inside.addLayout(row(confirm_button, cancel_button(frame.hide), None))
        shortcut("Esc", frame, frame.hide, _("Hủy"))
        return frame

    # --- copies ---

    def _name(self, what: str) -> str:
        unit = search_key(self._page.context.identity.unit_name).replace(" ", "-")
        return f"{what}_{unit}_{clock.today().isoformat()}"

    def backup(self) -> None:
        """A checked copy as a new file."""
        out = dialogs.choose_target(self, _("Bản sao của sổ dữ liệu"), self._name("sao-luu"), ".db")
        if out is None:
            return
        store, page = self._page.context.store, self._page

        def done(found: tuple[Path, bool]) -> None:
            path, on_stick = found
            other = _("Bản sao nằm trong {folder}: hãy chép thêm ra USB, phòng khi máy hỏng.", folder=str(path.parent))
            words = (_("Đã sao lưu và kiểm tra {path}.", path=path), _("Có thể rút USB.") if on_stick else other)
            page.banner.say(" ".join(words), "done", _("Mở thư mục"), lambda: dialogs.open_folder(path.parent),
                            stays=True)  # fmt: skip

        page.act(lambda: (safekeeping.backup(store, out), dialogs.is_on_stick(out.parent)), done)

    def check(self) -> None:
        """Look at every page of the book and every link."""
        self._page.load(lambda: safekeeping.check(self._page.context.store), self._checked)

    def _checked(self, found: Health) -> None:
        if found.sound:
            words = _("Sổ dữ liệu nguyên vẹn, {count} bản ghi.", count=sum(found.records.values()))
            self._page.banner.done(words)
        else:
            words = _("Sổ dữ liệu có chỗ hỏng. Hãy sao lưu ngay, rồi khôi phục từ bản sao gần nhất.")
            self._page.banner.say(words, "error", _("Sao lưu"), self.backup)

    def restore(self) -> None:
        """Bring a copy back; what is here is kept beside it, so that even this can be taken back by hand."""
        source = dialogs.choose_file(self, _("Bản sao của sổ dữ liệu"), ".db")
        question = _("Thay sổ đang dùng bằng bản sao này? Sổ đang dùng được giữ lại trong thư mục backups.")
        if source is None or not confirm(self, question, _("Khôi phục")):
            return
        target = self._page.context.store.path
        self._page.load(lambda: safekeeping.restore(target, source), self._restored)

    def _restored(self, done: Restored) -> None:
        page = reopen(self._page, done.identity)
        kept = _("Sổ trước đó giữ ở {path}.", path=str(done.kept)) if done.kept else ""
        if done.keys:
            page.banner.done(" ".join((_("Đã khôi phục sổ dữ liệu."), kept)))
        else:
            page.banner.say(
                " ".join((_("Đã khôi phục sổ dữ liệu, nhưng máy này không có khóa của sổ."), kept)), "warning"
            )

    # --- keys ---

    def write_sheet(self) -> None:
        """The sheet as a PDF; printed, then deleted."""
        out = dialogs.choose_target(self, _("Phiếu khôi phục"), self._name("phieu-khoi-phuc"), ".pdf")
        if out is None:
            return
        store, page = self._page.context.store, self._page

        def done(path: Path) -> None:
            page.banner.say(_("Đã ghi phiếu. Hãy in ra giấy, cất vào két rồi xóa tệp này."), "warning", _("Mở để in"),
                            lambda: dialogs.open_file(path))  # fmt: skip

        page.act(lambda: recovery.recovery_sheet(store, out), done)

    def rotate(self) -> None:
        """New keys, and the file that announces them."""
        out = dialogs.choose_target(self, _("Tệp đăng ký khóa mới"), self._name("khoa-moi"), ".clcsync")
        question = _("Đổi khóa của máy này? Phải gửi tệp vừa ghi lên cấp trên, và in lại phiếu khôi phục.")
        if out is None or not confirm(self, question, _("Đổi khóa")):
            return
        store = self._page.context.store
        self._page.act(lambda: (installations.rotate_keys(store, out), workspace.identity(store)),
                       lambda found: self._rotated(*found))  # fmt: skip

    def _rotated(self, done: Rotated, now: Identity | None) -> None:
        assert now is not None
        page = reopen(self._page, now)
        if done.vouched:
            words = _("Đã đổi khóa. Hãy gửi tệp vừa ghi lên cấp trên và in lại phiếu khôi phục.")
        else:
            words = _("Đã tạo khóa mới. Hãy gửi tệp vừa ghi lên cấp trên; khi họ gọi, đọc số kiểm tra: {check_number}",
                      check_number=done.check_number)  # fmt: skip
        page.banner.say(words, "warning")

    def open_recovery(self) -> None:
        """Ask for the six lines."""
        self.recovery.show()
        self.box.input.setFocus()
        area = next((area for area in self._page.findChildren(QScrollArea)), None)
        if area is not None:
            QTimer.singleShot(0, area, lambda: area.ensureWidgetVisible(self.recovery))

    def recover(self) -> None:
        """The unit's keys from its sheet, for a book that was copied or restored."""
        store, typed = self._page.context.store, self.box.typed
        self._page.act(lambda: recovery.recover(store, typed), self._recovered, self.box.show_error)

    def _recovered(self, now: Identity) -> None:
        reopen(self._page, now).banner.done(_("Khóa đã trở lại. Máy này lại ghi và đọc được tệp."))


def reopen(page: Page, identity: Identity) -> Page:
    """The same pages for what this book is now; gives the new page of the settings, to say so on."""
    from clc_desktop.gui.main_window import MainWindow
    from clc_desktop.gui.page import Context, Notices
    from clc_desktop.gui.periods import PeriodState

    window, old = page.window(), page.context
    assert isinstance(window, MainWindow)
    for key in window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
        key.setEnabled(False)
        key.deleteLater()
    window.pages = {}
    window.show_pages(Context(old.store, identity, old.jobs, PeriodState(window, ""), Notices(window)))
    window.open_page("settings")
    return window.pages["settings"]
