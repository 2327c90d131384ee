"""What the tables of Số liệu have in common: boxes to choose what they show, and what is said when one is a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clc_desktop.gui import dialogs
from clc_desktop.gui.facets import WordBox
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from pathlib import Path

    from clc_desktop.gui.page import Page


def choice(words: str, choices: Sequence[tuple[str, str]]) -> WordBox:
    """A box to choose what a table shows: (code, words) each."""
    box = WordBox(words, choices)
    box.setMinimumWidth(150)
    return box


def say_exported(page: Page, path: Path) -> None:
    """A table has become a workbook."""
    words = _("Đã xuất {name}. Tổng và tỉ lệ trong tệp là công thức.", name=path.name)
    page.banner.done(words, _("Mở tệp"), lambda: dialogs.open_file(path))
