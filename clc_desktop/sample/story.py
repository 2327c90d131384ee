"""The year as it happened: each step on its day, through the use case that a person's click would call."""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from clc_desktop import files
from clc_desktop.domain import clock
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import Enrolment, IssuedDocument
from clc_desktop.sample.plan import Sample, SampleCentre, plan_sample
from clc_desktop.usecases import classes, exchange, freezing, keeping, merging, report_files, reporting, workspace
from clc_desktop.usecases.workspace import Store

Progress = Callable[[int, int, str], None]
FORMATS = ("pdf", "docx", "xlsx")


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What was written, and where."""

    out: Path
    aggregator: Path
    centres: tuple[Path, ...]
    submissions: tuple[Path, ...]
    reports: tuple[Path, ...]
    figures: AnnualFigures


class Diary:
    """Stops the clock on the days of the story; ids are the same each time the story is told.

    Centres follow one another in time, so that lists by id have them in the order of the sample.
    """

    def __init__(self, year: int) -> None:
        self.year = year
        self._seeds = count(year * 10_000)

    def on(self, day: date, hour: int = 8) -> AbstractContextManager[None]:
        """The time is ``hour`` o'clock UTC of ``day``."""
        return clock.fixed(datetime.combine(day, time(hour), UTC), next(self._seeds))

    def opening(self, number: int = 0) -> AbstractContextManager[None]:
        """The first working days of the year, when centre number ``number`` was set up."""
        return self.on(date(self.year, 1, 6) + timedelta(days=number // 4), 1 + 2 * (number % 4))

    def closing(self, number: int) -> AbstractContextManager[None]:
        """The first working days of the next year, when that centre submitted."""
        return self.on(date(self.year + 1, 1, 4) + timedelta(days=number // 4), 1 + 2 * (number % 4))

    def reporting(self, day: int) -> AbstractContextManager[None]:
        """A day of January of the next year, when the district merged and wrote its report."""
        return self.on(date(self.year + 1, 1, day))


def build(out: Path, progress: Progress = lambda done, total, what: None) -> SampleResult:
    """Build the sample in ``out``: 19 centres, their submissions, the district's database, figures and report.

    Raises ClcError ``file_exists`` where ``out`` holds an earlier sample: nothing of it is written over. When it fails
    or is stopped, nothing half-made stays behind.
    """
    sample = plan_sample()
    with _all_or_nothing(out), _opened(out / "aggregator.db") as district:
        return _tell(out, district, sample, Diary(sample.year), progress)


def _tell(out: Path, district: Store, sample: Sample, diary: Diary, progress: Progress) -> SampleResult:
    """Let the year happen: everyone's opening, each centre's classes, the merge, the report."""
    steps = len(sample.centres) * 2 + len(FORMATS)
    _open_district(district, sample, diary)
    sent = []
    with tempfile.TemporaryDirectory() as letters:
        for number, centre in enumerate(sample.centres):
            progress(number, steps, centre.name)
            sent.append(_live_a_year(out, Path(letters), district, centre, diary, number))
    with diary.reporting(11):
        _merge(district, sent, lambda done, total, name: progress(len(sent) + done, steps, name))
    with diary.reporting(12):
        reports = _report(out, district, sample, lambda done, _, name: progress(2 * len(sent) + done, steps, name))
        figures = _figures(out, district, sample)
    progress(steps, steps, out.name)
    centres = tuple(out / "centres" / f"{centre.slug}.db" for centre in sample.centres)
    return SampleResult(out, district.path, centres, tuple(sent), reports, figures)


@contextmanager
def _all_or_nothing(out: Path) -> Iterator[None]:
    """Make the folders, none of whose content may be there yet; take everything away again when the block fails."""
    folders = [out / "centres", out / "sync"]
    made = [*folders, *(out / name for name in ("aggregator.db", "aggregator.db.key", "figures.json"))]
    made += [out / f"report.{name}" for name in FORMATS]
    for path in made:
        if path.exists():
            raise ClcError("file_exists", path=str(path))
    for folder in (out, *folders):
        files.make_folder(folder)
    try:
        yield
    except BaseException:
        for path in made:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        raise


@contextmanager
def _opened(path: Path) -> Iterator[Store]:
    store = workspace.open_store(path)
    try:
        yield store
    finally:
        store.close()


# --- the district -----------------------------------------------------------------------------------------------------


def _open_district(store: Store, sample: Sample, diary: Diary) -> None:
    """Set the district up, with the courses it has held and the documents its report will cite."""
    with diary.opening():
        unit_id = workspace.setup_aggregator(store, sample.district, "district").unit_id
        trainings = [replace(event, id=clock.new_id(), unit_id=unit_id) for event in sample.trainings]
        keeping.save_records(store, trainings)
    with diary.on(date(sample.year, 12, 21)):
        keeping.save_records(store, _documents(unit_id))


def _documents(unit_id: str) -> list[IssuedDocument]:
    found = _toml("documents-2020.toml")["documents"]
    return [msgspec.convert({**row, "id": clock.new_id(), "unit_id": unit_id}, IssuedDocument) for row in found]


def _merge(store: Store, paths: list[Path], progress: Progress) -> None:
    """Merge all submissions; the first that was refused is raised, since in the sample none is."""
    for verdict in merging.merge(store, paths, progress):
        if not verdict.merged:
            raise ClcError(verdict.code, **verdict.data)


def _report(out: Path, store: Store, sample: Sample, progress: Progress) -> tuple[Path, ...]:
    """The officials' narrative, and the report with it, frozen, in all formats."""
    period = calendar_year(sample.year)
    for place, text in _toml("narrative-2020.toml")["narrative"].items():
        reporting.save_passage(store, period, place, text.strip())
    return report_files.write_frozen(store, freezing.freeze_report(store, period).id, FORMATS, out, progress)


def _figures(out: Path, store: Store, sample: Sample) -> AnnualFigures:
    """The figures, written as the command ``figures --json`` prints them."""
    figures = reporting.figures(store, calendar_year(sample.year))
    text = json.dumps(figures.to_json(), ensure_ascii=False, indent=2) + "\n"
    files.atomic_write(out / "figures.json", text.encode())
    return figures


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files.resource_path("sample") / name).read_text(encoding="utf-8"))


# --- a centre ---------------------------------------------------------------------------------------------------------


def _live_a_year(out: Path, letters: Path, district: Store, planned: SampleCentre, diary: Diary, number: int) -> Path:
    """One centre from its first start to its submission, whose path is returned."""
    with _opened(out / "centres" / f"{planned.slug}.db") as store:
        with diary.opening(number):
            unit_id = _join(store, district, planned, letters)
            centre = planned.of_unit(unit_id, clock.new_id)
            keeping.save_records(store, [*centre.records, *centre.learners])
        record_classes(store, centre, diary)
        with diary.closing(number):
            path = out / "sync" / f"{planned.slug}{exchange.SUFFIX}"
            exchange.submit(store, calendar_year(diary.year), path)
    return path


def record_classes(store: Store, centre: SampleCentre, diary: Diary) -> None:
    """A centre's classes with their rosters, each on its day."""
    rosters: dict[str, list[Enrolment]] = {}
    for enrolment in centre.enrolments:
        rosters.setdefault(enrolment.class_id, []).append(enrolment)
    for entry in centre.entries:
        with diary.on(_recorded_on(entry), 10):
            classes.save_class(store, entry)
            if roster := rosters.get(entry.learning_class.id):
                keeping.save_records(store, roster)


def _recorded_on(entry: ClassEntry) -> date:
    """The evening after its last meeting, or the day it would have been."""
    return max((session.held_on for session in entry.sessions), default=entry.learning_class.starts_on)


def _join(store: Store, district: Store, centre: SampleCentre, letters: Path) -> str:
    """Set up, register, be approved by phone, take the assignment; returns the unit's id."""
    registration, assignment = letters / f"{centre.slug}-r.clcsync", letters / f"{centre.slug}-a.clcsync"
    own_number = workspace.setup_centre(store, centre.name).check_number
    exchange.register(store, registration)
    approved = exchange.approve(district, registration, own_number)
    exchange.assign(district, approved.unit_id, assignment)
    chief = workspace.identity(district)
    exchange.read_file(store, assignment, chief.check_number if chief else None)
    return approved.unit_id
