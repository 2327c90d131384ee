"""One centre of the sample to play with: a year of a real commune's work, in a database that can never be submitted."""

from __future__ import annotations

from pathlib import Path

from clc_desktop.domain import clock
from clc_desktop.sample.plan import plan_sample
from clc_desktop.sample.story import Diary, record_classes
from clc_desktop.usecases import keeping, workspace

PLAYED = 0
"""Which of the sample's centres it is."""


def build_play(path: Path) -> None:
    """Make the database at ``path``; nothing half-made stays there when it fails."""
    sample = plan_sample()
    centre, diary = sample.centres[PLAYED], Diary(sample.year)
    try:
        store = workspace.open_store(path)
        try:
            with diary.opening():
                unit_id = workspace.setup_sample(store, centre.name).unit_id
                mine = centre.of_unit(unit_id, clock.new_id)
                keeping.save_records(store, [*mine.records, *mine.learners])
            record_classes(store, mine, diary)
        finally:
            store.close()
    except BaseException:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink(missing_ok=True)
        raise
