"""The list of what was done, and taking it back."""

from __future__ import annotations

from clc_desktop.domain.errors import ClcError
from clc_desktop.store import history
from clc_desktop.store.database import Store
from clc_desktop.store.history import Change

__all__ = ["Change", "recent_changes", "redo_last", "undo", "undo_last"]


def recent_changes(store: Store, limit: int = 100) -> tuple[Change, ...]:
    """The latest changes, newest first."""
    with store.read() as conn:
        return history.recent(conn, limit)


def undo(store: Store, change_id: int) -> None:
    """Take back one change; ClcError ``changed_since`` when a later one touched the same records."""
    history.undo(store, change_id)


def undo_last(store: Store) -> int:
    """Take back the newest change that still stands, and return its id; ClcError ``nothing_to_undo``."""
    with store.read() as conn:
        found = history.last_undoable(conn)
    if found is None:
        raise ClcError("nothing_to_undo")
    history.undo(store, found)
    return found


def redo_last(store: Store) -> int:
    """Do again what the newest undo took back; ClcError ``nothing_to_redo`` once anything else was done."""
    with store.read() as conn:
        found = history.last_redoable(conn)
    if found is None:
        raise ClcError("nothing_to_redo")
    history.undo(store, found)
    return found
