"""Kinh phí: what came in for a year, from whom and for what, in whole đồng."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clc_desktop.domain.records import FundingEntry
from clc_desktop.gui.amounts import MoneyInput
from clc_desktop.gui.fields import ChoiceInput, LineInput
from clc_desktop.gui.forms import Field, Group
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.records_page import RecordsPage
from clc_desktop.gui.pages.sheets import Narrowing, Sheet, SheetWords, choices
from clc_desktop.gui.tables import Column
from clc_desktop.gui.words import PURPOSES, SOURCES, word
from clc_desktop.i18n import N_


class FundingPage(RecordsPage):
    """The entries of a year with their sum, which follows filter and source."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Kinh phí"), [funding_sheet()], has_period=True)


def funding_sheet() -> Sheet[FundingEntry]:
    """One line for each source and purpose."""
    return Sheet(
        FundingEntry,
        "wallet",
        SheetWords(
            title=N_("Kinh phí"),
            add=N_("Ghi khoản mới"),
            first=N_("Ghi khoản đầu tiên"),
            empty=N_("Năm này chưa ghi khoản kinh phí nào."),
            new=N_("Khoản kinh phí mới"),
            edit=N_("Sửa khoản kinh phí"),
            next=N_("Lưu và ghi khoản tiếp"),
            list=N_("Danh sách khoản kinh phí"),
        ),
        _COLUMNS,
        _groups,
        name=lambda r: word(PURPOSES, r.purpose),
        order=lambda r: (list(SOURCES).index(r.source), list(PURPOSES).index(r.purpose), r.id),
        start=lambda year: {"year": year},
        narrowing=Narrowing(N_("Mọi nguồn"), _sources, lambda record, source, _period: record.source == source),
        suggested=("source_text", "purpose_text"),
        carried=("source", "source_text"),
        many=("source", "source_text", "purpose", "purpose_text"),
        page="funding",
        is_yearly=True,
        can_copy=True,
    )


def _sources(records: Sequence[FundingEntry]) -> list[tuple[Any, str]]:
    """The sources that have an entry."""
    used = {record.source for record in records}
    return [(code, words) for code, words in choices(SOURCES) if code in used]


_COLUMNS: tuple[Column[FundingEntry], ...] = (
    Column("source", N_("Nguồn"), lambda r: r.source, width=188, words=lambda code: word(SOURCES, code)),
    Column("source_text", N_("Tên nguồn"), lambda r: r.source_text, width=200, optional=True),
    Column("purpose", N_("Chi cho"), lambda r: r.purpose, width=200, words=lambda code: word(PURPOSES, code)),
    Column("purpose_text", N_("Nội dung chi"), lambda r: r.purpose_text, width=220, stretch=True),
    Column("amount", N_("Số tiền (đồng)"), lambda r: r.amount, "number", 160, total=True),
)


def _groups() -> tuple[Group, ...]:
    sources, purposes = choices(SOURCES), choices(PURPOSES)
    return (
        Group(
            N_("Nguồn và số tiền"),
            (
                Field("source", N_("Nguồn"), lambda: ChoiceInput(sources), required=True),
                Field("source_text", N_("Tên nguồn"), LineInput, help=N_("Ví dụ: Ngân sách huyện, Hội Khuyến học")),
                Field(
                    "amount", N_("Số tiền bằng đồng"), MoneyInput, required=True, help=N_("Gõ 34371000 hoặc 2,5 triệu")
                ),
            ),
        ),
        Group(
            N_("Chi cho việc gì"),
            (
                Field("purpose", N_("Chi cho"), lambda: ChoiceInput(purposes), required=True),
                Field("purpose_text", N_("Nội dung chi"), LineInput),
            ),
        ),
    )
