"""The thin line at the bottom of the window."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout

from clc_desktop.gui import theme
from clc_desktop.gui.page import Context
from clc_desktop.gui.widgets import button, label, row
from clc_desktop.i18n import text as _
from clc_desktop.usecases import officers

if TYPE_CHECKING:
    from clc_desktop.usecases.workspace import Store


class StatusBar(QFrame):
    """Unit, role, when the records were last copied to a safe place, and what the worker is at."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "statusbar")
        self.setFixedHeight(28)
        role = {"centre": _("Trung tâm"), "aggregator": _("Đơn vị tổng hợp")}[context.identity.role]
        self._context = context
        self.copied = label()
        self.work = label()
        self.person = button("", lambda: context.notices.go_to.emit("settings", "people"), kind="person",
                             tip=_("Đổi người làm việc"))  # fmt: skip
        layout: QHBoxLayout = row(
            label(context.identity.unit_name),
            label("·"),
            label(role),
            None,
            self.copied,
            2 * theme.GRID,
            self.work,
            self.person,
            parent=self,
        )
        self.person.setFixedHeight(24)
        self.person.setMinimumHeight(24)
        layout.setContentsMargins(2 * theme.GRID, 0, 2 * theme.GRID, 0)
        context.jobs.busy.connect(self._show_busy)
        context.notices.person_changed.connect(lambda _name: self._show_person())
        context.notices.changed.connect(self._read_copied)
        self._show_person()
        self._read_copied()

    def _read_copied(self) -> None:
        """Behind what pages read; of the sample nothing is lost."""
        store = self._context.store
        if not self._context.identity.is_sample:
            self._context.jobs.run(lambda: _last_copied(store), self._show_copied, owner=self, behind=True)

    def _show_copied(self, at: datetime | None) -> None:
        self.copied.setText(_("Sao lưu {day}", day=at.astimezone().date()) if at else _("Chưa sao lưu"))

    def _show_person(self) -> None:
        """Who was chosen to work here; nothing where nobody was."""
        name = officers.acting()
        self.person.setText(name)
        self.person.setVisible(bool(name))

    def _show_busy(self, is_busy: bool) -> None:
        self.work.setText(_("Đang làm việc…") if is_busy else _("Sẵn sàng"))


def _last_copied(store: Store) -> datetime | None:
    from clc_desktop.usecases import copies

    return copies.last_copied(store)
