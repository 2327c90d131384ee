"""Text with figures in it: each figure is one letter to the cursor, shown with its present value, never typed into."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPyTextObject,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit, QToolTip

from clc_desktop.gui import theme
from clc_desktop.i18n import text as _
from clc_desktop.usecases import narrating
from clc_desktop.usecases.narrating import Finding, Piece

FIGURE = QTextFormat.ObjectTypes.UserObject + 1
NAME = QTextFormat.Property.UserProperty + 1
MARK = "\ufffc"
"""What stands for a figure in the editor's own text."""
_PARAGRAPH = "\u2029"
MIME = "application/x-clc-passage"
LINE_HEIGHT = 150
"""Percent: stacked marks (Ễ, ậ) have room, and a figure's ground does not touch the line above."""
_PAD = 5.0


class _Chips(QPyTextObject):
    """Draws figures: the value on a soft ground; a name that no figure has in red."""

    def __init__(self, editor: PassageEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def intrinsicSize(self, document: QTextDocument, position: int, form: QTextFormat) -> QSizeF:
        font = self._font(form)
        metrics = QFontMetricsF(font)
        return QSizeF(metrics.horizontalAdvance(self._words(form)) + 2 * _PAD, metrics.ascent() + 2)

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, document: QTextDocument, position: int, form: QTextFormat
    ) -> None:
        scheme = theme.colours()
        is_known = self._editor.knows(str(form.property(NAME)))
        font = self._font(form)
        metrics = QFontMetricsF(font)
        ground = QRectF(rect.left() + 1, rect.bottom() - metrics.ascent() - 2, rect.width() - 2, metrics.height() + 3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(scheme.accent if is_known else scheme.danger))
        painter.setBrush(QColor(scheme.accent_soft if is_known else scheme.danger_soft))
        painter.drawRoundedRect(ground, 5, 5)
        painter.setFont(font)
        painter.setPen(QColor(scheme.text if is_known else scheme.danger))
        painter.drawText(QPointF(rect.left() + _PAD, rect.bottom()), self._words(form))
        painter.restore()

    def _words(self, form: QTextFormat) -> str:
        return self._editor.shown_value(str(form.property(NAME)))

    def _font(self, form: QTextFormat) -> QFont:
        return theme.tabular(self._editor.font())


class PassageEditor(QTextEdit):
    """One passage. ``read`` and ``show_value`` speak the text as it is kept; undo goes back to what was shown."""

    edited = Signal()
    at_figure = Signal(str)
    """What the figure before the cursor is; "" for none."""

    def __init__(self) -> None:
        super().__init__()
        self._values: Mapping[str, str] = {}
        self._labels: Mapping[str, str] = {}
        self._quiet = False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self._chips = _Chips(self)
        self.document().documentLayout().registerHandler(FIGURE, self._chips)
        self.textChanged.connect(self._changed)
        self.cursorPositionChanged.connect(self._tell)

    # --- the figures ---

    def set_figures(self, values: Mapping[str, str], labels: Mapping[str, str]) -> None:
        """What every name stands for now, and what it is called; the figures in the text are drawn anew."""
        self._values, self._labels = values, labels
        self.document().markContentsDirty(0, self.document().characterCount())
        self.viewport().update()

    def knows(self, name: str) -> bool:
        """Whether a figure has this name."""
        return name in self._values

    def shown_value(self, name: str) -> str:
        """What stands in the report for a name; an unknown one would stand there with its braces."""
        value = self._values.get(name)
        if value is None:
            return f"{{{name}}}"
        return value if len(value) <= 48 else value[:46].rstrip() + "…"

    def insert_figure(self, name: str) -> None:
        """Put a figure at the cursor, in place of what is selected."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        self._insert(cursor, (Piece(name, figure=True),))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.setFocus()

    # --- value ---

    def show_value(self, text: str) -> None:
        """Another passage; there is nothing to undo in it yet."""
        self._quiet = True
        self.document().clear()
        cursor = QTextCursor(self.document())
        form = QTextBlockFormat()
        form.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(form)
        self._insert(cursor, narrating.pieces(text))
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._quiet = False

    def replace_all(self, text: str) -> None:
        """Other words as an edit, which can be undone."""
        self.replace(0, self.document().characterCount() - 1, text)

    def read(self) -> str:
        """The passage as it is kept, in NFC."""
        return narrating.stored(self._pieces(QTextCursor(self.document())))

    def replace(self, start: int, end: int, text: str) -> None:
        """Put a stored text in place of a stretch of the editor's own positions; one step of undo."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        self._insert(cursor, narrating.pieces(text))
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def _insert(self, cursor: QTextCursor, pieces: Sequence[Piece]) -> None:
        plain = QTextCharFormat()
        cursor.removeSelectedText()
        for piece in pieces:
            if piece.figure:
                form = QTextCharFormat()
                form.setObjectType(FIGURE)
                form.setProperty(NAME, piece.text)
                cursor.insertText(MARK, form)
                cursor.setCharFormat(plain)
            else:
                cursor.insertText(piece.text.replace(MARK, ""), plain)

    def _pieces(self, selection: QTextCursor) -> list[Piece]:
        """What is selected, or where nothing is, everything: runs of words and figures."""
        if not selection.hasSelection():
            selection.select(QTextCursor.SelectionType.Document)
        before = QTextCursor(self.document())
        before.setPosition(selection.selectionStart(), QTextCursor.MoveMode.KeepAnchor)
        names = self._names()[before.selectedText().count(MARK) :]
        found: list[Piece] = []
        for number, words in enumerate(selection.selectedText().replace(_PARAGRAPH, "\n").split(MARK)):
            if number:
                found.append(Piece(names[number - 1], figure=True))
            if words:
                found.append(Piece(unicodedata.normalize("NFC", words)))
        return found

    def _names(self) -> list[str]:
        """The names of all figures from the beginning to the end."""
        found: list[str] = []
        block = self.document().begin()
        while block.isValid():
            place = block.begin()
            while not place.atEnd():
                form = place.fragment().charFormat()
                found += [str(form.property(NAME))] * place.fragment().text().count(MARK)
                place += 1
            block = block.next()
        return found

    def _changed(self) -> None:
        if not self._quiet:
            self.edited.emit()

    # --- findings ---

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Underline what is doubtful; places are those of the text as ``read`` gives it now."""
        text = self.read()
        scheme = theme.colours()
        tones = {"error": scheme.danger, "warning": scheme.warning, "hint": scheme.accent}
        marks = []
        for one in found:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self._range(text, one)
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(QColor(tones[one.severity]))
            mark.format = form
            marks.append(mark)
        self.setExtraSelections(marks)

    def select_finding(self, one: Finding) -> None:
        """Put the cursor on it."""
        self.setTextCursor(self._range(self.read(), one))
        self.ensureCursorVisible()
        self.setFocus()

    def mend(self, one: Finding) -> None:
        """Put what a finding offers in place of what it found, as one edit."""
        if one.fix is not None:
            cursor = self._range(self.read(), one)
            self.replace(cursor.selectionStart(), cursor.selectionEnd(), one.fix)

    def _range(self, text: str, one: Finding) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position_in(text, one.start))
        cursor.setPosition(position_in(text, one.end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    # --- copying ---

    def createMimeDataFromSelection(self) -> QMimeData:
        """Figures stay figures when they are pasted here, and are their values anywhere else."""
        pieces = self._pieces(self.textCursor())
        made = QMimeData()
        made.setData(MIME, QByteArray(narrating.stored(pieces).encode()))
        made.setText(
            "".join(self._values.get(one.text, f"{{{one.text}}}") if one.figure else one.text for one in pieces)
        )
        return made

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasFormat(MIME) or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Text from elsewhere arrives as it stands: braces in it are braces."""
        kept = bytes(source.data(MIME).data()).decode("utf-8", "replace") if source.hasFormat(MIME) else None
        words = source.text().replace("\r\n", "\n").replace("\r", "\n")
        cursor = self.textCursor()
        cursor.beginEditBlock()
        self._insert(cursor, [Piece(words)] if kept is None else narrating.pieces(kept))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # --- what a figure is ---

    def _tell(self) -> None:
        name = self._name_before(self.textCursor().position())
        self.at_figure.emit(self._meaning(name) if name else "")

    def _meaning(self, name: str) -> str:
        return self._labels.get(name, "") if self.knows(name) else _("Không có số liệu nào tên như vậy.")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            name = self._name_at(self.viewport().mapFromGlobal(event.globalPos()))
            QToolTip.showText(event.globalPos(), html.escape(self._meaning(name)) if name else "", self)
            return True
        return super().event(event)

    def _name_at(self, where: QPoint) -> str:
        at = self.document().documentLayout().hitTest(where, Qt.HitTestAccuracy.ExactHit)
        return self._name_before(at + 1) or self._name_before(at)

    def _name_before(self, position: int) -> str:
        """The name of the figure that ends at a position; "" for none."""
        if not 0 < position < self.document().characterCount():
            return ""
        cursor = QTextCursor(self.document())
        cursor.setPosition(position - 1)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        return str(cursor.charFormat().property(NAME)) if cursor.selectedText() == MARK else ""


def position_in(text: str, offset: int) -> int:
    """Where a place of a stored text is for the editor: a figure is one letter, an emoji is two."""
    return sum(1 if one.figure else len(one.text.encode("utf-16-le")) // 2 for one in narrating.pieces(text[:offset]))
