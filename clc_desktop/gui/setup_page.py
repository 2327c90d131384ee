"""First start: who are you, what is your unit called, go."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.files import resource_path
from clc_desktop.gui import dialogs, icons, theme
from clc_desktop.gui.fields import ChoiceInput, LineInput
from clc_desktop.gui.forms import Field, FieldBox
from clc_desktop.gui.jobs import Jobs
from clc_desktop.gui.messages import Banner
from clc_desktop.gui.opening_box import OpeningBox, first_assignments_there
from clc_desktop.gui.recovery_box import RecoveryBox
from clc_desktop.gui.widgets import bring_into_sight, button, card, column, help_button, label, row, scrolled, set_words
from clc_desktop.i18n import N_, problem_text
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.workspace import Identity, Store, UnitKind

LEVELS: tuple[tuple[str, str], ...] = (
    ("commune", N_("Xã, phường, thị trấn")),
    ("district", N_("Huyện")),
    ("province", N_("Tỉnh, thành phố")),
    ("other", N_("Khác")),
)
LEVEL_WORDS = {
    "commune": ("xa ", "phuong ", "thi tran ", "dac khu ", "uy ban nhan dan xa ", "ubnd xa "),
    "district": ("huyen ", "quan ", "thi xa ", "phong ", "uy ban nhan dan huyen ", "ubnd huyen "),
    "province": ("tinh ", "thanh pho ", "so ", "uy ban nhan dan tinh ", "ubnd tinh "),
}
"""How the name of a unit of a level begins, without accents."""
ASSIGNMENTS = "*.clcsync"
ASSIGNMENT = re.compile(r"giao_(.+?)(?: ?\(\d+\))*\.clcsync")
"""``giao_xa-pu-nhung.clcsync``, and how the second of that name is called when it is written or copied."""
WIDTH, MOST_NAMED = 640, 3


def listed_units() -> tuple[str, ...]:
    """The names of the units that come with the program, those that exist today first."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(resource_path("units").glob("*.toml"))]
    units = [unit for table in tables for unit in table.get("units", ())]
    units.sort(key=lambda unit: "valid_to" in unit)
    return tuple(dict.fromkeys(str(unit["name"]) for unit in units))


def level_of(name: str) -> str:
    """The level that a unit's name tells: ``huyện Tuần Giáo`` is a district; "" where it tells none."""
    key = search_key(name)
    return next((level for level, words in LEVEL_WORDS.items() if key.startswith(words)), "")


def assignments_there() -> tuple[str, ...]:
    """For whom the assignments are that lie on the sticks, as far as the files' names tell: search keys of units."""
    paths = (path for stick in dialogs.sticks_there() for path in stick.folder.glob(ASSIGNMENTS))
    found = (ASSIGNMENT.fullmatch(path.name.casefold()) for path in paths)
    return tuple(sorted({match[1].replace("-", " ") for match in found if match}))


class RoleButton(QPushButton):
    """A large choice: icon, name, one sentence."""

    def __init__(self, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        self.setProperty("kind", "choice")
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFixedHeight(96)
        picture = label()
        picture.setPixmap(icons.pixmap(icon, "accent", 28, self.devicePixelRatioF()))
        words = column(label(title, "strong"), label(sentence, "muted", wrap=True), None, spacing=4)
        inside = row(parent=self, spacing=2 * theme.GRID)
        inside.setContentsMargins(16, 16, 16, 12)
        inside.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(words, 1)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class SetupPage(QFrame):
    """Two questions and a button; everything else has a good default."""

    finished = Signal(object)
    play_wanted = Signal()
    """Somebody wants to look around first, in a database of sample data."""
    help_wanted = Signal()

    def __init__(self, store: Store, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._jobs = store, jobs
        self.banner = Banner()
        self.centre = RoleButton(
            "book-open", _("Trung tâm"), _("Ghi chép lớp học của một trung tâm và nộp số liệu lên cấp trên.")
        )
        self.aggregator = RoleButton(
            "building-2", _("Đơn vị tổng hợp"), _("Nhận số liệu của nhiều trung tâm và lập báo cáo năm.")
        )
        roles = QButtonGroup(self)
        for choice in (self.centre, self.aggregator):
            roles.addButton(choice)
        self.name = FieldBox(
            Field(
                "name", N_("Tên đơn vị"), LineInput, help=N_("Ghi như trên văn bản, ví dụ: xã Pú Nhung"), required=True
            )
        )
        self._levels = [(level, _(words)) for level, words in LEVELS]
        self.level = FieldBox(Field("level", N_("Cấp"), lambda: ChoiceInput(self._levels)))
        self.level.input.show_value("commune")
        self.sheet = RecoveryBox()
        self.sheet.hide()
        self.by_sheet = button(_("Khôi phục từ phiếu"), self.toggle_sheet, kind="plain", icon="key-round")
        self.by_play = button(
            _("Dùng thử với dữ liệu mẫu"), self._play, kind="plain", icon="graduation-cap",
            tip=_("Mở một sổ riêng có sẵn số liệu một năm; không nộp được, thoát ra lúc nào cũng được"),
        )  # fmt: skip
        self.by_file = button(
            _("Có tệp giao trên USB"), self.toggle_opening, kind="plain", icon="usb",
            tip=_("Tệp giao lần đầu và phiếu có mã: tên đơn vị, lĩnh vực, chỉ tiêu, hạn nộp có sẵn trong tệp"),
        )  # fmt: skip
        self.go: QPushButton = button(_("Bắt đầu"), self._start, kind="primary", icon="arrow-right")
        self.opening = OpeningBox(jobs)
        self.opening.hide()
        self.opening.taking.connect(self._take)
        self.opening.refused.connect(self._refused)
        self.opening.card.opened.connect(lambda is_open: self.go.setVisible(not is_open))
        self.opening.code.input.returnPressed.connect(self._start)
        self._build()
        self._units: tuple[str, ...] = ()
        jobs.run(listed_units, self._offer, owner=self)
        self._look(is_start=True)
        self.name.input.edited.connect(self._level_follows)
        self._level_shown = "commune"
        roles.buttonToggled.connect(lambda _button, _on: self._show_role())
        self.centre.setChecked(True)
        self.setFocusProxy(self.centre)

    def _build(self) -> None:
        sheet, inside = card(4 * theme.GRID)
        sheet.setFixedWidth(WIDTH)
        inside.setSpacing(2 * theme.GRID)
        title = label(_("Chào mừng"), "title")
        inside.addLayout(row(title, None, self.by_file, help_button(self.help_wanted.emit)))
        self.sentence = label(
            _("Máy này dùng cho đơn vị nào? Chỉ hỏi một lần; dữ liệu nằm trên máy này và không cần mạng."), wrap=True
        )
        inside.addWidget(self.sentence)
        self.choices = QWidget()
        row(self.centre, self.aggregator, spacing=2 * theme.GRID, parent=self.choices)
        inside.addWidget(self.choices)
        inside.addWidget(self.sheet)
        inside.addWidget(self.opening)
        inside.addWidget(self.name)
        inside.addWidget(self.level)
        inside.addWidget(self.banner)
        inside.addLayout(row(self.by_sheet, self.by_play, None, self.go))
        ground = QWidget()
        outer = column(None, parent=ground)
        outer.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)
        column(scrolled(ground), parent=self)
        below = self.by_sheet  # then the button above it is whole
        self.opening.card.opened.connect(lambda is_open: bring_into_sight(below) if is_open else None)
        self.name.input.returnPressed.connect(self._start)

    # --- a stick with an assignment ---

    def _offer(self, units: tuple[str, ...]) -> None:
        self._units = units
        self.name.input.offer(units)

    def _look(self, *, is_start: bool = False) -> None:
        """The stick may have come later than the window. With a first assignment on it nobody has to press anything."""

        def show(found: tuple[tuple[str, ...], tuple[Path, ...]]) -> None:
            ordinary, first = found
            is_untouched = not (self.name.input.text() or self.is_recovering)
            if first and is_start and is_untouched:
                self._ask_for(self.opening)
            self.opening.offer(first)
            if first:
                words = _("Trên USB có tệp giao lần đầu. Hãy gõ mã trên phiếu giao máy đi cùng; không phải gõ gì khác.")
                self.sentence.setText(words)
            elif ordinary:
                self._show_found(ordinary)

        self._jobs.run(lambda: (assignments_there(), first_assignments_there()), show, owner=self)

    def _show_found(self, found: tuple[str, ...]) -> None:
        """Ordinary assignments are sealed to PCs that were approved, so this one cannot open them yet: say what to do,
        and who we may be."""
        known = {search_key(name): name for name in reversed(self._units)}
        shown = [known.get(key, key) for key in found]
        if len(shown) == 1 and found[0] in known and not self.name.input.text():
            self.name.input.show_value(shown[0])
        self.banner.hide_message()
        self.sentence.setText(
            _(
                "Trên USB có tệp giao cho: {names}. Xem lại tên đơn vị rồi bấm Bắt đầu. Tệp giao chỉ mở được ở máy "
                "mà cấp trên đã duyệt: sau đó hãy vào Nộp dữ liệu, ghi tệp đăng ký ra USB và nhờ cấp trên giao lại. "
                "Có phiếu khôi phục của đơn vị thì bấm Khôi phục từ phiếu: tệp này sẽ mở được ngay.",
                names=", ".join(shown[:MOST_NAMED]) + (", …" if len(shown) > MOST_NAMED else ""),
            )
        )

    def _show_role(self) -> None:
        is_asked = not (self.is_recovering or self.is_opening)
        self.level.setVisible(self.aggregator.isChecked() and is_asked)

    def _level_follows(self) -> None:
        """The name says of which level a unit is, until somebody chooses another."""
        told, level = level_of(self.name.input.text()), self.level.input
        if told and level.raw() == dict(self._levels)[self._level_shown]:
            level.show_value(told)
            self._level_shown = told

    @property
    def is_recovering(self) -> bool:
        """Whether the sheet is asked for, not the role."""
        return not self.sheet.isHidden()

    @property
    def is_opening(self) -> bool:
        """Whether a file and its code are asked for, not the role."""
        return not self.opening.isHidden()

    def toggle_sheet(self) -> None:
        """A unit that exists, on a new PC: its sheet says who it is. Or back to the two questions."""
        self._ask_for(None if self.is_recovering else self.sheet)

    def toggle_opening(self) -> None:
        """A centre whose aggregator has written a first assignment. Or back to the two questions."""
        self._ask_for(None if self.is_opening else self.opening)
        self._look()

    def _ask_for(self, instead: QWidget | None) -> None:
        """The two questions, or what stands in their place."""
        self.opening.card.close_card()
        for part in (self.sheet, self.opening):
            part.setVisible(part is instead)
        self.choices.setVisible(instead is None)
        self.name.setVisible(instead is not self.opening)
        self.banner.hide_message()
        self._show_role()
        set_words(self.by_sheet, _("Quay lại") if instead is self.sheet else _("Khôi phục từ phiếu"))
        set_words(self.by_file, _("Quay lại") if instead is self.opening else _("Có tệp giao trên USB"))
        ways: dict[QWidget | None, tuple[str, QWidget]] = {
            None: (_("Bắt đầu"), self.centre),
            self.sheet: (_("Khôi phục"), self.sheet.input),
            self.opening: (_("Mở tệp"), self.opening.code.input),
        }
        words, first = ways[instead]
        set_words(self.go, words)
        self.setFocusProxy(first)
        first.setFocus()

    def _take(self, path: Path, code: str) -> None:
        """The person has seen what the first assignment says, and wants it."""
        from clc_desktop.usecases import first_assignment

        self.opening.setEnabled(False)
        work = lambda: first_assignment.start(self._store, path, code)  # noqa: E731
        self._jobs.run(work, self.finished.emit, self._refused, owner=self)

    def _start(self) -> None:
        from clc_desktop.domain.errors import Problem
        from clc_desktop.usecases import recovery, workspace

        if self.is_opening:
            self.banner.hide_message()
            self.opening.open_file()
            return
        name = self.name.input.read()
        if self.is_recovering and self.sheet.is_scanned:
            name = name or " "  # it is on the sheet
        if not name:
            self.name.show_problem(problem_text(Problem("required", "name")))
            self.name.input.setFocus()
            return
        kind: UnitKind = self.level.input.read() or "other"
        is_centre = self.centre.isChecked()
        self.go.setEnabled(False)
        typed = (self.sheet.typed or " ") if self.is_recovering else ""

        def work() -> Identity:
            if typed:
                return recovery.recover(self._store, typed, name)
            if is_centre:
                return workspace.setup_centre(self._store, name)
            return workspace.setup_aggregator(self._store, name, kind)

        self._jobs.run(work, self.finished.emit, self._refused, owner=self)

    def _play(self) -> None:
        for widget in (self.by_play, self.by_sheet, self.go):
            widget.setEnabled(False)
        self.banner.say(_("Đang chuẩn bị dữ liệu mẫu…"))
        self.play_wanted.emit()

    def _refused(self, error: ClcError) -> None:
        self.go.setEnabled(True)
        self.opening.setEnabled(True)
        if self.is_recovering:
            self.sheet.show_error(error)
        else:
            self.banner.error(error)
