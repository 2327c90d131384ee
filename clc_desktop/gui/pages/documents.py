"""Văn bản: decisions, plans and letters that reports cite, at a centre and above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clc_desktop.domain.records import IssuedDocument
from clc_desktop.gui.fields import ChoiceInput, DateInput, LineInput, TextInput
from clc_desktop.gui.forms import Field, Group
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.records_page import RecordsPage
from clc_desktop.gui.pages.sheets import Narrowing, Sheet, SheetWords, choices
from clc_desktop.gui.tables import Column
from clc_desktop.gui.words import DOCUMENT_ROLES as ROLES
from clc_desktop.gui.words import word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _


class DocumentsPage(RecordsPage):
    """All documents, the latest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Văn bản"), [document_sheet()])


def document_sheet() -> Sheet[IssuedDocument]:
    """One line for each document."""
    return Sheet(
        IssuedDocument,
        "stamp",
        SheetWords(
            title=N_("Văn bản"),
            add=N_("Ghi văn bản"),
            first=N_("Ghi văn bản đầu tiên"),
            empty=N_("Chưa có văn bản nào. Báo cáo trích dẫn những văn bản ghi ở đây."),
            new=N_("Văn bản mới"),
            edit=N_("Sửa văn bản"),
            next=N_("Lưu và ghi văn bản tiếp"),
            list=N_("Danh sách văn bản"),
        ),
        _COLUMNS,
        _groups,
        name=lambda r: f"{r.type_name} {r.symbol}",
        order=lambda r: (-r.issued_on.toordinal(), r.id),
        start=lambda _year: {"role": "guidance"},
        narrowing=Narrowing(N_("Mọi năm"), _years, lambda record, year, _period: record.issued_on.year == year),
        suggested=("type_name", "issuer"),
        carried=("type_name", "issuer", "role"),
        many=("type_name", "issued_on", "issuer", "role"),
        can_copy=True,
    )


def _years(records: Sequence[IssuedDocument]) -> list[tuple[Any, str]]:
    years = sorted({record.issued_on.year for record in records}, reverse=True)
    return [(year, _("Năm {year}", year=year)) for year in years]


_COLUMNS: tuple[Column[IssuedDocument], ...] = (
    Column("issued_on", N_("Ngày ban hành"), lambda r: r.issued_on, "date", 132),
    Column("type_name", N_("Loại"), lambda r: r.type_name, width=116),
    Column("symbol", N_("Số, ký hiệu"), lambda r: r.symbol, width=184),
    Column("subject", N_("Trích yếu"), lambda r: r.subject, width=320, stretch=True),
    Column("issuer", N_("Cơ quan ban hành"), lambda r: r.issuer, width=208, optional=True),
    Column("role", N_("Dùng làm"), lambda r: r.role, width=164, words=lambda code: word(ROLES, code), optional=True),
)


def _groups() -> tuple[Group, ...]:
    roles = choices(ROLES)
    return (
        Group(
            N_("Số, ngày và nơi ban hành"),
            (
                Field("symbol", N_("Số, ký hiệu"), LineInput, required=True, help=N_("Ví dụ: 11/KH-UBND")),
                Field(
                    "type_name", N_("Loại văn bản"), LineInput, required=True, half=True,
                    help=N_("Kế hoạch, Quyết định…"),
                ),
                Field(
                    "issued_on", N_("Ngày ban hành"), DateInput, required=True, half=True,
                    help=N_("Gõ 5/1 hoặc 5/1/2020"),
                ),
                Field("issuer", N_("Cơ quan ban hành"), LineInput),
            ),
        ),
        Group(
            N_("Nội dung"),
            (
                Field("subject", N_("Trích yếu"), lambda: TextInput(4), help=N_("Như ở đầu văn bản: về việc…")),
                Field(
                    "role", N_("Dùng làm"), lambda: ChoiceInput(roles), required=True,
                    help=N_("Văn bản yêu cầu báo cáo được nêu ở câu mở đầu báo cáo"),
                ),
            ),
        ),
    )  # fmt: skip
