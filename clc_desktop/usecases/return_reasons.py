"""Reasons that are offered where rows are returned to a centre: the office's own list, or the program's."""

from __future__ import annotations

from collections.abc import Sequence

from clc_desktop.domain.vietnamese import clean
from clc_desktop.store.database import Store
from clc_desktop.usecases.settings import read_setting, write_setting

_KEY = "return_reasons"


def return_reasons(store: Store, standard: Sequence[str]) -> tuple[str, ...]:
    """The list to offer; ``standard`` until the office has one of its own."""
    own = own_return_reasons(store)
    return tuple(standard) if own is None else own


def own_return_reasons(store: Store) -> tuple[str, ...] | None:
    """The office's own list; None where it has none."""
    with store.read() as conn:
        kept = read_setting(conn, _KEY)
    return tuple(kept) if isinstance(kept, list) else None


def set_return_reasons(store: Store, reasons: Sequence[str]) -> tuple[str, ...]:
    """Keep a list, each reason once, without empty ones; an empty list offers nothing. Gives what was kept."""
    made = list(dict.fromkeys(reason for reason in map(clean, reasons) if reason))
    with store.write("return_reasons") as tx:
        write_setting(tx, _KEY, made)
    return tuple(made)


def restore_return_reasons(store: Store) -> None:
    """Offer the program's own list again."""
    with store.write("return_reasons") as tx:
        write_setting(tx, _KEY, None)
