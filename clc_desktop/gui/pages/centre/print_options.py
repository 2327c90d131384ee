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
from clc_desktop.gui.widgets import column, label, row
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases.printing import KEEP_YEARS, MOST_LINES, PAGE_LINES, PAPERS, PERSONAL, ClassChoice, Wish

TITLES = {
    "sign_in": N_("Danh sách ký tên"),
    "class_list": N_("Sổ danh sách lớp"),
    "class_log": N_("Sổ theo dõi lớp"),
    "summary": N_("Tổng hợp gửi UBND xã"),
    "report": N_("Báo cáo hoạt động"),
}
EXPLAINED = {
    "sign_in": N_("Học viên ký khi đến lớp"),
    "class_list": N_("Mỗi lớp một dòng, có tổng"),
    "class_log": N_("Từng buổi: ngày, số người có mặt"),
    "summary": N_("Theo lĩnh vực, so với kế hoạch"),
    "report": N_("Báo cáo theo mẫu, có phụ lục"),
}
NO_CLASS = ""
LONGEST_KEEPING = 70
_PAPER_HEIGHT = 48
MOST_PARTS = 24
"""Months of a longer period are not offered one by one."""


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
        numbers = row(self.lines, self.keep)
        for box in (self.part_box, self.class_box, self.session_box, self.filled):
            options.addWidget(box)
        options.addLayout(numbers)
        options.addWidget(self.personal)
        column(papers, self.card, spacing=12, parent=self)
        self.papers["sign_in"].setChecked(True)
        self._connect()
        self._show_inputs()

    def _paper(self, number: int, paper: str) -> QPushButton:
        made = QPushButton(f"{_(TITLES[paper])}\n{_(EXPLAINED[paper])}")
        made.setProperty("kind", "choice")
        made.setCheckable(True)
        made.setAccessibleName(f"{_(TITLES[paper])}. {_(EXPLAINED[paper])}")
        made.setProperty("compact", True)
        made.setFixedHeight(_PAPER_HEIGHT)
        self._papers.addButton(made, number)
        return made

    def _make_inputs(self) -> None:
        self.part = Facet(_("Cả kỳ"), [])
        self.part_box = _box(_("Thời gian"), self.part)
        self.class_choice = ChoiceInput([])
        self.class_box = _box(_("Lớp, chuyên đề"), self.class_choice)
        self.session = Facet(_("Mỗi buổi một tờ"), [])
        self.session_box = _box(_("Buổi"), self.session)
        self.filled = QCheckBox(_("Điền sẵn tên học viên"))
        self.filled.setChecked(True)
        settings = QSettings()
        self.lines = FieldBox(Field("lines", N_("Số dòng để trống"), IntegerInput, N_("25 là vừa một trang")))
        self.lines.input.show_value(_kept(settings, "lines", PAGE_LINES))
        self.keep = FieldBox(Field("keep", N_("Giữ tờ này (năm)"), IntegerInput, N_("ghi ở chân trang")))
        self.keep.input.show_value(_kept(settings, "keep_years", KEEP_YEARS))
        self.personal = label(
            _("Tờ có tên hoặc chữ ký học viên là dữ liệu cá nhân: giữ tại Trung tâm, không gửi đi."),
            "warning",
            wrap=True,
        )

    def _connect(self) -> None:
        self._papers.idToggled.connect(lambda _number, is_on: self._chose_paper() if is_on else None)
        self.class_choice.edited.connect(self._chose_class)
        self.part.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.session.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.filled.toggled.connect(lambda _on: self.changed.emit())
        for box, name in ((self.lines, "lines"), (self.keep, "keep_years")):
            box.input.edited.connect(lambda box=box, name=name: self._typed(box, name))

    # --- what is wanted ---

    @property
    def paper(self) -> Any:
        """The code of the chosen paper."""
        return PAPERS[self._papers.checkedId()]

    def wish(self) -> Wish | None:
        """The paper as chosen; None while something typed is no answer."""
        lines, keep = _number(self.lines, 0, MOST_LINES), _number(self.keep, 1, LONGEST_KEEPING)
        class_id = self._class_id()
        if self._period is None or (self.paper == "sign_in" and None in (lines, keep)) or class_id is None:
            return None
        return Wish(
            paper=self.paper,
            period=self._period if self.paper == "sign_in" else (self.part.currentData() or self._period),
            class_id=class_id if self.paper in ("sign_in", "class_log") else "",
            session_id=self.session.currentData() or "" if self.paper == "sign_in" else "",
            filled=self.filled.isChecked() and self.filled.isEnabled(),
            lines=PAGE_LINES if lines is None else lines,
            keep_years=KEEP_YEARS if keep is None else keep,
        )

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

    def choose_class(self, class_id: str) -> None:
        """The sign-in sheet of a class."""
        self.papers["sign_in"].setChecked(True)
        self.class_choice.show_value(class_id)

    def _offer_classes(self, chosen: str) -> None:
        everything = _("Tờ trống, chưa ghi lớp") if self.paper == "sign_in" else _("Tất cả các lớp")
        self.class_choice.blockSignals(True)
        self.class_choice.set_choices([(NO_CLASS, everything), *_told_apart(self._classes.values())])
        self.class_choice.show_value(chosen if chosen in self._classes else NO_CLASS)
        self.class_choice.blockSignals(False)
        self._offer_sessions()

    def _offer_sessions(self) -> None:
        choice = self._classes.get(self._class_id() or NO_CLASS)
        days = choice.sessions if choice else ()
        self.session.set_choices([(session_id, i18n.date(day)) for session_id, day in days])
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

    def _show_inputs(self) -> None:
        is_sheet = self.paper == "sign_in"
        choice = self._classes.get(self._class_id() or NO_CLASS)
        self.part_box.setVisible(not is_sheet and (self.paper != "class_log" or choice is None))
        self.class_box.setVisible(self.paper in ("sign_in", "class_log"))
        self.session_box.setVisible(is_sheet and choice is not None and len(choice.sessions) > 1)
        self.filled.setVisible(is_sheet and choice is not None)
        for box in (self.lines, self.keep):
            box.setVisible(is_sheet)
        self.personal.setVisible(self.paper in PERSONAL)

    def _typed(self, box: FieldBox, name: str) -> None:
        limits = {"lines": (0, MOST_LINES), "keep_years": (1, LONGEST_KEEPING)}[name]
        number = _number(box, *limits)
        if number is None:
            problem = Problem("number_out_of_range", name, "error", {"least": limits[0], "most": limits[1]})
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


def _number(box: FieldBox, least: int, most: int) -> int | None:
    try:
        number = box.input.read()
    except Unreadable:
        return None
    return int(number) if number is not None and least <= number <= most else None


def _kept(settings: QSettings, name: str, otherwise: int) -> int:
    """What was typed last on this machine."""
    kept = str(settings.value(f"print/{name}", otherwise))
    return int(kept) if kept.isdecimal() else otherwise
