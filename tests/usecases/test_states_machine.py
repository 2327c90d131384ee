"""A centre and its district as they might really go on, with files lost, late and repeated, against what must hold."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import FundingEntry
from clc_desktop.domain.states import LOCKED
from clc_desktop.store.states import standing
from clc_desktop.usecases import answers, classes, keeping, quarantine, reporting, review
from tests.factories import numbered
from tests.usecases import pairs
from tests.usecases.pairs import YEAR, Pair

SENSIBLE = {
    "nothing_sent", "period_locked", "not_locked", "no_unlock_wish", "rows_returned", "not_in_period", "record_missing"
}  # fmt: skip
"""Refusals that an officer, or a manager, may meet."""


class TwoSides(RuleBasedStateMachine):
    """Whatever anybody does, in whatever order files arrive."""

    template: Path
    numbers = itertools.count()
    folder: Path

    @initialize(begin=st.sampled_from(["nothing", "sent", "locked there", "locked", "locked"]))
    def start(self, begin: str) -> None:
        self.pair = Pair(Path(shutil.copytree(self.template, self.folder / f"run{next(self.numbers)}")))
        self.sent: list[Path] = []
        self.answered: list[Path] = []
        self.locked_figures: Any = None
        self.entries = [self.pair.hold(present=10), self.pair.hold(present=20)]
        if begin != "nothing":
            self.send()
        if begin.startswith("locked"):
            review.lock(self.pair.district, self.pair.unit, YEAR)
        if begin == "locked":
            self.hear()

    def teardown(self) -> None:
        if hasattr(self, "pair"):
            self.pair.close()

    # --- the centre ---

    @rule(present=st.integers(1, 50))
    def hold_a_class(self, present: int) -> None:
        made = self.at_the_centre(lambda: self.pair.hold(present=present))
        if made is not None:
            self.entries.append(made)

    @rule(index=st.integers(0, 9), present=st.integers(1, 50))
    def change_a_class(self, index: int, present: int) -> None:
        entry = self.entries[index % len(self.entries)]

        def change() -> None:
            stored = classes.get_class(self.pair.centre, entry.learning_class.id)
            sessions = (replace(stored.sessions[0], present=present),)
            if sessions != stored.sessions:
                classes.save_class(self.pair.centre, replace(stored, sessions=sessions))
            else:
                raise ClcError("period_locked" if self.state(self.pair.centre) in LOCKED else "unchanged")

        self.at_the_centre(change)

    @rule(index=st.integers(0, 9))
    def delete_a_class(self, index: int) -> None:
        entry = self.entries[index % len(self.entries)]
        self.at_the_centre(lambda: classes.delete_classes(self.pair.centre, [entry.learning_class.id]))

    @rule(amount=st.integers(0, 2**40))
    def enter_money(self, amount: int) -> None:
        money = FundingEntry(id=numbered(next(self.numbers)), unit_id=self.pair.unit, year=2020, source="state",
                             purpose="regular", amount=amount)  # fmt: skip
        self.at_the_centre(lambda: keeping.save_records(self.pair.centre, [money]))

    @rule()
    def submit(self) -> None:
        self.sent.append(self.pair.submit())

    @rule()
    def send(self) -> None:
        """The usual way: write the file and bring it."""
        self.submit()
        self.bring_a_file(-1)

    @rule(bring=st.booleans())
    def ask_to_unlock(self, bring: bool) -> None:
        self.try_to(lambda: answers.request_unlock(self.pair.centre, YEAR, "quên một lớp"))
        self.submit()
        if bring:
            self.bring_a_file(-1)

    # --- the stick ---

    @precondition(lambda self: self.sent)
    @rule(index=st.integers(0, 99))
    def bring_a_file(self, index: int) -> None:
        codes = self.pair.merge(self.sent[index % len(self.sent)])
        event(f"merge: {codes}")
        assert set(codes) <= {"ok", "gap", "late", "replay", "period_locked", "too_many_deletions"}, codes

    @rule()
    def write_receipts(self) -> None:
        self.answered += self.pair.receipts()

    @precondition(lambda self: self.answered)
    @rule(index=st.integers(0, 99))
    def bring_a_receipt(self, index: int) -> None:
        self.pair.read(self.answered[index % len(self.answered)])

    @rule()
    def hear(self) -> None:
        """The usual way: receipts are written and read."""
        newest = self.pair.receipts()
        self.answered += newest
        self.pair.read(*newest)

    @rule()
    def try_the_quarantine_again(self) -> None:
        quarantine.retry_quarantine(self.pair.district, allow_deletions=True)

    @rule(random=st.randoms(use_true_random=False))
    def exchange_everything(self, random: Any) -> None:
        """In any order and with repetitions; then both sides believe the same."""
        files = self.sent + random.sample(self.sent, len(self.sent) // 2)
        random.shuffle(files)
        self.pair.merge(*files)
        quarantine.retry_quarantine(self.pair.district, allow_deletions=True)
        receipts = self.answered + self.pair.receipts()
        random.shuffle(receipts)
        self.pair.read(*receipts)
        assert self.state(self.pair.centre) == self.state(self.pair.district)
        event(f"equal: {self.state(self.pair.centre)}")
        if self.state(self.pair.centre) not in LOCKED:
            self.same_figures()

    def same_figures(self) -> None:
        """With nothing locked and nothing under way, both count the same."""
        self.submit()
        self.pair.merge(self.sent[-1])
        quarantine.retry_quarantine(self.pair.district, allow_deletions=True)
        self.hear()
        here, there = (reporting.figures(store, YEAR).to_json() for store in (self.pair.centre, self.pair.district))
        for name in ("turns", "classes", "funding"):
            assert here[name] == there[name], name

    # --- the officer ---

    @rule(decide=st.sampled_from([review.accept, review.lock, review.lock]))
    def decide(self, decide: Callable[..., Any]) -> None:
        self.try_to(lambda: decide(self.pair.district, self.pair.unit, YEAR))

    @precondition(lambda self: self.state(self.pair.district) in LOCKED)
    @rule()
    def unlock(self) -> None:
        review.unlock(self.pair.district, self.pair.unit, YEAR)

    @rule(index=st.integers(0, 9))
    def return_a_class(self, index: int) -> None:
        row = ("learning_class", self.entries[index % len(self.entries)].learning_class.id)
        self.try_to(lambda: review.return_rows(self.pair.district, self.pair.unit, YEAR, [row], "xem lại"))

    @precondition(lambda self: self.state(self.pair.district) == "unlock_asked")
    @rule()
    def refuse_the_wish(self) -> None:
        self.try_to(lambda: review.refuse_unlock(self.pair.district, self.pair.unit, YEAR, "không được"))

    @rule(index=st.integers(0, 9), present=st.integers(51, 99))
    def correct_a_class(self, index: int, present: int) -> None:
        session = self.entries[index % len(self.entries)].sessions[0]
        self.try_to(lambda: review.correct_record(self.pair.district, replace(session, present=present), "đếm lại"))

    # --- what must hold ---

    @invariant()
    def a_locked_figure_stands(self) -> None:
        if not hasattr(self, "pair"):
            return
        if self.state(self.pair.district) not in LOCKED:
            self.locked_figures = None
            return
        event(f"district {self.state(self.pair.district)}, centre {self.state(self.pair.centre)}")
        figures = reporting.figures(self.pair.district, YEAR).to_json()
        assert self.locked_figures in (None, figures)
        self.locked_figures = figures

    def state(self, store: Any) -> str:
        with store.read() as conn:
            return standing(conn, self.pair.unit, YEAR.code).state

    def at_the_centre(self, act: Callable[[], Any]) -> Any:
        """A change at the centre, which is refused exactly while its period is locked."""
        locked = self.state(self.pair.centre) in LOCKED
        code, made = self.outcome(act)
        assert code in ("record_missing", "unchanged", "period_locked" if locked else "done")
        return made

    def try_to(self, act: Callable[[], Any]) -> None:
        """A decision, which may be refused."""
        code, _ = self.outcome(act)
        assert code == "done" or code in SENSIBLE

    def outcome(self, act: Callable[[], Any]) -> tuple[str, Any]:
        try:
            made = act()
        except ClcError as error:
            event(error.code)
            return error.code, None
        return "done", made


EXAMPLES = settings().max_examples // 4
"""Each is a long story with real files: fewer than of the short properties, in the nightly run too."""


@pytest.mark.slow
def test_two_sides_stay_together(tmp_path: Path) -> None:
    TwoSides.template = pairs.made(tmp_path / "made")
    TwoSides.folder = tmp_path
    run_state_machine_as_test(TwoSides, settings=settings(stateful_step_count=18, max_examples=EXAMPLES))
