"""What the rows share: sizes, a folder, one aggregator's keys, and as many centres' files as a row asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from clc_desktop.usecases import workspace
from clc_desktop.usecases.workspace import Store
from tests.bench import district
from tests.bench.district import Sent


@dataclass(frozen=True)
class Sizes:
    """How much of everything; ``files_many`` over ``files_few`` is the flatness row."""

    filled: int = 100
    block: int = 5
    blocks: int = 12
    files_many: int = 1000
    files_few: int = 19
    workbooks: int = 200
    figure_runs: int = 9
    window_runs: int = 15
    page_classes: int = 20_000
    learners: int = 50_000
    page_runs: int = 9
    report_runs: int = 15
    province_centres: int = 1000
    province_runs: int = 9


QUICK = Sizes(
    filled=40,
    block=5,
    blocks=5,
    files_many=150,
    workbooks=30,
    figure_runs=5,
    window_runs=5,
    page_runs=5,
    report_runs=5,
    province_centres=300,
    province_runs=5,
)


@dataclass
class Setting:
    """Made once for a run; files are made when they are first needed."""

    folder: Path
    sizes: Sizes
    _sent: list[Sent] = field(default_factory=list)
    _stores: int = 0

    def __post_init__(self) -> None:
        self.keeper = district.aggregator(self.folder / "keys.db")
        """Its keys are those of all aggregators here, so that one file fits every database."""

    def sent(self, count: int) -> list[Sent]:
        """The files of ``count`` centres; those that merge_one merges send a second one."""
        known = len(self._sent)
        if count > known:
            twice = max(self.sizes.block * self.sizes.blocks - known, 0)
            files = self.folder / "files"
            self._sent += district.make_files(self.keeper, files, range(known, count), twice)
        return self._sent[:count]

    def aggregator(self, sent: list[Sent]) -> Store:
        """A new database of the aggregator that trusts the senders and has merged nothing."""
        self._stores += 1
        store = district.aggregator(self.folder / f"aggregator-{self._stores}.db")
        workspace.key_path(store).write_bytes(workspace.key_path(self.keeper).read_bytes())
        district.approve(store, sent)
        return store
