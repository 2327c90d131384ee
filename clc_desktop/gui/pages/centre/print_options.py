"""Which paper is wanted, and its options: only those that the chosen paper has are to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QPushButton, QWidget

from clc_desktop import i18n
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.periods import Period, half, month, quarter
from clc_desktop.gui import theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.fields import ChoiceInput, IntegerInput, Unreadable
from clc_desktop.gui.forms import Field, FieldBox
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.widgets import as_typed, column, label, row
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases.printing import (
    EXTRA_LINES,
    GRID_COLUMNS,
    GRID_LINES,
    KEEP_YEARS,
    MOST_COLUMNS,
    MOST_LINES,
    OF_A_CLASS,
    PAGE_LINES,
    PAPERS,
    PERSONAL,
    ClassChoice,
    Paper,
    Wish,
)

TITLES = {
    "sign_in": N_("Danh sách ký tên"),
    "attendance": N_("Bảng điểm danh"),
    "class_list": N_("Sổ danh sách lớp"),
    "class_log": N_("Sổ theo dõi lớp"),
    "summary": N_("Tổng hợp gửi UBND xã"),
    "report": N_("Báo cáo hoạt động"),
}
EXPLAINED = {
    "sign_in": N_("Học viên ký khi đến lớp"),
    "attendance": N_("Cả lớp, mọi buổi trên một tờ"),
    "class_list": N_("Mỗi lớp một dòng, có tổng"),
    "class_log": N_("Từng buổi: ngày, số người có mặt"),
    "summary": N_("Theo lĩnh vực, so với kế hoạch"),
    "report": N_("Báo cáo theo mẫu, có phụ lục"),
}
NO_CLASS = ""
LONGEST_KEEPING = 70
_PAPER_HEIGHT = 34
MOST_PARTS = 24
"""Months of a longer period are not offered one by one."""
NUMBERS = {
    "lines": (0, MOST_LINES, PAGE_LINES),
    "extra": (0, MOST_LINES, EXTRA_LINES),
    "rows": (0, MOST_LINES, GRID_LINES),
    "columns": (0, MOST_COLUMNS, GRID_COLUMNS),
    "keep_years": (1, LONGEST_KEEPING, KEEP_YEARS),
}
"""What may be typed, from least to most, and what stands there at first."""


class PrintOptions(QWidget):
    """``wish`` is what is chosen; ``changed`` says that it is another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._period: Period | None = None
        self._classes: dict[str, ClassChoice] = {}
        self._papers = QButtonGroup(self)
        self.papers = {paper: self._paper(number, paper) for number, paper in enumerate(PAPERS)}
        self._make_inputs()
        papers, inside = titled_card(_("Tờ cần in"))
        for made in self.papers.values():
            inside.addWidget(made)
        inside.setSpacing(theme.GRID // 2)
        self.card, options = titled_card(_("Tùy chọn"))
        for box in (self.part_box, self.class_box, self.session_box, self.filled, self.marks):
            options.addWidget(box)
        options.addLayout(row(self.rows, self.columns))
        options.addLayout(row(self.lines, self.extra, self.keep))
        options.addWidget(self.personal)
        column(papers, self.card, spacing=12, parent=self)
        self.papers["sign_in"].setChecked(True)
        self._connect()
        self._show_inputs()

    def _paper(self, number: int, paper: str) -> QPushButton:
        made = QPushButton(_(TITLES[paper]))
        made.setProperty("kind", "choice")
        made.setCheckable(True)
        made.setToolTip(_(EXPLAINED[paper]))
        made.setAccessibleName(f"{_(TITLES[paper])}. {_(EXPLAINED[paper])}")
        made.setProperty("compact", True)
        made.setFixedHeight(_PAPER_HEIGHT)
        self._papers.addButton(made, number)
        return made

    def _make_inputs(self) -> None:
        self.part = Facet(_("Cả kỳ"), [])
        self.part_box = _box(_("Thời gian"), self.part)
        self.class_choice = ChoiceInput([])
        self.class_choice.setProperty("long", True)
        self.class_box = _box(_("Lớp, chuyên đề"), self.class_choice)
        self.session = Facet(_("Mỗi buổi một tờ"), [])
        self.session_box = _box(_("Buổi"), self.session)
        self.filled = QCheckBox(_("Điền sẵn tên học viên"))
        self.filled.setChecked(True)
        self.marks = QCheckBox(_("In cả dấu điểm danh đã ghi"))
        self.marks.setChecked(True)
        self.lines = FieldBox(Field("lines", N_("Số dòng để trống"), IntegerInput, N_("25 là vừa một trang")))
        self.extra = FieldBox(Field("extra", N_("Số dòng thêm"), IntegerInput, N_("cho người đến thêm")))
        self.rows = FieldBox(Field("rows", N_("Số dòng"), IntegerInput, N_("24 là vừa một trang")))
        self.columns = FieldBox(Field("columns", N_("Số buổi"), IntegerInput, N_("24 là vừa một trang")))
        self.keep = FieldBox(Field("keep", N_("Giữ tờ này (năm)"), IntegerInput, N_("ghi ở chân trang")))
        self.numbers = {
            "lines": self.lines, "extra": self.extra, "rows": self.rows, "columns": self.columns,
            "keep_years": self.keep,
        }  # fmt: skip
        settings = QSettings()
        for name, box in self.numbers.items():
            box.input.show_value(_kept(settings, name))
        self.personal = label(
            _("Tờ có tên hoặc chữ ký học viên là dữ liệu cá nhân: giữ tại Trung tâm, không gửi đi."),
            "warning",
            wrap=True,
        )

    def _connect(self) -> None:
        self._papers.idToggled.connect(lambda _number, is_on: self._chose_paper() if is_on else None)
        self.class_choice.edited.connect(self._chose_class)
        if line := self.class_choice.lineEdit():
            line.textChanged.connect(lambda text: self.class_choice.setToolTip(as_typed(text)))
        self.part.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.session.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.filled.toggled.connect(lambda _on: self._chose_filling())
        self.marks.toggled.connect(lambda _on: self.changed.emit())
        for name, box in self.numbers.items():
            box.input.edited.connect(lambda name=name: self._typed(name))

    # --- what is wanted ---

    @property
    def paper(self) -> Any:
        """The code of the chosen paper."""
        return PAPERS[self._papers.checkedId()]

    def wish(self) -> Wish | None:
        """The paper as chosen; None while something typed is no answer."""
        numbers = {name: self._number(name) for name in self._asked()}
        class_id = self._class_id()
        if self._period is None or None in numbers.values() or class_id is None:
            return None
        known = {name: number for name, number in numbers.items() if number is not None}
        is_sheet = self.paper in PERSONAL
        return Wish(
            paper=self.paper,
            period=self._period if is_sheet else (self.part.currentData() or self._period),
            class_id=class_id if self.paper in OF_A_CLASS else "",
            session_id=self.session.currentData() or "" if self.paper == "sign_in" else "",
            filled=self._is_filled(),
            lines=next((known[name] for name in ("rows", "extra", "lines") if name in known), PAGE_LINES),
            keep_years=known.get("keep_years", KEEP_YEARS),
            columns=known.get("columns", GRID_COLUMNS),
            marks=self.marks.isChecked(),
        )

    def _asked(self) -> tuple[str, ...]:
        """The numbers that the chosen paper needs."""
        blank = "extra" if self._is_filled() else "lines"
        papers = {"sign_in": (blank, "keep_years"), "attendance": ("rows", "columns", "keep_years")}
        return papers.get(self.paper, ())

    def _is_filled(self) -> bool:
        return self.filled.isChecked() and self.filled.isEnabled()

    def _number(self, name: str) -> int | None:
        least, most, _usual = NUMBERS[name]
        try:
            number = self.numbers[name].input.read()
        except Unreadable:
            return None
        return int(number) if number is not None and least <= number <= most else None

    def _class_id(self) -> str | None:
        try:
            return str(self.class_choice.read() or NO_CLASS)
        except Unreadable:
            return None

    # --- what may be wanted ---

    def offer(self, period: Period, classes: Sequence[ClassChoice]) -> None:
        """The classes and parts of another period; what was chosen stays chosen where it is still there."""
        before, self._period = self._class_id() or NO_CLASS, period
        self._classes = {choice.row.id: choice for choice in classes}
        self.part.set_choices([(part, period_name(part)) for part in parts_of(period)])
        self._offer_classes(before)
        self._show_inputs()

    def choose_class(self, class_id: str, paper: Paper = "sign_in") -> None:
        """A paper of a class."""
        self.papers[paper].setChecked(True)
        self.class_choice.show_value(class_id)

    def _offer_classes(self, chosen: str) -> None:
        everything = _("Tờ trống, chưa ghi lớp") if self.paper in PERSONAL else _("Tất cả các lớp")
        self.class_choice.blockSignals(True)
        self.class_choice.set_choices([(NO_CLASS, everything), *_told_apart(self._classes.values())])
        self.class_choice.show_value(chosen if chosen in self._classes else NO_CLASS)
        self.class_choice.blockSignals(False)
        self._offer_sessions()

    def _offer_sessions(self) -> None:
        choice = self._classes.get(self._class_id() or NO_CLASS)
        days = choice.sessions if choice else ()
        self.session.set_choices([(session_id, i18n.date(day)) for session_id, day in days])
        if choice and choice.next_session:
            self.session.setCurrentIndex(self.session.findData(choice.next_session))
        roster = choice.roster if choice else 0
        self.filled.setEnabled(roster > 0)
        words = ngettext("Điền sẵn {count} tên trong danh sách lớp", "Điền sẵn {count} tên trong danh sách lớp", roster)
        self.filled.setText(words if roster else _("Lớp chưa có danh sách học viên"))

    def _chose_paper(self) -> None:
        self._offer_classes(self._class_id() or NO_CLASS)
        self._show_inputs()
        self.changed.emit()

    def _chose_class(self) -> None:
        self._offer_sessions()
        self._show_inputs()
        self.changed.emit()

    def _chose_filling(self) -> None:
        self._show_inputs()
        self.changed.emit()

    def _show_inputs(self) -> None:
        is_sheet = self.paper in PERSONAL
        choice = self._classes.get(self._class_id() or NO_CLASS)
        self.part_box.setVisible(not is_sheet and (self.paper != "class_log" or choice is None))
        self.class_box.setVisible(self.paper in OF_A_CLASS)
        self.session_box.setVisible(self.paper == "sign_in" and choice is not None and len(choice.sessions) > 1)
        self.filled.setVisible(is_sheet and choice is not None)
        self.marks.setVisible(self.paper == "attendance" and choice is not None and choice.roster > 0)
        self.marks.setEnabled(self.filled.isChecked())
        for name, box in self.numbers.items():
            box.setVisible(name in self._asked())
        self.personal.setVisible(is_sheet)

    def _typed(self, name: str) -> None:
        box, (least, most, _usual) = self.numbers[name], NUMBERS[name]
        number = self._number(name)
        if number is None:
            problem = Problem("number_out_of_range", name, "error", {"least": least, "most": most})
            box.show_problem(i18n.problem_text(problem))
        else:
            box.show_problem()
            QSettings().setValue(f"print/{name}", number)
        self.changed.emit()


def parts_of(period: Period) -> list[Period]:
    """Halves, quarters and months that lie inside a period and are less than it."""
    years = range(period.start.year, period.end.year + 1)
    halves = [half(year, number) for year in years for number in (1, 2)]
    quarters = [quarter(year, number) for year in years for number in (1, 2, 3, 4)]
    months = [month(year, number) for year in years for number in range(1, 13)]
    whole = (period.start, period.end)
    inside = [
        part
        for part in (*halves, *quarters, *months)
        if part.start in period and part.end in period and (part.start, part.end) != whole
    ]
    return inside if len(years) * 12 <= MOST_PARTS else []


def _told_apart(classes: Any) -> list[tuple[str, str]]:
    """Day and topic of every class, numbered where two are alike."""
    seen: dict[str, int] = {}
    found = []
    for choice in classes:
        words = f"{i18n.date(choice.row.starts_on)} · {choice.row.topic}"
        seen[words] = seen.get(words, 0) + 1
        found.append((choice.row.id, words if seen[words] == 1 else f"{words} ({seen[words]})"))
    return found


def _box(words: str, inside: QWidget) -> QWidget:
    """A label above an input."""
    made = QWidget()
    above = label(words, "label")
    above.setBuddy(inside)
    inside.setAccessibleName(words)
    inside.setMinimumWidth(0)
    column(above, inside, spacing=theme.GRID // 2, parent=made)
    return made


def _kept(settings: QSettings, name: str) -> int:
    """What was typed last on this machine."""
    usual = NUMBERS[name][2]
    kept = str(settings.value(f"print/{name}", usual))
    return int(kept) if kept.isdecimal() else usual
