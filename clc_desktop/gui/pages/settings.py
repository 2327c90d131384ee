"""Cài đặt: how turns are counted, which language, and what this installation is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QWidget

import clc_desktop
from clc_desktop import i18n
from clc_desktop.domain.records import CountingRule
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.safety import Safety, SafetyCards, read_safety
from clc_desktop.gui.widgets import button, column, label, row, scrolled
from clc_desktop.gui.words import COUNTING_RULES
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import workspace

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class Choices:
    """What is chosen now."""

    rule: CountingRule
    safety: Safety


class SettingsPage(Page):
    """Few choices; each takes effect when it is made."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Cài đặt"))
        self.rules: dict[str, QRadioButton] = {}
        inside = QWidget()
        self.safety = SafetyCards(self)
        about, rule, language = self._about_card(), self._rule_card(), self._language_card()
        sheets = column(about, self.safety, rule, language, spacing=16, parent=inside)
        sheets.addStretch(1)
        inside.setMaximumWidth(760)
        self.content.addWidget(scrolled(inside))

    def _rule_card(self) -> QFrame:
        frame, inside = titled_card(_("Cách tính lượt người"))
        is_centre = self.context.identity.role == "centre"
        told = _("Đơn vị cấp trên quy định cách tính; tệp giao mang theo quy định này.")
        choose = _("Cách tính này được ghi vào báo cáo và gửi cho các trung tâm trong tệp giao.")
        inside.addWidget(label(told if is_centre else choose, "muted", wrap=True))
        group = QButtonGroup(self)
        for code, words in COUNTING_RULES.items():
            choice = QRadioButton(_(words))
            choice.setEnabled(not is_centre)
            choice.clicked.connect(lambda _checked, code=code: self._choose_rule(code))
            group.addButton(choice)
            self.rules[code] = choice
            inside.addWidget(choice)
        return frame

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

    def _about_card(self) -> QFrame:
        frame, inside = titled_card(_("Máy này"))
        who, store = self.context.identity, self.context.store
        lines = {
            _("Đơn vị"): who.unit_name,
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
        self.load(self._read, self._show)

    def _read(self) -> Choices:
        return Choices(workspace.counting_rule(self.context.store), read_safety(self.context.store))

    def _show(self, choices: Choices) -> None:
        self.rules[choices.rule].setChecked(True)
        self.safety.show_safety(choices.safety)

    def _choose_rule(self, code: str) -> None:
        rule: CountingRule = "enrolled" if code == "enrolled" else "sessions"
        self.act(
            lambda: workspace.set_counting_rule(self.context.store, rule),
            lambda _done: self.banner.done(_("Từ nay lượt người được tính theo cách này.")),
        )
