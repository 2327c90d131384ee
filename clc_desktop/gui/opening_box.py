"""A first assignment on a new PC: which file, the code on its sheet, then what the file says before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.forms import Field, FieldBox
from clc_desktop.gui.incoming import IncomingCard
from clc_desktop.gui.jobs import Jobs
from clc_desktop.gui.widgets import Line, as_typed, button, column, label, row
from clc_desktop.i18n import N_, error_text
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.inspecting import Inspection

SUFFIX = ".clcsync"


def first_assignments_there() -> tuple[Path, ...]:
    """The first assignments on the sticks that are plugged in, as far as their names tell."""
    from clc_desktop.usecases.first_assignment import STEM

    return tuple(sorted(path for stick in dialogs.sticks_there() for path in stick.folder.glob(f"{STEM}*{SUFFIX}")))


class OpeningBox(QWidget):
    """``taking`` brings file and code once the person has seen what is in it; ``refused`` what is wrong with a file."""

    taking = Signal(Path, str)
    refused = Signal(object)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self.path: Path | None = None
        self.told = Line()
        self.told.setProperty("kind", "strong")
        self.choose_button = button(_("Chọn tệp…"), self.choose, icon="folder-open")
        self.code = FieldBox(
            Field("code", N_("Mã mở tệp"), LineInput, help=N_("24 chữ số trên phiếu giao máy"), required=True)
        )
        which, self.asked = QWidget(), QWidget()
        row(self.told, self.choose_button, spacing=theme.GRID, parent=which).setStretch(0, 1)
        column(label(_("Tệp giao"), "label"), which, self.code, spacing=theme.GRID, parent=self.asked)
        self.card = IncomingCard()
        self.card.agreed.connect(lambda path: self.taking.emit(path, self.code.input.raw()))
        self.card.opened.connect(lambda is_open: self.asked.setVisible(not is_open))
        column(self.asked, self.card, parent=self)
        self._show_path(None)

    def offer(self, there: tuple[Path, ...]) -> None:
        """Take the one first assignment that a stick holds; of several the person chooses."""
        if self.path is None and len(there) == 1:
            self._show_path(there[0])
        elif self.path is None:
            self.told.setText(_("Chưa chọn tệp") if there else _("Không thấy tệp giao lần đầu nào trên USB"))
        if self.isVisible() and self.path is None:
            self.choose_button.setFocus()

    def choose(self) -> None:
        """A file anywhere."""
        if path := dialogs.choose_file(self, _("Tệp giao"), SUFFIX):
            self._show_path(path)
            self.code.input.setFocus()

    def open_file(self) -> None:
        """Show what the file says, or under the code why it does not open."""
        from clc_desktop.usecases import inspecting

        path, typed = self.path, self.code.input.raw()
        if path is None:
            self.choose()
            return
        self._jobs.run(lambda: inspecting.inspect_first(path, typed), self._shown(path), self._not_opened, owner=self)

    def _show_path(self, path: Path | None) -> None:
        self.path = path
        self.told.setText(path.name if path else _("Chưa chọn tệp"))
        self.told.setToolTip(as_typed(str(path)) if path else "")
        self.code.show_problem("")

    def _shown(self, path: Path) -> Callable[[Inspection], None]:
        def show(found: Inspection) -> None:
            self.code.show_problem("")
            self.card.show_file(found, path)

        return show

    def _not_opened(self, error: ClcError) -> None:
        if error.code.startswith("opening_code"):
            self.code.show_problem(error_text(error))
            self.code.input.setFocus()
        else:
            self.refused.emit(error)
