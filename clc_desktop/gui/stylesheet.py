"""The style sheet: rules only, every colour and size comes from the theme's tokens.

Widgets opt in by a property (``kind="primary"``), never by a style sheet of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clc_desktop.gui.theme import Colours

_RULES = """
* { outline: 0; }
QMainWindow, QDialog { background: @window; }
QToolTip { background: @surface; color: @text; border: 1px solid @border; padding: 6px 8px; }
QLabel { background: transparent; color: @text; }
QLabel[kind="title"] { font-size: 22px; font-weight: 600; }
QLabel[kind="group"] { font-size: 16px; font-weight: 600; }
QLabel[kind="figure"] { font-size: 26px; font-weight: 600; }
QLabel[kind="label"] { font-size: 13px; font-weight: 600; color: @text; }
QLabel[kind="muted"], QLabel[kind="help"] { color: @muted; font-size: 13px; }
QLabel[kind="error"] { color: @danger; font-size: 13px; }
QLabel[kind="warning"] { color: @warning; font-size: 13px; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="code"] { font-size: 24px; font-weight: 600; letter-spacing: 2px; color: @accent; }

QFrame[kind="card"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QFrame[kind="card"]:focus { border: 2px solid @accent; }
QFrame[kind="line"] { background: @border; max-height: 1px; min-height: 1px; border: 0; }
QScrollArea[kind="rail"] { background: @rail; border: 0; border-right: 1px solid @border; }
QScrollArea[kind="rail"] QScrollBar:vertical { width: 6px; margin: 1px; }
QFrame[kind="rail-inside"] { background: @rail; border: 0; }
QListWidget[kind="topics"] { background: transparent; border: 0; }
QListWidget[kind="topics"]::item { height: 34px; padding-left: 8px; border-radius: 6px; color: @text; }
QListWidget[kind="topics"]::item:hover { background: @hover; }
QListWidget[kind="topics"]::item:selected { background: @accent_soft; color: @text; }
QTextBrowser[kind="reader"] { background: @surface; color: @text; border: 1px solid @border; border-radius: 8px;
    font-size: 14px; }
QFrame[kind="statusbar"] { background: @rail; border: 0; border-top: 1px solid @border; }
QFrame[kind="statusbar"] QLabel { color: @muted; font-size: 13px; }
QFrame[kind="footer"] { background: @surface; border: 0; border-top: 1px solid @border; }
QFrame[kind="drop"] { background: @surface; border: 2px dashed @scroll; border-radius: 8px; }
QFrame[kind="drop"][over="true"] { border-color: @accent; background: @accent_soft; }

QFrame[kind="banner"] { border: 1px solid @border; border-left: 4px solid @muted; border-radius: 6px;
    background: @neutral_soft; }
QFrame[kind="banner"][tone="error"] { background: @danger_soft; border-color: @danger; }
QFrame[kind="banner"][tone="warning"] { background: @warning_soft; border-color: @warning; }
QFrame[kind="banner"][tone="done"] { background: @done_soft; border-color: @done; }

QLabel[kind="chip"] { border-radius: 10px; padding: 2px 10px; font-size: 13px; background: @neutral_soft; }
QLabel[kind="chip"][tone="error"] { background: @danger_soft; color: @danger; }
QLabel[kind="chip"][tone="warning"] { background: @warning_soft; color: @warning; }
QLabel[kind="chip"][tone="done"] { background: @done_soft; color: @done; }
QLabel[kind="badge"] { background: @accent; color: @on_accent; border-radius: 9px; padding: 0 5px; font-size: 12px;
    font-weight: 600; }

QPushButton { background: @surface; color: @text; border: 1px solid @border_strong; border-radius: 6px;
    padding: 0 14px; }
QPushButton:hover { background: @hover; }
QPushButton:focus { border: 2px solid @accent; padding: 0 13px; }
QPushButton:pressed { background: @accent_soft; }
QPushButton:disabled { color: @muted; border-color: @border; background: @window; }
QPushButton[kind="primary"] { background: @accent; color: @on_accent; border-color: @accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled { background: @neutral_soft; color: @muted; border-color: @border; }
QPushButton[kind="plain"] { background: transparent; border-color: transparent; color: @accent; padding: 0 8px; }
QPushButton[kind="plain"]:hover { background: @hover; }
QPushButton[kind="plain"]:focus { border: 2px solid @accent; padding: 0 7px; }
QPushButton[kind="danger"] { color: @danger; border-color: @danger; }
QPushButton[kind="choice"] { text-align: left; padding: 12px 16px; border-color: @border_strong; }
QPushButton[kind="choice"][compact="true"] { padding: 4px 12px; }
QPushButton[kind="option"] { text-align: left; }
QPushButton[kind="choice"]:checked { border: 2px solid @accent; background: @accent_soft; }
QPushButton[kind="choice"]:checked:focus { border: 2px solid @text; }

QPushButton[kind="tab"] { border: 1px solid transparent; background: transparent; color: @muted; }
QPushButton[kind="tab"]:hover { background: @hover; }
QPushButton[kind="tab"]:checked { background: @surface; color: @text; border-color: @border_strong; font-weight: 600; }
QPushButton[kind="tab"]:focus { border: 2px solid @accent; padding: 0 13px; }

QPushButton[kind="person"] { background: transparent; border: 0; color: @accent; padding: 0 6px; font-size: 13px; }
QPushButton[kind="person"]:hover { background: @hover; }
QPushButton[kind="person"]:focus { border: 1px solid @accent; }
QPushButton[kind="tool"] { padding: 0; border-color: transparent; background: transparent; }
QPushButton[kind="tool"]:hover { background: @hover; }
QPushButton[kind="tool"]:checked { background: @accent_soft; }
QPushButton[kind="tool"]:focus { border: 2px solid @accent; }

QPushButton[kind="nav"] { text-align: left; border: 2px solid transparent; background: transparent; padding: 0 10px;
    border-radius: 6px; font-weight: 400; }
QPushButton[kind="nav"]:hover { background: @hover; }
QPushButton[kind="nav"]:checked { background: @accent_soft; font-weight: 600; }
QPushButton[kind="nav"]:focus { border: 2px solid @accent; }

QLineEdit, QPlainTextEdit, QComboBox, QSpinBox { background: @surface; color: @text;
    border: 1px solid @border_strong; border-radius: 6px; padding: 0 10px;
    selection-background-color: @accent; selection-color: @on_accent; }
QPlainTextEdit { padding: 6px 6px; }
QTextEdit { background: @surface; color: @text; border: 1px solid @border_strong; border-radius: 6px; padding: 6px 6px;
    selection-background-color: @accent; selection-color: @on_accent; }
QTextEdit:focus { border: 2px solid @accent; padding: 5px 5px; }
QTextEdit[kind="read"] { background: transparent; border: 1px solid transparent; padding: 2px; }
QTextEdit[kind="read"]:focus { border: 1px solid @accent; }
QListWidget[kind="outline"] { background: transparent; border: 0; }
QListWidget[kind="outline"]:focus { border: 1px solid @accent; border-radius: 6px; }
QFrame[kind="popup"] { background: @surface; border: 1px solid @border_strong; border-radius: 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border: 2px solid @accent; padding: 0 9px; }
QPlainTextEdit:focus { padding: 5px 5px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] { border: 2px solid @danger;
    padding: 0 9px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: @window; color: @muted;
    border-color: @border; }
QTableView QLineEdit { border-radius: 0; padding: 0 6px; }
QComboBox::drop-down { border: 0; width: 30px; }
QComboBox::down-arrow { image: url("@pictures/arrow-@scheme.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView, QListView[kind="completions"] { background: @surface; color: @text;
    border: 1px solid @border_strong; padding: 4px; selection-background-color: @accent_soft; selection-color: @text; }
QComboBox QAbstractItemView::item, QListView[kind="completions"]::item { min-height: 32px; padding: 0 8px;
    border-radius: 4px; }
QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; color: @text; border: 2px solid transparent;
    border-radius: 6px; padding-right: 6px; }
QCheckBox:disabled, QRadioButton:disabled { color: @muted; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @border_strong;
    background: @surface; }
QCheckBox::indicator { border-radius: 4px; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url("@pictures/check-@scheme.svg"); }
QRadioButton::indicator { border-radius: 8px; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent; }
QRadioButton::indicator:disabled { border-color: @muted; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid @accent; }

QTableView { background: @surface; color: @text; border: 1px solid @border; border-radius: 8px; gridline-color: @border;
    selection-background-color: @accent_soft; selection-color: @text; alternate-background-color: @surface; }
QTableView:focus { border: 1px solid @accent; }
QTableView::item { padding: 0 10px; border: 0; border-bottom: 1px solid @border; }
QTableView::item:selected { background: @accent_soft; color: @text; }
QTableView QTableCornerButton::section { background: @surface; border: 0; }
QCalendarWidget QTableView, QCalendarWidget QTableView:focus { border: 0; border-radius: 0; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: transparent; color: @muted; border: 0; border-bottom: 1px solid @border_strong;
    padding: 0 10px; font-size: 13px; font-weight: 600; min-height: 34px; }
QHeaderView[kind="names"]::section { color: @text; font-weight: 400; font-size: 14px; border-bottom: 1px solid @border;
    border-right: 1px solid @border; }
QTableView[kind="marks"] QHeaderView::section:vertical { color: @text; font-weight: 400; font-size: 14px;
    min-height: 20px; border-bottom: 1px solid @border; border-right: 1px solid @border; }
QHeaderView::up-arrow, QHeaderView::down-arrow { width: 0; height: 0; }
QFrame[kind="totals"] { background: @neutral_soft; border: 1px solid @border; border-radius: 8px; }
QFrame[kind="totals"] QLabel { font-weight: 600; }

QPdfView { border: 1px solid @border; }
QPdfView:focus { border: 1px solid @accent; }
QScrollArea { border: 0; background: transparent; }
QScrollArea > QWidget > QWidget[kind="scrolled"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar::handle { background: @scroll; border-radius: 4px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: @neutral_soft; border: 0; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: @accent; border-radius: 4px; }
QMenu { background: @surface; color: @text; border: 1px solid @border_strong; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accent_soft; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QSplitter::handle { background: @border; }
QSplitter[kind="gap"]::handle { background: transparent; }
"""


def style_sheet(scheme: Colours, pictures: str) -> str:
    """The rules with this scheme's colours; ``pictures`` is the folder with the few that a style sheet names."""
    sheet = _RULES.replace("@pictures", pictures).replace("@scheme", "dark" if scheme.dark else "light")
    for name in sorted(scheme.__slots__, key=len, reverse=True):
        if name != "dark":
            sheet = sheet.replace(f"@{name}", getattr(scheme, name))
    return sheet
