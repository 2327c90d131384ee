"""The format gate on PDFs: our own pass, and for every rule a document that breaks it and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from reportlab.platypus import KeepTogether, PageBreak

from clc_desktop.domain.errors import ClcError
from clc_desktop.reports import layout, pdf_parts, pdf_writer
from clc_desktop.reports.document import Bullet, Document, Heading, Paragraph, Run, Signature, plain
from clc_desktop.reports.format_gate import RULES, Violation, check
from clc_desktop.reports.format_gate.pdf_reading import Line, Pdf, read_pdf
from clc_desktop.reports.format_gate.pdf_rules import check_pdf
from clc_desktop.reports.pdf_writer import write_pdf
from tests.reports.factory import report_2020

Patch = pytest.MonkeyPatch
Break = Callable[[Patch], tuple[Violation, ...]]
BREAKS: dict[str, list[Break]] = {rule: [] for rule in RULES}


def breaks(rule: str) -> Callable[[Break], Break]:
    """Registers a way to break a rule."""

    def register(one: Break) -> Break:
        BREAKS[rule].append(one)
        return one

    return register


def report() -> Document:
    """The 2020 report with everything that rules speak of: signer, superior, addressee, three annexes."""
    document = report_2020()
    head = replace(document.head, superior="UBND TỈNH ĐIỆN BIÊN")
    signature = replace(document.signature, name="Nguyễn Văn An")
    return replace(document, head=head, signature=signature, addressees=("Sở Giáo dục và Đào tạo",))


def without_annexes(document: Document) -> Document:
    return replace(document, annexes=())


def with_size(name: str, size: Any) -> Break:
    """The layout with one constant changed."""

    def broken(patch: Patch) -> tuple[Violation, ...]:
        patch.setattr(layout, name, size)
        return check(write_pdf(report()))

    return broken


def with_text(change: Callable[[Document], Document]) -> Break:
    """The document with one thing written otherwise."""
    return lambda _patch: check(write_pdf(change(report())))


def with_bytes(old: bytes, new: bytes) -> Break:
    """The file with one name changed for another of its length."""
    assert len(old) == len(new)
    return lambda _patch: check(write_pdf(report()).replace(old, new))


def with_lines(chosen: Callable[[Line], bool], change: Callable[[Line], Line | None]) -> Break:
    """The pages with some lines drawn otherwise, or not at all."""

    def broken(_patch: Patch) -> tuple[Violation, ...]:
        return check_pdf(changed(read_pdf(write_pdf(report())), chosen, change))

    return broken


def changed(pdf: Pdf, chosen: Callable[[Line], bool], change: Callable[[Line], Line | None]) -> Pdf:
    pages = []
    for page in pdf.pages:
        lines = (change(line) if chosen(line) else line for line in page.lines)
        pages.append(replace(page, lines=tuple(line for line in lines if line)))
    return replace(pdf, pages=tuple(pages))


def with_fonts(**facts: Any) -> Break:
    """The fonts of every page with something about them otherwise."""

    def broken(_patch: Patch) -> tuple[Violation, ...]:
        pdf = read_pdf(write_pdf(report()))
        pages = (replace(page, fonts=tuple(replace(font, **facts) for font in page.fonts)) for page in pdf.pages)
        return check_pdf(replace(pdf, pages=tuple(pages)))

    return broken


def resized(size: float) -> Callable[[Line], Line]:
    return lambda line: replace(line, faces=frozenset(replace(face, size=size) for face in line.faces))


def with_rule(share: Callable[[str], float]) -> Break:
    """Rules as long as ``share`` says for the text above."""

    def broken(patch: Patch) -> tuple[Violation, ...]:
        patch.setattr(pdf_writer, "rule", lambda text, size, _share: pdf_parts.rule(text, size, share(text)))
        return check(write_pdf(report()))

    return broken


def with_body(**style: Any) -> Break:
    """Paragraphs in another style."""

    def broken(patch: Patch) -> tuple[Violation, ...]:
        made = pdf_writer._body_style().clone("broken")
        for name, value in style.items():
            setattr(made, name, value)
        patch.setattr(pdf_writer, "_body_style", lambda: made)
        return check(write_pdf(report()))

    return broken


def in_head(**parts: Any) -> Break:
    return with_text(lambda document: replace(document, head=replace(document.head, **parts)))


def with_first_annex(**parts: Any) -> Break:
    return with_text(
        lambda document: replace(document, annexes=(replace(document.annexes[0], **parts), *document.annexes[1:]))
    )


# --- page -------------------------------------------------------------------------------------------------------------

BREAKS["paper"] += [with_size("PAGE", (216.0, 279.0))]
BREAKS["margins"] += [
    with_size("LEFT", 25.0),
    with_size("LEFT", 36.0),
    with_size("RIGHT", 10.0),
    with_lines(
        lambda line: line.page < 6 and (line.page > 1 or line.base < 660),
        lambda line: replace(line, right=min(line.right, 532.0)),
    ),
    with_size("TOP", 15.0),
    with_size("TOP", 32.0),
    with_size("BOTTOM", 12.0),
]
BREAKS["font"] += [with_bytes(b"LiberationSerif", b"ComicSansSerifs")]
BREAKS["embedded"] += [with_bytes(b"/FontFile2", b"/FontNone2"), with_fonts(texts={}), with_fonts(subset=False)]
BREAKS["tagged"] += [with_bytes(b"/MarkInfo", b"/MarkNone"), with_bytes(b"/Lang", b"/Long")]
BREAKS["page_number"] += [with_size("NUMBER_SIZE", 10.0)]


@breaks("orientation")
def lying_report(patch: Patch) -> tuple[Violation, ...]:
    patch.setattr(layout, "PAGE", (297.0, 210.0))
    return check(write_pdf(without_annexes(report())))


@breaks("black")
def red_text(patch: Patch) -> tuple[Violation, ...]:
    patch.setattr(pdf_writer, "run_markup", lambda runs: f'<font color="red">{pdf_parts.run_markup(runs)}</font>')
    return check(write_pdf(report()))


@breaks("unicode")
def private_letters(_patch: Patch) -> tuple[Violation, ...]:
    document = report()
    typed = Paragraph((Run("Chữ \ue123 của phông riêng."),))
    return check(write_pdf(replace(document, body=(typed, *document.body))))


@breaks("first_page")
def numbered_from_the_first(patch: Patch) -> tuple[Violation, ...]:
    def number(_self: Any, canvas: Any, _template: Any) -> None:
        if canvas.getPageNumber() == 1:
            canvas.setFont(pdf_writer.face(), 14)
            canvas.drawCentredString(320, 800, "1")

    patch.setattr(pdf_writer._Template, "_number", number)
    return tuple(one for one in check(write_pdf(without_annexes(report()))) if one.rule != "page_number")


# --- head -------------------------------------------------------------------------------------------------------------

BREAKS["nation"] += [with_size("NATION_SIZE", 11.0)]
BREAKS["motto"] += [with_size("MOTTO_SIZE", 12.0)]
BREAKS["motto_rule"] += [with_rule(lambda text: 0.5 if text == layout.MOTTO else 0.4)]
BREAKS["superior"] += [in_head(superior="UBND tỉnh Điện Biên")]
BREAKS["issuer"] += [in_head(issuer=("Ủy ban nhân dân", "huyện Tuần Giáo"))]
BREAKS["issuer_rule"] += [with_rule(lambda text: {layout.MOTTO: 1.0}.get(text, 0.9 if text.isupper() else 0.4))]
BREAKS["symbol"] += [
    with_size("SYMBOL_SIZE", 14.0),
    in_head(symbol="Số: 5/BC-UBND"),
    in_head(symbol="Số: 05 / bc-ubnd"),
]
BREAKS["place_date"] += [
    with_size("DATE_SIZE", 12.0),
    in_head(place_date="Tuần Giáo, ngày 5 tháng 01 năm 2021"),
    in_head(place_date="Tuần Giáo, ngày 05 tháng 1 năm 2021"),
    in_head(place_date="Tuần Giáo, ngày 05 tháng 03 năm 2021"),
]
BREAKS["kind"] += [with_text(lambda document: replace(document, kind="Báo cáo"))]
BREAKS["subject"] += [with_text(lambda document: replace(document, subject="KẾT QUẢ HOẠT ĐỘNG NĂM 2020"))]
BREAKS["subject_rule"] += [with_rule(lambda text: {layout.MOTTO: 1.0}.get(text, 0.4 if text.isupper() else 0.8))]
BREAKS["addressee"] += [with_lines(lambda line: line.text.startswith("Kính gửi"), resized(12))]

# --- text -------------------------------------------------------------------------------------------------------------

BREAKS["body_size"] += [with_body(fontSize=12, leading=13.8)]
BREAKS["justified"] += [with_body(alignment=0)]
BREAKS["indent"] += [with_size("FIRST_LINE", 5.0), with_size("FIRST_LINE", 20.0), with_size("FIRST_LINE", 0.0)]
BREAKS["spacing"] += [with_size("BEFORE", 0.0)]
BREAKS["closing"] += [with_text(lambda document: replace(document, closing=(Run("Trên đây là báo cáo của huyện."),)))]


@breaks("line_spacing")
def lines_far_apart(patch: Patch) -> tuple[Violation, ...]:
    heading = pdf_writer._heading_style().clone("apart", leading=32)
    patch.setattr(pdf_writer, "_heading_style", lambda: heading)
    return with_body(leading=32)(patch)


@breaks("heading")
def thin_headings(patch: Patch) -> tuple[Violation, ...]:
    look = pdf_parts.style(layout.BODY_SIZE, "justify", before=layout.BEFORE, first=layout.FIRST_LINE, keep=True)
    patch.setattr(pdf_writer, "_heading_style", lambda: look)
    return check(write_pdf(report()))


@breaks("heading")
def small_letters(patch: Patch) -> tuple[Violation, ...]:
    patch.setattr(Heading, "text", property(lambda self: f"{self.number} {self.title}"))
    return check(write_pdf(report()))


@breaks("heading_alone")
def heading_at_the_end_of_a_page(patch: Patch) -> tuple[Violation, ...]:
    look = pdf_writer._heading_style().clone("loose", keepWithNext=0)
    patch.setattr(pdf_writer, "_heading_style", lambda: look)
    line = Paragraph((Run("Một đoạn ngắn."),))
    for count in range(20, 34):
        body = (*[line] * count, Heading(2, "Kết quả", "1."), *[line] * 20)
        found = check(write_pdf(without_annexes(replace(report(), body=body))))
        if found:
            return found
    return ()


# --- signature and annexes --------------------------------------------------------------------------------------------

BREAKS["authority"] += [
    with_text(lambda document: replace(document, signature=Signature(("Chủ tịch",), "Nguyễn Văn An"))),
    with_lines(lambda line: line.text.startswith("TM."), lambda line: replace(line, base=line.base - 7)),
]
BREAKS["signer"] += [
    with_text(lambda document: replace(document, signature=replace(document.signature, name="NGUYỄN VĂN AN")))
]
BREAKS["recipients_title"] += [with_size("RECIPIENTS_TITLE_SIZE", 13.0)]
BREAKS["recipients"] += [
    with_size("RECIPIENTS_SIZE", 12.0),
    with_text(lambda document: replace(document, recipients=("Sở Giáo dục", "Các TTHTCĐ"))),
    with_lines(lambda line: line.text.endswith("(b/c);"), lambda line: replace(line, text=line.text[:-1] + ",")),
]
BREAKS["annex_number"] += [with_first_annex(number="Phụ lục 1"), with_first_annex(number="PHỤ LỤC I")]
BREAKS["annex_title"] += [with_lines(lambda line: line.text.startswith("KẾT QUẢ HOẠT ĐỘNG THEO"), resized(12))]
BREAKS["annex_reference"] += [
    with_lines(
        lambda line: line.text.startswith("(Kèm theo") and line.page == 6,
        lambda line: replace(line, faces=frozenset(replace(face, italic=False) for face in line.faces)),
    )
]


@breaks("signature_alone")
def signature_on_the_next_page(patch: Patch) -> tuple[Violation, ...]:
    story = pdf_writer._story

    def parted(*given: Any) -> Iterator[Any]:
        for flowable in story(*given):
            if isinstance(flowable, KeepTogether):
                closing, _space, block = flowable._content
                yield from (closing, PageBreak(), block)
            else:
                yield flowable

    patch.setattr(pdf_writer, "_story", parted)
    return check(write_pdf(report()))


@breaks("annex_pages")
def pages_counted_through(patch: Patch) -> tuple[Violation, ...]:
    patch.setattr(pdf_parts.Mark, "draw", lambda _self: None)
    return check(write_pdf(report()))


@breaks("annex_named")
def annexes_that_the_text_does_not_name(_patch: Patch) -> tuple[Violation, ...]:
    document = report()
    body = (block for block in document.body if not (isinstance(block, Bullet) and "Phụ lục" in plain(block.runs)))
    return check(write_pdf(replace(document, body=tuple(body))))


# --- the tests --------------------------------------------------------------------------------------------------------


def test_a_report_in_order_passes() -> None:
    assert check(write_pdf(report())) == ()
    assert check(write_pdf(without_annexes(report()))) == ()


@pytest.mark.parametrize(
    ("rule", "broken"),
    [(rule, one) for rule, ways in BREAKS.items() for one in ways],
    ids=[f"{rule}-{index}" for rule, ways in BREAKS.items() for index, _ in enumerate(ways)],
)
def test_a_document_that_breaks_one_rule_is_found_out(rule: str, broken: Break, monkeypatch: Patch) -> None:
    found = broken(monkeypatch)
    assert {one.rule for one in found} == {rule}, "\n".join([str(one) for one in found if one.rule != rule][:9])
    assert all(one.where and one.found and one.wanted for one in found)


def test_every_rule_has_a_document_that_breaks_it() -> None:
    assert [rule for rule, ways in BREAKS.items() if not ways] == []


def test_what_is_missing_is_named() -> None:
    document = report()
    bare = replace(document, head=replace(document.head, symbol=" "), signature=Signature(()))
    assert {"symbol", "authority"} <= {one.rule for one in check(write_pdf(bare))}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"PK\x03\x04nothing", b"<html>"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(ClcError) as refused:
        check(data)
    assert refused.value.code == "not_checkable"
