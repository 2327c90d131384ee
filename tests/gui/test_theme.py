"""Every colour can be read: WCAG contrast of text on each ground it stands on."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFont, QFontMetrics

from clc_desktop.gui import theme
from clc_desktop.gui.stylesheet import style_sheet
from clc_desktop.gui.theme import DARK, LIGHT, Colours

TEXT_ON_GROUND = [
    ("text", "window"), ("text", "surface"), ("text", "rail"), ("text", "accent_soft"), ("text", "neutral_soft"),
    ("muted", "window"), ("muted", "surface"), ("muted", "rail"), ("muted", "neutral_soft"), ("text", "hover"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"), ("accent", "surface"), ("accent", "window"),
    ("danger", "surface"), ("danger", "danger_soft"), ("warning", "surface"), ("warning", "warning_soft"),
    ("done", "surface"), ("done", "done_soft"), ("text", "danger_soft"), ("text", "warning_soft"),
    ("text", "done_soft"),
]  # fmt: skip


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    value = QColor(colour)
    return 0.2126 * linear(value.redF()) + 0.7152 * linear(value.greenF()) + 0.0722 * linear(value.blueF())


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(scheme: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(scheme, ink), getattr(scheme, ground)) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_inputs_can_be_seen(scheme: Colours) -> None:
    assert contrast(scheme.border_strong, scheme.surface) >= 2.9
    assert contrast(scheme.accent, scheme.surface) >= 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_token_of_the_style_sheet_is_a_colour(scheme: Colours) -> None:
    assert "@" not in style_sheet(scheme, "pictures")


def test_stacked_marks_fit_into_a_row(dressed: object) -> None:
    font = QFont(theme.FALLBACK_FONT)
    font.setPixelSize(theme.TEXT_SIZE)
    for word in ("ỄẬỘ", "ềỗậ", "Ẵ"):
        assert QFontMetrics(font).tightBoundingRect(word).height() < theme.ROW_HEIGHT - 8
        assert QFontMetrics(font).tightBoundingRect(word).height() <= theme.INPUT_HEIGHT - 8
