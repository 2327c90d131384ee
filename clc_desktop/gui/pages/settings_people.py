"""Người dùng: who works at this computer, so that every change bears the right name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.pages.sheets import NameColumn
from clc_desktop.gui.sign_in import PinInput, SignInBox
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, cancel_button, column, label, row
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import officers
from clc_desktop.usecases.officers import Officer

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page

COLUMNS: tuple[Column[Officer], ...] = (
    NameColumn("name", N_("Họ và tên"), lambda r: r.name, width=280, stretch=True),
    Column("pin", N_("Mã PIN"), lambda r: r.has_pin, "chip", 176,
           words=lambda on: _("Có mã PIN") if on else _("Không có mã PIN"), tone=lambda r: "done" if r.has_pin else ""),
    Column("now", N_("Hiện nay"), lambda r: _("Đang làm việc") if r.name == officers.acting() else None, "chip", 160,
           tone=lambda _r: "done"),
)  # fmt: skip


class PeoplePanel(QWidget):
    """The list; a line to add somebody or to give a PIN; changing places."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._pin_of = ""
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "officers")
        self.table.setAccessibleName(_("Người dùng máy này"))
        words = _(
            "Mã PIN chỉ để không ai ghi nhầm tên người khác; nó không mã hóa gì: ai có tệp sổ dữ liệu vẫn đọc được."
        )
        self.add_button = button(_("Thêm người"), self.add, icon="plus")
        self.pin_button = button(_("Đặt mã PIN"), self.open_pin, icon="key-round")
        self.remove_button = button(_("Bỏ khỏi danh sách"), self.remove, icon="trash-2")
        self.form = self._form()
        self.change = self._change_card()
        empty = EmptyState("users", _("Chưa có ai trong danh sách: việc làm được ghi theo tên đăng nhập của máy."))
        outer = column(label(words, "muted", wrap=True), spacing=12, parent=self)
        outer.addLayout(row(self.add_button, self.pin_button, self.remove_button, None))
        outer.addWidget(self.form)
        outer.addWidget(TablePanel(self.table, empty), 1)
        outer.addWidget(self.change)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self.table.adding.connect(self.add)

    def _form(self) -> QFrame:
        frame, inside = titled_card()
        self.sentence = label("", "strong")
        self.name = LineInput()
        self.name.setAccessibleName(_("Họ và tên"))
        self.name.setPlaceholderText(_("Họ và tên"))
        self.pin = PinInput(_("Mã PIN: 4 đến 8 chữ số, hoặc để trống"))
        self.save_button = button(_("Lưu"), self.save, kind="primary", icon="check")
        line = row(self.name, self.pin, self.save_button, cancel_button(self.close_form))
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        inside.addWidget(self.sentence)
        inside.addLayout(line)
        self.name.returnPressed.connect(self.save)
        self.pin.returnPressed.connect(self.save)
        frame.hide()
        return frame

    def _change_card(self) -> QFrame:
        frame, inside = titled_card(_("Đổi người làm việc"))
        self.sign_in = SignInBox(self._page.context.store, self._page.context.jobs)
        self.sign_in.signed_in.connect(self._signed_in)
        inside.addWidget(self.sign_in)
        return frame

    def refresh(self) -> None:
        """Who is on the list."""
        self._page.load(lambda: officers.officers(self._page.context.store), self._show)

    def _show(self, people: tuple[Officer, ...]) -> None:
        self.model.set_records(people)
        self.table.selectRow(0)
        self.sign_in.show_people(people)
        self.change.setVisible(bool(people) and self.form.isHidden())
        self._choose()

    def _choose(self) -> None:
        for one in (self.pin_button, self.remove_button):
            one.setEnabled(self.table.current_record() is not None)

    def _signed_in(self, name: str) -> None:
        self._page.context.notices.person_changed.emit(name)
        self._page.banner.done(_("Từ nay việc làm được ghi tên {name}.", name=name))
        self.refresh()

    # --- changing ---

    def add(self) -> None:
        """Somebody new."""
        self._pin_of = ""
        self._open(_("Thêm người dùng"), with_name=True)

    def open_pin(self) -> None:
        """A PIN for the one under the cursor."""
        person = self.table.current_record()
        if person is not None:
            self._pin_of = person.name
            self._open(_("Mã PIN mới của {name}", name=person.name), with_name=False)

    def _open(self, words: str, *, with_name: bool) -> None:
        self.sentence.setText(words)
        self.name.setVisible(with_name)
        self.name.clear()
        self.pin.clear()
        self.form.show()
        self.change.hide()
        (self.name if with_name else self.pin).setFocus()

    def close_form(self) -> None:
        """Back to the list; nothing of a PIN stays in the form."""
        self.pin.clear()
        self.form.hide()
        self.change.setVisible(bool(self.model.records))

    def save(self) -> None:
        """Add, or give the PIN."""
        store, name, pin, whose = self._page.context.store, self.name.read(), self.pin.text(), self._pin_of
        work = (
            (lambda: officers.set_pin(store, whose, pin)) if whose else (lambda: officers.add_officer(store, name, pin))
        )
        self._page.context.jobs.run(work, lambda _done: self._saved(whose or name), self._page.banner.error, owner=self)

    def _saved(self, name: str) -> None:
        self.close_form()
        self._page.banner.done(_("Đã lưu {name}.", name=name))
        self._page.context.notices.person_changed.emit(officers.person())
        self.refresh()

    def remove(self) -> None:
        """Off the list; what they did keeps their name."""
        person, store = self.table.current_record(), self._page.context.store
        if person is None:
            return
        words = _("Đã bỏ {name} khỏi danh sách. Tên vẫn còn bên những việc đã làm.", name=person.name)

        def done(_nothing: object) -> None:
            self._page.banner.done(words)
            self._page.context.notices.person_changed.emit(officers.person())
            self.refresh()

        self._page.load(lambda: officers.remove_officer(store, person.name), done)
