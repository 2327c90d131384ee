"""What a page of plain records is made of: a kind, columns, a form, words. One declaration for each list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Generic, TypeVar

from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import Record
from clc_desktop.domain.vietnamese import sort_key
from clc_desktop.gui.forms import Group
from clc_desktop.gui.tables import Column
from clc_desktop.i18n import text as _

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class SheetWords:
    """What a list says; message ids, translated where they are shown."""

    title: str
    add: str
    first: str
    empty: str
    new: str
    edit: str
    next: str
    list: str


@dataclass(frozen=True)
class NameColumn(Column[R]):
    """Names of people, in order of the given name; who has none comes last. ``sorted_by`` gives the bare name where the
    cell says more.
    """

    sorted_by: Callable[[R], str] | None = None

    def sort_keys(self, records: Sequence[R]) -> list[Any]:
        return [sort_key(name) if name else None for name in map(self.sorted_by or self.value, records)]


@dataclass(frozen=True)
class Narrowing(Generic[R]):
    """A choice beside the filter: everything, or the records for which ``test`` holds."""

    everything: str
    choices: Callable[[Sequence[R]], list[tuple[Any, str]]]
    test: Callable[[R, Any, Period], bool]


@dataclass(frozen=True)
class Sheet(Generic[R]):
    """One list of records of one kind, and the form for one of them.

    ``start`` gives what a new record begins with; ``carried`` are the fields that "save and next" takes over.
    A ``yearly`` list shows the records of the chosen year only and can be copied from the year before.
    """

    cls: type[R]
    icon: str
    words: SheetWords
    columns: tuple[Column[R], ...]
    groups: Callable[[], tuple[Group, ...]]
    name: Callable[[R], str]
    order: Callable[[R], Any]
    start: Callable[[int], dict[str, Any]] = field(default=lambda _year: {})
    narrowing: Narrowing[R] | None = None
    suggested: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    """Fields that may be changed in several rows at once."""
    page: str = ""
    """The page's key; with it the list is exported to Excel and takes cells pasted from there."""
    is_yearly: bool = False
    can_copy: bool = False
    has_totals: bool = True

    @property
    def is_exported(self) -> bool:
        """Whether a workbook has a sheet for it."""
        return bool(self.page)


def filled(cls: type[Record], values: dict[str, Any]) -> dict[str, Any]:
    """The values with "" or whatever the record's own default is where an input was left empty."""
    defaults = {f.name: f.default for f in fields(cls) if f.default is not MISSING}
    return {name: defaults.get(name) if value is None else value for name, value in values.items()}


def choices(words: dict[Any, str]) -> list[tuple[Any, str]]:
    """Codes with their words, for an input or a narrowing."""
    return [(code, _(text)) for code, text in words.items()]
