"""Kế hoạch: classes and turns planned for a year, field by field, beside what has been reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from clc_desktop import i18n
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures, Target
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import ActivityField, PlanTarget
from clc_desktop.domain.typed import parse_count
from clc_desktop.gui import theme
from clc_desktop.gui.fields import Unreadable
from clc_desktop.gui.forms import DRAFT_DELAY
from clc_desktop.gui.history_box import history_key, open_history
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.centre.plan_input import PlanInput
from clc_desktop.gui.pages.keeping_page import KeepingPage
from clc_desktop.gui.pages.list_files import export_button, paste_into
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.undoing import undo_keys
from clc_desktop.gui.widgets import button, card, clear_layout, column, label, row, scrolled, set_property, shortcut
from clc_desktop.gui.words import percent
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drafts, imports, keeping, reporting, workspace
from clc_desktop.usecases.drafts import Draft

_COLUMNS = (N_("Lĩnh vực"), N_("Số lớp"), N_("Lượt người"), N_("Đã tổ chức"), N_("Lượt đã đạt"), N_("Đạt"))
_PARTS = ("classes", "turns")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class PlanView:
    """The plan of a year, what has been reached of it, and what was half typed."""

    year: int
    targets: tuple[PlanTarget, ...]
    fields: tuple[ActivityField, ...]
    figures: AnnualFigures
    draft: Draft | None


class PlanPage(KeepingPage):
    """A grid that is saved as a whole; what is not saved yet is kept as a draft of its year."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Kế hoạch"), has_period=True)
        self.view: PlanView | None = None
        self.is_typed = False
        self.inputs: dict[tuple[str, str], PlanInput] = {}
        self.save_button = button(_("Lưu kế hoạch"), self.save, kind="primary", icon="check", tip=_("Lưu (Ctrl+S)"))
        self.copy_button = button(_("Chép từ năm trước"), self.copy_last_year, icon="copy")
        self.export_button = export_button(self, N_("Kế hoạch"), [PlanTarget.kind])
        self.add_to_head(self.export_button, self.save_button)
        sheet, inside = card()
        self.note = label(kind="muted", wrap=True)
        above = row(self.note, self.copy_button)
        above.setStretch(0, 1)
        inside.addLayout(above)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(2 * theme.GRID)
        self.grid.setVerticalSpacing(theme.GRID)
        self.grid.setColumnStretch(0, 1)
        inside.addLayout(self.grid)
        inside.addStretch(1)
        page = QWidget()
        column(sheet, None, parent=page)
        self.content.addWidget(scrolled(page))
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_DELAY)
        self._draft_timer.timeout.connect(self._keep_draft)
        context.notices.closing.connect(self._flush_draft)
        shortcut("Ctrl+S", self, self.save, _("Lưu"))
        history_key(self, self.show_history)
        undo_keys(self, self)

    @property
    def year(self) -> int:
        return self.context.periods.period.year

    def first_stop(self) -> QWidget | None:
        return next(iter(self.inputs.values()), None)

    def open_with(self, what: Any) -> None:
        """The year of a target, or of a draft."""
        self.choose_year_of(what, (PlanTarget,))

    def refresh(self) -> None:
        """Read the year, unless this very year is being typed over."""
        store, period, year = self.context.store, self.context.periods.period, self.year
        if self.view is not None and self.view.year == year and self.is_typed:
            return
        self._flush_draft()

        def work() -> PlanView:
            draft = drafts.load_draft(store, PlanTarget.kind, str(year))
            targets = keeping.plan_table(store, year)
            reached = reporting.figures(store, period, depth="turns")
            return PlanView(year, targets, workspace.taxonomy(store), reached, draft)

        self.load(work, self._show)

    def _show(self, view: PlanView) -> None:
        cursor, is_first = self.window().focusWidget(), self.view is None
        at = next((key for key, made in self.inputs.items() if made is cursor), None)
        self.view, self.is_typed = view, view.draft is not None
        self._show_grid(view)
        if view.draft is not None:
            self._put(view.draft.values)
        self._say_kept()
        self.say_draft(view.draft, _("Bỏ phần gõ dở"), self._drop_draft)
        if at in self.inputs:
            self.inputs[at].setFocus()
        elif is_first and self.inputs and self.isVisible():
            next(iter(self.inputs.values())).setFocus()  # the page was opened before it had any

    def _show_grid(self, view: PlanView) -> None:
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
        for place, (part, words) in enumerate(zip(_PARTS, (_("số lớp"), _("lượt người")), strict=True), start=1):
            made = PlanInput()
            made.pasted.connect(partial(self._paste, target.field, part))
            made.stepped.connect(partial(self._step, target.field, part))
            made.setFixedWidth(112)
            made.setAlignment(_RIGHT)
            made.setAccessibleName(f"{name}: {words}")
            made.show_value(getattr(target, part) or None)
            made.edited.connect(self._was_typed)
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
        return i18n.number(field.total.classes), i18n.number(field.total.turns), percent(target.percent)

    def _step(self, field: str, part: str, lines: int) -> None:
        """Up and down in a column, as in Excel."""
        column = [made for (_field, other), made in self.inputs.items() if other == part]
        place = column.index(self.inputs[field, part]) + lines
        if 0 <= place < len(column):
            column[place].setFocus(Qt.FocusReason.TabFocusReason)

    # --- what is typed ---

    def _was_typed(self) -> None:
        self._add_up()
        self.is_typed = True
        self._say_kept()
        self._draft_timer.start()

    def _texts(self) -> dict[str, str]:
        """What stands in the grid, as a draft keeps it."""
        return {f"{field} {part}": made.raw() for (field, part), made in self.inputs.items()}

    def _put(self, texts: Mapping[str, str]) -> None:
        """Show texts without taking them for typed ones."""
        for (field, part), made in self.inputs.items():
            with QSignalBlocker(made):
                made.show_raw(texts.get(f"{field} {part}", ""))
                made.tidy()
        self._add_up()

    def _say_kept(self, words: str = "") -> None:
        """What the numbers are of, and whether they are saved; ``words``: when a draft was kept."""
        if self.view is None:
            return
        period, year = self.context.periods.period, self.view.year
        parts = [_("Chỉ tiêu của cả năm {year}. Ô để trống là chưa giao.", year=year)]
        if self.is_typed:
            parts = [_("Chưa lưu kế hoạch năm {year}", year=year), words]
        elif period != calendar_year(year):
            parts.append(_("Phần đã đạt: {period}.", period=period_name(period)))
        self.note.setText((" · " if self.is_typed else " ").join(filter(None, parts)))

    def _keep_draft(self) -> None:
        if self.view is not None:
            self.keep_draft(PlanTarget.kind, str(self.view.year), self._texts(), self._say_kept)

    def _flush_draft(self) -> None:
        """Keep at once what waits to be kept."""
        if self._draft_timer.isActive():
            self._draft_timer.stop()
            self._keep_draft()

    def _drop_draft(self) -> None:
        self._draft_timer.stop()
        self.is_typed = False
        store, key = self.context.store, str(self.year)
        self.context.jobs.run(lambda: drafts.discard_draft(store, PlanTarget.kind, key), owner=self)
        self.refresh()

    def _add_up(self) -> None:
        """The sums of what is typed now."""
        if self.view is None:
            return
        sums = [sum(self._typed(field, part) or 0 for field, p in self.inputs if p == part) for part in _PARTS]
        total = self.view.figures.total
        done = percent(Target(sums[0], total.classes).percent)
        words = [*map(i18n.number, (*sums, total.classes, total.turns)), done]
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
        before = self._texts()
        for key, words in self._placed(cells, field, part).items():
            self.inputs[key].show_raw(words)
            self.inputs[key].tidy()
        self._was_typed()
        told = _("Đã dán từ Excel. Xem lại rồi bấm Lưu.")
        self.banner.say(told, "info", _("Hoàn tác"), lambda: self._put_back(before))

    def _put_back(self, texts: dict[str, str]) -> None:
        self._put(texts)
        self._was_typed()

    def _placed(self, cells: list[list[str]], field: str, part: str) -> dict[tuple[str, str], str]:
        """Which input each cell belongs to; what goes beyond the grid has the field "?" or no part."""
        assert self.view is not None
        fields, parts = [target.field for target in self.view.targets], _PARTS
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
            known = {p: self.inputs[code, p].raw() for p in _PARTS if (code, p) in self.inputs}
            both = [own.pop(p, known.get(p, "")) or "0" for p in _PARTS]
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
        self._draft_timer.stop()
        store, year, sent = self.context.store, self.view.year, self._texts()

        def work() -> None:
            keeping.save_records(store, records)
            drafts.discard_draft(store, PlanTarget.kind, str(year))

        def done(_saved: None) -> str:
            self.is_typed = self._texts() != sent  # what was typed meanwhile is not saved yet
            self._say_kept()
            return _("Đã lưu kế hoạch năm {year}.", year=year)

        self.keep(work, done, self._refused)

    def _refused(self, error: ClcError) -> None:
        """Nothing was saved; what was typed stays a draft."""
        self._draft_timer.start()
        self.banner.error(error)

    def copy_last_year(self) -> None:
        """Fill what is empty with last year's plan; nothing is saved yet."""
        store, year = self.context.store, self.year - 1

        def show(targets: tuple[PlanTarget, ...]) -> None:
            planned = {(target.field, part): getattr(target, part) for target in targets for part in _PARTS}
            empty = [key for key, made in self.inputs.items() if not made.raw().strip() and planned.get(key)]
            if not empty:
                self.banner.say(_("Năm {year} không có gì mới để chép.", year=year), "warning")
                return
            before = self._texts()
            for key in empty:
                self.inputs[key].show_value(planned[key])
            told = _("Đã chép kế hoạch năm {year}. Xem lại rồi bấm Lưu.", year=year)
            self.banner.say(told, "info", _("Hoàn tác"), lambda: self._put_back(before))

        self.load(lambda: keeping.plan_table(store, year), show)

    def show_history(self) -> None:
        """What was done to the plan of the year."""
        if self.view is not None:
            ids = [target.id for target in self.view.targets]
            open_history(self, ids, _("Kế hoạch năm {year}", year=self.view.year))


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
