"""Soạn: outline at the left, the passage in the middle with what is doubtful below it, the page at the right."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui import theme
from clc_desktop.gui.pages.aggregator.figure_picker import FigurePicker
from clc_desktop.gui.pages.aggregator.report_editor import PassageEditor
from clc_desktop.gui.pages.aggregator.report_findings import BINDABLE, FindingList
from clc_desktop.gui.pages.aggregator.report_outline import Outline, place_words, rows_of
from clc_desktop.gui.pages.aggregator.report_page_view import SheetView
from clc_desktop.gui.reason_box import ReasonBox
from clc_desktop.gui.widgets import button, card, column, label, row, set_words
from clc_desktop.gui.words import period_of
from clc_desktop.i18n import text as _
from clc_desktop.usecases import narrating, reporting

if TYPE_CHECKING:
    from clc_desktop.domain.periods import Period
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.narrating import Finding, Narrative, Passage, Sheet
    from clc_desktop.usecases.reporting import Scope

SAVE_DELAY = 800
"""Milliseconds after the last key before the text is kept and the page is made anew."""
LOW = 420
"""Below this height the text needs the room of the hint."""
SHARE, FINDINGS = "report_findings_height", 236
"""Where the height of what is doubtful is remembered, and its pixels until then: four sentences."""
WIDE = 1000
"""From this width on there is room for the page beside the text."""


class WritingPanel(QWidget):
    """Everything of one period's words. What is typed is kept by itself; nothing has to be saved."""

    told = Signal(object)
    """The narrative has been read anew."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._context = page.context
        self._period: Period = page.context.periods.period
        self._scope = reporting.EVERYTHING
        self._found: Narrative | None = None
        self._shown: Passage | None = None
        self._looking = self._look_again = self._is_closing = False
        self.outline = Outline()
        self.editor = PassageEditor()
        self.findings = FindingList()
        self.findings.setMinimumHeight(96)
        self.sheet = SheetView()
        self.picker = FigurePicker(self)
        self._timer = QTimer(self, singleShot=True, interval=SAVE_DELAY)
        self._timer.timeout.connect(self.keep)
        self._build()
        self._connect()

    # --- building ---

    def _build(self) -> None:
        self.carry_button = button(_("Lấy lời kỳ trước"), self.carry_over, icon="copy")
        self.carry_button.hide()
        left, inside = card(theme.GRID)
        inside.addWidget(self.outline, 1)
        inside.addWidget(self.carry_button)
        left.setMinimumWidth(216)
        self._outline_card = left
        below = self.middle = QSplitter(Qt.Orientation.Vertical)
        below.addWidget(self._editor_card())
        self.reason = ReasonBox()
        beneath = QWidget()
        column(self.reason, self.findings, spacing=theme.GRID, parent=beneath).setStretch(1, 1)
        below.addWidget(beneath)
        below.setStretchFactor(0, 1)
        below.setChildrenCollapsible(False)
        below.splitterMoved.connect(lambda _place, _part: self._remember_share())
        self.sheet.setMinimumWidth(340)  # its tools
        self.parts = QSplitter()
        for part in (left, below, self.sheet):
            self.parts.addWidget(part)
        self.parts.setChildrenCollapsible(False)
        self.parts.setStretchFactor(1, 1)
        self.parts.setSizes([270, 450, 390])
        column(self.parts, parent=self)

    def _editor_card(self) -> QWidget:
        frame, inside = card(12)
        self.place = label(kind="group")
        self.state = label(kind="muted")
        self.insert_button = button(_("Chèn số liệu"), self.open_picker, icon="plus", key="Ctrl+J")
        self.sheet_button = button(_("Trang in"), icon="file-text", key="Alt+P", tip=_("Hiện trang in bên cạnh"))
        self.sheet_button.setCheckable(True)
        self.earlier_button = button("", self.take_earlier, kind="plain")
        self.read_button = button(_("Đã đọc xong"), self.mark_read, icon="check", key="Ctrl+Shift+R")
        self.carried = label("", "warning", wrap=True)
        self.editor.setAccessibleName(_("Lời văn"))
        words = _("Mỗi dòng là một đoạn; dòng bắt đầu bằng “- ” hoặc “+ ” là một ý. Ô màu là số liệu, luôn khớp bảng.")
        self.hint = label(words, "muted", wrap=True)
        self.editor.at_figure.connect(lambda told: self.hint.setText(" – ".join(told.split("\n")) or words))
        inside.addLayout(row(self.place, None, self.state, self.insert_button, self.sheet_button))
        inside.addWidget(self.editor, 1)
        below = row(self.hint, self.carried, self.earlier_button, self.read_button)
        below.setStretch(0, 1)
        below.setStretch(1, 1)
        inside.addLayout(below)
        return frame

    def _connect(self) -> None:
        self.outline.chosen.connect(self._choose)
        self.editor.edited.connect(self._edited)
        self.picker.picked.connect(self.editor.insert_figure)
        self.findings.wanted.connect(self.editor.select_finding)
        self.findings.mended.connect(self._mend)
        self.findings.bound.connect(self.bind_all)
        self.findings.dismissing.connect(self._dismiss)
        self.findings.onward.connect(self.go_on)
        self.sheet_button.toggled.connect(lambda _on: self._arrange())
        self._context.notices.closing.connect(self._close)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        was_wide = event.oldSize().width() >= WIDE
        if event.oldSize().width() < 0 or was_wide != (self.width() >= WIDE):
            self.sheet_button.setChecked(self.width() >= WIDE)
        is_low = self.height() <= LOW
        if event.oldSize().height() < 0 or is_low != (event.oldSize().height() <= LOW):
            below = 0 if is_low else int(QSettings().value(SHARE, FINDINGS))  # type: ignore[call-overload]
            self.middle.setSizes([self.height() - below, below])
        self._arrange()

    def _remember_share(self) -> None:
        """The findings' height as a person drew it, for the next time; in a low window it is not theirs to choose."""
        if self.height() > LOW:
            QSettings().setValue(SHARE, self.middle.sizes()[1])

    def _arrange(self) -> None:
        """In a narrow window the page takes the room of the outline; in a low one the text that of the hint."""
        is_on = self.sheet_button.isChecked()
        self.sheet.setVisible(is_on)
        self._outline_card.setVisible(not is_on or self.width() >= WIDE)
        self.hint.setVisible(self.height() > LOW and not self.carried.text())

    # --- reading ---

    def refresh(self) -> None:
        """Read the period's words and make the page."""
        self.keep()
        self._period = self._context.periods.period
        self._look()

    def show_scope(self, scope: Scope) -> None:
        """The report of another unit: what was typed is kept for the one before."""
        if scope != self._scope:
            self.keep()
            self._scope, self._shown = scope, None
            self._look()

    def _look(self) -> None:
        """Read words and findings, then make the page; once more afterwards when something was typed meanwhile."""
        if self._looking or self._is_closing:
            self._look_again = True
            return
        self._looking, at = True, (self._period, self._scope)
        store = self._context.store
        self._context.jobs.run(
            lambda: narrating.narrative(store, *at), lambda found: self._looked(at, found), self._failed, owner=self
        )

    def _looked(self, at: tuple[Period, Scope], found: Narrative) -> None:
        """The words are here. The page lets other work pass: in a province it takes longer than a key press."""
        if self._is_closing or at != (self._period, self._scope):
            self._done_looking(again=True)
            return
        self._show(found)
        if self._look_again:
            self._done_looking(again=True)
            return
        store = self._context.store
        self._context.jobs.run(
            lambda: narrating.sheet(store, *at),
            lambda made: self._drawn(at, made),
            self._failed,
            owner=self,
            behind=True,
        )

    def _drawn(self, at: tuple[Period, Scope], made: Sheet) -> None:
        is_current = at == (self._period, self._scope)
        if is_current and not self._is_closing:
            self.sheet.show_sheet(made)
            if self.editor.hasFocus():
                self.sheet.jump_to(self.outline.place)
        self._done_looking(again=not is_current)

    def _done_looking(self, *, again: bool) -> None:
        self._looking = False
        if again or self._look_again:
            self._look_again = False
            self._look()

    def _failed(self, error: ClcError) -> None:
        self._looking = self._look_again = False
        self._page.banner.error(error)

    def _show(self, found: Narrative) -> None:
        self._found = found
        labels = {one.name: f"{one.label}: {one.text}\n{one.definition}" for one in found.figures}
        self.editor.set_figures(found.values, labels)
        self.outline.show_rows(rows_of(found))
        can_carry = any(not found.passages[place].own for place in found.earlier)
        self.carry_button.setVisible(can_carry)
        if can_carry:
            self.carry_button.setToolTip(_("Lấy lời của báo cáo {period}", period=period_of(found.before)))
        self._show_passage(is_new=self._shown is None or self._shown.place != self.outline.place)
        self.told.emit(found)

    def _choose(self, place: str) -> None:
        """Another place: keep the one before, then show this one."""
        self.keep()
        self._shown = None
        self._show_passage(is_new=True)
        self.sheet.jump_to(place)

    def _show_passage(self, *, is_new: bool) -> None:
        """The passage of the place chosen. What is being typed is never overwritten by what was read."""
        found, place = self._found, self.outline.place
        if found is None or place not in found.passages:
            return
        passage = found.passages[place]
        is_typed = self._shown is not None and self.editor.read() != self._shown.text
        if is_new or (not is_typed and self._shown is not None and passage.text != self._shown.text):
            self.editor.show_value(passage.text)
        self._shown = passage if is_new or not is_typed else self._shown
        self.place.setText(place_words(place))
        self._show_marks(passage, found)
        self._show_findings()

    def _show_marks(self, passage: Passage, found: Narrative) -> None:
        whose = period_of(passage.carried) if passage.carried else ""
        self.carried.setText(_("Lời của báo cáo {period}, chưa đọc lại.", period=whose) if whose else "")
        self.carried.setVisible(bool(whose))
        self.read_button.setVisible(bool(whose))
        self._arrange()
        earlier = found.earlier.get(passage.place)
        self.earlier_button.setVisible(earlier is not None and earlier != passage.text)
        if earlier is not None:
            words = _("Lấy lời {period}", period=period_of(found.before))
            set_words(self.earlier_button, words)

    def _show_findings(self) -> None:
        found, place = self._found, self.outline.place
        if found is None:
            return
        here = [one for one in found.findings if one.place in (place, "")]
        elsewhere = sum(one.place not in (place, "") and one.severity != "hint" for one in found.findings)
        self.findings.show_findings(here, elsewhere, found.dismissed)
        for one, other in pairwise([self.editor, *self.findings.findChildren(QPushButton)]):
            QWidget.setTabOrder(one, other)  # made anew, they would come after the preview
        is_current = self._shown is not None and self.editor.read() == found.passages[place].text
        self.editor.show_findings([one for one in here if one.place and one.end > one.start] if is_current else [])

    # --- writing ---

    def _edited(self) -> None:
        if self._shown is not None:
            self.state.setText(_("Đang gõ…"))
            self.editor.setExtraSelections([])
            self._timer.start()

    def keep(self) -> None:
        """Keep what was typed, in the period and place it was typed for; then look at the report again."""
        self._timer.stop()
        shown = self._shown
        if shown is None or self.editor.read() == shown.text:
            return
        store, period, scope, text = self._context.store, self._period, self._scope, self.editor.read()
        self._shown = replace(shown, text=text, own=True)
        self._context.jobs.run(
            lambda: reporting.save_passage(store, period, shown.place, text, scope),
            lambda _done: self._kept(),
            lambda error: self._not_kept(shown, text, error),
            owner=self,
        )

    def _close(self) -> None:
        """The last words are kept; nothing is read any more."""
        self._is_closing = True
        self.keep()

    def _kept(self) -> None:
        self.state.setText(_("Đã lưu"))
        self._look()

    def _not_kept(self, before: Passage, text: str, error: ClcError) -> None:
        """Refused: the words stay in the editor, to be tried again with the next key."""
        self._page.banner.error(error)
        self.state.setText(_("Chưa lưu được"))
        if self._shown is not None and (self._shown.place, self._shown.text) == (before.place, text):
            self._shown = before

    # --- last year's words ---

    def carry_over(self) -> None:
        """Last year's words for every place without own ones."""
        self.keep()
        store, period, scope = self._context.store, self._period, self._scope
        self._page.load(lambda: narrating.carry_over(store, period, scope), self._carried)

    def _carried(self, places: tuple[str, ...]) -> None:
        self._shown = None
        words = _("Đã lấy lời kỳ trước cho {count} phần. Mỗi phần được đánh dấu đến khi đọc xong.", count=len(places))
        self._page.banner.done(words)
        self._look()

    def take_earlier(self) -> None:
        """Last year's words in this place only; Ctrl+Z brings back what stood here."""
        found, place = self._found, self.outline.place
        if found is None or place not in found.earlier:
            return
        store, period, scope, before = self._context.store, self._period, self._scope, found.before
        self.editor.replace_all(found.earlier[place])
        self._context.jobs.run(lambda: narrating.mark_carried(store, period, place, before, scope), owner=self)
        self.keep()

    def mark_read(self) -> None:
        """These words have been read; the next unread ones are shown."""
        self.keep()
        store, period, scope, place = self._context.store, self._period, self._scope, self.outline.place
        unread = [one for one in (self._found.unread if self._found else ()) if one != place]
        self._page.load(lambda: narrating.mark_read(store, period, place, scope), lambda _done: self._look())
        if unread:
            self.outline.choose(unread[0])

    # --- figures and findings ---

    def open_picker(self) -> None:
        """The list of figures, below its button."""
        if self._found is not None:
            self.picker.open_at(self.insert_button, self._found.figures)

    def _mend(self, one: Finding) -> None:
        if self._is_current():
            self.editor.mend(one)
            self.keep()

    def _dismiss(self, one: Finding) -> None:
        """A hint that is left as it is, for a reason; it comes back when words or figures change."""
        store, period, scope = self._context.store, self._period, self._scope

        def act(reason: str) -> None:
            self._context.jobs.run(
                lambda: narrating.dismiss_hint(store, period, one, reason, scope),
                lambda _done: self._dismissed(),
                self.reason.show_error,
                owner=self,
            )

        self.keep()
        self.reason.open_box(_("Vì sao để nguyên như vậy?"), _("Để nguyên"), act)

    def _dismissed(self) -> None:
        self.reason.close_box()
        self._look()

    def bind_all(self) -> None:
        """Every typed number that is a figure becomes that figure, the last one first so that places stay right."""
        if self._is_current():
            for one in sorted(self.findings.found, key=lambda one: -one.start):
                if one.code == BINDABLE:
                    self.editor.mend(one)
            self.keep()

    def _is_current(self) -> bool:
        """Whether the findings are those of the words in the editor; else they are on their way."""
        found, place = self._found, self.outline.place
        is_so = found is not None and self.editor.read() == found.passages[place].text
        if not is_so:
            self.keep()
        return is_so

    def go_on(self) -> None:
        """The next place in which something is wrong."""
        if self._found is None:
            return
        waiting = {one.place for one in self._found.findings if one.severity != "hint"}
        places = self.outline.places
        here = places.index(self.outline.place) if self.outline.place in places else 0
        ahead = (place for place in (*places[here + 1 :], *places[:here]) if place in waiting)
        self.outline.choose(next(ahead, self.outline.place))
