"""A page of one list of records, or of several behind tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import ActivityField
from clc_desktop.gui import theme
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.keeping_page import KeepingPage
from clc_desktop.gui.pages.sheet_view import NEW, SheetView
from clc_desktop.gui.pages.sheets import Sheet
from clc_desktop.gui.widgets import button, row, set_words
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drafts, keeping, workspace
from clc_desktop.usecases.drafts import Draft


class RecordsPage(KeepingPage):
    """Title, one button that adds to the list in sight, the lists."""

    def __init__(
        self,
        context: Context,
        title: str,
        sheets: Sequence[Sheet[Any]],
        *,
        has_period: bool = False,
        learn: Callable[[tuple[ActivityField, ...]], None] = lambda _fields: None,
    ) -> None:
        super().__init__(context, title, has_period=has_period)
        self._title, self._learn = title, learn
        self.views: list[SheetView[Any]] = [SheetView(self, sheet) for sheet in sheets]
        self.add_button = button("-", self._add, kind="primary", icon="plus", key="Ctrl+N")
        self.add_to_head(self.add_button)
        self.tabs = [self._tab(number, sheet) for number, sheet in enumerate(sheets)]
        self._tab_row = QWidget()
        row(*self.tabs, None, spacing=4, parent=self._tab_row)
        self.stack = QStackedWidget()
        for view in self.views:
            self.stack.addWidget(view)
            view.form_shown.connect(self._show_form_head)
            view.list_shown.connect(self._show_list_head)
        self.content.addWidget(self._tab_row)
        self.content.addWidget(self.stack)
        self.choose(0)

    def _tab(self, number: int, sheet: Sheet[Any]) -> QPushButton:
        made = button(_(sheet.words.title), lambda: self.choose(number), kind="tab", key=f"Alt+{number + 1}")
        made.setCheckable(True)
        made.setMinimumWidth(_width_when_chosen(made))
        if number == 0:
            self._group = QButtonGroup(self)
        self._group.addButton(made)
        return made

    @property
    def view(self) -> SheetView[Any]:
        """The list in sight."""
        return self.views[self.stack.currentIndex()]

    def choose(self, number: int) -> None:
        """Show another of the lists."""
        self.stack.setCurrentIndex(number)
        self.tabs[number].setChecked(True)
        self.banner.hide_message()
        self._show_list_head()
        self.view.table.setFocus()

    def _add(self) -> None:
        self.view.add()

    def refresh(self) -> None:
        def work() -> tuple[tuple[ActivityField, ...], list[tuple[Any, ...]]]:
            return workspace.taxonomy(self.context.store), [view.read() for view in self.views]

        self.load(work, lambda found: self._show(*found))

    def _show(self, taxonomy: tuple[ActivityField, ...], found: list[tuple[Any, ...]]) -> None:
        self._learn(taxonomy)
        for view, records in zip(self.views, found, strict=True):
            view.show_records(records, taxonomy)
        if self.view.opened is None:
            self.title.setText(self._list_title())

    def open_with(self, what: Any) -> None:
        """A new record, or the one with this id, whichever list it is in."""
        store, views = self.context.store, self.views
        if str(what).startswith(NEW):
            self.load(lambda: drafts.drafts(store), lambda kept: self._open_new(str(what), kept))
            return

        def work() -> tuple[int, Any] | None:
            found = ((n, keeping.list_records(store, view.sheet.cls, id=str(what))) for n, view in enumerate(views))
            return next(((number, records[0]) for number, records in found if records), None)

        self.load(work, self._open_record)

    def _open_new(self, key: str, kept: tuple[Draft, ...]) -> None:
        """A new record, or the draft of this key in whichever list and year it was half typed."""
        forms = {draft.form for draft in kept if draft.key == key}
        number = next((n for n, view in enumerate(self.views) if view.sheet.cls.kind in forms), None)
        if number is not None:
            self.choose(number)
        year = key.split()[1:2] if self.view.sheet.is_yearly else []
        if year and int(year[0]) != self.view.year:
            self.context.periods.choose(calendar_year(int(year[0])))
        self.view.add("" if key == NEW else key)

    def _open_record(self, found: tuple[int, Any] | None) -> None:
        if found is not None:
            self.choose(found[0])
            self.view.open_record(found[1])

    def _show_form_head(self, title: str) -> None:
        self.title.setText(title)
        self._show_head(False)

    def _show_list_head(self) -> None:
        self.title.setText(self._list_title())
        set_words(self.add_button, _(self.view.sheet.words.add))
        self._show_head(True)

    def _list_title(self) -> str:
        """The page's title; with the year where the list is a year's, for the period may be a part of it."""
        title = _(self._title)
        return _("{title} năm {year}", title=title, year=self.view.year) if self.view.sheet.is_yearly else title

    def _show_head(self, is_list: bool) -> None:
        self._tab_row.setVisible(is_list and len(self.views) > 1)
        for widget in (self.add_button, self.period_chooser):
            if widget is not None:
                widget.setVisible(is_list)


def _width_when_chosen(tab: QPushButton) -> int:
    """The chosen tab is written bold, which is wider than Qt reckons."""
    bold = QFont(tab.font())
    bold.setWeight(QFont.Weight.DemiBold)
    return QFontMetrics(bold).horizontalAdvance(tab.text()) + 4 * theme.GRID
