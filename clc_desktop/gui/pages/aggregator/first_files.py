"""Assignments for PCs that have not registered: files onto a stick, and their codes on paper, to go another way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from clc_desktop.gui import dialogs
from clc_desktop.gui.page import Page
from clc_desktop.i18n import ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import first_assignment


def write_first_files(page: Page, units: Mapping[str, str]) -> None:
    """Ask where files and paper go, and write them for these centres (id to name)."""
    folder = dialogs.choose_folder(page, _("Chọn USB hoặc thư mục để ghi tệp giao lần đầu"))
    if folder is None:
        return
    sheets = dialogs.choose_target(page, _("Phiếu giao máy có mã: để trên máy này, không để trên USB"),
                                   "phieu-giao-may.pdf", ".pdf")  # fmt: skip
    if sheets is None:
        return
    store = page.context.store
    page.read_long(
        lambda progress, cancelled: first_assignment.write_first_assignments(
            store, units, folder, sheets, progress, cancelled
        ),
        lambda written: _told(page, len(written), len(units), sheets),
        _("Đang ghi tệp giao lần đầu"),
    )


def _told(page: Page, count: int, wanted: int, sheets: Path) -> None:
    words = ngettext("Đã ghi {count} tệp giao lần đầu.", "Đã ghi {count} tệp giao lần đầu.", count)
    if left := wanted - count:
        words += " " + ngettext(
            "Đã dừng: chưa ghi cho {count} đơn vị.", "Đã dừng: chưa ghi cho {count} đơn vị.", left
        )  # fmt: skip
    words += " " + _("Mã nằm trong {name}: in ra, giao riêng với USB, rồi xóa tệp đó.", name=sheets.name)
    page.banner.say(words, "warning" if left else "done", _("Mở phiếu"), lambda: dialogs.open_file(sheets))
