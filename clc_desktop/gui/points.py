"""Points by criterion: a number for each, the most it can be, and what they come to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from clc_desktop.domain.errors import Problem
from clc_desktop.gui import theme
from clc_desktop.gui.fields import IntegerInput, Unreadable
from clc_desktop.gui.widgets import label
from clc_desktop.gui.words import RANKS
from clc_desktop.i18n import text as _
from clc_desktop.usecases.ranking import Criterion, RankScheme

POINTS_WIDTH = 88


class PointsInput(QWidget):
    """``(criterion, points)`` in the order of the criteria; without criteria it keeps what it was shown."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.inputs: dict[str, IntegerInput] = {}
        self._criteria: tuple[Criterion, ...] = ()
        self._shown: tuple[tuple[str, int], ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GRID)
        self._grid.setVerticalSpacing(theme.GRID // 2)
        self._grid.setColumnStretch(0, 1)
        self.total, self.steps = label("", "strong"), label("", "muted", wrap=True)

    def ask(self, scheme: RankScheme) -> None:
        """Show a line for each criterion; what was typed for one that stays is kept."""
        steps = (("good", scheme.good), ("fair", scheme.fair), ("average", scheme.average))
        self.steps.setText(
            " · ".join(_("{rank}: từ {least} điểm", rank=_(RANKS[rank]), least=least) for rank, least in steps)
        )
        if scheme.criteria == self._criteria:
            return
        typed = self._texts()
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget not in (self.total, self.steps):
                widget.hide()
                widget.deleteLater()
        self._criteria = scheme.criteria
        self.inputs = {one.name: self._line(number, one) for number, one in enumerate(self._criteria)}
        for below, told in enumerate((self.total, self.steps), len(self._criteria)):
            self._grid.addWidget(told, below, 0, 1, 3)
        if self._criteria:
            self.setFocusProxy(next(iter(self.inputs.values())))
        self._put({name: str(points) for name, points in self._shown} | typed)

    def _line(self, number: int, criterion: Criterion) -> IntegerInput:
        box = IntegerInput()
        box.setFixedWidth(POINTS_WIDTH)
        box.setAccessibleName(_("{name}: điểm, nhiều nhất {most}", name=criterion.name, most=criterion.most))
        box.edited.connect(self._was_typed)
        name = label(criterion.name, wrap=True)
        name.setBuddy(box)
        self._grid.addWidget(name, number, 0)
        self._grid.addWidget(box, number, 1)
        self._grid.addWidget(label(_("/ {most} điểm", most=criterion.most), "muted"), number, 2)
        return box

    def points(self) -> dict[str, int] | None:
        """What is given for each criterion; None unless every one has points that it can have."""
        try:
            found = {name: box.read() for name, box in self.inputs.items()}
        except Unreadable:
            return None
        most = {one.name: one.most for one in self._criteria}
        whole = {name: points for name, points in found.items() if points is not None and 0 <= points <= most[name]}
        return whole if len(whole) == len(most) else None

    # --- an input ---

    def read(self) -> Any:
        if not self._criteria:
            return self._shown
        for one in self._criteria:
            points = self.inputs[one.name].read()
            if points is None:
                raise Unreadable(Problem("points_missing", data={"name": one.name}))
            if not 0 <= points <= one.most:
                raise Unreadable(Problem("points_beyond", data={"name": one.name, "most": one.most}))
        return tuple((self.points() or {}).items())

    def show_value(self, value: Any) -> None:
        self._shown = tuple((str(name), int(points)) for name, points in value or ())
        self._put({name: str(points) for name, points in self._shown})

    def raw(self) -> str:
        return json.dumps(self._texts(), ensure_ascii=False) if self._criteria else ""

    def show_raw(self, text: str) -> None:
        found = json.loads(text) if text else {}
        self._shown = tuple((name, int(points)) for name, points in found.items() if points.isdecimal())
        self._put(found)

    def offer(self, choices: Sequence[str]) -> None:
        """Points are not suggested."""

    def _texts(self) -> dict[str, str]:
        return {name: box.text() for name, box in self.inputs.items() if box.text()}

    def _put(self, texts: Mapping[str, str]) -> None:
        for name, box in self.inputs.items():
            box.blockSignals(True)
            box.setText(texts.get(name, ""))
            box.blockSignals(False)
        self._sum()

    def _was_typed(self) -> None:
        self._sum()
        self.edited.emit()

    def _sum(self) -> None:
        points, most = self.points(), sum(one.most for one in self._criteria)
        told = _("Cộng: {count} / {most} điểm", count=sum(points.values()), most=most) if points else ""
        self.total.setText(told or _("Cộng: – / {most} điểm", most=most))
