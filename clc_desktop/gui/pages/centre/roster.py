"""Danh sách lớp: people by typing a name and Enter, or pasted from Excel; who has one name is told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import theme
from clc_desktop.gui.completion import OFFERED, AccentlessCompleter
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.mark_model import shown_name
from clc_desktop.gui.page import Page
from clc_desktop.gui.pages.centre.roster_paste import PastePreview
from clc_desktop.gui.pages.sheets import NameColumn
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.undoing import Offer, keep
from clc_desktop.gui.widgets import EmptyState, button, clear_layout, column, label, row, shortcut
from clc_desktop.gui.words import SEXES, word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import rosters
from clc_desktop.usecases.learners import LearnerRow
from clc_desktop.usecases.rosters import KnownLearner, Member, Newcomer, Roster, parse_person, with_details

Numbered = tuple[int, Member]
MOST_OFFERED = 5
"""Namesakes to choose from; of more, those whom the typed details fit."""


def _listed_name(member: Member) -> str:
    name = shown_name(member)
    return name if member.listed else _("{name} (không còn trong danh sách)", name=name)


COLUMNS: tuple[Column[Numbered], ...] = (
    Column("number", N_("Số"), lambda r: r[0], "number", 56),
    NameColumn("full_name", N_("Họ và tên"), lambda r: _listed_name(r[1]), width=260, stretch=True,
               sorted_by=lambda r: r[1].full_name),
    Column("birth_year", N_("Năm sinh"), lambda r: str(r[1].birth_year or ""), width=96),
    Column("sex", N_("Giới tính"), lambda r: r[1].sex, width=96, words=lambda code: word(SEXES, code)),
    Column("village", N_("Thôn/bản"), lambda r: r[1].village, width=200),
)  # fmt: skip


class LearnerCompleter(AccentlessCompleter):
    """Offers known learners, those of the latest classes first. Enter on a marked one takes it; else it is a name."""

    def __init__(self, line: LineInput) -> None:
        super().__init__(line)
        self.ids: dict[str, str] = {}

    def set_known(self, known: Sequence[KnownLearner]) -> None:
        """Offer these; their keys were made by the worker, for there may be 50 000."""
        self._choices = [(person.words, person.key) for person in known]
        self.ids = {person.words: person.id for person in known}

    def matches(self, typed: str) -> list[str]:
        words = search_key(typed).split()
        found: list[str] = []
        for choice, key in self._choices if words else ():
            if words[0] in key and all(word in key for word in words):
                found.append(choice)
                if len(found) == OFFERED:
                    break
        return found

    def _popup_key(self, event: QKeyEvent) -> bool:
        marked = self._list.selectionModel().isSelected(self._list.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not marked:
            self._list.hide()
            QApplication.sendEvent(self._line, QKeyEvent(event))
            return True
        return super()._popup_key(event)


class NameLine(LineInput):
    """A name and Enter; several pasted lines go elsewhere."""

    entered = Signal(str)
    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.textEdited.disconnect(self._completer._offer)
        self._completer.deleteLater()
        self.known = LearnerCompleter(self)
        self._completer = self.known
        self.setAccessibleName(_("Thêm người vào lớp"))
        self.setPlaceholderText(_("Gõ họ tên rồi Enter, ví dụ: Lò Văn An, 1990, nam, Bản Hua Sát"))
        self.returnPressed.connect(lambda: self.entered.emit(self.text()))
        self.known.taken = self.entered.emit

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and is_table(QApplication.clipboard().text()):
            self.pasted.emit(QApplication.clipboard().text())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z and Ctrl+Y where nothing typed is to be undone are for what was done to the list."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            mine = {keys.Undo: self.isUndoAvailable(), keys.Redo: self.isRedoAvailable()}
            if any(event.matches(key) and not is_open for key, is_open in mine.items()):
                event.ignore()
                return True
        return super().event(event)


def is_table(text: str) -> bool:
    """Whether a copied text is more than one name."""
    return "\n" in text.strip() or "\t" in text


class ChoiceBox(QFrame):
    """Somebody of this name is known: that person, or a new one. Arrows choose, Enter takes, Esc thinks again."""

    chosen = Signal(object)
    leaving = Signal()
    asking = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        self.setProperty("tone", "warning")
        self.buttons: list[QPushButton] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 12, 16, 12)
        self._layout.setSpacing(theme.GRID)
        self.hide()

    def ask(self, values: dict[str, Any], people: Sequence[LearnerRow], listed: set[str]) -> None:
        """Offer those who may be meant, then a new learner with these values."""
        clear_layout(self._layout)
        self._layout.addWidget(
            label(_("Đã có người tên {name}. Đó là ai?", name=values["full_name"]), "strong", wrap=True)
        )
        self.buttons = []
        fitting = sorted(people, key=lambda found: not _fits(found, values))[:MOST_OFFERED]
        for found in fitting:
            words = with_details(found)
            is_listed = found.id in listed
            made = self._add(_("{who} (đã có trong lớp)", who=words) if is_listed else words, found.id)
            made.setEnabled(not is_listed)
        told = " · ".join(str(part) for part in (values.get("birth_year"), values.get("village")) if part)
        self._add(_("Người khác, mới: {name}", name=" · ".join(filter(None, (values["full_name"], told)))), values)
        if len(people) > len(fitting):
            more = _(
                "Còn {count} người nữa cùng tên: gõ thêm năm sinh hoặc thôn bản.", count=len(people) - len(fitting)
            )
            self._layout.addWidget(label(more, "muted", wrap=True))
        elif not told:
            hint = _("Nên gõ thêm năm sinh hoặc thôn bản để phân biệt: Lò Văn An, 1990, Bản Hua Sát.")
            self._layout.addWidget(label(hint, "muted", wrap=True))
        below = 2 * theme.INPUT_HEIGHT + 3 * theme.GRID  # the question, the hint, the margins
        self.setMinimumHeight(len(self.buttons) * (theme.INPUT_HEIGHT + theme.GRID) + below)
        self.show()
        next(made for made in self.buttons if made.isEnabled()).setFocus()

    def _add(self, words: str, what: Newcomer) -> QPushButton:
        made = button(words, lambda: self._choose(what), kind="option")
        made.setFixedHeight(theme.INPUT_HEIGHT)
        self.buttons.append(made)
        self._layout.addWidget(made)
        return made

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.asking.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.asking.emit(False)

    def _choose(self, what: Newcomer) -> None:
        self.hide()
        self.chosen.emit(what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enabled = [made for made in self.buttons if made.isEnabled()]
        at = next((n for n, made in enumerate(enabled) if made.hasFocus()), 0)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step:
            enabled[(at + step) % len(enabled)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enabled[at].click()
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.leaving.emit()
        else:
            super().keyPressEvent(event)


def _fits(found: LearnerRow, values: dict[str, Any]) -> bool:
    """Whether nothing that was typed says that it is somebody else."""
    year, village = values.get("birth_year"), search_key(values.get("village", ""))
    return year in (None, found.birth_year) and village in search_key(found.village)


class RosterView(QStackedWidget):
    """The list with the line above it, or the preview of what was pasted."""

    changed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.roster: Roster | None = None
        self._typed = ""
        self.name = NameLine()
        self.choices = ChoiceBox()
        self.paste_button = button(
            _("Dán từ Excel"), self.paste, icon="table-2", tip=_("Dán cột họ tên đã chép (Ctrl+V)")
        )
        self.remove_button = button(
            _("Đưa khỏi lớp"), self._remove_selected, tip=_("Đưa người đang chọn khỏi lớp (Del)")
        )
        self.model: RecordModel[Numbered] = RecordModel(COLUMNS, self)
        self.table: RecordTable[Numbered] = RecordTable(self.model, "roster")
        self.table.setAccessibleName(_("Danh sách lớp"))
        self.preview = PastePreview()
        self._build()
        self._connect()

    def _build(self) -> None:
        first = button(_("Dán từ Excel"), self.paste, kind="primary", icon="table-2")
        words = _("Lớp chưa có ai. Gõ họ tên vào ô ở trên, hoặc chép cột họ tên trong Excel rồi dán vào đây.")
        self.panel = TablePanel(self.table, EmptyState("users", words, first))
        inside = QWidget()
        whole = column(parent=inside, spacing=12)
        tools = row(self.name, self.paste_button, self.remove_button)
        tools.setStretch(0, 1)
        whole.addLayout(tools)
        whole.addWidget(self.choices, 0, Qt.AlignmentFlag.AlignTop)
        whole.addWidget(self.panel, 1)
        self.list = inside
        self.addWidget(inside)
        self.addWidget(self.preview)

    def _connect(self) -> None:
        self.name.entered.connect(self._entered)
        self.name.pasted.connect(self.show_paste)
        self.choices.chosen.connect(lambda what: self.add([what]))
        self.choices.leaving.connect(self._type_again)
        self.choices.asking.connect(self.panel.setHidden)  # a low window has no room for both
        self.table.deleting.connect(lambda found: self.remove([member.id for _number, member in found]))
        self.preview.taking.connect(self.add)
        self.preview.retyped.connect(self._meet)
        self.preview.leaving.connect(self._back)
        shortcut("Ctrl+V", self.table, self.paste, _("Dán từ Excel"))

    def show_roster(self, roster: Roster) -> None:
        """Show who is on the roster, with the numbers that the sign-in sheet has."""
        is_same = self.roster is not None and self.roster.learning_class.id == roster.learning_class.id
        self.roster = roster
        self.model.set_records(list(enumerate(roster.members, start=1)))
        self.remove_button.setEnabled(bool(roster.members))
        if not is_same:
            self.name.clear()
            self.choices.hide()
            self.setCurrentWidget(self.list)

    def focus_first(self) -> None:
        """The cursor into the line that takes names."""
        self.name.setFocus()

    # --- typing ---

    def _entered(self, typed: str) -> None:
        values = parse_person(typed)
        if not values["full_name"] or self.roster is None:
            return
        self._typed = typed
        self.name.setText("")  # at once (Enter pressed twice is one person), and by Ctrl+Z it does not come back
        if typed in self.name.known.ids:
            self.add([self.name.known.ids[typed]])
            return
        store, listed = self.page.context.store, {member.id for member in self.roster.members if member.listed}

        def show(people: tuple[LearnerRow, ...]) -> None:
            if people:
                self.choices.ask(values, people, listed)
            else:
                self.add([values])

        self.page.load(lambda: rosters.find_namesakes(store, values["full_name"]), show)

    def add(self, newcomers: list[Newcomer]) -> None:
        """Put people on the roster."""
        if self.roster is None:
            return
        store, class_id = self.page.context.store, self.roster.learning_class.id
        keep(self.page, lambda: rosters.add_to_roster(store, class_id, newcomers), self._added, self._refused)

    def _refused(self, error: ClcError) -> None:
        """What was typed or pasted is still there."""
        self.page.banner.error(error)
        self.preview.allow_taking()
        self._type_again()

    def _type_again(self) -> None:
        if not self.name.text():
            self.name.setText(self._typed)
        self.name.setFocus()

    def _added(self, added: tuple[str, ...], offered: Offer) -> None:
        self._typed = ""
        self._back()
        self.changed.emit()
        if added:
            words = ngettext("Đã ghi {count} người vào lớp.", "Đã ghi {count} người vào lớp.", len(added))
            self.page.banner.done(words, *offered)
        else:
            self.page.banner.say(_("Người này đã có trong lớp."))

    # --- pasting ---

    def paste(self) -> None:
        """What was copied in Excel."""
        text = QApplication.clipboard().text()
        if text.strip():
            self.show_paste(text)
        else:
            self.page.banner.say(_("Chưa chép gì. Hãy chọn cột họ tên trong Excel, bấm Ctrl+C, rồi dán vào đây."))

    def show_paste(self, text: str) -> None:
        """Show what a copied text would bring; nothing is kept yet."""
        if self.roster is None:
            return
        store, listed = self.page.context.store, {member.id for member in self.roster.members}

        def show(people: tuple[rosters.PastedPerson, ...]) -> None:
            if not people:
                self.page.banner.say(_("Không thấy họ tên nào trong phần vừa dán."), "warning")
                return
            self.page.banner.hide_message()
            self.preview.show_people(people, listed)
            self.setCurrentWidget(self.preview)
            self.preview.table.setFocus()

        self.page.load(lambda: rosters.read_paste(store, text), show)

    def _meet(self, people: dict[int, rosters.PastedPerson]) -> None:
        store, asked = self.page.context.store, tuple(people.values())
        self.page.load(
            lambda: rosters.meet(store, asked),
            lambda met: self.preview.take_met(people, dict(zip(people, met, strict=True))),
        )

    def _back(self) -> None:
        self.setCurrentWidget(self.list)
        QTimer.singleShot(0, self.name, self.name.setFocus)

    # --- removing ---

    def _remove_selected(self) -> None:
        self.remove([member.id for _number, member in self.table.selected_records()])

    def remove(self, ids: list[str]) -> None:
        """Take people off the roster; it can be taken back, so nobody is asked."""
        if self.roster is None or not ids:
            return
        store, class_id = self.page.context.store, self.roster.learning_class.id
        words = ngettext("Đã đưa {count} người khỏi lớp.", "Đã đưa {count} người khỏi lớp.", len(ids))

        def done(_result: object, offered: Offer) -> None:
            self.changed.emit()
            self.page.banner.done(words, *offered)

        keep(self.page, lambda: rosters.remove_from_roster(store, class_id, ids), done)
