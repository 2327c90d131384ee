"""Several centres chosen at once: how many stand where, and one decision for all that it fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from clc_desktop.domain.states import State
from clc_desktop.gui.pages.aggregator import offered_reasons
from clc_desktop.gui.pages.aggregator.findings import RETURN_REASONS
from clc_desktop.gui.reason_box import ReasonBox
from clc_desktop.gui.states import STATES, state_tone, state_word
from clc_desktop.gui.widgets import button, card, chip, clear_layout, column, label, row, set_words
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import review

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.gui.pages.aggregator.review_lines import CentreLine
    from clc_desktop.usecases.review import Decision

FITS: dict[Decision, tuple[State, ...]] = {
    "accept": ("sent", "unlocked"),
    "return": ("sent", "accepted", "unlocked"),
    "lock": ("sent", "accepted", "unlocked"),
}
"""Where each decision is taken for many: never over rows that were returned one by one and wait to be mended."""
WORDS: dict[Decision, tuple[str, str]] = {
    "accept": (N_("Duyệt"), N_("Đã duyệt {count} trung tâm. Biên nhận sẽ báo cho từng nơi.")),
    "return": (N_("Trả lại cả kỳ"), N_("Đã trả lại {count} trung tâm. Lý do đi trong biên nhận.")),
    "lock": (N_("Khóa"), N_("Đã khóa kỳ của {count} trung tâm. Từ nay số liệu của kỳ không thay đổi.")),
}


class SeveralCentres(QWidget):
    """Stands in the place of the one centre while more than one is chosen."""

    def __init__(self, page: Page, reason: ReasonBox) -> None:
        super().__init__()
        self._page, self._reason = page, reason
        self._lines: tuple[CentreLine, ...] = ()
        frame, inside = card()
        self.name = label("", "group")
        self.states = row()
        self.buttons: dict[Decision, QPushButton] = {
            "lock": button(" ", self.lock, icon="lock"),
            "return": button(" ", self.give_back, icon="undo-2"),
            "accept": button(" ", self.accept, kind="primary", icon="check", key="Ctrl+Return"),
        }
        inside.addLayout(row(self.name, None, *self.buttons.values()))
        inside.addLayout(self.states)
        words = _("Mỗi nút chỉ áp dụng cho các trung tâm mà tình trạng cho phép. Nơi đang có dòng trả lại chờ sửa thì "
                  "xem riêng từng nơi.")  # fmt: skip
        inside.addWidget(label(words, "muted", wrap=True))
        column(frame, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)  # the list shows who is chosen

    def show_lines(self, lines: Sequence[CentreLine]) -> None:
        """Other centres are chosen."""
        self._lines = tuple(lines)
        count = len(lines)
        self.name.setText(ngettext("{count} trung tâm được chọn", "{count} trung tâm được chọn", count))
        clear_layout(self.states)
        found: Counter[str] = Counter(line.state.state for line in lines)
        for state in (state for state in STATES if found[state]):
            self.states.addWidget(chip(f"{state_word(state)}: {found[state]}", state_tone(state)))
        self.states.addStretch(1)
        for decision, made in self.buttons.items():
            fitting = len(self._fitting(decision))
            set_words(made, f"{_(WORDS[decision][0])} ({fitting})")
            made.setEnabled(bool(fitting))

    def _fitting(self, decision: Decision) -> list[str]:
        return [line.id for line in self._lines if line.state.state in FITS[decision] and not self._waits(line)]

    @staticmethod
    def _waits(line: CentreLine) -> bool:
        """Whether rows of it were returned and have not been mended."""
        return line.state.returned > 0

    # --- deciding ---

    def accept(self) -> None:
        """Duyệt, all that can be."""
        self._decide("accept", self._fitting("accept"), "")

    def lock(self) -> None:
        """Khóa, all that can be."""
        self._decide("lock", self._fitting("lock"), "")

    def give_back(self) -> None:
        """Trả lại cả kỳ, for one reason."""
        units = self._fitting("return")
        words = ngettext("Trả lại cả kỳ của {count} trung tâm.", "Trả lại cả kỳ của {count} trung tâm.", len(units))
        self._reason.open_box(words, _("Trả lại"), lambda reason: self._decide("return", units, reason),
                              reasons=offered_reasons.offered(RETURN_REASONS))  # fmt: skip

    def _decide(self, decision: Decision, units: list[str], reason: str) -> None:
        store, period = self._page.context.store, self._page.context.periods.period
        self._page.act(lambda: review.decide_for_all(store, units, period, decision, reason), self._told(decision),
                       self._reason.show_error if reason else None)  # fmt: skip

    def _told(self, decision: Decision) -> Callable[[int], None]:
        def tell(count: int) -> None:
            self._reason.close_box()
            receipts = (_("Ghi biên nhận"), lambda: self._page.context.notices.go_to.emit("receive", None))
            self._page.banner.done(_(WORDS[decision][1], count=count), *receipts)

        return tell
