"""Reasons that are offered when something is returned: read once by the worker, then at hand where a box opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clc_desktop.gui.jobs import Job
from clc_desktop.i18n import text as _
from clc_desktop.usecases import return_reasons

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page

_own: tuple[str, ...] | None = None


def offered(standard: Sequence[str]) -> list[str]:
    """The office's own list, else the program's."""
    return [_(reason) for reason in standard] if _own is None else list(_own)


def read(page: Page) -> Job:
    """Read the office's own list for every box of the window."""
    store = page.context.store
    return page.load(lambda: return_reasons.own_return_reasons(store), _remember)


def _remember(found: tuple[str, ...] | None) -> None:
    global _own
    _own = found
