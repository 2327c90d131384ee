"""Kế hoạch: classes and turns planned for a year, field by field, beside what has been reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

from clc_desktop import i18n
from clc_desktop.domain.figures import AnnualFigures, Target
from clc_desktop.domain.numbers import format_percent
from clc_desktop.domain.records import ActivityField, PlanTarget
from clc_desktop.domain.typed import parse_count
from clc_desktop.gui import theme
from clc_desktop.gui.fields import IntegerInput, Unreadable
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.list_files import export_button, paste_into
from clc_desktop.gui.widgets import button, card, clear_layout, column, label, row, scrolled, set_property, shortcut
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import changes, imports, keeping, reporting, workspace

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
        self.inputs: dict[tuple[str, str], PlanInput] = {}
        self.save_button = button(_("Lưu kế hoạch"), self.save, kind="primary", icon="check", tip=_("Lưu (Ctrl+S)"))
        self.copy_button = button(_("Chép từ năm trước"), self.copy_last_year, icon="copy")
        self.export_button = export_button(self, N_("Kế hoạch"), [PlanTarget.kind])
        self.add_to_head(self.export_button, self.save_button)
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
        shortcut("Ctrl+S", self, self.save, _("Lưu"))

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
            made = PlanInput()
            made.pasted.connect(partial(self._paste, target.field, part))
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

    # --- pasting ---

    def _paste(self, field: str, part: str, text: str) -> None:
        """A range copied in Excel: numbers go into the grid from here on, anything else is shown row by row first."""
        cells = imports.pasted_cells(text)
        if not self._fits(cells, field, part):
            columns = [(_("Lĩnh vực"), "field"), (_("Số lớp"), "classes"), (_("Lượt người"), "turns")]
            rows = cells if any(map(_is_text, cells)) else self._named(cells, field, part)
            paste_into(self, "plan", PlanTarget.kind, columns, {"year": self.year}, "\n".join(map("\t".join, rows)))
            return
        before = {key: made.raw() for key, made in self.inputs.items()}
        for key, words in self._placed(cells, field, part).items():
            self.inputs[key].show_raw(words)
            self.inputs[key].tidy()
        self._add_up()
        told = _("Đã dán từ Excel. Xem lại rồi bấm Lưu.")
        self.banner.say(told, "info", _("Hoàn tác"), lambda: self._put_back(before))

    def _put_back(self, texts: dict[tuple[str, str], str]) -> None:
        for key, words in texts.items():
            if key in self.inputs:
                self.inputs[key].show_raw(words)
        self._add_up()

    def _placed(self, cells: list[list[str]], field: str, part: str) -> dict[tuple[str, str], str]:
        """Which input each cell belongs to; what goes beyond the grid has the field "?" or no part."""
        assert self.view is not None
        fields, parts = [target.field for target in self.view.targets], ("classes", "turns")
        top, left = fields.index(field), parts.index(part)
        return {
            (fields[y] if y < len(fields) else f"? {y}", parts[x] if x < len(parts) else f"? {x}"): words
            for y, line in enumerate(cells, top)
            for x, words in enumerate(line, left)
        }

    def _fits(self, cells: list[list[str]], field: str, part: str) -> bool:
        placed = self._placed(cells, field, part)
        return all(key in self.inputs for key in placed) and all(map(_is_number, placed.values()))

    def _named(self, cells: list[list[str]], field: str, part: str) -> list[list[str]]:
        """The same cells with the name of their field before them, so that nothing is lost beyond the grid."""
        placed = self._placed(cells, field, part)
        names = {found.code: found.name for found in self.view.fields} if self.view else {}
        rows = []
        for code in dict.fromkeys(key[0] for key in placed):
            own = {key[1]: words for key, words in placed.items() if key[0] == code}
            known = {p: self.inputs[code, p].raw() for p in ("classes", "turns") if (code, p) in self.inputs}
            both = [own.pop(p, known.get(p, "")) or "0" for p in ("classes", "turns")]
            rows.append([names.get(code, code[:1]), *both, *own.values()])
        return rows

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


class PlanInput(IntegerInput):
    """A number; a range of cells pasted into it is the grid's concern."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = QApplication.clipboard().text().rstrip("\r\n")
        if event.matches(QKeySequence.StandardKey.Paste) and any(mark in text for mark in "\t\n\r"):
            self.pasted.emit(text)
        else:
            super().keyPressEvent(event)

    def tidy(self) -> None:
        """With its dots, as after typing."""
        self._tidy()


def _is_number(words: str) -> bool:
    return not words.strip() or isinstance(parse_count(words), int)


def _is_text(line: list[str]) -> bool:
    """Whether a row begins with words: a field's name, or a heading."""
    return any(letter.isalpha() for letter in line[0])


def _figure(words: str, kind: str = "") -> QLabel:
    made = label(words, kind)
    made.setAlignment(_RIGHT)
    made.setFont(theme.tabular(made.font()))
    made.setMinimumWidth(72)
    return made


def _percent(target: Target) -> str:
    return f"{format_percent(target.percent)}%" if target.percent is not None else "–"
