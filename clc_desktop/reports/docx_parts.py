"""What python-docx has no words for: page fields, rules, fixed grids, sections that count anew, EMF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt

from clc_desktop.reports import layout
from clc_desktop.reports.emf import write_emf
from clc_desktop.reports.fonts import text_points
from clc_desktop.reports.pictures import Picture


def element(name: str, **attributes: str) -> Any:
    """An element of WordprocessingML: ``element("w:top", val="single")``."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_language(word: Word) -> None:
    """Vietnamese as the language of all text: spelling, and the voice of screen readers."""
    properties = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for found in properties.findall(qn("w:lang")):
        properties.remove(found)
    properties.append(element("w:lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA"))


def page_field(paragraph: Any) -> None:
    """The number of the page, as a field."""
    field(paragraph, "PAGE", "2")


def field(paragraph: Any, name: str, shown: str) -> None:
    """A field of Word's, ``shown`` until Word works it out: ``PAGE``, ``NUMPAGES``, ``SECTIONPAGES``."""
    for kind in ("begin", "instruction", "separate", "result", "end"):
        run = paragraph.add_run()
        if kind == "instruction":
            instruction = element("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {name} "
            run._r.append(instruction)
        elif kind == "result":
            run.text = shown
        else:
            run._r.append(element("w:fldChar", fldCharType=kind))


def title_page(section: Any) -> None:
    """No header on the first page of the section."""
    section.different_first_page_header_footer = True


def count_anew(section: Any) -> None:
    """Pages of the section count from 1."""
    properties = section._sectPr
    for found in properties.findall(qn("w:pgNumType")):
        properties.remove(found)
    columns = properties.find(qn("w:cols"))
    columns.addprevious(element("w:pgNumType", start="1"))


def picture(word: Word, paragraph: Any, drawn: Picture, words: str) -> None:
    """A vector picture in a line of its own; ``words`` stand for it where it is not seen. python-docx knows no EMF."""
    package = word.part.package
    number = 1 + sum(str(part.partname).endswith(".emf") for part in package.iter_parts())
    part = Part(PackURI(f"/word/media/picture{number}.emf"), "image/x-emf", write_emf(drawn), package)
    relation = paragraph.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    size = {"cx": str(Pt(drawn.width)), "cy": str(Pt(drawn.height))}
    paragraph.add_run()._r.append(parse_xml(_INLINE.format(id=number, relation=relation, **size)))
    named: Any = next(paragraph._p.iter(qn("wp:docPr")))
    named.set("descr", words)


_INLINE = f"""<w:drawing {nsdecls("w", "wp", "a", "pic", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="{{cx}}" cy="{{cy}}"/><wp:docPr id="{{id}}" name="Picture {{id}}"/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="{{id}}" name="picture{{id}}.emf"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip r:embed="{{relation}}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{{cx}}" cy="{{cy}}"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>
</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"""


def bare_table(word: Word, widths: Sequence[float], rows: int = 1) -> list[tuple[Any, ...]]:
    """Rows of cells without borders or padding, ``widths`` in mm, none cut by the end of a page."""
    table = word.add_table(rows, len(widths))
    table.style = "Normal Table"
    fixed_grid(table, widths, padding=0)
    for row in table.rows:
        row_flags(row, "w:cantSplit")
    return [tuple(row.cells) for row in table.rows]


def fixed_grid(table: Any, widths: Sequence[float], *, padding: float) -> None:
    """Column widths (mm) in grid and cells, so that every program lays the table out alike; padding in mm."""
    table.autofit = False
    properties = table._tbl.tblPr
    for found in properties.findall(qn("w:tblW")):
        properties.remove(found)
    layout_mark = properties.find(qn("w:tblLayout"))
    layout_mark.addprevious(element("w:tblW", type="dxa", w=str(Mm(sum(widths)).twips)))
    margins = element("w:tblCellMar")
    for side, width in (("top", padding / 3), ("left", padding), ("bottom", padding / 3), ("right", padding)):
        margins.append(element(f"w:{side}", w=str(Mm(width).twips), type="dxa"))
    layout_mark.addnext(margins)
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)


def row_flags(row: Any, *names: str) -> None:
    """``w:cantSplit`` keeps a row on one page, ``w:tblHeader`` repeats it on every page."""
    properties = row._tr.get_or_add_trPr()
    for name in names:
        properties.append(element(name))


def bottom_rule(where: Any, text: str, size: float, share: float, width: float, after: float = 0) -> None:
    """A line in the middle of ``width`` mm, ``share`` as long as the bold ``text``: a low paragraph's lower border."""
    length = min(text_points(text, size, bold=True) / layout.MM, width) * share
    paragraph = where.add_paragraph(style="Rule")
    side: Length = Mm((width - length) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.line_spacing = Pt(layout.RULE_GAP)
    borders = element("w:pBdr")
    borders.append(
        element("w:bottom", val="single", sz=str(round(layout.RULE_THICKNESS * 8)), space="0", color="000000")
    )
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
