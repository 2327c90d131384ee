"""A PDF on the screen as it will lie on paper: pages, zoom, and the way to the printer.

Any page of the window may hold one: ``show_pdf`` shows other bytes at the place that was looked at, ``print_`` prints.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QMargins, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPalette, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QWidget

from clc_desktop.gui import theme
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page

_SMALLEST, _LARGEST, _STEP = 0.25, 4.0, 1.25
_MARGIN = 12


class PdfPreview(QWidget):
    """Empty words, the pages, or why there are none; above them page and zoom.

    ``shown`` says that another document, or none, is to be seen.
    """

    shown = Signal()

    def __init__(self, empty: str = "") -> None:
        super().__init__()
        self.data = b""
        self.document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        self.view = _View()
        self.view.zoomed.connect(self._zoom_by)
        self._veil = _Veil(self.view.viewport())
        self.empty = EmptyState("file-text", empty or _("Chưa có gì để xem trước."))
        self.failure = EmptyState("triangle-alert", "")
        self.stack = QStackedWidget()
        for part in (self.empty, self.view, self.failure):
            self.stack.addWidget(part)
        self._make_tools()
        tools = QFrame()
        row(self.back, self.page, self.on, None, self.smaller, self.scale, self.larger, self.wide, self.whole,
            spacing=theme.GRID // 2, parent=tools)  # fmt: skip
        self.tools = tools
        outer = column(tools, self.stack, parent=self)
        outer.setStretch(1, 1)
        navigator = self.view.pageNavigator()
        navigator.currentPageChanged.connect(lambda _page: self._show_place())
        self.view.zoomFactorChanged.connect(lambda _factor: self._show_place())
        self.fit_width()
        self._show_place()

    def _make_tools(self) -> None:
        self.back = _tool("chevron-up", lambda: self._step(-1), _("Trang trước"), "Ctrl+PgUp")
        self.on = _tool("chevron-down", lambda: self._step(1), _("Trang sau"), "Ctrl+PgDown")
        self.page = label(kind="muted")
        self.scale = label(kind="muted")
        self.scale.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.scale.setMinimumWidth(48)
        self.smaller = _tool("zoom-out", lambda: self._zoom_by(1 / _STEP), _("Thu nhỏ"), "Ctrl+-")
        self.larger = _tool("zoom-in", lambda: self._zoom_by(_STEP), _("Phóng to"), "Ctrl++")
        self.wide = _tool("move-horizontal", self.fit_width, _("Vừa bề ngang"), "Ctrl+0")
        self.whole = _tool("maximize", self.fit_page, _("Vừa cả trang"), "Alt+0")
        for choice in (self.wide, self.whole):
            choice.setCheckable(True)

    # --- showing ---

    @property
    def page_count(self) -> int:
        """How many pages are shown; 0 for none."""
        return self.document.pageCount() if self.document and self.stack.currentWidget() is self.view else 0

    def show_pdf(self, data: bytes) -> None:
        """Show these bytes; pages stay where they were scrolled to. What is no PDF is said in words."""
        if data == self.data and self.page_count:
            return
        buffer, document = QBuffer(self), QPdfDocument(self)
        buffer.setData(QByteArray(data))
        buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        document.load(buffer)
        if document.status() != QPdfDocument.Status.Ready or not document.pageCount():
            _forget(document, buffer)
            self.show_error(_("Không xem trước được tờ này. Hãy lưu thành tệp PDF rồi mở bằng chương trình khác."))
            return
        across, down = self.view.horizontalScrollBar(), self.view.verticalScrollBar()
        was_here = (across.value(), down.value()) if self.page_count else (0, 0)
        if self.page_count:
            self._veil.cover(self.view)
        self.view.setDocument(document)
        self._veil.wait_for(document)
        _forget(self.document, self._buffer)
        self.data, self.document, self._buffer = data, document, buffer
        self.stack.setCurrentWidget(self.view)
        across.setValue(was_here[0])
        down.setValue(was_here[1])
        self._veil.lift_when_drawn(self.view, max(self.view.pageNavigator().currentPage(), 0))
        self._show_place()
        self.shown.emit()

    def show_empty(self, words: str = "") -> None:
        """Nothing to show, and what to do about it."""
        if words:
            self.empty.sentence.setText(words)
        self._show_none(self.empty)

    def show_error(self, words: str) -> None:
        """Why nothing can be shown."""
        self.failure.sentence.setText(words)
        self._show_none(self.failure)

    def _show_none(self, instead: QWidget) -> None:
        self.data = b""
        self.stack.setCurrentWidget(instead)
        self._show_place()
        self.shown.emit()

    def print_(self, page: Page, name: str = "") -> None:
        """Ask for a printer, then print in the background of ``page``, which tells how it went; ``name`` of the job."""
        from clc_desktop.gui import printing

        if self.page_count:
            printing.print_pdf(page, self.data, self.page_count, name)

    # --- page and zoom ---

    def fit_width(self) -> None:
        """As wide as there is room."""
        self._fit(QPdfView.ZoomMode.FitToWidth)

    def fit_page(self) -> None:
        """The whole page."""
        self._fit(QPdfView.ZoomMode.FitInView)

    def _fit(self, mode: QPdfView.ZoomMode) -> None:
        self.view.setZoomMode(mode)
        self._show_place()

    def _zoom_by(self, times: float) -> None:
        factor = min(max(self.view.factor() * times, _SMALLEST), _LARGEST)
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(factor)
        self._show_place()

    def _step(self, by: int) -> None:
        navigator = self.view.pageNavigator()
        wanted = min(max(navigator.currentPage() + by, 0), max(self.page_count - 1, 0))
        navigator.jump(wanted, QPointF(), navigator.currentZoom())
        self._show_place()

    def _show_place(self) -> None:
        count, number = self.page_count, self.view.pageNavigator().currentPage() + 1
        self.page.setText(_("Trang {number}/{count}", number=min(number, count), count=count) if count else "")
        self.back.setEnabled(count > 0 and number > 1)
        self.on.setEnabled(number < count)
        self.scale.setText(f"{round(self.view.factor() * 100)}%" if count else "")
        self.tools.setVisible(count > 0)
        mode = self.view.zoomMode()
        self.wide.setChecked(mode == QPdfView.ZoomMode.FitToWidth)
        self.whole.setChecked(mode == QPdfView.ZoomMode.FitInView)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_place()


class _View(QPdfView):
    """All pages below each other, on the theme's ground; Ctrl and the wheel zoom."""

    zoomed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "preview")
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setPageSpacing(_MARGIN)
        self.setDocumentMargins(QMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Bản xem trước khi in"))

    def factor(self) -> float:
        """How large pages are shown now, 1 for their true size."""
        if self.zoomMode() == QPdfView.ZoomMode.Custom or self.document() is None:
            return self.zoomFactor()
        size = self.document().pagePointSize(max(self.pageNavigator().currentPage(), 0))
        if size.isEmpty():
            return self.zoomFactor()
        room, points = self.viewport().size(), self.screen().logicalDotsPerInch() / 72
        wide = (room.width() - 2 * _MARGIN) / (size.width() * points)
        high = (room.height() - 2 * _MARGIN) / (size.height() * points)
        return wide if self.zoomMode() == QPdfView.ZoomMode.FitToWidth else min(wide, high)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_ground()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._take_ground()

    def _take_ground(self) -> None:
        """Qt paints what lies around the pages in a colour meant for edges; it follows the theme's scheme."""
        ground, palette = QColor(theme.colours().scroll), self.palette()
        if palette.color(QPalette.ColorRole.Dark) != ground:
            palette.setColor(QPalette.ColorRole.Dark, ground)
            self.setPalette(palette)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
        else:
            super().wheelEvent(event)


class _Veil(QLabel):
    """The pages as they were, until the new ones are drawn: Qt's view would show white paper in between."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._drawn)
        self._last = -1

    def cover(self, view: QPdfView) -> None:
        """Keep what is seen now."""
        if not self.isVisible() and view.viewport().isVisible():
            self.setPixmap(view.viewport().grab())
            self.setGeometry(view.viewport().rect())
            self.show()

    def wait_for(self, document: QPdfDocument) -> None:
        """The document that is to be drawn."""
        self._renderer.setDocument(document)

    def lift_when_drawn(self, view: QPdfView, page: int) -> None:
        """Draw what the view is drawing, behind it in the queue: when that is done, so is the view's."""
        if self.isVisible():
            viewport = self.parentWidget()  # asked each time: Python's own name for it does not last
            if viewport is not None:
                viewport.repaint()  # the view asks for its pages when it is painted
            document = self._renderer.document()
            self._last = min(page + 1, document.pageCount() - 1)
            for number in range(page, self._last + 1):
                self._renderer.requestPage(number, document.pagePointSize(number).toSize())

    def _drawn(self, page: int) -> None:
        if page >= self._last:
            self.hide()


def _tool(icon: str, act: Callable[[], object], tip: str, key: str) -> QPushButton:
    made = button("", act, icon=icon, tip=tip, key=key)
    made.setProperty("kind", "tool")
    made.setFixedWidth(theme.INPUT_HEIGHT)
    return made


def _forget(*parts: QObject | None) -> None:
    """The document before, with the bytes it reads from: in this order, once nothing shows it any more."""
    for part in parts:
        if part is not None:
            part.deleteLater()
