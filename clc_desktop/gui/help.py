"""F1: the page's own help, offline, with pictures; and the keys that this page knows, read from the page itself.

A topic is a Markdown file of ours in ``resources/help/<language>``, named for its page. Nothing typed by people is
ever shown here, so this is the one place of the window that reads markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, QSize, Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QWidget,
)

from clc_desktop import files, i18n
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import theme
from clc_desktop.gui.widgets import column, row
from clc_desktop.i18n import text as _

GENERAL = ("start", "keys")
"""Topics that belong to no page."""
FIRST_SIZE = QSize(980, 640)
LIST_WIDTH = 230
_PICTURE_WIDTH = 720
_PICTURE = "\ufffc"
"""How Qt writes a picture in a block's text."""
_LINE_HEIGHT = 145
_SPACE_BEFORE = {0: 8, 1: 0, 2: 20, 3: 14}
"""Pixels above a block, by its heading level; 0 is running text."""


@dataclass(frozen=True)
class Topic:
    """One page of help: ``title`` is its first heading, ``text`` the whole in Markdown."""

    key: str
    title: str
    text: str


def read_topic(key: str, language: str) -> Topic:
    """The topic of a page (or one of ``GENERAL``) in a language."""
    text = (folder() / language / f"{key}.md").read_text(encoding="utf-8")
    return Topic(key, text.partition("\n")[0].lstrip("# ").strip(), text)


def folder() -> Path:
    """Where the topics and their pictures lie."""
    return files.resource_path("help")


def keys_of(page: QWidget) -> tuple[tuple[str, str], ...]:
    """What keys do on this page: each once, as (key, words), read from its buttons and shortcuts."""
    found: dict[str, str] = {}
    for button in page.findChildren(QAbstractButton):
        if keys := _shown(button.shortcut()):
            found.setdefault(keys, button.accessibleName() or button.text())
    for shortcut in page.findChildren(QShortcut):
        if shortcut.whatsThis() and (keys := _shown(shortcut.key())):
            found.setdefault(keys, shortcut.whatsThis())
    return tuple(sorted(found.items()))


def _shown(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


class HelpWindow(QDialog):
    """Topics at the left, the text at the right; stays open beside the work."""

    def __init__(self, parent: QWidget, keys: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Hướng dẫn"))
        self.resize(FIRST_SIZE)
        if geometry := QSettings().value("help_geometry"):
            self.restoreGeometry(geometry)
        self._topics = [read_topic(key, i18n.active().language) for key in (GENERAL[0], *keys, *GENERAL[1:])]
        self.filter = QLineEdit(placeholderText=_("Tìm trong hướng dẫn"), clearButtonEnabled=True)
        self.filter.setAccessibleName(_("Tìm trong hướng dẫn"))
        self.filter.setMinimumHeight(theme.INPUT_HEIGHT)
        self.list = QListWidget()
        self.list.setProperty("kind", "topics")
        self.list.setAccessibleName(_("Các mục hướng dẫn"))
        for topic in self._topics:
            item = QListWidgetItem(topic.title, self.list)
            item.setSizeHint(QSize(0, theme.INPUT_HEIGHT))
        self.text = Reader()
        self._extra: dict[str, str] = {}
        self._build()

    def _build(self) -> None:
        left = QWidget()
        left.setFixedWidth(LIST_WIDTH)
        column(self.filter, self.list, parent=left)
        layout = row(left, self.text, spacing=2 * theme.GRID, parent=self)
        layout.setContentsMargins(*[2 * theme.GRID] * 4)
        layout.setStretch(1, 1)
        self.filter.textChanged.connect(self._narrow)
        self.list.currentRowChanged.connect(self._show_row)

    def show_topic(self, key: str, keys: Sequence[tuple[str, str]] = ()) -> None:
        """Show the help of a page, with the keys it knows just now."""
        lines = [f"- **{pressed}** – {words}" for pressed, words in keys]
        title = _("Phím tắt của trang này")
        self._extra[key] = "\n".join(["", f"## {title}", "", *lines]) if lines else ""
        number = next(number for number, topic in enumerate(self._topics) if topic.key == key)
        self._lie_above(QApplication.activeModalWidget())
        self.filter.clear()
        self.list.setCurrentRow(number)
        self._show_row(number)
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus()

    def _lie_above(self, box: QWidget | None) -> None:
        """A box that is to be answered first takes all keys but those of its own windows: be one until it closes."""
        home = self.parentWidget()
        if isinstance(box, QDialog) and home is not None and box is not home:
            box.finished.connect(lambda _answer: self._move_to(home))
            self._move_to(box)

    def _move_to(self, parent: QWidget) -> None:
        was_open = self.isVisible()
        self.setParent(parent, self.windowFlags())
        self.setVisible(was_open)

    def _show_row(self, number: int) -> None:
        if number >= 0:
            topic = self._topics[number]
            self.text.show_markdown(topic.text + self._extra.get(topic.key, ""))

    def _narrow(self, words: str) -> None:
        wanted = search_key(words)
        is_in = [wanted in search_key(topic.text) for topic in self._topics]
        for number, found in enumerate(is_in):
            self.list.item(number).setHidden(not found)
        if any(is_in) and not is_in[self.list.currentRow()]:
            self.list.setCurrentRow(is_in.index(True))

    def closeEvent(self, event: QCloseEvent) -> None:
        QSettings().setValue("help_geometry", self.saveGeometry())
        super().closeEvent(event)


class Reader(QTextBrowser):
    """Shows a topic; pictures are as wide as there is room for, and sharp on fine screens."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "reader")
        self.setAccessibleName(_("Nội dung hướng dẫn"))
        self.setOpenLinks(False)
        self._markdown = ""
        self._shown: QTextDocument | None = None

    def show_markdown(self, text: str) -> None:
        """Show a text of ours from its beginning."""
        self._markdown = text
        document = QTextDocument(self)  # a new one: the old one's formats would stay on its first lines
        document.setDefaultFont(self.font())
        document.setDocumentMargin(2 * theme.GRID)
        document.setMarkdown(text)
        _space_lines(document)
        self.setDocument(document)
        if self._shown is not None:
            self._shown.deleteLater()
        self._shown = document
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture of ours, never anything from elsewhere."""
        image = QImage(str(folder() / "pictures" / QUrl(name).fileName()))
        if image.isNull():
            return None
        ratio = self.devicePixelRatioF()
        width = min(_PICTURE_WIDTH, self.viewport().width() - 6 * theme.GRID)
        scaled = image.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        scaled.setDevicePixelRatio(ratio)
        return scaled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._markdown:
            self.show_markdown(self._markdown)


def _space_lines(document: QTextDocument) -> None:
    """Room between lines: stacked marks (Ễ, ậ) must not touch the line above."""
    block = document.begin()
    while block.isValid():
        form = QTextBlockFormat(block.blockFormat())
        if _PICTURE not in block.text():  # it would get as much more room as it is high
            form.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        is_listed = block.textList() is not None
        form.setTopMargin(4 if is_listed else _SPACE_BEFORE[min(form.headingLevel(), 3)])
        QTextCursor(block).setBlockFormat(form)
        block = block.next()
