"""Cài đặt: this installation and its users; for an aggregator fields, counting, calendar, ranks, reasons."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QGridLayout, QRadioButton, QStackedWidget, QWidget

import clc_desktop
from clc_desktop import i18n
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.safety import SafetyCards, read_safety
from clc_desktop.gui.pages.settings_counting import CalendarCard, RuleCard
from clc_desktop.gui.widgets import button, column, label, row, scrolled
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import learners

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
TABS: dict[str, tuple[str, str]] = {
    "machine": (N_("Máy này"), ""),
    "people": (N_("Người dùng"), "settings_people:PeoplePanel"),
    "fields": (N_("Các lĩnh vực"), "settings_fields:FieldsPanel"),
    "counting": (N_("Cách tính, lịch"), ""),
    "ranking": (N_("Xếp loại"), "settings_lists:RankingPanel"),
    "reasons": (N_("Lý do trả lại"), "settings_lists:ReasonsPanel"),
}
"""The parts of the page, each made when it is first opened."""
OF_CENTRE = ("machine", "people")


class SettingsPage(Page):
    """Parts behind tabs; each choice takes effect when it is made."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Cài đặt"))
        is_centre = context.identity.role == "centre"
        self.safety = SafetyCards(self)
        self.rule = RuleCard(self)
        self.calendar = CalendarCard(self)
        self.parts: dict[str, Any] = {}
        self.stack = QStackedWidget()
        group = QButtonGroup(self)
        self.tabs = {key: button(_(words), kind="tab") for key, (words, _place) in TABS.items()
                     if not is_centre or key in OF_CENTRE}  # fmt: skip
        for key, tab in self.tabs.items():
            tab.setCheckable(True)
            tab.clicked.connect(lambda _on, key=key: self.open_tab(key))
            group.addButton(tab)
        self.content.addLayout(row(*self.tabs.values(), None))
        self.content.addWidget(self.stack, 1)
        self.open_tab("machine")

    def open_tab(self, key: str) -> None:
        """Show a part, made when it is first asked for."""
        is_new = key not in self.parts
        if is_new:
            self.parts[key] = self._made(key)
            self.stack.addWidget(self.parts[key])
        self.tabs[key].setChecked(True)
        self.stack.setCurrentWidget(self.parts[key])
        if is_new and self.isVisible():
            self._refreshers(key)

    def open_with(self, what: Any) -> None:
        if what in self.tabs:
            self.open_tab(what)

    def _made(self, key: str) -> QWidget:
        place = TABS[key][1]
        if place:
            module, name = place.split(":")
            made: QWidget = getattr(import_module(f"clc_desktop.gui.pages.{module}"), name)(self)
            return made
        cards: tuple[QWidget, ...] = (self.rule, self.calendar)
        if key == "machine":
            cards = (self._about_card(), self.safety, self._language_card())
        if key == "machine" and self.context.identity.role == "centre":
            cards = (*cards[:2], self.rule, self._people_card(), *cards[2:])
        inside = QWidget()
        column(*cards, spacing=16, parent=inside).addStretch(1)
        inside.setMaximumWidth(760)
        return scrolled(inside)

    def _language_card(self) -> QFrame:
        frame, inside = titled_card(_("Ngôn ngữ"))
        inside.addWidget(label(_("Đổi xong, hãy đóng và mở lại chương trình."), "muted"))
        group = QButtonGroup(self)
        for code, words in LANGUAGES.items():
            choice = QRadioButton(words)
            choice.setChecked(code == i18n.active().language)
            choice.clicked.connect(lambda _checked, code=code: QSettings().setValue("language", code))
            group.addButton(choice)
            inside.addWidget(choice)
        return frame

    def _people_card(self) -> QFrame:
        frame, inside = titled_card(_("Học viên"))
        self.id_numbers = QCheckBox(_("Ghi số định danh cá nhân của học viên"))
        self.id_numbers.clicked.connect(self._choose_id_numbers)
        told = _("Mặc định không hỏi. Số chỉ lưu ở máy này, được che khi xem, không bao giờ nộp lên.")
        inside.addWidget(label(told, "muted", wrap=True))
        inside.addWidget(self.id_numbers)
        return frame

    def _choose_id_numbers(self, is_on: bool) -> None:
        words = _("Đã bật mục số định danh trong phiếu học viên.") if is_on else _("Đã tắt mục số định danh.")
        store = self.context.store
        self.act(lambda: learners.show_id_numbers(store, is_on), lambda _done: self.banner.done(words))

    def _about_card(self) -> QFrame:
        frame, inside = titled_card(_("Máy này"))
        who, store = self.context.identity, self.context.store
        lines = {
            _("Tên đơn vị"): who.unit_name,
            _("Số kiểm tra"): who.check_number,
            _("Sổ dữ liệu"): str(store.path),
            _("Phiên bản"): clc_desktop.__version__,
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        grid.setColumnStretch(1, 1)
        for number, (name, value) in enumerate(lines.items()):
            shown = label(value, "strong" if name == _("Số kiểm tra") else "", wrap=name == _("Sổ dữ liệu"))
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label(name, "muted"), number, 0)
            grid.addWidget(shown, number, 1)
        inside.addLayout(grid)
        folder = button(_("Mở thư mục dữ liệu"), lambda: dialogs.open_folder(store.path.parent), icon="folder-open")
        inside.addLayout(row(folder, None))
        return frame

    def refresh(self) -> None:
        self._refreshers(next(key for key, part in self.parts.items() if part is self.stack.currentWidget()))
        store = self.context.store
        self.load(lambda: read_safety(store), self.safety.show_safety)
        if self.context.identity.role == "centre":
            self.load(lambda: learners.shows_id_numbers(store), self.id_numbers.setChecked)

    def _refreshers(self, key: str) -> None:
        """Read what this part shows."""
        known: dict[str, tuple[Callable[[], object], ...]] = {
            "machine": (self.rule.refresh,),
            "counting": (self.rule.refresh, self.calendar.refresh),
        }
        for refresh in known.get(key) or (self.parts[key].refresh,):
            refresh()
