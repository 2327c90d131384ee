"""Keeping the plain records: plan, staff, collaborators, facilities, money, ranks, documents, training, narrative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from clc_desktop.domain import clock, rules
from clc_desktop.domain.errors import InvalidRecord
from clc_desktop.domain.learners import banded
from clc_desktop.domain.records import (
    Facility,
    LiteracyYear,
    PlanTarget,
    Record,
    SelfAssessment,
    plan_id,
    yearly_id,
)
from clc_desktop.domain.vietnamese import clean
from clc_desktop.store.database import Store
from clc_desktop.store.records import find, get, put, remove
from clc_desktop.usecases.workspace import read_taxonomy, require_identity

R = TypeVar("R", bound=Record)

YEARLY: tuple[type[Record], ...] = (Facility, SelfAssessment, LiteracyYear)
"""Kinds of which a unit has one record a year, whose id follows from unit and year."""


def list_records(store: Store, cls: type[R], **equal: Any) -> tuple[R, ...]:
    """The records of a kind whose fields equal the values given, in the order in which they were typed."""
    with store.read() as conn:
        return find(conn, cls, **equal)


def save_records(store: Store, records: Sequence[Record]) -> None:
    """Save new or changed records in one transaction, all or none; InvalidRecord on the first that has an error."""
    with store.write("save_records", records[0].kind if records else "") as tx:
        made, codes = [tidy(record) for record in records], {field.code for field in read_taxonomy(tx.conn)}
        for record in made:
            if found := rules.errors(rules.check_record(record, codes)):
                raise InvalidRecord(found)
        put(tx, *made)


def delete_records(store: Store, records: Sequence[Record]) -> None:
    """Delete records in one transaction; one ``changes.undo_last`` brings all of them back."""
    with store.write("delete_record", records[0].kind if records else "") as tx:
        remove(tx, *(get(tx.conn, type(record), record.id) for record in records))


def new_record(store: Store, cls: type[R], **values: Any) -> R:
    """A record of our own unit with these values and an id, not saved; of a yearly kind, with the id of its year."""
    with store.read() as conn:
        return _new(require_identity(conn).unit_id, cls, values)


def yearly_record(store: Store, cls: type[R], year: int) -> R | None:
    """Our own record of a year, of a kind of which there is one a year; None where nothing was recorded yet."""
    with store.read() as conn:
        wanted = yearly_id(cls, require_identity(conn).unit_id, year)
        return next(iter(find(conn, cls, id=wanted)), None)


def copy_from_year(store: Store, cls: type[R], year: int) -> tuple[R, ...]:
    """Our own records of the year before ``year`` as records of ``year``, not saved; none that ``year`` already has.

    Of a yearly kind the copy has the id of ``year``'s record, so that saving it changes that one.
    """
    with store.read() as conn:
        owner = require_identity(conn).unit_id
        there = {_content(record) for record in find(conn, cls, unit_id=owner, year=year)}
        before = find(conn, cls, unit_id=owner, year=year - 1)
    values = [{f.name: getattr(record, f.name) for f in fields(record)} | {"year": year} for record in before]
    copies = (_new(owner, cls, {k: v for k, v in value.items() if k not in ("id", "unit_id")}) for value in values)
    return tuple(copy for copy in copies if _content(copy) not in there)


def plan_table(store: Store, year: int, unit_id: str | None = None) -> tuple[PlanTarget, ...]:
    """The plan of a unit (our own) for a year: one target for each field in use, zeros where nothing is planned yet.

    A target that is not divided by field comes first where there is one.
    """
    with store.read() as conn:
        owner = unit_id or require_identity(conn).unit_id
        stored = {target.field: target for target in find(conn, PlanTarget, unit_id=owner, year=year)}
        codes = [*([""] if "" in stored else []), *(field.code for field in read_taxonomy(conn) if field.active)]
    return tuple(stored.get(code) or _empty_target(owner, year, code) for code in codes)


def _empty_target(unit_id: str, year: int, field: str) -> PlanTarget:
    made_id = plan_id(unit_id, year, field)
    return PlanTarget(id=made_id, unit_id=unit_id, year=year, field=field, classes=0, turns=0)


def _new(owner: str, cls: type[R], values: dict[str, Any]) -> R:
    made_id = yearly_id(cls, owner, values["year"]) if cls in YEARLY else clock.new_id()
    return cls(id=made_id, unit_id=owner, **values)


def _content(record: Record) -> tuple[object, ...]:
    """What a record says, whichever its id is."""
    return tuple(getattr(record, f.name) for f in fields(record) if f.name != "id")


def tidy(record: R) -> R:
    """The record with its one-line texts cleaned (a narrative keeps its line breaks) and a learner's band of birth."""
    texts = {f.name: getattr(record, f.name) for f in fields(record) if f.name not in ("id", "unit_id", "text")}
    return banded(replace(record, **{name: clean(value) for name, value in texts.items() if isinstance(value, str)}))
