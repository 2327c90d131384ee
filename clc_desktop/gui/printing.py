"""From pages of a PDF to paper: the system's printer dialog, then each page painted at the printer's own resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.gui.jobs import Cancelled, Progress
    from clc_desktop.gui.page import Page

MOST_DOTS = 300
"""Dots per inch of a painted page: sharp text, and no more than 35 MB a page."""


def print_pdf(page: Page, data: bytes, count: int, name: str = "") -> None:
    """Ask for a printer and print the ``count`` pages of ``data`` in the background of ``page``.

    Without a printer the page's banner says what to do instead.
    """
    if not has_printer():
        page.banner.error(ClcError("no_printer"))
        return
    printer = choose_printer(page, count, name)
    if printer is not None:
        page.read_long(
            lambda progress, cancelled: paint_pages(printer, data, progress, cancelled),
            lambda printed: _tell(page, printed, printer.printerName()),
            _("Đang in"),
        )


def has_printer() -> bool:
    """Whether this machine knows any printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def choose_printer(parent: QWidget, count: int, name: str) -> QPrinter | None:
    """The printer that was chosen, with range and copies; None when the person thinks better of it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.setMinMax(1, count)
    dialog.setWindowTitle(_("In"))
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def paint_pages(printer: QPrinter, data: bytes, progress: Progress, cancelled: Cancelled) -> int:
    """Paint the chosen pages; returns how many. Safe on the worker's thread.

    Raises ClcError ``print_failed`` when the printer does not take the work.
    """
    buffer, document, painter = QBuffer(), QPdfDocument(), QPainter()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document.load(buffer)
    printer.setFullPage(True)
    wanted = _wanted(printer, document.pageCount())
    if not painter.begin(printer):
        raise ClcError("print_failed", printer=printer.printerName())
    try:
        return _paint_all(painter, printer, document, wanted, progress, cancelled)
    finally:
        painter.end()
        document.close()


def _paint_all(
    painter: QPainter,
    printer: QPrinter,
    document: QPdfDocument,
    wanted: list[int],
    progress: Progress,
    cancelled: Cancelled,
) -> int:
    for done, number in enumerate(wanted):
        if cancelled():
            printer.abort()
            return done
        progress(done, len(wanted), _("trang {number}", number=number + 1))
        if done and not printer.newPage():
            raise ClcError("print_failed", printer=printer.printerName())
        _paint(painter, printer, document, number)
    return len(wanted)


def _wanted(printer: QPrinter, count: int) -> list[int]:
    """Page numbers from 0, as often as a printer that cannot count copies itself needs them."""
    first, last = printer.fromPage() or 1, printer.toPage() or count
    pages = list(range(first - 1, min(last, count)))
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    return pages * copies if printer.collateCopies() else [page for page in pages for _copy in range(copies)]


def _paint(painter: QPainter, printer: QPrinter, document: QPdfDocument, number: int) -> None:
    """One page in the middle of the sheet, as large as it is unless the sheet is smaller; turned if need be."""
    points, sheet = document.pagePointSize(number), printer.paperRect(QPrinter.Unit.DevicePixel)
    dots = min(printer.resolution(), MOST_DOTS) / 72
    image = document.render(number, QSize(round(points.width() * dots), round(points.height() * dots)))
    painter.save()
    painter.translate(sheet.width() / 2, sheet.height() / 2)
    is_lying = points.width() > points.height()
    if is_lying != (sheet.width() > sheet.height()):
        painter.rotate(90)
        sheet = QRectF(0, 0, sheet.height(), sheet.width())
    true_size = printer.resolution() / 72
    scale = min(true_size, sheet.width() / points.width(), sheet.height() / points.height())
    width, height = points.width() * scale, points.height() * scale
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(-width / 2, -height / 2, width, height), _on_white(image))
    painter.restore()


def _on_white(image: QImage) -> QImage:
    """Pages are painted on nothing; printers would take that for black."""
    sheet = QImage(image.size(), QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFFFF)
    painter = QPainter(sheet)
    painter.drawImage(0, 0, image)
    painter.end()
    return sheet


def _tell(page: Page, printed: int, printer: str) -> None:
    if printed:
        page.banner.done(_("Đã gửi {count} trang tới máy in {printer}.", count=printed, printer=printer))
    else:
        page.banner.say(_("Đã dừng in."))
