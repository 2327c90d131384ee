"""Theo ngày: the units as they stood on a day, with the period's figures; moving, merging, renaming from a day on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from clc_desktop.domain.errors import ClcError, Problem
from clc_desktop.domain.vietnamese import text_sort_key
from clc_desktop.gui import dialogs
from clc_desktop.gui.fields import ChoiceInput, DateInput, LineInput, Unreadable
from clc_desktop.gui.forms import Field, FieldBox
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, cancel_button, card, column, label, row, set_words
from clc_desktop.gui.words import word
from clc_desktop.i18n import N_, error_text, ngettext, problem_text
from clc_desktop.i18n import text as _
from clc_desktop.usecases import unit_reports, units

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.unit_reports import UnitCount
    from clc_desktop.usecases.units import LoadedUnits

KINDS = {"centre": N_("Trung tâm"), "commune": N_("Xã, phường"), "district": N_("Huyện"), "province": N_("Tỉnh"),
         "other": N_("Khác")}  # fmt: skip
BOX_HEIGHT = 58
"""Pixels of a label with its input, which a low window must not press together."""
FORMATS = ("pdf", "docx", "xlsx")
_ORDER = ("province", "district", "other", "commune", "centre")


@dataclass(frozen=True)
class TreeLine:
    """A unit on the chosen day."""

    id: str
    unit: UnitCount


COLUMNS: tuple[Column[TreeLine], ...] = (
    Column("name", N_("Đơn vị"), lambda r: r.unit.line.name, width=220, stretch=True),
    Column("kind", N_("Loại"), lambda r: r.unit.line.unit_kind, width=110, words=lambda code: word(KINDS, code)),
    Column("code", N_("Mã"), lambda r: r.unit.line.code or None, width=80),
    Column("parent", N_("Thuộc"), lambda r: r.unit.line.parent_name or None, width=190, optional=True),
    Column("centres", N_("Trung tâm"), lambda r: r.unit.centres, "number", 100, optional=True),
    Column("classes", N_("Số lớp"), lambda r: r.unit.count.classes, "number", 84),
    Column("turns", N_("Lượt người"), lambda r: r.unit.count.turns, "number", 104),
)  # fmt: skip

Change = Callable[[Any, str, str, date], object]


@dataclass(frozen=True)
class Action:
    """A change of a unit from a day on: its words, whether another unit or a text is asked for, the use case."""

    key: str
    words: str
    sentence: str
    asks_unit: bool
    act: Change


ACTIONS = (
    Action("move", N_("Chuyển"), N_("Chuyển {name} sang đơn vị cấp trên khác."), True, units.move_unit),
    Action("merge", N_("Sáp nhập"), N_("Sáp nhập {name} vào đơn vị khác. Số liệu các năm trước vẫn còn nguyên."), True,
           units.merge_units),
    Action("rename", N_("Đổi tên"), N_("Đổi tên {name}. Tên cũ vẫn đúng cho những ngày trước đó."), False,
           units.rename_unit),
    Action("code", N_("Đổi mã"), N_("Đổi mã của {name}. Mã cũ vẫn đúng cho những ngày trước đó."), False,
           units.set_code),
)  # fmt: skip


class TreePanel(QWidget):
    """Day and list above; one card asks for what a change needs."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "unit_tree")
        self.table.setAccessibleName(_("Các đơn vị theo ngày"))
        self.filter = FilterBox(self.table)
        self.filter.setMinimumWidth(150)
        self.day = DateInput()
        self.day.setFixedWidth(120)
        self.day.setAccessibleName(_("Đơn vị như trong ngày"))
        self.day.setToolTip(_("Đơn vị như trong ngày"))
        self.day.show_value(page.context.periods.period.end)
        self.day.editingFinished.connect(self.reload)
        self.report_button = button(_("Báo cáo"), self.write_reports, icon="download")
        self.report_button.setToolTip(_("Ghi báo cáo của kỳ cho các đơn vị đang chọn, theo đơn vị của ngày này"))
        self.buttons = {action.key: button(_(action.words), partial(self.ask, action))
                        for action in ACTIONS}  # fmt: skip
        self.load_button = button(_("Nạp danh sách xã"), self.load_list)
        self.load_button.setToolTip(_("Nạp danh sách đơn vị hành chính kèm theo chương trình, có ngày hiệu lực"))
        outer = column(parent=self, spacing=12)
        outer.addLayout(row(label(_("Theo ngày"), "muted"), self.day, self.filter, None, self.load_button))
        outer.addWidget(self._card())
        self.change_row = QWidget()
        row(*self.buttons.values(), None, self.report_button, parent=self.change_row)
        outer.addWidget(self.change_row)
        outer.addWidget(TablePanel(self.table, EmptyState("building-2", _("Ngày này chưa có đơn vị nào."))), 1)
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._choose())
        self._shown_day: date | None = None
        self._choose()

    def _card(self) -> QWidget:
        self.card, inside = card()
        self.sentence = label("", "strong", wrap=True)
        self.target = FieldBox(Field("target", N_("Đơn vị kia"), lambda: ChoiceInput([])))
        self.text = FieldBox(Field("text", N_("Tên hoặc mã mới"), LineInput))
        self.since = FieldBox(Field("since", N_("Từ ngày"), DateInput))
        self.since.setFixedWidth(150)
        self.confirm = button(" ", self.change, kind="primary")
        cancel = cancel_button(self.close_card)
        line = row(self.target, self.text, self.since, self.confirm, cancel)
        for place in (0, 1):
            line.setStretch(place, 1)
        for shown in (self.target, self.text, self.since):
            shown.setMinimumHeight(BOX_HEIGHT)
        for made in (self.confirm, cancel):
            line.setAlignment(made, Qt.AlignmentFlag.AlignBottom)
        inside.addWidget(self.sentence)
        inside.addLayout(line)
        self._action = ACTIONS[0]
        self.card.hide()
        return self.card

    # --- showing ---

    def reload(self) -> None:
        """The units of the day that was typed."""
        try:
            day = self.day.read()
        except Unreadable as reason:
            self._page.banner.say(problem_text(reason.problem), "error")
            return
        if day is not None and (day != self._shown_day or not self.model.records):
            self.load_day(day)

    def load_day(self, day: date | None = None) -> None:
        """Read the units of a day, or of the same day again."""
        wanted = day or self._shown_day or self._page.context.periods.period.end
        store, period = self._page.context.store, self._page.context.periods.period

        def show(found: tuple[UnitCount, ...]) -> None:
            self._shown_day = wanted
            lines = [TreeLine(unit.line.id, unit) for unit in found]
            kept = self.table.current_record()
            self.model.set_records(sorted(lines, key=_place))
            self.table.select_record(kept)
            self._choose()

        self._page.load(lambda: unit_reports.units_on(store, period, wanted), show)

    def _choose(self) -> None:
        chosen = self.table.selected_records()
        for made in self.buttons.values():
            made.setEnabled(len(chosen) == 1)
        self.report_button.setEnabled(bool(chosen))

    # --- changing ---

    def ask(self, action: Action) -> None:
        """What a change needs to know."""
        line = self.table.current_record()
        if line is None:
            return
        self._action = action
        self.sentence.setText(_(action.sentence, name=_offered(line)))
        box = self.target if action.asks_unit else self.text
        self.target.setVisible(action.asks_unit)
        self.text.setVisible(not action.asks_unit)
        others = [other for other in self.model.records if other.id != line.id]
        same = [other for other in others if other.unit.line.unit_kind == line.unit.line.unit_kind]
        above = [other for other in others if other.unit.line.unit_kind != "centre"]
        offered = same if action.key == "merge" else above
        self.target.input.set_choices([(other.id, _offered(other)) for other in offered])
        self.text.input.show_value("")
        self.since.input.show_value(None)
        for shown in (self.target, self.text, self.since):
            shown.show_problem()
        set_words(self.confirm, _(action.words))
        self.card.show()
        self.change_row.hide()
        box.input.setFocus()

    def close_card(self) -> None:
        """Done, or given up."""
        self.card.hide()
        self.change_row.show()

    def change(self) -> None:
        """Write it; every day before the one given keeps its own units."""
        line, action = self.table.current_record(), self._action
        box = self.target if action.asks_unit else self.text
        values = [_read(shown) for shown in (box, self.since)]
        if line is None or None in values:
            return
        (wanted, since), store = values, self._page.context.store

        def done(_result: object) -> None:
            self.close_card()
            words = _("Đã ghi thay đổi của {name} từ ngày {day}. Các ngày trước vẫn như cũ.",
                      name=line.unit.line.name, day=since)  # fmt: skip
            self._page.banner.done(words)

        self._page.act(lambda: action.act(store, line.id, str(wanted), since), done, self._refused(box))

    def _refused(self, box: FieldBox) -> Callable[[ClcError], None]:
        return lambda error: box.show_problem(error_text(error))

    def load_list(self) -> None:
        """The list of communes with their dates that comes with the program."""
        store = self._page.context.store

        def done(found: LoadedUnits) -> None:
            words = ngettext("Đã nạp thêm {count} đơn vị.", "Đã nạp thêm {count} đơn vị.", found.listed)
            if found.unmatched:
                words += " " + _("Chưa rõ xã của {names}.", names=", ".join(found.unmatched))
            self._page.banner.say(words, "warning" if found.unmatched else "done")

        self._page.act(lambda: units.load_units(store), done)

    # --- reports ---

    def write_reports(self) -> None:
        """The period's report of each chosen unit, by the units of this day."""
        chosen = [line.unit.line for line in self.table.selected_records()]
        day = self._shown_day
        folder = dialogs.choose_folder(self, _("Chọn thư mục để ghi báo cáo")) if chosen and day else None
        if folder is None or day is None:
            return
        store, period = self._page.context.store, self._page.context.periods.period
        self._page.read_long(
            lambda progress, cancelled: unit_reports.write_unit_reports(
                store, period, chosen, day, FORMATS, folder, progress, cancelled
            ),
            lambda written: self._written(written, folder),
            _("Đang viết báo cáo"),
        )

    def _written(self, written: Sequence[Path], folder: Path) -> None:
        words = ngettext("Đã ghi báo cáo của {count} đơn vị.", "Đã ghi báo cáo của {count} đơn vị.", len(written))
        self._page.banner.done(words, _("Mở thư mục"), lambda: dialogs.open_folder(folder))


def _place(line: TreeLine) -> tuple[int, str]:
    return _ORDER.index(line.unit.line.unit_kind), text_sort_key(line.unit.line.name)


def _offered(line: TreeLine) -> str:
    """A centre and its commune share a name: the kind tells them apart."""
    return f"{line.unit.line.name} ({word(KINDS, line.unit.line.unit_kind).casefold()})"


def _read(box: FieldBox) -> Any:
    """The value; None after saying that it is missing or cannot be read."""
    try:
        value = box.input.read()
    except Unreadable as reason:
        box.show_problem(problem_text(reason.problem))
        return None
    if value in (None, ""):
        box.show_problem(problem_text(Problem("required", "value")))
        return None
    return value
