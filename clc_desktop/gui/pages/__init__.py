"""The pages of the window, as a tuple: a new page is one line here and one file beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clc_desktop.i18n import N_

if TYPE_CHECKING:
    from clc_desktop.gui.page import Context, Page

BOTH = ("centre", "aggregator")
CENTRE = ("centre",)
AGGREGATOR = ("aggregator",)


@dataclass(frozen=True)
class PageSpec:
    """One entry of the navigation. ``factory`` imports its page only when it is first opened."""

    key: str
    title: str
    icon: str
    factory: Callable[[Context], Page]
    roles: tuple[str, ...]
    group: str = ""


def _home(context: Context) -> Page:
    from clc_desktop.gui.pages.centre.home import HomePage

    return HomePage(context)


def _classes(context: Context) -> Page:
    from clc_desktop.gui.pages.centre.classes import ClassesPage

    return ClassesPage(context)


def _plan(context: Context) -> Page:
    from clc_desktop.gui.pages.centre.plan import PlanPage

    return PlanPage(context)


def _staff(context: Context) -> Page:
    from clc_desktop.gui.pages.centre.staff import StaffPage

    return StaffPage(context)


def _facilities(context: Context) -> Page:
    from clc_desktop.gui.pages.centre.facilities import FacilitiesPage

    return FacilitiesPage(context)


def _funding(context: Context) -> Page:
    from clc_desktop.gui.pages.centre.funding import FundingPage

    return FundingPage(context)


def _assessment(context: Context) -> Page:
    from clc_desktop.gui.pages.centre.assessment import AssessmentPage

    return AssessmentPage(context)


def _documents(context: Context) -> Page:
    from clc_desktop.gui.pages.documents import DocumentsPage

    return DocumentsPage(context)


def _import(context: Context) -> Page:
    from clc_desktop.gui.pages.centre.workbook import WorkbookPage

    return WorkbookPage(context)


def _submit(context: Context) -> Page:
    from clc_desktop.gui.pages.centre.submit import SubmitPage

    return SubmitPage(context)


def _overview(context: Context) -> Page:
    from clc_desktop.gui.pages.aggregator.overview import OverviewPage

    return OverviewPage(context)


def _receive(context: Context) -> Page:
    from clc_desktop.gui.pages.aggregator.receive import ReceivePage

    return ReceivePage(context)


def _review(context: Context) -> Page:
    from clc_desktop.gui.pages.aggregator.review import ReviewPage

    return ReviewPage(context)


def _units(context: Context) -> Page:
    from clc_desktop.gui.pages.aggregator.units import UnitsPage

    return UnitsPage(context)


def _figures(context: Context) -> Page:
    from clc_desktop.gui.pages.aggregator.figures import FiguresPage

    return FiguresPage(context)


def _report(context: Context) -> Page:
    from clc_desktop.gui.pages.aggregator.report import ReportPage

    return ReportPage(context)


def _trainings(context: Context) -> Page:
    from clc_desktop.gui.pages.aggregator.trainings import TrainingsPage

    return TrainingsPage(context)


def _settings(context: Context) -> Page:
    from clc_desktop.gui.pages.settings import SettingsPage

    return SettingsPage(context)


RECORDS, EXCHANGE, PROGRAM = N_("Ghi chép"), N_("Trao đổi"), N_("Chương trình")
CENTRE_ITSELF = N_("Trung tâm")
COLLECT, ANALYSE = N_("Thu nhận"), N_("Tổng hợp")

PAGES: tuple[PageSpec, ...] = (
    PageSpec("home", N_("Trang chủ"), "house", _home, CENTRE),
    PageSpec("classes", N_("Lớp học"), "book-open", _classes, CENTRE, RECORDS),
    PageSpec("plan", N_("Kế hoạch"), "target", _plan, CENTRE, RECORDS),
    PageSpec("import", N_("Nhập từ Excel"), "file-spreadsheet", _import, CENTRE, RECORDS),
    PageSpec("staff", N_("Cán bộ và CTV"), "users", _staff, CENTRE, CENTRE_ITSELF),
    PageSpec("facilities", N_("Cơ sở vật chất"), "building-2", _facilities, CENTRE, CENTRE_ITSELF),
    PageSpec("funding", N_("Kinh phí"), "wallet", _funding, CENTRE, CENTRE_ITSELF),
    PageSpec("assessment", N_("Tự đánh giá"), "award", _assessment, CENTRE, CENTRE_ITSELF),
    PageSpec("documents", N_("Văn bản"), "stamp", _documents, CENTRE, CENTRE_ITSELF),
    PageSpec("submit", N_("Nộp dữ liệu"), "send", _submit, CENTRE, EXCHANGE),
    PageSpec("overview", N_("Tổng quan"), "layout-dashboard", _overview, AGGREGATOR),
    PageSpec("receive", N_("Nhận dữ liệu"), "inbox", _receive, AGGREGATOR, COLLECT),
    PageSpec("review", N_("Đối chiếu"), "circle-check", _review, AGGREGATOR, COLLECT),
    PageSpec("units", N_("Đơn vị"), "building-2", _units, AGGREGATOR, COLLECT),
    PageSpec("figures", N_("Số liệu"), "chart-column", _figures, AGGREGATOR, ANALYSE),
    PageSpec("report", N_("Báo cáo"), "file-text", _report, AGGREGATOR, ANALYSE),
    PageSpec("documents_above", N_("Văn bản"), "stamp", _documents, AGGREGATOR, ANALYSE),
    PageSpec("trainings", N_("Tập huấn"), "graduation-cap", _trainings, AGGREGATOR, ANALYSE),
    PageSpec("settings", N_("Cài đặt"), "settings", _settings, BOTH, PROGRAM),
)


def pages_for(role: str) -> tuple[PageSpec, ...]:
    """What the navigation of this role shows."""
    return tuple(spec for spec in PAGES if role in spec.roles)
