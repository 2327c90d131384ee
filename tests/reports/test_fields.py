"""Names of figures: Vietnamese on paper whatever the window speaks, in its own language in the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clc_desktop import files, i18n
from clc_desktop.reports import fields
from tests.reports.factory import figures_2020


@pytest.fixture
def english() -> Iterator[i18n.Translator]:
    before = i18n.active()
    yield i18n.use(i18n.load(files.catalog_path(), "en"))
    i18n.use(before)


def test_the_window_says_names_and_definitions_in_its_language(english: i18n.Translator) -> None:
    figures = figures_2020()
    found = {one.name: one for one in fields.registry(figures)}
    assert found["classes.held"].said_label == "Classes held"
    assert found["fields.law.joint.turns"].said_label == "Giáo dục pháp luật, joint (turns)"
    assert found["ratings.good.percent"].said_label == "Centres rated good (%)"
    said = {words for one in found.values() for words in (one.label, one.definition)} - {"{activity} ({unit})"}
    assert not [words for words in said if not english.knows(words)]
    assert all("{" not in one.said_label + one.printed_label for one in found.values())
    labels = fields.said_labels((one.code, one.name, one.unit_word) for one in figures.fields)
    assert {name: labels[name] for name in found} == {name: one.said_label for name, one in found.items()}


def test_the_paper_stays_vietnamese(english: i18n.Translator) -> None:
    lines = {line.name: line for line in fields.figure_lines(figures_2020())}
    assert lines["classes.held"].label == "Số lớp đã mở"
    assert lines["fields.law.joint.turns"].label == "Giáo dục pháp luật, Trung tâm phối hợp tổ chức (lượt người)"
    assert lines["ratings.good.count"].label == "TTHTCĐ xếp loại tốt"
    assert lines["persons"].definition.startswith("Người khác nhau")
