"""A Qt model from a tuple of columns. Filter and sort run over plain lists; nothing is made for a single cell.

The model needs no window and no proxy: ``record_at`` gives the record behind a row, ``SORT`` the value behind a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from clc_desktop import i18n
from clc_desktop.domain.vietnamese import search_key, text_sort_key
from clc_desktop.gui.widgets import as_typed
from clc_desktop.i18n import text as _

R = TypeVar("R")
T = TypeVar("T")
Kind = Literal["text", "number", "date", "chip"]
Index = QModelIndex | QPersistentModelIndex

SORT = Qt.ItemDataRole.UserRole
TONE = Qt.ItemDataRole.UserRole + 1
KIND = Qt.ItemDataRole.UserRole + 2

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: how to get the value of a record, what to call it, how to show it.

    ``words`` turns a code into a word (and is what is searched and sorted then); ``tone`` colours a chip's ground.
    ``total`` puts the column's sum into the totals row.
    """

    key: str
    title: str
    value: Callable[[R], Any]
    kind: Kind = "text"
    width: int = 120
    words: Callable[[Any], str] | None = None
    tone: Callable[[R], str] | None = None
    total: bool = False
    stretch: bool = False
    optional: bool = False
    """Left out where the window is narrow, the last one first."""
    seldom: bool = False
    """Left out as long as it is empty in all records."""
    hidden: bool = False
    """Searched, never shown."""

    def shown(self, record: R) -> str:
        """The cell's text."""
        return self.worded(self.value(record))

    def worded(self, value: Any) -> str:
        """A value as a cell shows it."""
        if value is None:
            return ""
        if self.words is not None:
            return self.words(value)
        match value:
            case bool():
                return i18n.active().show(value)
            case int() | Decimal():
                return i18n.number(value)
            case date():
                return i18n.date(value)
            case tuple() | list():
                return ", ".join(value)
        return str(value)

    def folded(self, value: Any) -> str:
        """The same as a filter compares it."""
        return search_key(self.worded(value))

    def sort_keys(self, records: Sequence[R]) -> list[Any]:
        """Vietnamese order for words, value order for the rest; None for what is unknown."""
        if self.kind in ("number", "date"):
            return [self.value(record) for record in records]
        return _of_each(self, records, lambda value: None if value is None else text_sort_key(self.worded(value)))


class RecordModel(QAbstractTableModel, Generic[R]):
    """Records as rows. Filtering and sorting change only the list of visible positions."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None, *, page: int = 0) -> None:
        """With ``page`` so many rows are shown at first and as many more whenever the last is reached; totals,
        filters and order are those of all.
        """
        super().__init__(parent)
        self._page, self._shown = page, page
        self.columns = tuple(columns)
        self.records: tuple[R, ...] = ()
        self._keys: list[str] | None = None
        self.awaits_keys = False
        """Whether search keys are being computed; a filter typed meanwhile works as soon as they come."""
        self._ranks: dict[str, list[int | None]] = {}
        self._summed: dict[int, list[int]] = {}
        self._blank: dict[int, bool] = {}
        self._order: list[int] = []
        self._visible: list[int] = []
        self._needles: list[str] = []
        self._facet: Callable[[R], bool] | None = None
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None
        self.waiting: frozenset[str] = frozenset()
        """Keys of columns whose values are on their way: their cells show dots, and they have no total."""
        self.is_whole = True
        """Whether these are all records; while the rest is on its way there are no totals."""

    # --- what Qt asks ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        if parent.isValid():
            return 0
        return min(self._shown, len(self._visible)) if self._page else len(self._visible)

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        return not parent.isValid() and self.rowCount() < len(self._visible)

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        first = self.rowCount()
        more = min(self._page, len(self._visible) - first)
        if more <= 0:
            return
        self.beginInsertRows(QModelIndex(), first, first + more - 1)
        self._shown = first + more
        self.endInsertRows()

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, record = self.columns[index.column()], self.records[self._visible[index.row()]]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return "…" if column.key in self.waiting else column.shown(record)
            case Qt.ItemDataRole.ToolTipRole:
                return as_typed(column.shown(record))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.kind == "number" else _LEFT
            case _ if role == SORT:
                return column.value(record)
            case _ if role == KIND:
                return column.kind
            case _ if role == TONE:
                return column.tone(record) if column.tone else ""
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            arrow = "" if role == Qt.ItemDataRole.ToolTipRole else self._arrow(section)
            return _(column.title) + arrow
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.kind == "number" else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; equal ones keep the order they had. -1 gives back the order of the records."""
        self.layoutAboutToBeChanged.emit()
        self._sorted_by = (column, order) if column >= 0 else None
        self._arrange()
        self.layoutChanged.emit()

    # --- what pages ask ---

    def set_records(self, records: Sequence[R], *, is_whole: bool = True) -> None:
        """Show other records; filter and sort order stay."""
        self.beginResetModel()
        self.is_whole = is_whole
        self._shown = self._page
        self.records = tuple(records)
        self._keys, self.awaits_keys = None, False
        self._ranks, self._summed, self._blank = {}, {}, {}
        self._arrange()
        self.endResetModel()

    def set_filter(self, typed: str) -> None:
        """Keep rows that hold every word of ``typed``, with or without accents."""
        needles = search_key(typed).split()
        is_narrower = bool(self._needles) and " ".join(needles).startswith(" ".join(self._needles))
        self._needles = needles
        self._refilter(self._visible if is_narrower else self._order)

    def set_facet(self, facet: Callable[[R], bool] | None) -> None:
        """Keep rows for which this holds, beside the filter."""
        if facet is None and self._facet is None:
            return
        self._facet = facet
        self._refilter(self._order)

    def record_at(self, row: int) -> R:
        """The record behind a visible row."""
        return self.records[self._visible[row]]

    def shown_records(self) -> list[R]:
        """The records behind the visible rows, in their order."""
        return [self.records[position] for position in self._visible]

    def row_where(self, test: Callable[[R], bool]) -> int:
        """The first shown row whose record passes; -1 if none does."""
        shown = self._visible[: self.rowCount()]
        return next((row for row, position in enumerate(shown) if test(self.records[position])), -1)

    def is_blank(self, number: int) -> bool:
        """Whether no record has anything in this column."""
        if number not in self._blank:
            value = self.columns[number].value
            self._blank[number] = not any(map(value, self.records))
        return self._blank[number]

    def totals(self) -> dict[int, int]:
        """Sums of the ``total`` columns over the visible rows; none while records are missing."""
        return {
            number: sum(map(self._addends(number).__getitem__, self._visible))
            for number, column in enumerate(self.columns)
            if column.total and self.is_whole and column.key not in self.waiting
        }

    def _addends(self, number: int) -> list[int]:
        """What each record adds to a column's sum; taken from the records once, for every key of a filter adds anew."""
        if number not in self._summed:
            value = self.columns[number].value
            self._summed[number] = [value(record) or 0 for record in self.records]
        return self._summed[number]

    def await_search_keys(self) -> None:
        """Somebody computes them; until they come nothing is filtered, for the window would stand still meanwhile."""
        self.awaits_keys = self._keys is None

    def take_search_keys(self, records: tuple[R, ...], keys: list[str]) -> None:
        """Keys that were computed elsewhere ahead of the first keystroke; too late if other records are shown now."""
        if records is self.records:
            self._keys, self.awaits_keys = keys, False
            if self._needles:
                self._refilter(self._order)

    def take_sort_ranks(self, records: tuple[R, ...], ranks: dict[str, list[int | None]]) -> None:
        """The same for the order of columns, by their keys."""
        if records is self.records:
            self._ranks = ranks

    def _arrow(self, section: int) -> str:
        if self._sorted_by is None or self._sorted_by[0] != section:
            return ""
        return "  ↑" if self._sorted_by[1] == Qt.SortOrder.AscendingOrder else "  ↓"

    def _refilter(self, among: list[int]) -> None:
        self.beginResetModel()
        self._shown = self._page
        self._visible = self._filtered(among)
        self.endResetModel()

    def _arrange(self) -> None:
        order = list(range(len(self.records)))
        if self._sorted_by is not None:
            column, direction = self.columns[self._sorted_by[0]], self._sorted_by[1]
            keys: list[Any] = self._ranks.get(column.key) or column.sort_keys(self.records)
            unknown = [position for position in order if keys[position] is None]
            order = [position for position in order if keys[position] is not None]
            order.sort(key=keys.__getitem__, reverse=direction == Qt.SortOrder.DescendingOrder)
            order += unknown  # last, whichever way the rest is sorted
        self._order = order
        self._visible = self._filtered(order)

    def _filtered(self, order: list[int]) -> list[int]:
        facet, records = self._facet, self.records
        kept = order if facet is None else [position for position in order if facet(records[position])]
        if self._needles and not self.awaits_keys:
            if self._keys is None:
                self._keys = search_keys(self.columns, self.records)
            keys = self._keys
            for needle in self._needles:
                kept = [position for position in kept if needle in keys[position]]
        return list(kept)


def search_keys(columns: Sequence[Column[R]], records: Sequence[R]) -> list[str]:
    """One string a record that holds all its words without accents; numbers are not searched."""
    searched = [column for column in columns if column.kind != "number"]
    texts = [_of_each(column, records, column.folded) for column in searched]
    return ["\n".join(cells) for cells in zip(*texts, strict=True)] or [""] * len(records)


def _of_each(column: Column[R], records: Sequence[R], found: Callable[[Any], T]) -> list[T]:
    """What is found for the column's value of each record, once for those that are alike."""
    values = [column.value(record) for record in records]
    known = {value: found(value) for value in set(values)}
    return [known[value] for value in values]


def sort_ranks(columns: Sequence[Column[R]], records: Sequence[R]) -> dict[str, list[int | None]]:
    """By column the place of each record in its order; records that are alike share one, the unknown have none.

    Columns of numbers and days are not reckoned: their values are their order.
    """
    found: dict[str, list[int | None]] = {}
    for column in (column for column in columns if column.kind not in ("number", "date")):
        keys = column.sort_keys(records)
        places = {key: place for place, key in enumerate(sorted({key for key in keys if key is not None}))}
        found[column.key] = [places.get(key) for key in keys]
    return found


def as_cells(columns: Sequence[Column[R]], records: Sequence[R]) -> list[list[str]]:
    """Rows as they are copied to Excel: headings first, numbers without dots."""
    return [[_(column.title) for column in columns]] + [
        [_plain(column, record) for column in columns] for record in records
    ]


def _plain(column: Column[R], record: R) -> str:
    value = column.value(record)
    return str(value) if column.kind == "number" and isinstance(value, int) else column.shown(record)
