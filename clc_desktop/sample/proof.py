"""What an installed copy runs to prove itself: the sample, and whether it says what it should."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from clc_desktop.domain.figures import AnnualFigures, Count
from clc_desktop.sample.source import District, load
from clc_desktop.sample.story import Progress, SampleResult, build

BEGINNINGS = {".pdf": b"%PDF-", ".docx": b"PK", ".xlsx": b"PK"}
"""The first bytes of a report's formats."""


def self_test(progress: Progress = lambda done, total, what: None) -> bool:
    """Build the sample in a folder that goes away, and say whether everything in it is right."""
    with tempfile.TemporaryDirectory() as folder:
        return not any(differences(build(Path(folder) / "sample", progress)))


def differences(made: SampleResult) -> Iterator[str]:
    """What is not as the sample's source says, one name each."""
    district, figures = load().district, made.figures
    yield from _fields(figures, district)
    expected = {
        "planned classes": sum(plan.classes for plan in district.plans),
        "planned turns": sum(plan.turns for plan in district.plans),
        "funding": district.funding.amount,
        "collaborators": district.collaborators,
        "trainings": len(district.trainings),
    }
    found = {
        "planned classes": figures.classes.planned,
        "planned turns": figures.turns.planned,
        "funding": figures.regular_funding,
        "collaborators": figures.collaborators,
        "trainings": len(figures.trainings),
    }
    yield from (name for name in expected if expected[name] != found[name])
    yield from (path.name for path in made.reports if not path.read_bytes().startswith(BEGINNINGS[path.suffix]))


def _fields(figures: AnnualFigures, district: District) -> Iterator[str]:
    cells = {(field.code, "own"): field.own for field in figures.fields}
    cells |= {(field.code, "joint"): field.joint for field in figures.fields}
    for cell in district.cells:
        if cells.get((cell.field, cell.hosting)) != Count(cell.classes, cell.turns):
            yield f"{cell.field} {cell.hosting}"
