"""Typing the recovery sheet: six lines, each checked while it is typed; a scanned code may be pasted as a whole."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui.fields import TextInput
from clc_desktop.gui.widgets import column, label, set_property
from clc_desktop.i18n import error_text
from clc_desktop.i18n import text as _

SCANNED = "CLC1 "
"""How the text of the sheet's QR symbol begins."""


class RecoveryBox(QWidget):
    """The text of the sheet, and under it which lines are right so far."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.input = TextInput(6)
        self.input.setAccessibleName(_("Sáu dòng của phiếu khôi phục"))
        self.input.setPlaceholderText("1234 5678 9012 3456")
        self.told = label(_("Gõ sáu dòng, mỗi dòng 16 chữ số; hoặc quét mã QR trên phiếu vào đây."), "help", wrap=True)
        self.input.edited.connect(self._check)
        column(label(_("Sáu dòng của phiếu khôi phục"), "label"), self.input, self.told, spacing=4, parent=self)

    @property
    def typed(self) -> str:
        """As typed or scanned."""
        return str(self.input.raw())

    @property
    def is_scanned(self) -> bool:
        """Then the unit's name is in it."""
        return self.typed.startswith(SCANNED)

    def show_error(self, error: ClcError) -> None:
        """Why it was refused; what was typed stays."""
        self._tell(error_text(error), "error")
        self.input.setFocus()

    def _check(self) -> None:
        from clc_desktop.usecases import recovery

        self.edited.emit()
        if self.is_scanned:
            self._tell(_("Đã quét mã trên phiếu."), "help")
            return
        lines = [line for line in self.typed.splitlines() if line.strip()]
        complete = [number for number, line in enumerate(lines, 1) if sum(c.isdigit() for c in line) >= 16]
        wrong = [str(number) for number in complete if not recovery.line_fits(number, lines[number - 1])]
        if wrong:
            self._tell(_("Có chữ số sai ở dòng {lines}.", lines=", ".join(wrong)), "error")
        else:
            self._tell(_("Đúng {count} trên 6 dòng.", count=len(complete)), "help")

    def _tell(self, words: str, kind: str) -> None:
        self.told.setText(words)
        set_property(self.told, "kind", kind)
        set_property(self.input, "wrong", "true" if kind == "error" else "")
