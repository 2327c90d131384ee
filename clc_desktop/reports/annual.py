"""The annual report of an aggregator: figures, setting, documents and narrative become one document.

``SECTIONS`` is the report. A new section is one function that yields blocks and one line there; no writer and no page
knows of it. Numbers of headings are given at the end, and a heading with nothing under it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.records import IssuedDocument, Record
from clc_desktop.i18n import N_
from clc_desktop.reports import commune, sentences
from clc_desktop.reports.annexes import annexes
from clc_desktop.reports.context import CITATION, Behind, Context, cited, context, shorten_repeated
from clc_desktop.reports.document import (
    Annex,
    Block,
    Bullet,
    Document,
    Head,
    Heading,
    Metadata,
    Paragraph,
    Runs,
    Signature,
    plain,
)
from clc_desktop.reports.fields import figure_lines
from clc_desktop.reports.sections import Section, bullet, heading, paragraph, passage, typed, words
from clc_desktop.reports.setting import ReportSetting
from clc_desktop.reports.wording import BLANK, ROMAN, capitalised, place_and_date

ABBREVIATED = "(TTHTCĐ)"


def annual_report(
    figures: AnnualFigures,
    setting: ReportSetting,
    documents: Sequence[IssuedDocument],
    narrative: Mapping[str, str],
    classes: Sequence[ClassRow] = (),
    records: Sequence[Record] = (),
    attached: Sequence[Annex] | None = None,
) -> Document:
    """The whole report. ``documents`` are cited in the order given; ``narrative`` maps a place to its text.

    ``classes`` and ``records`` (facilities, staff, funding entries) give the lists among the annexes; ``attached`` are
    annexes made before, in place of all.
    Requested by ``setting.requesting``, else by the document of role ``basis`` nearest to the period's end.
    """
    chosen = replace(setting, requesting=setting.requesting or requesting_document(figures, documents))
    c = context(figures, chosen, documents, narrative, Behind(tuple(classes), tuple(records)))
    c = replace(c, annexes=annexes(c) if attached is None else tuple(attached))
    subject = plain(c.say(setting.subject))
    return Document(
        head=head(c),
        kind="BÁO CÁO",
        subject=subject,
        body=body(c),
        closing=c.say(setting.closing),
        recipients=setting.recipients,
        signature=Signature(setting.authority, setting.signer),
        metadata=Metadata(f"Báo cáo {subject[:1].lower()}{subject[1:]}", setting.body, subject, figures.period.year),
        addressees=setting.addressees if setting.show_addressees else (),
        annexes=c.annexes,
        figures=figure_lines(figures),
    )


def requesting_document(figures: AnnualFigures, documents: Sequence[IssuedDocument]) -> IssuedDocument | None:
    """The document that asked for this report: of those of role ``basis`` since the period began, nearest its end."""
    asked = (d for d in documents if d.role == "basis" and d.issued_on >= figures.period.start)
    return min(asked, key=lambda document: abs(document.issued_on - figures.period.end), default=None)


def head(c: Context) -> Head:
    """Boxes 1 to 4, number and day left blank."""
    setting = c.setting
    return Head(
        issuer=setting.issuer,
        superior=setting.superior,
        symbol=f"Số:{BLANK * 10}{setting.symbol}",
        place_date=place_and_date(setting.place, setting.year, setting.month),
    )


def body(c: Context) -> tuple[Block, ...]:
    """Every section in the setting's outline or, where that is empty, in the program's order."""
    sections = dict((*SECTIONS, *commune.SECTIONS))
    outline = c.setting.outline or tuple(dict(SECTIONS))
    names = [name for name in outline if name in sections and name not in c.setting.leave_out]
    found = [block for name in names for block in sections[name](c)]
    cited_documents = (*c.documents, *((c.setting.requesting,) if c.setting.requesting else ()))
    return shorten_repeated(numbered(without_empty_headings(found)), cited_documents)


# --- sections ---------------------------------------------------------------------------------------------------------


def opening(c: Context) -> Iterator[Block]:
    """Who asked, who reports on what; the abbreviation TTHTCĐ is explained where it first stands."""
    asked = c.setting.requesting
    basis = c.say("Thực hiện {" + CITATION + asked.symbol + "}, ") if asked else ()
    explained = asked is not None and ABBREVIATED in cited(asked)
    centre = "TTHTCĐ" if explained else f"trung tâm học tập cộng đồng {ABBREVIATED}"
    rest = c.say(c.setting.opening, centre=centre)
    yield Paragraph((*basis, *rest) if basis else _sentence(rest))


def _sentence(runs: Runs) -> Runs:
    """The same with a capital at its beginning."""
    return (replace(runs[0], text=capitalised(runs[0].text)), *runs[1:]) if runs else runs


def issued_documents(c: Context) -> Iterator[Block]:
    """F03 to F05: what was issued in the period to guide the centres."""
    issued = [d for d in c.documents if d.role == "guidance" and d.issued_on in c.figures.period]
    if issued:
        listed = "; ".join("{" + CITATION + document.symbol + "}" for document in issued)
        yield Bullet(1, c.say(f"Ban hành các Văn bản chỉ đạo, hướng dẫn: {listed}."))


def attainment(c: Context) -> Iterator[Block]:
    """F20 to F27: totals against the plan, then every field."""
    yield Bullet(1, sentences.attainment(c))
    yield from sentences.fields_of_activity(c)


def annex_reference(c: Context) -> Iterator[Block]:
    """The text must refer to its annexes (Decree 30/2020, Annex I, III.1)."""
    listed = "; ".join(f"{annex.number} ({annex.title[:1].lower()}{annex.title[1:]})" for annex in c.annexes)
    if listed:
        yield Bullet(1, c.say("Số liệu chi tiết kèm theo: {listed}.", listed=listed))


SECTIONS: tuple[tuple[str, Section], ...] = (
    ("opening", opening),
    ("results", heading(1, "results")),
    ("leadership_heading", heading(2, "leadership")),
    ("leadership", passage("leadership")),
    ("issued_documents", issued_documents),
    ("conditions", heading(2, "conditions")),
    ("equipment", bullet(words("Cơ sở vật chất:"), typed("equipment"), sentences.equipment)),
    ("funding", bullet(sentences.funding, sentences.socialised)),
    ("allowances", passage("allowances")),
    (
        "staff",
        bullet(
            words("Công tác xây dựng và phát triển đội ngũ:"),
            sentences.boards,
            sentences.staff,
            sentences.seconded,
            sentences.trainings,
        ),
    ),
    ("achievements", heading(2, "achievements")),
    ("implementation", passage("implementation")),
    ("attainment", attainment),
    ("comparison", bullet(sentences.comparison)),
    ("quality", passage("quality")),
    ("effect", passage("effect")),
    ("ratings", bullet(sentences.ratings)),
    ("annex_reference", annex_reference),
    ("assessment", heading(2, "assessment")),
    ("strengths_heading", heading(3, "strengths")),
    ("strengths", passage("strengths")),
    ("plan_reached", paragraph(sentences.plan_reached)),
    ("staffed_and_funded", paragraph(sentences.staffed_and_funded)),
    ("weaknesses_heading", heading(3, "weaknesses")),
    ("weaknesses", passage("weaknesses")),
    ("plan_missed", paragraph(sentences.plan_missed)),
    ("idle", paragraph(sentences.idle)),
    ("behind_plan", paragraph(sentences.behind_plan)),
    ("without_board", paragraph(sentences.without_board)),
    ("premises", paragraph(sentences.premises)),
    ("weaknesses_after", passage("weaknesses_after")),
    ("other_sources", paragraph(typed("state_funding"), sentences.other_sources)),
    ("causes_heading", heading(3, "causes")),
    ("causes", passage("causes")),
    ("lessons_heading", heading(3, "lessons")),
    ("lessons", passage("lessons")),
    ("direction", heading(1, "direction")),
    ("goals_heading", heading(2, "goals")),
    ("goals", passage("goals")),
    ("tasks_heading", heading(2, "tasks")),
    ("tasks", passage("tasks")),
)
"""Every section by its name, in the order of the 2020 report; a setting's outline may leave some out or move them."""

PLACES: dict[str, str] = {
    "leadership": N_("I.1 Công tác lãnh đạo, chỉ đạo"),
    "equipment": N_("I.2 Cơ sở vật chất: câu mở đầu"),
    "funding_basis": N_("I.2 Kinh phí: căn cứ (tiếp sau “cho các TTHTCĐ”)"),
    "allowances": N_("I.2 Chế độ cho cán bộ quản lý"),
    "boards": N_("I.2 Ban quản lý: thành phần (trong ngoặc)"),
    "seconded_basis": N_("I.2 Giáo viên biệt phái: căn cứ"),
    "seconded_reason": N_("I.2 Giáo viên biệt phái: lý do chưa bố trí"),
    "implementation": N_("I.3 Triển khai mục tiêu, nhiệm vụ"),
    "quality": N_("I.3 Số lượng, chất lượng các lớp; phối hợp"),
    "effect": N_("I.3 Hiệu quả sau lớp học"),
    "strengths": N_("I.4.1 Ưu điểm"),
    "plan_effect": N_("I.4.1 Tiếp sau câu “đảm bảo theo kế hoạch xây dựng”"),
    "weaknesses": N_("I.4.2 Hạn chế, tồn tại"),
    "premises_effect": N_("I.4.2 Tiếp sau câu “chưa có trụ sở riêng”"),
    "weaknesses_after": N_("I.4.2 Hạn chế khác"),
    "state_funding": N_("I.4.2 Kinh phí nhà nước: câu mở đầu"),
    "other_sources_reason": N_("I.4.2 Lý do chưa huy động được nguồn khác"),
    "causes": N_("I.4.3 Nguyên nhân"),
    "lessons": N_("I.4.4 Bài học kinh nghiệm"),
    "goals": N_("II.1 Mục tiêu"),
    "tasks": N_("II.2 Nhiệm vụ, giải pháp"),
}
"""Places that officials write, with the words an editor shows."""


# --- headings ---------------------------------------------------------------------------------------------------------


def without_empty_headings(found: Sequence[Block]) -> list[Block]:
    """Leave out a heading that is followed by one of its own level or above, or by nothing."""
    kept: list[Block] = []
    below = 0  # level of the heading that follows, 0 at the end; 9 where text follows
    for block in reversed(found):
        if isinstance(block, Heading):
            if block.level >= below:
                continue
            below = block.level
        else:
            below = 9
        kept.append(block)
    return kept[::-1]


def numbered(found: Sequence[Block]) -> list[Block]:
    """Give headings their numbers: "I.", "1.", and "4.1." below "4."."""
    counts = [0, 0, 0]
    result: list[Block] = []
    for block in found:
        if isinstance(block, Heading):
            counts[block.level - 1 :] = [counts[block.level - 1] + 1, *[0] * (3 - block.level)]
            first, second, third = counts
            number = {1: f"{ROMAN[first]}.", 2: f"{second}.", 3: f"{second}.{third}."}[block.level]
            result.append(replace(block, number=number, title=capitalised(block.title)))
        else:
            result.append(block)
    return result
