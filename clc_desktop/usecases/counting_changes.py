"""Changing how figures are counted: the fields of activity and the rule for turns, never silently for a locked period.

A change is first tried in a transaction that is taken back; what it would do to the figures of locked periods is shown,
and only with the person's consent for exactly those periods is it made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from clc_desktop.domain.clock import derived_id
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures, Count
from clc_desktop.domain.records import ActivityField, CountingRule
from clc_desktop.domain.vietnamese import clean, search_key
from clc_desktop.store.database import Store, Tx, set_meta
from clc_desktop.store.field_uses import field_uses
from clc_desktop.store.records import put, remove
from clc_desktop.store.states import locked_periods
from clc_desktop.usecases.reporting import read_figures
from clc_desktop.usecases.workspace import read_taxonomy, read_tree, require_identity


@dataclass(frozen=True, slots=True)
class Effect:
    """The totals of a locked period before and after a change; ``other`` says that only parts of them move."""

    period: str
    before: Count
    after: Count

    @property
    def other(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of activity with how many records name it: one that is named is retired, never deleted."""

    field: ActivityField
    used: int

    @property
    def id(self) -> str:
        return self.field.code


def field_lines(store: Store) -> tuple[FieldLine, ...]:
    """Every field that this database knows, in its order, those not in use any more among them."""
    with store.read() as conn:
        used = field_uses(conn)
        return tuple(FieldLine(field, used[field.code]) for field in read_taxonomy(conn))


def new_field(store: Store, name: str, unit_word: str = "lớp", counts_in_total: bool = True) -> ActivityField:
    """A field that stands last, not saved, with a code of its own made of its name."""
    with store.read() as conn:
        known = read_taxonomy(conn)
        unit_id = require_identity(conn, "aggregator").unit_id
    stem = re.sub(r"[^a-z0-9]+", "_", search_key(name)).strip("_")[:40] or "field"
    taken = {field.code for field in known}
    code = next(one for one in (stem, *(f"{stem}_{number}" for number in range(2, 1000))) if one not in taken)
    position = max((field.position for field in known), default=-1) + 1
    made_id = derived_id(ActivityField.kind, unit_id, code)
    return ActivityField(
        id=made_id, unit_id=unit_id, code=code, name=clean(name), unit_word=clean(unit_word),
        counts_in_total=counts_in_total, position=position,
    )  # fmt: skip


def save_fields(store: Store, fields: Sequence[ActivityField], agreed: Collection[str] = ()) -> tuple[Effect, ...]:
    """Save the whole list in this order; fields that are left out are deleted.

    Raises ClcError ``field_name_missing``, ``field_name_taken``, ``field_used``, or ``locked_figures_move`` where the
    figures of locked periods would move that are not ``agreed``. Gives what has moved.
    """
    return _apply(store, "save_fields", lambda tx: _save_fields(tx, fields), agreed)


def fields_effects(store: Store, fields: Sequence[ActivityField]) -> tuple[Effect, ...]:
    """What saving the list would do to locked periods; nothing is written. Raises like ``save_fields``."""
    return _tried(store, lambda tx: _save_fields(tx, fields))


def change_rule(store: Store, rule: CountingRule, agreed: Collection[str] = ()) -> tuple[Effect, ...]:
    """Count turns by another rule from now on. Raises ClcError ``locked_figures_move`` like ``save_fields``."""
    return _apply(store, "set_counting_rule", lambda tx: set_meta(tx.conn, "counting_rule", rule), agreed)


def rule_effects(store: Store, rule: CountingRule) -> tuple[Effect, ...]:
    """What another rule would do to locked periods; nothing is written."""
    return _tried(store, lambda tx: set_meta(tx.conn, "counting_rule", rule))


# --- trying -----------------------------------------------------------------------------------------------------------


class _Tried(Exception):
    """Takes the transaction back."""


def _tried(store: Store, change: Callable[[Tx], None]) -> tuple[Effect, ...]:
    found: tuple[Effect, ...] = ()
    try:
        with store.write("") as tx:
            found = _changed(tx, change)
            raise _Tried
    except _Tried:
        return found


def _apply(store: Store, label: str, change: Callable[[Tx], None], agreed: Collection[str]) -> tuple[Effect, ...]:
    with store.write(label) as tx:
        require_identity(tx.conn, "aggregator")
        found = _changed(tx, change)
        moved = [effect.period for effect in found if effect.period not in agreed]
        if moved:
            raise ClcError("locked_figures_move", periods=", ".join(moved))
        return found


def _changed(tx: Tx, change: Callable[[Tx], None]) -> tuple[Effect, ...]:
    """Make the change and compare the figures of every locked period with those before it."""
    periods = locked_periods(tx.conn, list(read_tree(tx.conn).units))
    before = {period: read_figures(tx.conn, period) for period in periods}
    change(tx)
    return tuple(
        Effect(period.code, figures.total, now.total)
        for period, figures in sorted(before.items(), key=lambda pair: pair[0])
        for now in (read_figures(tx.conn, period),)
        if _said(now) != _said(figures)
    )


def _said(figures: AnnualFigures) -> tuple[object, ...]:
    """What a person would see move: names, order and units of fields do not count, their figures do."""
    fields = {field.code: (field.own, field.joint, field.planned) for field in figures.fields if field.total != Count()}
    return figures.total, figures.classes, figures.turns, fields


# --- the fields -------------------------------------------------------------------------------------------------------


def _save_fields(tx: Tx, fields: Sequence[ActivityField]) -> None:
    who = require_identity(tx.conn, "aggregator")
    known = {field.code: field for field in read_taxonomy(tx.conn)}
    tidy = [_tidy(field, position, who.unit_id) for position, field in enumerate(fields)]
    names = Counter(search_key(field.name) for field in tidy)
    for field in tidy:
        if not field.name or not field.unit_word:
            raise ClcError("field_name_missing")
        if names[search_key(field.name)] > 1:
            raise ClcError("field_name_taken", name=field.name)
    used = field_uses(tx.conn)
    gone = [field for code, field in known.items() if code not in {one.code for one in tidy}]
    for field in gone:
        if used[field.code]:
            raise ClcError("field_used", name=field.name, count=used[field.code])
    put(tx, *tidy)
    remove(tx, *(field for field in gone if field.unit_id == who.unit_id))


def _tidy(field: ActivityField, position: int, unit_id: str) -> ActivityField:
    made_id = field.id if field.unit_id == unit_id else derived_id(ActivityField.kind, unit_id, field.code)
    return replace(
        field, id=made_id, unit_id=unit_id, name=clean(field.name), unit_word=clean(field.unit_word), position=position
    )
