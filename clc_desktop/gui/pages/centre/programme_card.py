"""Chương trình 2025–2030: what it asks of a centre, and how far the year is, from what is saved on any page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from clc_desktop import i18n
from clc_desktop.domain.programme import LEAST, Asked, Indicator
from clc_desktop.gui import theme
from clc_desktop.gui.cards import TaskRow
from clc_desktop.gui.record_words import field_word
from clc_desktop.gui.widgets import clear_layout, label
from clc_desktop.gui.words import percent
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

ASKED: dict[Asked, str] = {
    "office": N_("Phòng làm việc có máy tính nối mạng"),
    "library": N_("Thư viện hoặc tủ sách, wifi cho người học"),
    "trained": N_("Giám đốc, phó giám đốc, giáo viên, báo cáo viên đã tập huấn"),
    "phase1": N_("Người mù chữ ra lớp giai đoạn 1"),
    "phase2": N_("Người từ 15 đến 60 tuổi học giai đoạn 2"),
    "learners": N_("Lượt người học tăng so với năm trước"),
}
_STATES = {True: "done", False: "todo", None: "info"}


class ProgrammeCard(QFrame):
    """One line for each thing asked: done, to do, or not recorded yet."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.title = label("", "group")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(*[2 * theme.GRID] * 4)
        inside.setSpacing(0)
        inside.addWidget(self.title)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        inside.addLayout(self._rows)
        self.lines: list[TaskRow] = []

    def show_progress(self, year: int, found: Sequence[Indicator]) -> None:
        """Show a year."""
        self.title.setText(_("Yêu cầu của chương trình 2025–2030 và số liệu đã lưu năm {year}", year=year))
        clear_layout(self._rows)
        self.lines = [TaskRow(_STATES[one.met], _(ASKED[one.asked]), detail_of(one)) for one in found]
        for line in self.lines:
            self._rows.addWidget(line)


def detail_of(found: Indicator) -> str:
    """``24 trên 96 người, 25,0%. Yêu cầu mỗi năm từ 10,5%.``"""
    if found.asked not in LEAST:
        names = ", ".join(map(field_word, found.missing))
        if found.met is None:
            return _("Chưa ghi: {names}.", names=names)
        return _("Đã có.") if found.met else _("Chưa có: {names}.", names=names)
    least = percent(LEAST[found.asked])
    if found.share is None or found.part is None or found.whole is None:
        return _("Chưa đủ số liệu. Yêu cầu từ {least}.", least=least)
    part, whole = i18n.number(found.part), i18n.number(found.whole)
    if found.asked == "learners":
        return _(
            "{part} lượt, năm trước {whole}: {share}. Yêu cầu tăng từ {least}.",
            part=part, whole=whole, share=("+" if found.share > 0 else "") + percent(found.share), least=least,
        )  # fmt: skip
    return _(
        "{part} trên {whole} người: {share}. Yêu cầu từ {least}.",
        part=part, whole=whole, share=percent(found.share), least=least,
    )  # fmt: skip
