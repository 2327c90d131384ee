"""The report's pages beside the text: the same bytes that printing would send, scrolled to what is being written."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtPdf import QPdfDocument

from clc_desktop.gui.print_preview import PdfPreview
from clc_desktop.i18n import text as _
from clc_desktop.usecases.narrating import Sheet

LOOKED_FOR = 60
"""Letters of a passage that are looked for on the pages; white space does not count."""
ABOVE = 48
"""Points of the page left above the passage."""


class SheetView(PdfPreview):
    """Knows where on the pages each place of the outline stands."""

    def __init__(self) -> None:
        super().__init__(_("Trang báo cáo hiện ở đây."))
        self._anchors: dict[str, str] = {}
        self._texts: list[str] = []

    def show_sheet(self, sheet: Sheet) -> None:
        """Other pages."""
        self.show_pdf(sheet.pdf)
        self._anchors = sheet.anchors
        self._texts = [self.page_text(number) for number in range(self.page_count)]

    def page_text(self, page: int) -> str:
        """What a page says."""
        return self.document.getAllText(page).text() if self.document else ""

    def page_of(self, place: str) -> int:
        """The page (from 0) on which a place begins; -1 where it is on none."""
        return self._found(place)[0]

    def jump_to(self, place: str) -> None:
        """Scroll to a place, if it is on the pages."""
        page, index = self._found(place)
        if page < 0 or self.document is None:
            return
        top = _top_of(self.document, page, index)
        navigator = self.view.pageNavigator()
        navigator.jump(page, QPointF(0, max(top - ABOVE, 0)), navigator.currentZoom())

    def _found(self, place: str) -> tuple[int, int]:
        """Page and index of the first letter of a place's words."""
        wanted = "".join(self._anchors.get(place, "").split())[:LOOKED_FOR]
        for number, text in enumerate(self._texts) if wanted else ():
            letters = [(index, letter) for index, letter in enumerate(text) if not letter.isspace()]
            at = "".join(letter for _index, letter in letters).find(wanted)
            if at < 0:
                beginning = wanted[:20]  # a passage that goes on on the next page
                at = "".join(letter for _index, letter in letters).rfind(beginning)
                if at < 0 or at + len(wanted) < len(letters):
                    continue
            return number, letters[at][0]
        return -1, 0


def _top_of(document: QPdfDocument, page: int, index: int) -> float:
    bounds = document.getSelectionAtIndex(page, index, 1).bounds()
    return bounds[0].boundingRect().top() if bounds else 0.0
