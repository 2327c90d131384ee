"""Cơ sở vật chất: what the centre has in a year, and the literacy numbers of the 2025–2030 programme."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout

from clc_desktop.domain.programme import FIRST_YEAR, LAST_YEAR
from clc_desktop.domain.records import Facility, LiteracyYear
from clc_desktop.gui.amounts import NumberInput
from clc_desktop.gui.choices import three_ways
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.forms import Field, Group
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.centre.programme_card import ProgrammeCard
from clc_desktop.gui.pages.year_page import YearPage
from clc_desktop.i18n import N_
from clc_desktop.usecases import programme


class FacilitiesPage(YearPage):
    """One form a year; what nobody has said stays "chưa rõ"."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Cơ sở vật chất"), Facility.kind, (Facility, LiteracyYear), _groups())
        self.programme = ProgrammeCard()
        self.programme.hide()
        self._put_equipment_beside_both()
        for key in ("own_premises", "library"):
            self.form.boxes[key].input.edited.connect(self.values_shown)

    def _put_equipment_beside_both(self) -> None:
        """The long group stands at the right of the two short ones."""
        grid = self.form.layout()
        assert isinstance(grid, QGridLayout)
        for key, place in (("population", (1, 0, 1, 1)), ("library", (0, 1, 2, 1))):
            group = self.form.boxes[key].parentWidget()
            assert group is not None
            grid.removeWidget(group)
            grid.addWidget(group, *place)
        grid.addWidget(self.programme, 2, 0, 1, 2)

    def refresh(self) -> None:
        """The programme's figures follow every page, the form only where nothing is being typed."""
        super().refresh()
        store, year = self.context.store, self.year
        self.programme.setVisible(FIRST_YEAR <= year <= LAST_YEAR)
        if FIRST_YEAR <= year <= LAST_YEAR:
            show = partial(self.programme.show_progress, year)
            self.load(lambda: programme.progress(store, year), show, behind=True)

    def values_shown(self) -> None:
        """Sharing is asked of those without premises of their own, books of those with a library."""
        self.form.boxes["shared_with"].setEnabled(self.typed("own_premises") is not True)
        self.form.boxes["books"].setEnabled(self.typed("library") is not False)


def _groups() -> tuple[Group, ...]:
    return (
        Group(
            N_("Trụ sở"),
            (
                Field("own_premises", N_("Trụ sở riêng"), three_ways),
                Field(
                    "shared_with",
                    N_("Dùng chung với"),
                    LineInput,
                    help=N_("Ví dụ: Nhà văn hóa xã, Trường THCS. Chỉ ghi khi không có trụ sở riêng."),
                ),
                Field("rooms", N_("Số phòng"), NumberInput, half=True),
                Field("office", N_("Phòng làm việc"), three_ways),
            ),
        ),
        Group(
            N_("Xóa mù chữ (chương trình 2025–2030)"),
            (
                Field("population", N_("Dân số 15–60 tuổi"), NumberInput, half=True),
                Field("illiterate", N_("Trong đó mù chữ"), NumberInput, half=True),
                Field("phase1", N_("Học giai đoạn 1"), NumberInput, half=True, help=N_("Số người học trong năm")),
                Field("phase2", N_("Học giai đoạn 2"), NumberInput, half=True),
            ),
        ),
        Group(
            N_("Trang thiết bị"),
            (
                Field("initial_equipment", N_("Trang thiết bị ban đầu đã mua sắm"), three_ways),
                Field("internet_pc", N_("Máy tính nối mạng"), three_ways),
                Field("wifi", N_("Wifi cho người học"), three_ways),
                Field("loudspeaker", N_("Loa, tăng âm"), three_ways),
                Field("library", N_("Thư viện, tủ sách"), three_ways),
                Field("books", N_("Số sách (cuốn)"), NumberInput),
            ),
        ),
    )
