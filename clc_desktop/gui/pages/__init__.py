"""The pages of the window, as a tuple: a new page is one line here and one file beside it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from clc_desktop.i18n import N_

if TYPE_CHECKING:
    from clc_desktop.gui.page import Context, Page

BOTH = ("centre", "aggregator")
CENTRE = ("centre",)
AGGREGATOR = ("aggregator",)


@dataclass(frozen=True)
class PageSpec:
    """One entry of the navigation. ``place``, "module:class" below this package, imported when first opened."""

    key: str
    title: str
    icon: str
    place: str
    roles: tuple[str, ...]
    group: str = ""

    def build(self, context: Context) -> Page:
        """The page itself."""
        page: Page = self.load()(context)
        return page

    def load(self) -> Any:
        """The page's class; the first time its module is read."""
        module, name = self.place.split(":")
        return getattr(import_module(f"{__name__}.{module}"), name)


RECORDS, EXCHANGE, PROGRAM = N_("Ghi chép"), N_("Trao đổi"), N_("Chương trình")
CENTRE_ITSELF = N_("Trung tâm")
COLLECT, ANALYSE = N_("Thu nhận"), N_("Tổng hợp")

PAGES: tuple[PageSpec, ...] = (
    PageSpec("home", N_("Trang chủ"), "house", "centre.home:HomePage", CENTRE),
    PageSpec("classes", N_("Lớp học"), "book-open", "centre.classes:ClassesPage", CENTRE, RECORDS),
    PageSpec("attendance", N_("Điểm danh"), "list-checks", "centre.attendance:AttendancePage", CENTRE, RECORDS),
    PageSpec("learners", N_("Học viên"), "graduation-cap", "centre.learners:LearnersPage", CENTRE, RECORDS),
    PageSpec("plan", N_("Kế hoạch"), "target", "centre.plan:PlanPage", CENTRE, RECORDS),
    PageSpec("import", N_("Nhập từ Excel"), "file-spreadsheet", "centre.workbook:WorkbookPage", CENTRE, RECORDS),
    PageSpec("printing", N_("In ấn"), "printer", "centre.printing:PrintingPage", CENTRE, RECORDS),
    PageSpec("staff", N_("Cán bộ và CTV"), "users", "centre.staff:StaffPage", CENTRE, CENTRE_ITSELF),
    PageSpec(
        "facilities", N_("Cơ sở vật chất"), "building-2", "centre.facilities:FacilitiesPage", CENTRE, CENTRE_ITSELF
    ),
    PageSpec("funding", N_("Kinh phí"), "wallet", "centre.funding:FundingPage", CENTRE, CENTRE_ITSELF),
    PageSpec("assessment", N_("Tự đánh giá"), "award", "centre.assessment:AssessmentPage", CENTRE, CENTRE_ITSELF),
    PageSpec("documents", N_("Văn bản"), "stamp", "documents:DocumentsPage", CENTRE, CENTRE_ITSELF),
    PageSpec("submit", N_("Nộp dữ liệu"), "send", "centre.submit:SubmitPage", CENTRE, EXCHANGE),
    PageSpec("overview", N_("Tổng quan"), "layout-dashboard", "aggregator.overview:OverviewPage", AGGREGATOR),
    PageSpec("receive", N_("Nhận dữ liệu"), "inbox", "aggregator.receive:ReceivePage", AGGREGATOR, COLLECT),
    PageSpec("review", N_("Đối chiếu"), "circle-check", "aggregator.review:ReviewPage", AGGREGATOR, COLLECT),
    PageSpec("units", N_("Đơn vị"), "building-2", "aggregator.units:UnitsPage", AGGREGATOR, COLLECT),
    PageSpec("targets", N_("Chỉ tiêu"), "target", "aggregator.targets:TargetsPage", AGGREGATOR, COLLECT),
    PageSpec("figures", N_("Số liệu"), "chart-column", "aggregator.figures:FiguresPage", AGGREGATOR, ANALYSE),
    PageSpec("report", N_("Báo cáo"), "file-text", "aggregator.report:ReportPage", AGGREGATOR, ANALYSE),
    PageSpec("upwards", N_("Nộp lên trên"), "send", "aggregator.upwards:UpwardsPage", AGGREGATOR, ANALYSE),
    PageSpec("documents_above", N_("Văn bản"), "stamp", "documents:DocumentsPage", AGGREGATOR, ANALYSE),
    PageSpec("trainings", N_("Tập huấn"), "graduation-cap", "aggregator.trainings:TrainingsPage", AGGREGATOR, ANALYSE),
    PageSpec("privacy", N_("Dữ liệu cá nhân"), "lock", "centre.privacy:PrivacyPage", CENTRE, PROGRAM),
    PageSpec("log", N_("Nhật ký"), "clock", "log:LogPage", BOTH, PROGRAM),
    PageSpec("settings", N_("Cài đặt"), "settings", "settings:SettingsPage", BOTH, PROGRAM),
)


def pages_for(role: str) -> tuple[PageSpec, ...]:
    """What the navigation of this role shows."""
    return tuple(spec for spec in PAGES if role in spec.roles)
