"""Text with bound fields: known ones are figures, everything else stays as typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.reports.document import Bullet, Paragraph, Run, plain
from clc_desktop.reports.narrative import FIELDS, blocks, fields, fill, registry, unknown_fields
from tests.reports.factory import figures_2020

FIGURES = figures_2020()
VALUES = fields(FIGURES)


def test_a_known_field_becomes_a_computed_run() -> None:
    assert fill("Có {classes.held} lớp", VALUES) == (
        Run("Có ", computed=True),
        Run("215", computed=True, source="classes.held"),
        Run(" lớp", computed=True),
    )
    typed = fill("Có {centres}", VALUES, "goals")
    assert typed[0] == Run("Có ", source="goals")
    assert typed[1].computed


@pytest.mark.parametrize("text", ["{x}", "{", "}", "{}", "{ centres }", "a{b", "%s {0} \\n", "{document:1/X}"])
def test_everything_else_in_braces_stays_as_typed(text: str) -> None:
    assert plain(fill(text, VALUES)) == text


def test_doubled_braces_are_no_escape() -> None:
    assert plain(fill("{{centres}}", VALUES)) == "{19}"


def test_values_are_never_looked_into() -> None:
    assert plain(fill("{name}", {"name": "{centres}", "centres": "19"})) == "{centres}"


def test_fields_follow_the_figures_document() -> None:
    shown = fields(FIGURES)
    assert shown["turns.attended"] == "21.641"
    assert shown["fields.other.own.classes"] == "37"
    assert shown["ratings.good.percent"] == "47,4"
    assert shown["funding.regular"] == "653.056.000"
    assert shown["staff.boards_percent"] == "100"
    assert shown["period_end"] == "31/12/2020"


def test_every_field_has_a_label_and_a_definition_and_its_own_name() -> None:
    every = registry(FIGURES)
    assert all(field.label and field.definition for field in every)
    assert len({field.name for field in every}) == len(every)
    assert {field.name for field in FIELDS} <= set(fields(FIGURES))


def test_unknown_fields_are_found_for_the_editor() -> None:
    assert unknown_fields("{centres} {clases.held}", FIGURES) == ("clases.held",)


def test_lines_become_paragraphs_and_bullets() -> None:
    made = list(blocks("Một\n\n- Hai\n+ Ba\n-bốn", {}, "goals"))
    assert [type(block) for block in made] == [Paragraph, Bullet, Bullet, Paragraph]
    assert [block.level for block in made if isinstance(block, Bullet)] == [1, 2]


@given(st.text())
def test_output_is_nfc_and_free_of_control_characters(text: str) -> None:
    shown = plain(fill(text, VALUES))
    assert unicodedata.is_normalized("NFC", shown)
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in shown)
