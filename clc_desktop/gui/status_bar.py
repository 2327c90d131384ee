"""The thin line at the bottom of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from clc_desktop.gui import theme
from clc_desktop.gui.page import Context
from clc_desktop.gui.widgets import label, row
from clc_desktop.i18n import text as _


class StatusBar(QFrame):
    """Unit, role, and what the worker is at."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "statusbar")
        self.setFixedHeight(28)
        role = {"centre": _("Trung tâm"), "aggregator": _("Đơn vị tổng hợp")}[context.identity.role]
        self.work = label()
        layout: QHBoxLayout = row(
            label(context.identity.unit_name), label("·"), label(role), None, self.work, parent=self
        )
        layout.setContentsMargins(2 * theme.GRID, 0, 2 * theme.GRID, 0)
        context.jobs.busy.connect(self._show_busy)

    def _show_busy(self, is_busy: bool) -> None:
        self.work.setText(_("Đang làm việc…") if is_busy else _("Sẵn sàng"))
