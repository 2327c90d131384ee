"""A list out to Excel and cells from Excel into it: the same for every page that shows a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QPushButton

from clc_desktop.domain.records import Learner
from clc_desktop.gui import dialogs
from clc_desktop.gui.page import Page
from clc_desktop.gui.undoing import Offer, keep
from clc_desktop.gui.widgets import button
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.domain.periods import Period
    from clc_desktop.gui.table_view import RecordTable
    from clc_desktop.usecases.imports import ImportResult, Source

SUFFIX = ".xlsx"
PERSONAL = N_("có dữ liệu cá nhân")
"""In the name of a file with learners in it."""
_SAME: Mapping[str, str] = {}


@dataclass(frozen=True)
class Pasted:
    """What the import page is asked to show: cells on their way into a list, and the page they came from."""

    source: Source
    page: str


def export_button(page: Page, title: str, kinds: Sequence[str], *, by_period: bool = False) -> QPushButton:
    """ "Xuất Excel" for the lists of these kinds; ``by_period``: only what is of the chosen period."""
    is_personal = Learner.kind in kinds

    def export() -> None:
        from clc_desktop.usecases import exporting

        store = page.context.store
        period: Period | None = page.context.periods.period if by_period else None
        name = exporting.suggested_name(store, f"{_(title)} {_(PERSONAL)}" if is_personal else _(title), period)
        asked = _("Xuất Excel (tệp có dữ liệu cá nhân)") if is_personal else _("Xuất Excel")
        target = dialogs.choose_target(page, asked, name, SUFFIX)
        if target is None:
            return

        def done(count: int) -> None:
            words = ngettext("Đã ghi {count} dòng vào tệp {path}.", "Đã ghi {count} dòng vào tệp {path}.", count,
                             path=target)  # fmt: skip
            if is_personal:
                words += " " + _("Tệp có dữ liệu cá nhân: chỉ giữ tại Trung tâm, dùng xong thì xóa.")
            page.banner.done(words, _("Mở tệp"), lambda: dialogs.open_file(target))

        page.load(lambda: exporting.export_lists(store, kinds, target, period), done)

    tip = _("Ghi danh sách ra tệp Excel; sửa trong Excel rồi nhập lại được")
    return button(_("Xuất Excel"), export, icon="file-spreadsheet", tip=tip)


def pasted_columns(table: RecordTable[Any], kind: str, renamed: Mapping[str, str] = _SAME) -> list[tuple[str, str]]:
    """What pasted columns mean that stand as those of the list do: (heading, field or "") of each in sight.

    ``renamed`` gives the field of a column that the list names otherwise.
    """
    from clc_desktop.usecases import imports

    fields = {name for name, _heading in imports.fields_of(kind)}
    keys = ((spec.title, renamed.get(spec.key, spec.key)) for spec in table.in_sight())
    return [(_(title), key if key in fields else "") for title, key in keys]


def paste_into(
    page: Page,
    key: str,
    kind: str,
    columns: Sequence[tuple[str, str]],
    defaults: dict[str, Any] | None = None,
    text: str | None = None,
) -> bool:
    """Take the cells that were copied in Excel into a list: written at once where all is clear, else shown first.

    ``key`` is the page's own key, ``columns`` the list's columns as (heading, field or ""), ``text`` the cells where
    they are not those of the clipboard. False: nothing to paste.
    """
    from clc_desktop.usecases import imports

    source = imports.pasted_source(QApplication.clipboard().text() if text is None else text, kind, columns, defaults)
    if source is None:
        return False
    store = page.context.store

    def shown(result: ImportResult) -> None:
        if result.is_smooth:
            keep(page, lambda: imports.take_in(store, source), partial(_say_pasted, page))
        else:
            page.context.notices.go_to.emit("import", Pasted(source, key))

    page.load(lambda: imports.preview(store, source), shown)
    return True


def _say_pasted(page: Page, result: ImportResult, offer: Offer) -> None:
    words = _(
        "Đã dán từ Excel: thêm {added}, sửa {changed}, không đổi {unchanged}.",
        added=result.added, changed=result.changed, unchanged=result.unchanged,
    )  # fmt: skip
    if not result.added + result.changed:
        page.banner.say(words)
        return
    page.banner.done(words, *offer)
