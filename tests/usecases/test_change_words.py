"""What was done, in words: every label that the list of changes can hold has a sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from clc_desktop import files, i18n
from clc_desktop.domain.errors import ClcError
from clc_desktop.store.history import MERGES

PACKAGE = Path(__file__).resolve().parents[2] / "clc_desktop"
COMPUTED = {
    "usecases/bulk.py: 'save_records' if cls is not LearningClass else 'save_class'": ("save_records", "save_class"),
    "usecases/counting_changes.py: label": ("save_fields", "set_counting_rule"),
    "usecases/merging.py: label": MERGES,
    "usecases/reporting.py: label": ("save_records", "carry_over", "dismiss_hint", "mark_read"),
    "usecases/review.py: _LABELS[decision]": ("accept", "return_rows", "lock"),
    "usecases/units.py: label": ("rename_unit", "set_code"),
}
"""Where an expression stands for a label: which ones it can be. Another such place has to be listed here."""
UNSEEN = {"verify", ""}
"""Labels in a database that is thrown away."""


def labels() -> Iterator[tuple[str, str]]:
    """Every label given to ``Store.write``, with its place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            items = node.items if isinstance(node, ast.With) else []
            for call in (item.context_expr for item in items):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "write":
                    first = call.args[0]
                    if isinstance(first, ast.Constant):
                        yield str(first.value), place
                    else:
                        expression = f"{place}: {ast.unparse(first)}"
                        assert expression in COMPUTED, f"list the labels of {expression!r}"
                        yield from ((label, place) for label in COMPUTED[expression])


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_change_has_words(language: str) -> None:
    words = i18n.load(files.catalog_path(), language)
    found = {label: place for label, place in labels() if label not in UNSEEN}
    assert {"merge", "accept_fork", "save_class", "undo", "rename_unit"} <= found.keys()
    missing = {label: place for label, place in found.items() if not words.knows(f"change.{label}")}
    assert not missing, "add change.… to i18n/change_codes.py, run dev.py catalogs, translate"


def test_what_stands_in_the_way_of_an_undo_is_named_in_words() -> None:
    error = ClcError("merge_built_upon", change=7, what="save_class", name="xã A", count=3)
    words = i18n.load(files.catalog_path(), "vi").error_text(error)
    assert "Ghi lớp, 3 bản ghi" in words
    assert "save_class" not in words
    unknown = ClcError("merge_built_upon", change=7, what="of_a_newer_program", name="xã A", count=3)
    assert "of_a_newer_program" in i18n.load(files.catalog_path(), "vi").error_text(unknown)
