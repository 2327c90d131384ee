"""The styles of the Word file: every one Times New Roman in all four scripts, black, as the decree sizes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from clc_desktop.reports import layout

FONT = "Times New Roman"
COMPUTED = "Computed Figure"
"""Character style of text that is bound to a figure; it looks like the text around it."""

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style: size and spaces in points, first-line indent in mm."""

    name: str
    size: float
    align: str = "center"
    bold: bool = False
    italic: bool = False
    before: float = 0
    first: float = 0
    keep: bool = False
    colour: str = "#000000"


LOOKS: tuple[Look, ...] = (
    Look("Normal", layout.BODY_SIZE, align="left"),
    Look("Body Text", layout.BODY_SIZE, "justify", before=layout.BEFORE, first=layout.FIRST_LINE),
    Look("List Bullet", layout.BODY_SIZE, "justify", before=layout.BEFORE, first=layout.FIRST_LINE),
    Look("List Bullet 2", layout.BODY_SIZE, "justify", before=layout.BEFORE, first=layout.FIRST_LINE),
    *(
        Look(f"Heading {level}", layout.BODY_SIZE, "justify", True, False, layout.BEFORE, layout.FIRST_LINE, True)
        for level in (1, 2, 3)
    ),
    Look("Header", layout.NUMBER_SIZE),
    Look("Nation", layout.NATION_SIZE, bold=True),
    Look("Motto", layout.MOTTO_SIZE, bold=True),
    Look("Superior", layout.ISSUER_SIZE),
    Look("Issuer", layout.ISSUER_SIZE, bold=True),
    Look("Number", layout.SYMBOL_SIZE, before=layout.BEFORE),
    Look("Place and Date", layout.DATE_SIZE, italic=True, before=layout.BEFORE),
    Look("Rule", 2),
    Look("Document Kind", layout.TITLE_SIZE, bold=True, before=14),
    Look("Document Subject", layout.TITLE_SIZE, bold=True),
    Look("Addressee", layout.BODY_SIZE, before=layout.BEFORE),
    Look("Addressees", layout.BODY_SIZE, align="left"),
    Look("Addressee Item", layout.BODY_SIZE, align="left"),
    Look("Check Code", layout.CHECK_SIZE, "left", colour=layout.CHECK_COLOUR),
    Look("Chart", layout.BODY_SIZE, before=layout.BEFORE),
    Look("Recipients Title", layout.RECIPIENTS_TITLE_SIZE, "left", bold=True, italic=True),
    Look("Recipients", layout.RECIPIENTS_SIZE, "left"),
    Look("Signature", layout.SIGNATURE_SIZE, bold=True),
    Look("Annex Number", layout.ANNEX_SIZE, bold=True, keep=True),
    Look("Annex Title", layout.ANNEX_SIZE, bold=True, keep=True),
    Look("Annex Reference", layout.ANNEX_SIZE, italic=True, keep=True),
    Look("Table Text", layout.TABLE_SIZE, "left"),
)


def define_styles(word: Word) -> None:
    """Make the template's styles ours: its theme fonts and colours go, ours come."""
    _defaults(word)
    _tidy(word)
    for look in LOOKS:
        _apply(word, look)
    word.styles.add_style(COMPUTED, WD_STYLE_TYPE.CHARACTER)
    for properties in word.styles.element.iter(qn("w:rPr")):
        _times(properties)


_KEPT = ("Normal Table", "Table Grid", "No List", "Default Paragraph Font")


def _tidy(word: Word) -> None:
    """Drop the template's 150 styles that no official document has, and what others say of them."""
    kept = {*_KEPT, *(look.name for look in LOOKS)}
    styles = word.styles.element
    for style in list(word.styles):
        if style.name not in kept:
            styles.remove(style.element)
    known = {style.style_id for style in word.styles}
    for name in ("w:link", "w:next", "w:basedOn"):
        for found in list(styles.iter(qn(name))):
            if found.get(qn("w:val")) not in known:
                found.getparent().remove(found)


def _defaults(word: Word) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _times(properties)
    spacing = defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}/{qn('w:spacing')}")
    if spacing is not None:
        spacing.getparent().remove(spacing)


def _times(properties: Any) -> None:
    """One font for every script; what names a theme font must go, or Word takes the theme's."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _apply(word: Word, look: Look) -> None:
    known = {style.name for style in word.styles}
    style: Any = (
        word.styles[look.name] if look.name in known else word.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    )
    _numberless(style)
    _times(style.element.get_or_add_rPr())
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, look.italic
    style.font.color.rgb = RGBColor.from_string(look.colour[1:])
    style.quick_style = True
    paragraph = style.paragraph_format
    paragraph.alignment = _ALIGN[look.align]
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(0)
    paragraph.line_spacing = 1.0
    paragraph.left_indent, paragraph.first_line_indent = Mm(0), Mm(look.first)
    paragraph.keep_with_next, paragraph.keep_together = look.keep, look.keep
    paragraph.widow_control = True


def _numberless(style: Any) -> None:
    """List styles of the template bring Word's own bullets; ``docx_numbering`` gives them ours."""
    properties = style.element.find(qn("w:pPr"))
    if properties is not None:
        for name in ("w:numPr", "w:contextualSpacing", "w:tabs"):
            for found in properties.findall(qn(name)):
                properties.remove(found)
