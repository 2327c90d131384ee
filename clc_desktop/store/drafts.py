"""Half-typed forms, kept until they are saved or discarded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.sqlite import insert

from clc_desktop.domain import clock
from clc_desktop.store import tables
from clc_desktop.store.database import Store

_C = tables.draft.c
SETTINGS = "settings."
"""Begins the names of forms that hold no records: what is half typed there is no part of what is submitted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stood in a form: ``key`` is the record's id, or "new"; ``values`` are the fields as typed."""

    form: str
    key: str
    saved_at: str
    values: dict[str, Any]


def save(store: Store, form: str, key: str, values: dict[str, Any]) -> Draft:
    """Keep what is typed, in place of what was kept for this form and key."""
    made = Draft(form, key, clock.now().isoformat(), values)
    content = {"saved_at": made.saved_at, "content": json.dumps(values, ensure_ascii=False)}
    statement = insert(tables.draft).values(form=form, key=key, **content)
    with store.write("draft") as tx:
        tx.conn.execute(statement.on_conflict_do_update(index_elements=["form", "key"], set_=content))
    return made


def load(store: Store, form: str, key: str) -> Draft | None:
    """What was kept for this form and key."""
    return next(iter(_drafts(store, _C.form == form, _C.key == key)), None)


def discard(store: Store, form: str, key: str) -> None:
    """Forget it."""
    with store.write("draft") as tx:
        tx.conn.execute(delete(tables.draft).where(_C.form == form, _C.key == key))


def every(store: Store) -> tuple[Draft, ...]:
    """All drafts, the latest first."""
    return _drafts(store)


def _drafts(store: Store, *where: ColumnElement[bool]) -> tuple[Draft, ...]:
    with store.read() as conn:
        order = (_C.saved_at.desc(), _C.form, _C.key)
        rows = conn.execute(select(tables.draft).where(*where).order_by(*order)).mappings().all()
    return tuple(Draft(row["form"], row["key"], row["saved_at"], json.loads(row["content"])) for row in rows)
