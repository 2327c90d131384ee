"""A file from above, shown before it is taken in: what it is, from whom, what it would change; then one button."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QSizePolicy, QWidget

from clc_desktop import i18n
from clc_desktop.gui import theme
from clc_desktop.gui.record_words import kind_word
from clc_desktop.gui.states import state_tone, state_word
from clc_desktop.gui.widgets import button, cancel_button, card, chip, clear_layout, column, label, row
from clc_desktop.gui.words import COUNTING_RULES, period_of, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.inspecting import Inspection

KINDS = {
    "registration": N_("Tệp đăng ký"),
    "assignment": N_("Tệp giao"),
    "receipt": N_("Biên nhận"),
    "submission": N_("Tệp nộp"),
}
_EFFECTS = {
    "assignment": N_("Nhận tệp này sẽ cập nhật tên đơn vị, lĩnh vực, cách tính lượt người và chỉ tiêu. "
                     "Lớp học đã ghi không thay đổi."),
    "receipt": N_("Nhận tệp này sẽ đổi tình trạng của kỳ, và ghi vào đây những bản ghi mà cấp trên đã sửa. "
                  "Những gì khác giữ nguyên."),
    "submission": N_("Đây là số liệu từ máy khác của đơn vị. Nhận tệp sẽ gộp vào sổ này; chỗ hai máy cùng sửa "
                     "sẽ giữ lại cả hai."),
}  # fmt: skip
_OPEN = "ok"


class IncomingCard(QFrame):
    """Opens above the content; ``agreed`` is told when the person agrees."""

    agreed = Signal(Path)
    opened = Signal(bool)
    """Open, or closed again: the page shows nothing else meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        frame, inside = card()
        self.heading = label("", "group")
        self.effect = label("", "muted", wrap=True)
        self.lines = QGridLayout()
        self.lines.setHorizontalSpacing(3 * theme.GRID)
        self.lines.setVerticalSpacing(theme.GRID // 2)
        self.lines.setColumnStretch(1, 1)
        self.take_button = button(_("Nhận tệp này"), self._agree, kind="primary", icon="check")
        inside.addWidget(self.heading)
        inside.addLayout(self.lines)
        inside.addWidget(self.effect)
        self.leave_button = cancel_button(self.close_card)
        inside.addLayout(row(self.take_button, self.leave_button, None))
        row(frame, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_file(self, found: Inspection, path: Path) -> None:
        """What the file says of itself; a file that is refused says why, and cannot be taken."""
        self.path = path
        refused = found.verdict != _OPEN
        self.heading.setText(_(KINDS[found.kind]) if found.kind in KINDS else path.name)
        clear_layout(self.lines)
        for number, (name, value) in enumerate(self._facts(found)):
            self.lines.addWidget(label(_(name), "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
            self.lines.addWidget(value, number, 1)
        self.effect.setText(_refusal(found) if refused else _(_EFFECTS.get(found.kind, "")))
        self.take_button.setEnabled(not refused and found.kind in _EFFECTS)
        self.show()
        self.opened.emit(True)
        (self.take_button if self.take_button.isEnabled() else self.leave_button).setFocus()

    def close_card(self) -> None:
        """Taken, or left alone."""
        self.path = None
        if self.isVisible():
            self.hide()
            self.opened.emit(False)

    def _agree(self) -> None:
        if self.path is not None:
            self.agreed.emit(self.path)

    def _facts(self, found: Inspection) -> list[tuple[str, QWidget]]:
        made = label(i18n.date(date.fromisoformat(found.made_on)) if found.made_on else "")
        facts: list[tuple[str, QWidget]] = [(N_("Từ"), label(found.sender, "strong"))] if found.sender else []
        facts += [(N_("Ghi ngày"), made)] if found.made_on else []
        facts += [(N_("Kỳ"), label(period_of(found.period)))] if found.period else []
        if found.kind == "receipt":
            return facts + _answer(found)
        if found.kind == "assignment":
            return facts + _orders(found)
        counted = [_("{kind}: {count}", kind=kind_word(kind), count=n) for kind, n in found.records.items() if n]
        return facts + ([(N_("Gồm"), label(" · ".join(counted), wrap=True))] if counted else [])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(pressed, QPushButton):
            pressed.click()
        else:
            super().keyPressEvent(event)


def _answer(found: Inspection) -> list[tuple[str, QWidget]]:
    """What a receipt answers."""
    says = found.says
    state = str(says.get("state", ""))
    shown = QWidget()
    row(chip(state_word(state), state_tone(state)), None, parent=shown)
    facts: list[tuple[str, QWidget]] = [
        (N_("Trả lời tệp số"), label(str(found.sequence))),
        (N_("Tình trạng"), shown),
    ]
    if says.get("reason"):
        facts.append((N_("Lý do"), label(str(says["reason"]), wrap=True)))
    counts = _("nhận {accepted}, trả lại {returned}, cấp trên sửa {corrected}",
               accepted=says.get("accepted", 0), returned=len(says.get("returned", ())),
               corrected=len(says.get("corrected", ())))  # fmt: skip
    facts.append((N_("Bản ghi"), label(counts)))
    reasons = dict.fromkeys(str(line["reason"]) for line in says.get("returned", ()))
    if reasons:
        whole = QWidget()
        column(*(label(f"– {reason}", wrap=True) for reason in reasons), spacing=2, parent=whole)
        facts.append((N_("Trả lại vì"), whole))
    return facts


def _orders(found: Inspection) -> list[tuple[str, QWidget]]:
    """What an assignment lays down."""
    says = found.says
    name = _("{name} (mã {code})", name=says["unit_name"], code=says["unit_code"])
    plan = [_("{year}: {classes} lớp, {turns} lượt người", **line) for line in says["plan"]]
    days = [_("{period}: {day}", period=period_of(due["period"]), day=i18n.date(date.fromisoformat(due["on"])))
            for due in says["calendar"]]  # fmt: skip
    criteria = [_("{name}: {most} điểm", name=name, most=most) for name, most in says["criteria"]]
    counts = ((_("{count} máy đã duyệt", count=says["machines"]), says["machines"]),
              (_("{count} khóa bị thu hồi", count=says["revoked"]), says["revoked"]))  # fmt: skip
    machines = " · ".join(words for words, count in counts if count)
    told = (
        (N_("Giao cho"), [name if says["unit_code"] else str(says["unit_name"])], "strong"),
        (N_("Lĩnh vực"), [" · ".join(says["fields"])], ""),
        (N_("Cách tính lượt người"), [word(COUNTING_RULES, says["counting_rule"])], ""),
        (N_("Chỉ tiêu"), plan or [_("Chưa giao")], ""),
        (N_("Hạn nộp"), days, ""),
        (N_("Tiêu chí xếp loại"), [" · ".join(criteria)], ""),
        (N_("Máy và khóa"), [machines], "muted"),
    )
    return [(title, label("\n".join(lines), kind, wrap=True)) for title, lines, kind in told if any(lines)]


def _refusal(found: Inspection) -> str:
    if found.verdict == "wrong_receiver":  # as on a stick that went to another PC, or to this one before it was known
        return _(
            "Tệp này ghi cho đơn vị khác hoặc cho máy khác, nên máy này không mở được. Nếu là tệp giao "
            "của đơn vị mình: ghi tệp đăng ký của máy này ra USB, gửi cấp trên duyệt, rồi đọc tệp giao mới."
        )
    return i18n.coded("error", found.verdict, {"name": found.sender, "reason": ""})
