"""The words of a report: figures and typed braces kept apart, last year's words, the outline, the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.reports.document import plain
from clc_desktop.reports.narrative import Piece, fill, pieces, stored
from clc_desktop.usecases import hints, narrating, report_files, report_templates, reporting, workspace
from clc_desktop.usecases.report_findings import Finding
from clc_desktop.usecases.workspace import Store

NOW, BEFORE = calendar_year(2020), calendar_year(2019)

words = st.text(alphabet="ab.{}\\ ", min_size=1, max_size=9).map(Piece)
figures = st.sampled_from(["a", "b.a"]).map(lambda name: Piece(name, figure=True))


def joined(found: list[Piece]) -> list[Piece]:
    """Neighbouring words are one piece."""
    made: list[Piece] = []
    for piece in found:
        if made and not piece.figure and not made[-1].figure:
            made[-1] = Piece(made[-1].text + piece.text)
        else:
            made.append(piece)
    return made


@given(st.lists(words | figures).map(joined))
def test_typed_text_and_figures_survive_being_kept(found: list[Piece]) -> None:
    kept = stored(found)
    assert list(pieces(kept)) == found
    shown = "".join("<1>" if piece.figure else piece.text for piece in found)
    assert plain(fill(kept, {"a": "<1>", "b.a": "<1>"}, "goals")) == shown


def district(folder: Path) -> Store:
    store = workspace.open_store(folder / "a.db")
    workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
    return store


def test_last_years_words_are_marked_until_they_are_read(tmp_path: Path) -> None:
    store = district(tmp_path)
    reporting.save_passage(store, BEFORE, "causes", "Đường xa.")
    reporting.save_passage(store, BEFORE, "lessons", "Cần sâu sát.")
    reporting.save_passage(store, NOW, "lessons", "Lời mới.")
    assert narrating.narrative(store, NOW).before == "2019"
    assert narrating.carry_over(store, NOW) == ("causes",)
    assert narrating.carry_over(store, NOW) == ()
    found = narrating.narrative(store, NOW)
    assert found.unread == ("causes",)
    assert (found.passages["causes"].text, found.passages["causes"].carried) == ("Đường xa.", "2019")
    assert found.passages["lessons"].text == "Lời mới."
    reporting.save_passage(store, NOW, "causes", "Đường xa, núi cao.")
    assert narrating.narrative(store, NOW).unread == ("causes",), "changed is not read to the end"
    narrating.mark_read(store, NOW, "causes")
    assert narrating.narrative(store, NOW).unread == ()
    assert narrating.narrative(store, BEFORE).before == ""
    store.close()


def test_the_outline_has_every_place_and_the_numbers_of_the_report(tmp_path: Path) -> None:
    store = district(tmp_path)
    reporting.save_passage(store, NOW, "causes", "")
    found = narrating.narrative(store, NOW)
    assert sorted(place for part in found.outline for place in part.places) == sorted(found.passages)
    numbers = {part.title: part.number for part in found.outline}
    assert (numbers["Mục tiêu"], numbers["Nguyên nhân"]) == ("1.", "")
    reporting.save_passage(store, NOW, "causes", "Đường xa.")
    numbers = {part.title: part.number for part in narrating.narrative(store, NOW).outline}
    printed = reporting.report_document(store, NOW).text()
    assert f"{numbers['Nguyên nhân']} Nguyên nhân" in printed
    store.close()


def test_the_page_is_that_of_the_report(tmp_path: Path) -> None:
    """The preview's pages are the first pages of the PDF that is written, letter by letter."""
    from clc_desktop.reports import paper

    store = district(tmp_path)
    reporting.save_passage(store, NOW, "causes", "Có {centres} TTHTCĐ; ngoặc \\{centres} gõ tay.\n- Ý một;\n- Ý hai.")
    sheet = narrating.sheet(store, NOW)
    report_files.write_report(store, NOW, ["pdf"], tmp_path / "out")
    written = paper.pages((tmp_path / "out" / "report.pdf").read_bytes())
    shown = paper.pages(sheet.pdf)
    assert [page.text for page in shown] == [page.text for page in written[: len(shown)]]
    assert "ngoặc {centres} gõ tay" in " ".join(" ".join(page.text for page in shown).split())
    assert sheet.anchors["causes"].startswith("Có 0 TTHTCĐ")
    store.close()


def test_the_layout_holds_from_its_year_on(tmp_path: Path) -> None:
    store = district(tmp_path)
    standard = report_templates.report_template(store, "district", 2020)
    assert standard.since == 0
    changed = {**standard.values, "show_addressees": True, "signer": "  Lò Văn  A ", "addressees": ("Sở {unit}", "")}
    report_templates.save_report_template(store, "district", 2020, changed)
    now = reporting.report_document(store, calendar_year(2021))
    assert (now.addressees, now.signature.name) == (("Sở {unit}",), "Lò Văn A")
    before = reporting.report_document(store, calendar_year(2019))
    assert (before.addressees, before.signature.name) == ((), "")
    report_templates.reset_report_template(store, "district", 2021)
    assert reporting.report_document(store, calendar_year(2021)).addressees == ()
    assert reporting.report_document(store, NOW).addressees == ("Sở {unit}",)
    assert report_templates.levels(store) == ("district", "commune")
    of_communes = report_templates.report_template(store, "commune", 2020)
    assert "issuer" not in of_communes.values, "the head is each commune's own"
    report_templates.save_report_template(store, "commune", 2020, {**of_communes.values, "authority": ("CHỦ TỊCH",)})
    assert reporting.report_document(store, NOW).signature.authority != ("CHỦ TỊCH",)
    assert replace(standard, year=1).values == standard.values
    store.close()


def test_a_hint_is_left_as_it_is_until_words_or_figures_change(tmp_path: Path) -> None:
    """With a reason that stays; a typed figure is no hint and cannot be waved through."""
    store = district(tmp_path)
    hint = Finding("mixed_units", severity="hint", data={"held": 3, "other": 1})
    other = Finding("mixed_units", severity="hint", data={"held": 4, "other": 1})

    def shown(*found: Finding) -> tuple[list[Finding], list[str]]:
        with store.read() as conn:
            texts = {place: one.text for place, one in narrating.narrative(store, NOW).passages.items()}
            left, gone = hints.parted(conn, NOW.code, found, texts)
        return list(left), [one.reason for one in gone]

    with pytest.raises(ClcError, match="reason_missing"):
        narrating.dismiss_hint(store, NOW, hint, "  ")
    assert shown(hint, other) == ([hint, other], [])
    narrating.dismiss_hint(store, NOW, hint, "Đúng như Sở yêu cầu.")
    assert shown(hint, other) == ([other], ["Đúng như Sở yêu cầu."]), "another number is another hint"
    reporting.save_passage(store, NOW, "goals", "Mở thêm lớp.")
    assert shown(hint) == ([hint], []), "the words are others now"
    with pytest.raises(AssertionError):
        narrating.dismiss_hint(store, NOW, Finding("figure_typed", "goals"), "x")
    store.close()
