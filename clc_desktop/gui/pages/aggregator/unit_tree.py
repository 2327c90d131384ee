"""Theo ngày: the units as they stood on a day, with the period's figures; moving, merging, renaming from a day on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from clc_desktop import i18n
from clc_desktop.domain import clock
from clc_desktop.domain.vietnamese import text_sort_key
from clc_desktop.gui import dialogs, theme, undoing
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.fields import DateInput, Unreadable
from clc_desktop.gui.pages.aggregator.unit_box import ACTIONS, ADD, KINDS, Action, UnitBox, offered_name
from clc_desktop.gui.pages.aggregator.unit_story import StoryPanel
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.gui.words import word
from clc_desktop.i18n import N_, ngettext, problem_text
from clc_desktop.i18n import text as _
from clc_desktop.usecases import unit_reports, unit_stories, units

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.unit_reports import UnitCount
    from clc_desktop.usecases.units import LoadedUnits

FORMATS = ("pdf", "docx", "xlsx")
_ORDER = ("province", "district", "other", "commune", "centre")


@dataclass(frozen=True)
class TreeLine:
    """A unit on the chosen day."""

    id: str
    unit: UnitCount


COLUMNS: tuple[Column[TreeLine], ...] = (
    Column("name", N_("Tên đơn vị"), lambda r: r.unit.line.name, width=220, stretch=True),
    Column("kind", N_("Loại"), lambda r: r.unit.line.unit_kind, width=110, words=lambda code: word(KINDS, code)),
    Column("code", N_("Mã"), lambda r: r.unit.line.code or None, width=80),
    Column("parent", N_("Thuộc"), lambda r: r.unit.line.parent_name or None, width=190, optional=True),
    Column("centres", N_("Trung tâm"), lambda r: r.unit.centres, "number", 100, optional=True),
    Column("classes", N_("Số lớp"), lambda r: r.unit.count.classes, "number", 84),
    Column("turns", N_("Lượt người"), lambda r: r.unit.count.turns, "number", 104),
)  # fmt: skip


class TreePanel(QWidget):
    """Day and list above; a box asks for what a change needs; Enter on a unit tells its story."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "unit_tree")
        self.table.setAccessibleName(_("Các đơn vị theo ngày"))
        self.story = StoryPanel()
        self.story.left.connect(self._show_list)
        self.box = UnitBox()
        self.box.agreed.connect(self._change)
        self.sum = label(kind="muted")
        outer = column(parent=self, spacing=12)
        outer.addLayout(self._upper())
        outer.addWidget(self.box)
        outer.addWidget(self._lower())
        for hidden in (self.change_row, self.sum):
            self.box.opened.connect(hidden.setHidden)
        empty = EmptyState("building-2", _("Ngày này chưa có đơn vị nào."))
        listed = QWidget()
        inside = column(parent=listed, spacing=4)
        inside.addWidget(TablePanel(self.table, empty), 1)
        inside.addWidget(self.sum)
        self.stack = QStackedWidget()
        self.stack.addWidget(listed)
        self.stack.addWidget(self.story)
        self.stack.setMinimumHeight(theme.ROW_HEIGHT)  # a low window gives its room to the box
        outer.addWidget(self.stack, 1)
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._choose())
        self.table.opened.connect(lambda _line: self.tell_story())
        page.context.periods.changed.connect(lambda _period: self._follow_period())
        self._shown_day: date | None = None
        self._is_own_day = False
        self._choose()

    def _upper(self) -> Any:
        """The day, and what narrows the list."""
        self.day = DateInput()
        self.day.setFixedWidth(144)
        self.day.setAccessibleName(_("Đơn vị như trong ngày"))
        self.day.setToolTip(_("Đơn vị như trong ngày"))
        self.day.show_value(self._page.context.periods.period.end)
        self.day.editingFinished.connect(self.reload)
        self.today_button = button(_("Hôm nay"), self.show_today, tip=_("Đơn vị như hôm nay, số liệu của kỳ đang chọn"))
        self.filter = FilterBox(self.table)
        self.filter.setMinimumWidth(130)
        self.kinds = Facet(_("Mọi loại đơn vị"), [])
        self.kinds.setMinimumWidth(150)
        self.kinds.currentIndexChanged.connect(lambda _index: self._narrow())
        self.load_button = button(_("Nạp danh sách xã"), self.load_list)
        tip = _("Nạp danh sách đơn vị hành chính tỉnh Điện Biên kèm theo chương trình, có ngày hiệu lực")
        self.load_button.setToolTip(tip)
        name = label(_("Theo ngày"), "muted")
        return row(name, self.day, self.today_button, self.filter, self.kinds, None, self.load_button)

    def _lower(self) -> QWidget:
        """What can be done to the chosen units."""
        self.add_button = button(_(ADD.words), lambda: self.ask(ADD), icon="plus")
        self.report_button = button(_("Báo cáo"), self.write_reports, icon="download")
        self.report_button.setToolTip(_("Ghi báo cáo của kỳ cho các đơn vị đang chọn, theo đơn vị của ngày này"))
        self.buttons = {action.key: button(_(action.words), partial(self.ask, action)) for action in ACTIONS}
        self.story_button = button("", self.tell_story, kind="tool", icon="clock",
                                   tip=_("Tên, mã và đơn vị cấp trên theo ngày (Enter)"))  # fmt: skip
        self.change_row = QWidget()
        row(self.add_button, *self.buttons.values(), self.story_button, None, self.report_button,
            parent=self.change_row)  # fmt: skip
        return self.change_row

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

    def show_today(self) -> None:
        """The units of today: the period's numbers in the map of now."""
        self.day.show_value(clock.today())
        self.reload()

    def _follow_period(self) -> None:
        """Another period: its last day, unless a day of one's own was asked for."""
        if not self._is_own_day:
            self._shown_day = None
            self.day.show_value(self._page.context.periods.period.end)

    def load_day(self, day: date | None = None) -> None:
        """Read the units of a day, or of the same day again."""
        wanted = day or self._shown_day or self._page.context.periods.period.end
        store, period = self._page.context.store, self._page.context.periods.period
        self._is_own_day = wanted != period.end

        def show(found: tuple[UnitCount, ...]) -> None:
            self._shown_day = wanted
            lines = [TreeLine(unit.line.id, unit) for unit in found]
            kept = self.table.current_record()
            present = {line.unit.line.unit_kind for line in lines}
            self.kinds.set_choices([(kind, word(KINDS, kind)) for kind in _ORDER if kind in present])
            self.model.set_records(sorted(lines, key=_place))
            self._narrow()
            self.table.select_record(kept)
            self._choose()

        self._page.load(lambda: unit_reports.units_on(store, period, wanted), show)

    def _narrow(self) -> None:
        wanted = self.kinds.currentData()
        self.model.set_facet(None if wanted is None else lambda line: line.unit.line.unit_kind == wanted)

    def _choose(self) -> None:
        chosen = self.table.selected_records()
        for action in ACTIONS:
            self.buttons[action.key].setEnabled(len(chosen) == 1 or bool(action.many and chosen))
        self.story_button.setEnabled(len(chosen) == 1)
        self.report_button.setEnabled(bool(chosen))
        words = _(
            "Chọn nhiều dòng (Ctrl+A, Shift hoặc Ctrl và chuột) để cộng số liệu, chuyển hoặc ghi báo cáo một lần."
        )
        self.sum.setText(_summed(chosen, self.model.records) if len(chosen) > 1 else words)

    def tell_story(self) -> None:
        """Names, codes and units above of the unit under the cursor, with their days."""
        line = self.table.current_record()
        if line is None:
            return
        store = self._page.context.store

        def show(found: tuple[unit_stories.Told, ...]) -> None:
            self.story.show_story(offered_name(line.unit.line), found)
            self.stack.setCurrentIndex(1)
            self.change_row.setEnabled(False)
            self.story.table.setFocus()

        self._page.load(lambda: unit_stories.unit_story(store, line.id), show)

    def _show_list(self) -> None:
        self.stack.setCurrentIndex(0)
        self.change_row.setEnabled(True)
        self.table.setFocus()

    # --- changing ---

    def ask(self, action: Action) -> None:
        """What a change needs to know."""
        chosen = [] if action is ADD else [line.unit.line for line in self.table.selected_records()]
        if not chosen and action is not ADD:
            return
        others = [other.unit.line for other in self.model.records if other.unit.line not in chosen]
        if action.key == "merge":
            others = [other for other in others if other.unit_kind == chosen[0].unit_kind]
        else:
            others = [other for other in others if other.unit_kind != "centre"]
        self.box.ask(action, chosen, [(other.id, offered_name(other)) for other in others])

    def _change(self, act: Callable[[Any], int], name: str, since: date | None) -> None:
        """Write it; every day before the one given keeps its own units."""
        store = self._page.context.store

        def done(change_id: int) -> None:
            self.box.close_box()
            words = _("Đã ghi thay đổi của {name} từ ngày {day}. Các ngày trước vẫn như cũ.", name=name, day=since)
            words = words if since else _("Đã thêm {name}.", name=name)
            self._page.banner.done(words, *undoing.offer(self._page, change_id))

        self._page.act(lambda: act(store), done, self.box.refuse)

    def load_list(self) -> None:
        """The list of communes with their dates that comes with the program."""
        store = self._page.context.store

        def done(found: LoadedUnits) -> None:
            words = ngettext("Đã nạp thêm {count} đơn vị.", "Đã nạp thêm {count} đơn vị.", found.listed)
            if found.unmatched:
                words += " " + _("Chưa rõ xã của {names}.", names=", ".join(found.unmatched))
            offer = undoing.offer(self._page, found.change_id)
            self._page.banner.say(words, "warning" if found.unmatched else "done", *offer)

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


def _summed(chosen: Sequence[TreeLine], every: Sequence[TreeLine]) -> str:
    """What the chosen units come to together; what lies under another chosen one counts once."""
    count, above = len(chosen), {line.id: line.unit.line.parent_id for line in every}
    ids = {line.id for line in chosen}

    def is_outermost(unit_id: str) -> bool:
        seen = {unit_id}
        while (parent := above.get(unit_id)) and parent not in seen:
            if parent in ids:
                return False
            seen.add(unit_id := parent)
        return True

    chosen = [line for line in chosen if is_outermost(line.id)]
    return _(
        "Đang chọn {count} đơn vị: {centres} trung tâm, {classes} lớp, {turns} lượt người.",
        count=count, centres=sum(line.unit.centres for line in chosen),
        classes=i18n.number(sum(line.unit.count.classes for line in chosen)),
        turns=i18n.number(sum(line.unit.count.turns for line in chosen)),
    )  # fmt: skip
