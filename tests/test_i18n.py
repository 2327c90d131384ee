"""Words: every code and every sentence has them in both catalogs, and nobody's data is read as a placeholder."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from clc_desktop import i18n
from clc_desktop.domain.errors import ClcError, Problem

CLONE = Path(__file__).resolve().parents[1]
PACKAGE, I18N = CLONE / "clc_desktop", CLONE / "i18n"
FAMILIES = {"ClcError": "error", "Problem": "problem"}
MARKS = {"_": 1, "N_": 1, "ngettext": 2}

DATABASE = "database_busy no_space database_io database_damaged not_a_database database_readonly database_cannot_open"
PARTS = "women_over_present minority_over_present rural_over_present"
COMPUTED = {
    "domain/rules.py: f'{part}_over_present'": PARTS,
    "domain/states.py: 'own_period' if own else 'not_own_period'": "own_period not_own_period",
    "domain/states.py: _refusal(state, event)": "no_unlock_wish not_locked period_locked nothing_sent rows_returned",
    "domain/typed.py: number": "bad_number ambiguous_number",
    "files.py: code or _code(error)": "no_space write_protected folder_missing file_exists write_failed "
    "write_unconfirmed",
    "reports/proof.py: 'several_manifests' if found else 'no_manifest'": "several_manifests no_manifest",
    "sample/story.py: verdict.code": "",
    "store/database.py: known": DATABASE,
    "store/restoring.py: code": DATABASE,
    "tables_in/finish.py: f'{part}_over_present'": PARTS,
    "tables_in/rows.py: cell.fault": "error_cell formula_without_result",
    "tables_in/rows.py: code": "total_row group_row lone_text numbering_row",
    "tables_in/values.py: code": "unknown_hosting unknown_role unknown_rank unknown_item unknown_state",
    "usecases/verifying.py: code": "",
}
"""Where an expression stands for a code: which codes it can be. Another such place has to be listed here.

The findings of ``usecases/verifying.py`` are sentences of their own family, ``proof``.
"""


@cache
def trees() -> dict[str, ast.Module]:
    files = sorted(PACKAGE.rglob("*.py"))
    return {p.relative_to(PACKAGE).as_posix(): ast.parse(p.read_text(encoding="utf-8")) for p in files}


def raised() -> Iterator[tuple[str, str]]:
    """Every ``error.<code>`` and ``problem.<code>`` of the package, with its place."""
    for place, tree in trees().items():
        for node in ast.walk(tree):
            family = FAMILIES.get(ast.unparse(node.func)) if isinstance(node, ast.Call) else None
            if family is None or not isinstance(node, ast.Call) or not node.args:
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield f"{family}.{first.value}", f"{place}:{node.lineno}"
            else:
                expression = f"{place}: {ast.unparse(first)}"
                assert expression in COMPUTED, f"{place}:{node.lineno}: list the codes of {expression!r}"
                yield from ((f"{family}.{code}", f"{place}:{node.lineno}") for code in COMPUTED[expression].split())


def given() -> Iterator[tuple[str, set[str], str]]:
    """Every ``ClcError("…", name=…)`` whose data are written out: its id, the names, its place."""
    for place, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != "ClcError" or not node.args:
                continue
            names = [word.arg for word in node.keywords]
            if isinstance(node.args[0], ast.Constant) and None not in names:
                yield f"error.{node.args[0].value}", {str(name) for name in names}, f"{place}:{node.lineno}"


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence that the source marks for the catalogs, with its place."""
    for place, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in MARKS:
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, f"{place}:{node.lineno}"


@cache
def catalog(language: str) -> Catalog:
    with (I18N / language / "LC_MESSAGES" / "clc_desktop.po").open("rb") as stream:
        return read_po(stream, locale=language)


def words(language: str) -> dict[str, str]:
    """What each id says in a language; an empty Vietnamese sentence is the id itself, unless the id is a code."""
    found = {}
    for message in catalog(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string if isinstance(message.string, str) else next(iter(message.string), "")
            found[key] = said or ("" if is_code(key) or language != "vi" else key)
    return found


def is_code(msgid: str) -> bool:
    return re.fullmatch(r"[a-z]+\.[a-z_0-9]+", msgid) is not None


def flat(text: object) -> str:
    """Singular and plural in one string; Vietnamese has no plural of its own."""
    return text if isinstance(text, str) else "|".join(dict.fromkeys(text))  # type: ignore[call-overload]


def places(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_code_that_is_raised_has_a_sentence(language: str) -> None:
    known = words(language)
    missing = sorted({f"{code} ({place})" for code, place in raised() if not known.get(code)})
    assert not missing, f"add to i18n/codes.py, run dev.py catalogs, translate in {language}: {missing}"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_marked_sentence_is_in_the_catalog(language: str) -> None:
    known = words(language)
    missing = sorted({f"{sentence!r} ({place})" for sentence, place in sentences() if not known.get(sentence)})
    assert not missing, f"run packaging/dev.py catalogs and translate in {language}: {missing}"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_catalog_holds_what_nobody_says(language: str) -> None:
    said = {sentence for sentence, _place in sentences()}
    assert sorted(set(words(language)) - said) == []


def test_no_sentence_asks_for_what_an_error_does_not_tell() -> None:
    known = words("vi")
    missing = [(code, places(known[code]) - names, place) for code, names, place in given() if code in known]
    assert [found for found in missing if found[1]] == []


def test_both_languages_fill_the_same_places() -> None:
    vietnamese, english = words("vi"), words("en")
    differing = {key: (said, english[key]) for key, said in vietnamese.items() if places(said) != places(english[key])}
    assert differing == {}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_compiled_catalog_is_the_written_one(language: str) -> None:
    path = I18N / language / "LC_MESSAGES" / "clc_desktop.mo"
    with path.open("rb") as stream:
        compiled = {flat(m.id): flat(m.string) for m in read_mo(stream) if m.id}
    written = {flat(m.id): flat(m.string) for m in catalog(language) if m.id and any(m.string or ())}
    assert compiled == written


@pytest.fixture
def vietnamese() -> i18n.Translator:
    return i18n.load(I18N, "vi")


@pytest.fixture
def english() -> i18n.Translator:
    return i18n.load(I18N, "en")


def test_what_people_type_is_never_read_as_a_placeholder(vietnamese: i18n.Translator) -> None:
    assert vietnamese.fill("{a} và {b}", {"a": "{b}", "b": "{a} %s {0.__class__}"}) == "{b} và {a} %s {0.__class__}"
    assert vietnamese.fill("{unknown} {", {}) == "{unknown} {"


def test_errors_and_problems_become_sentences(vietnamese: i18n.Translator, english: i18n.Translator) -> None:
    error = ClcError("unit_unknown", name="xã <b>Pú</b> {x}")
    assert vietnamese.error_text(error) == "Không có đơn vị nào tên xã <b>Pú</b> {x}."
    assert english.error_text(error) == "There is no unit called xã <b>Pú</b> {x}."
    problem = Problem("women_over_present", "women", data={"count": 1200, "present": 1100})
    assert "1.200" in vietnamese.problem_text(problem)
    assert "1,200" in english.problem_text(problem)


def test_a_code_without_a_sentence_is_shown_with_its_data(vietnamese: i18n.Translator) -> None:
    assert vietnamese.error_text(ClcError("from_a_newer_program", count=3)) == "from_a_newer_program (count=3)"


def test_vietnamese_numbers_and_dates(vietnamese: i18n.Translator) -> None:
    assert vietnamese.number(653056000) == "653.056.000"
    assert vietnamese.number(Decimal("47.4")) == "47,4"
    assert vietnamese.date(date(2020, 1, 5)) == "05/01/2020"
    assert vietnamese.show(date(2020, 1, 5)) == "05/01/2020"
    assert vietnamese.show(2020, "year") == "2020"
    assert vietnamese.show([1, "a"]) == "1, a"
    assert vietnamese.show(True) == "có"
    assert vietnamese.moment(datetime(2020, 1, 5, 10, 42)) == "10:42 05/01/2020"


def test_english_has_a_plural_and_vietnamese_has_none(vietnamese: i18n.Translator, english: i18n.Translator) -> None:
    words = ("Đã gộp {count} tệp.", "Đã gộp {count} tệp.")
    assert [english.plural(*words, count) for count in (1, 2)] == ["1 file merged.", "2 files merged."]
    assert [vietnamese.plural(*words, count) for count in (1, 2)] == ["Đã gộp 1 tệp.", "Đã gộp 2 tệp."]


def test_without_a_catalog_the_ids_are_shown(tmp_path: Path) -> None:
    assert i18n.load(tmp_path, "vi").text("Lớp học") == "Lớp học"
