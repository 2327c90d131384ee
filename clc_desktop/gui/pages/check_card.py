"""What to look at before a period is submitted: each finding with its words, and one click to every record of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from clc_desktop import i18n
from clc_desktop.gui.cards import TaskCard, TaskRow
from clc_desktop.gui.pages import PAGES as SPECS
from clc_desktop.gui.widgets import as_typed, button, row
from clc_desktop.gui.words import RECORD_KINDS, word
from clc_desktop.i18n import coded, ngettext
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.submission_check import CheckLine, Place

SHOWN = 4
"""Records of one finding that are in sight; the others follow as these are mended."""
LONGEST = 40
LINE, ICON = 72, 8
"""Letters that fit into a line of a window at 150 %, and what an icon takes of them."""
UNIT = "unit"
"""The kind of a place that is a unit below an aggregator; sentences about these say how many they are."""


class CheckCard(QFrame):
    """Findings as a list of tasks: errors, warnings, and warnings that a reason lets stand.

    ``page_of`` names the page on which a kind of record is mended.
    """

    opened = Signal(object)

    def __init__(self, page_of: Callable[[str], str]) -> None:
        super().__init__()
        self._page_of = page_of
        self.card = TaskCard(_("Kiểm tra số liệu của kỳ"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.card)

    def show_lines(self, lines: Sequence[CheckLine]) -> None:
        """Another list; an empty one is good news."""
        if not lines:
            self.card.show_tasks([TaskRow("done", _("Không có điều gì phải xem lại."))])
            return
        self.card.show_tasks([self._row(line) for line in lines])

    def _row(self, line: CheckLine) -> TaskRow:
        state = "wrong" if line.severity == "error" else "info" if line.reason else "todo"
        detail = _("Giữ nguyên vì: {reason}", reason=line.reason) if line.reason else ""
        places = [place for place in line.places if place.kind != "clock"]
        if len(places) == 1:
            return TaskRow(state, words_of(line), detail, self._link(places[0]))
        made = TaskRow(state, words_of(line), detail)
        for links in _lines([self._link(place) for place in places[:SHOWN]]):
            made.words.addLayout(row(*links, None))
        if len(places) > SHOWN:
            more = len(places) - SHOWN
            of_units = line.places[0].kind == UNIT
            made.say_more(
                ngettext("và {count} đơn vị nữa", "và {count} đơn vị nữa", more)
                if of_units
                else ngettext("và {count} dòng nữa", "và {count} dòng nữa", more)
            )
        return made

    def _link(self, place: Place) -> QPushButton:
        title = place.title if len(place.title) <= LONGEST else place.title[: LONGEST - 1] + "…"
        day = f" · {i18n.date(place.day)}" if place.day and title else ""
        named = f"{title}{day}" if title else _("Mở trang {page}", page=self._page_name(place.kind))
        made = button(named, partial(self.opened.emit, place), kind="plain", icon="pencil")
        if place.title:
            made.setToolTip(as_typed(_("Mở: {name}", name=place.title)))
        return made

    def _page_name(self, kind: str) -> str:
        key = self._page_of(kind)
        return next((_(spec.title) for spec in SPECS if spec.key == key), word(RECORD_KINDS, kind))


def _lines(links: Sequence[QPushButton]) -> list[list[QPushButton]]:
    """As many beside each other as a small window has room for."""
    lines: list[list[QPushButton]] = []
    room = 0
    for link in links:
        needed = len(link.text()) + ICON
        if needed > room:
            lines.append([])
            room = LINE
        lines[-1].append(link)
        room -= needed
    return lines


def words_of(line: CheckLine) -> str:
    """The finding in the officer's words, with how many records it is about."""
    words = coded("submit", line.code, {**line.data, "count": len(line.places)})
    if len(line.places) == 1 or line.places[0].kind == UNIT:
        return words
    return _("{words} ({count} dòng)", words=words, count=len(line.places))
