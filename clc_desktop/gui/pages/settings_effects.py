"""Before figures of locked periods move: which ones, from what to what, and whether that is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from clc_desktop.gui.widgets import button, cancel_button, card, clear_layout, column, label, row
from clc_desktop.gui.words import period_of
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.domain.figures import Count
    from clc_desktop.usecases.counting_changes import Effect


def _count(count: Count) -> str:
    return _("{classes} lớp, {turns} lượt người", classes=count.classes, turns=count.turns)


def effect_words(effect: Effect) -> str:
    """``Năm 2020: từ 215 lớp, 21.641 lượt người thành 143 lớp, 14.271 lượt người``"""
    if effect.other:
        return _("{period}: số tổng giữ nguyên, số của từng lĩnh vực thay đổi", period=period_of(effect.period))
    return _(
        "{period}: từ {before} thành {after}",
        period=period_of(effect.period), before=_count(effect.before), after=_count(effect.after),
    )  # fmt: skip


class EffectsBox(QFrame):
    """Opens where the change was asked for; the safe answer has the focus."""

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card()
        self.sentence = label("", "warning", wrap=True)
        self.lines = column(spacing=4)
        self.agree = button(_("Vẫn đổi"), self._agree, kind="danger")
        self.cancel = cancel_button(self.close_box)
        inside.addWidget(self.sentence)
        inside.addLayout(self.lines)
        inside.addLayout(row(self.cancel, self.agree, None))
        row(frame, parent=self)
        self._act: Callable[[tuple[str, ...]], object] = lambda _periods: None
        self._back: Callable[[], object] = lambda: None
        self._periods: tuple[str, ...] = ()
        self.hide()

    def open_box(
        self,
        found: tuple[Effect, ...],
        act: Callable[[tuple[str, ...]], object],
        back: Callable[[], object] = lambda: None,
    ) -> None:
        """Show what would move; ``act`` is called with the periods agreed to, ``back`` when nothing shall change."""
        self._act, self._back = act, back
        self._periods = tuple(effect.period for effect in found)
        words = _("Thay đổi này làm số liệu của {count} kỳ đã khóa khác đi. Báo cáo đã chốt không đổi.",
                  count=len(found))  # fmt: skip
        self.sentence.setText(words)
        clear_layout(self.lines)
        for effect in found:
            self.lines.addWidget(label(f"– {effect_words(effect)}", wrap=True))
        self.show()
        self.cancel.setFocus()

    def close_box(self) -> None:
        """Nothing changes."""
        if self.isVisible():
            self.hide()
            self._back()

    def _agree(self) -> None:
        self.hide()
        self._act(self._periods)
