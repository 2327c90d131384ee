"""The thin line at the bottom of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from clc_desktop.gui import theme
from clc_desktop.gui.page import Context
from clc_desktop.gui.widgets import button, label, row
from clc_desktop.i18n import text as _
from clc_desktop.usecases import officers


class StatusBar(QFrame):
    """Unit, role, and what the worker is at."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "statusbar")
        self.setFixedHeight(28)
        role = {"centre": _("Trung tâm"), "aggregator": _("Đơn vị tổng hợp")}[context.identity.role]
        self.work = label()
        self.person = button("", lambda: context.notices.go_to.emit("settings", "people"), kind="person",
                             tip=_("Đổi người làm việc"))  # fmt: skip
        layout: QHBoxLayout = row(
            label(context.identity.unit_name), label("·"), label(role), None, self.work, self.person, parent=self
        )
        self.person.setFixedHeight(24)
        self.person.setMinimumHeight(24)
        layout.setContentsMargins(2 * theme.GRID, 0, 2 * theme.GRID, 0)
        context.jobs.busy.connect(self._show_busy)
        context.notices.person_changed.connect(lambda _name: self._show_person())
        self._show_person()

    def _show_person(self) -> None:
        """Who was chosen to work here; nothing where nobody was."""
        name = officers.acting()
        self.person.setText(name)
        self.person.setVisible(bool(name))

    def _show_busy(self, is_busy: bool) -> None:
        self.work.setText(_("Đang làm việc…") if is_busy else _("Sẵn sàng"))
