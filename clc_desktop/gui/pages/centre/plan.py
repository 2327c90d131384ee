"""Kế hoạch: classes and turns planned for a year, field by field, beside what has been reached."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from clc_desktop import i18n
from clc_desktop.domain.figures import AnnualFigures, Target
from clc_desktop.domain.numbers import format_percent
from clc_desktop.domain.records import ActivityField, PlanTarget
from clc_desktop.gui import theme
from clc_desktop.gui.fields import IntegerInput, Unreadable
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.widgets import button, card, clear_layout, column, label, row, scrolled, set_property, shortcut
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import changes, keeping, reporting, workspace

_COLUMNS = (N_("Lĩnh vực"), N_("Số lớp"), N_("Lượt người"), N_("Đã tổ chức"), N_("Lượt đã đạt"), N_("Đạt"))
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class PlanView:
    """The plan of a year, and what has been reached of it."""

    targets: tuple[PlanTarget, ...]
    fields: tuple[ActivityField, ...]
    figures: AnnualFigures


class PlanPage(Page):
    """A grid that is saved as a whole."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Kế hoạch"), has_period=True)
        self.view: PlanView | None = None
        self.inputs: dict[tuple[str, str], IntegerInput] = {}
        self.save_button = button(_("Lưu kế hoạch"), self.save, kind="primary", icon="check", tip=_("Lưu (Ctrl+S)"))
        self.copy_button = button(_("Chép từ năm trước"), self.copy_last_year, icon="copy")
        self.add_to_head(self.save_button)
        sheet, inside = card()
        self._note = label(_("Chỉ tiêu của cả năm. Ô để trống là chưa giao."), "muted")
        inside.addLayout(row(self._note, None, self.copy_button))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(2 * theme.GRID)
        self.grid.setVerticalSpacing(theme.GRID)
        self.grid.setColumnStretch(0, 1)
        inside.addLayout(self.grid)
        inside.addStretch(1)
        page = QWidget()
        column(sheet, None, parent=page)
        self.content.addWidget(scrolled(page))
        shortcut("Ctrl+S", self, self.save)

    @property
    def year(self) -> int:
        return self.context.periods.period.year

    def refresh(self) -> None:
        store, period, year = self.context.store, self.context.periods.period, self.year

        def work() -> PlanView:
            targets = keeping.plan_table(store, year)
            return PlanView(targets, workspace.taxonomy(store), reporting.figures(store, period))

        self.load(work, self._show)

    def _show(self, view: PlanView) -> None:
        self.view = view
        self._clear()
        for place, title in enumerate(_COLUMNS):
            head = label(_(title), "muted")
            head.setAlignment(_RIGHT if place else Qt.AlignmentFlag.AlignLeft)
            self.grid.addWidget(head, 0, place)
        names = {field.code: field.name for field in view.fields}
        for line, target in enumerate(view.targets, start=1):
            self._show_target(line, target, names.get(target.field, _("Chưa chia theo lĩnh vực")))
        self._totals = [_figure("", "strong") for _column in _COLUMNS[1:]]
        last = len(view.targets) + 1
        self.grid.addWidget(label(_("Tổng số"), "strong"), last, 0)
        for place, total in enumerate(self._totals, start=1):
            total.setMinimumHeight(theme.ROW_HEIGHT)
            self.grid.addWidget(total, last, place)
        self._add_up()

    def _clear(self) -> None:
        self.inputs = {}
        clear_layout(self.grid)

    def _show_target(self, line: int, target: PlanTarget, name: str) -> None:
        self.grid.addWidget(label(name), line, 0)
        for place, (part, words) in enumerate((("classes", _("số lớp")), ("turns", _("lượt người"))), start=1):
            made = IntegerInput()
            made.setFixedWidth(112)
            made.setAlignment(_RIGHT)
            made.setAccessibleName(f"{name}: {words}")
            made.show_value(getattr(target, part) or None)
            made.edited.connect(self._add_up)
            self.inputs[target.field, part] = made
            self.grid.addWidget(made, line, place, alignment=Qt.AlignmentFlag.AlignRight)
        reached = self._reached(target.field)
        for place, words in enumerate(reached, start=3):
            self.grid.addWidget(_figure(words), line, place)

    def _reached(self, code: str) -> tuple[str, str, str]:
        assert self.view is not None
        field = next((found for found in self.view.figures.fields if found.code == code), None)
        if field is None:
            return "", "", ""
        target = Target(field.planned.classes, field.total.classes)
        return i18n.number(field.total.classes), i18n.number(field.total.turns), _percent(target)

    def _add_up(self) -> None:
        """The sums of what is typed now."""
        if self.view is None:
            return
        sums = [
            sum(self._typed(field, part) or 0 for field, p in self.inputs if p == part) for part in ("classes", "turns")
        ]
        total = self.view.figures.total
        words = [*map(i18n.number, (*sums, total.classes, total.turns)), _percent(Target(sums[0], total.classes))]
        for shown, text in zip(self._totals, words, strict=True):
            shown.setText(text)

    def _typed(self, field: str, part: str) -> int | None:
        """What stands in an input; marks it where that is no number."""
        made = self.inputs[field, part]
        try:
            value: int | None = made.read()
        except Unreadable:
            set_property(made, "wrong", "true")
            return None
        set_property(made, "wrong", "")
        return value

    # --- acting ---

    def save(self) -> None:
        """Keep the whole grid, or say which number cannot be read."""
        if self.view is None:
            return
        for made in self.inputs.values():
            try:
                made.read()
            except Unreadable:
                made.setFocus()
                self.banner.say(_("Có ô không phải là số. Kế hoạch chưa được lưu."), "error")
                return
        records = [
            replace(
                target, classes=self._typed(target.field, "classes") or 0, turns=self._typed(target.field, "turns") or 0
            )
            for target in self.view.targets
        ]
        store, year = self.context.store, self.year
        self.act(
            lambda: keeping.save_records(store, records),
            lambda _done: self.banner.done(_("Đã lưu kế hoạch năm {year}.", year=year), _("Hoàn tác"), self._undo),
        )

    def copy_last_year(self) -> None:
        """Fill the grid with last year's plan; nothing is saved yet."""
        store, year = self.context.store, self.year - 1

        def show(targets: tuple[PlanTarget, ...]) -> None:
            if not any(target.classes or target.turns for target in targets):
                self.banner.say(_("Năm {year} không có kế hoạch để chép.", year=year), "warning")
                return
            for target in targets:
                for part in ("classes", "turns"):
                    if (target.field, part) in self.inputs:
                        self.inputs[target.field, part].show_value(getattr(target, part) or None)
            self.banner.say(_("Đã chép kế hoạch năm {year}. Xem lại rồi bấm Lưu.", year=year))

        self.load(lambda: keeping.plan_table(store, year), show)

    def _undo(self) -> None:
        self.act(lambda: changes.undo_last(self.context.store), lambda _done: self.banner.say(_("Đã hoàn tác.")))


def _figure(words: str, kind: str = "") -> QLabel:
    made = label(words, kind)
    made.setAlignment(_RIGHT)
    made.setFont(theme.tabular(made.font()))
    made.setMinimumWidth(72)
    return made


def _percent(target: Target) -> str:
    return f"{format_percent(target.percent)}%" if target.percent is not None else "–"
