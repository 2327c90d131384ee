"""How everything looks: one set of tokens, light and dark, turned into a palette and a style sheet on Fusion."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from clc_desktop.gui.stylesheet import style_sheet


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour has a job; text on its ground has a contrast of 4.5:1 or better (``tests/gui/test_theme.py``)."""

    dark: bool
    window: str
    """Ground of pages."""
    surface: str
    """Ground of tables, cards and inputs."""
    rail: str
    border: str
    scroll: str
    border_strong: str
    """Edges of inputs, which must be seen (3:1)."""
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    """Ground of what is selected."""
    hover: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    done: str
    done_soft: str
    neutral_soft: str


LIGHT = Colours(
    dark=False, window="#f5f7f8", surface="#ffffff", rail="#ebeff1", border="#dde3e6", scroll="#c3ccd1",
    border_strong="#8b989f", text="#182126", muted="#55636b", accent="#0b6e6e", accent_hover="#095a5a",
    on_accent="#ffffff", accent_soft="#d9ecec", hover="#e3e9eb", danger="#b3261e", danger_soft="#fceceb",
    warning="#7f5000", warning_soft="#fdf1d9", done="#1b6a3c", done_soft="#e2f3e8", neutral_soft="#e8edef",
)  # fmt: skip

DARK = Colours(
    dark=True, window="#15191c", surface="#1d2226", rail="#101417", border="#2c343a", scroll="#455058",
    border_strong="#6c7a84", text="#e4eaed", muted="#a0adb5", accent="#5bc0b8", accent_hover="#74cfc8",
    on_accent="#06211f", accent_soft="#1c3f3f", hover="#262d32", danger="#f4938b", danger_soft="#42211f",
    warning="#efbe62", warning_soft="#3d2f12", done="#76cf97", done_soft="#193825", neutral_soft="#2a3238",
)  # fmt: skip

GRID = 8
"""Every distance is a multiple of this, or half of it."""
TEXT_SIZE = 14
SMALL_SIZE = 13
TITLE_SIZE = 22
INPUT_HEIGHT = 36
ROW_HEIGHT = 36
RAIL_WIDTH, NARROW_RAIL_WIDTH = 208, 56
NARROW_WINDOW = 1100
"""Below this width (1366 × 768 at 150 % is 911 wide) the rail shows icons only, for the sake of the tables."""

FALLBACK_FONT = "Inter"
_NOBODY_CHOSE_THESE = {"DejaVu Sans", "Bitstream Vera Sans", "Sans Serif", "Sans", "Liberation Sans", "Helvetica"}
"""What fontconfig names where no desktop has chosen a font: our own is easier to read there."""


def colours() -> Colours:
    """The colours in use; pages that paint by themselves ask here each time they paint."""
    return _active


_active = LIGHT


def apply(application: QApplication, resources: Path, scheme: Colours | None = None) -> Colours:
    """Dress the application; without a given scheme it follows the system's, also when that changes later."""
    application.setStyle("Fusion")
    application.setFont(_font(resources / "fonts"))
    dress(application, resources, scheme or _of_system())
    if scheme is None:
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(
            lambda system: dress(application, resources, DARK if system.name == "Dark" else LIGHT)
        )
    return _active


def _of_system() -> Colours:
    """Told from the palette that the system gave: to ask the style hints takes all of Qt's enumerations, some 20 ms."""
    ground = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if ground.lightness() < 128 else LIGHT


def dress(application: QApplication, resources: Path, scheme: Colours) -> None:
    """Put these colours on everything that is there and everything to come."""
    global _active
    _active = scheme
    application.setPalette(palette(scheme))
    application.setStyleSheet(style_sheet(scheme, (resources / "icons").as_posix()))


def palette(scheme: Colours) -> QPalette:
    """The palette that Fusion paints with."""
    roles = {
        QPalette.ColorRole.Window: scheme.window,
        QPalette.ColorRole.WindowText: scheme.text,
        QPalette.ColorRole.Base: scheme.surface,
        QPalette.ColorRole.AlternateBase: scheme.window,
        QPalette.ColorRole.Text: scheme.text,
        QPalette.ColorRole.Button: scheme.surface,
        QPalette.ColorRole.ButtonText: scheme.text,
        QPalette.ColorRole.BrightText: scheme.danger,
        QPalette.ColorRole.Highlight: scheme.accent_soft,
        QPalette.ColorRole.HighlightedText: scheme.text,
        QPalette.ColorRole.ToolTipBase: scheme.surface,
        QPalette.ColorRole.ToolTipText: scheme.text,
        QPalette.ColorRole.PlaceholderText: scheme.muted,
        QPalette.ColorRole.Link: scheme.accent,
        QPalette.ColorRole.Mid: scheme.border,
        QPalette.ColorRole.Dark: scheme.border_strong,
        QPalette.ColorRole.Light: scheme.surface,
        QPalette.ColorRole.Accent: scheme.accent,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(scheme.muted))
    return made


def _font(fonts: Path) -> QFont:
    """The system's font where somebody chose it and it has Vietnamese letters; else the one in resources/fonts."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    family = QFontInfo(font).family()
    writes_vietnamese = QFontDatabase.WritingSystem.Vietnamese in QFontDatabase.writingSystems(family)
    if family in _NOBODY_CHOSE_THESE or not writes_vietnamese:
        for path in sorted(fonts.glob(f"{FALLBACK_FONT}-*.ttf")):
            QFontDatabase.addApplicationFont(str(path))
        font = QFont(FALLBACK_FONT)
    font.setPixelSize(TEXT_SIZE)
    return font


def tabular(font: QFont) -> QFont:
    """The same font with figures of one width, so that columns of numbers stand in line."""
    made = QFont(font)
    made.setFeature(QFont.Tag.fromString("tnum"), 1)
    return made
