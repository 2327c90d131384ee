"""What is remembered is what would be read now: after any write, by anybody, kept or taken back."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import ClassSession, LearningClass
from clc_desktop.store.database import Store, Tx, set_meta
from clc_desktop.store.records import find, put, remove
from clc_desktop.store.remembered import remembered
from clc_desktop.usecases import overview, reporting, workspace

YEAR = calendar_year(2020)
STEPS = ("class", "session", "delete", "rule", "name", "elsewhere", "other program", "taken back", "words", "nothing")
NUMBERS = st.integers(0, 3)


class Whoops(Exception):
    """Takes a transaction back."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store]:
    """The same database, opened twice."""
    path = tmp_path_factory.mktemp("remembered") / "a.db"
    one = workspace.open_store(path)
    workspace.setup_centre(one, "xã Một")
    return one, workspace.open_store(path)


def add_class(tx: Tx, number: int) -> None:
    owner = workspace.require_identity(tx.conn).unit_id
    made = LearningClass(id=f"{number:032}", unit_id=owner, field="law", topic="t", hosting="own",
                         starts_on=date(2020, 1 + number, 1))  # fmt: skip
    put(tx, made)


def add_session(tx: Tx, number: int, present: int) -> None:
    owner = workspace.require_identity(tx.conn).unit_id
    put(tx, ClassSession(id=f"{9:02}{number:030}", unit_id=owner, class_id=f"{number:032}", held_on=date(2020, 5, 5),
                         present=present))  # fmt: skip


def count_by(store: Store, rule: str) -> None:
    with store.write("set_counting_rule", rule) as tx:
        set_meta(tx.conn, "counting_rule", rule)


def write(stores: tuple[Store, Store], step: str, number: int, present: int) -> None:
    one, other = stores
    match step:
        case "class" | "elsewhere":
            with (other if step == "elsewhere" else one).write("save") as tx:
                add_class(tx, number)
                add_session(tx, number, present)
        case "session":
            with one.write("save") as tx:
                add_class(tx, number)
                add_session(tx, number, present)
        case "delete":
            with one.write("delete") as tx:
                remove(tx, *find(tx.conn, LearningClass, id=f"{number:032}"))
        case "rule":
            count_by(one, "enrolled" if number % 2 else "sessions")
        case "name":
            with one.read() as conn:
                held = find(conn, LearningClass)
            with one.write("save") as tx:
                put(tx, *(replace(found, topic=f"t{present}", enrolled=present) for found in held))
        case "other program":
            with sqlite3.connect(one.path) as conn:
                conn.execute("UPDATE class_session SET present = present + ?", (present,))
            conn.close()
        case "words":
            reporting.save_passage(one, YEAR, "causes", f"{number} {present} {{classes.held}}")
        case "taken back":
            with suppress(Whoops), one.write("save") as tx:
                add_class(tx, number)
                add_session(tx, number, present + 1)
                reporting.read_figures(tx.conn, YEAR)
                raise Whoops


def everything(store: Store) -> tuple[object, ...]:
    depths = ("fields", "turns", "all")
    found = [reporting.figures(store, YEAR, compare=True, depth=depth) for depth in depths]  # type: ignore[arg-type]
    with store.read() as conn:
        pages = reporting.read_pages(conn, YEAR)
        assert pages == replace(reporting.read_report(conn, YEAR).document, annexes=())
    return *found, overview.overview(store, YEAR), pages


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), NUMBERS, NUMBERS), min_size=1, max_size=6))
def test_what_is_remembered_is_what_would_be_read_anew(
    stores: tuple[Store, Store], steps: list[tuple[str, int, int]]
) -> None:
    for step in steps:
        everything(stores[0])
        write(stores, *step)
        fresh = workspace.open_store(stores[0].path)
        expected = everything(fresh)
        fresh.close()
        assert everything(stores[0]) == expected, step
        assert everything(stores[1]) == expected, step


def test_nothing_is_read_twice_until_somebody_writes(stores: tuple[Store, Store]) -> None:
    one, other = stores
    reads: list[int] = []

    def ask(store: Store) -> None:
        with store.read() as conn:
            remembered(conn, ("test",), lambda: reads.append(1))

    ask(one)
    ask(one)
    assert len(reads) == 1
    count_by(other, "enrolled")
    ask(one)
    assert len(reads) == 2
    with one.write("x") as tx:
        remembered(tx.conn, ("test",), lambda: reads.append(1))
        remembered(tx.conn, ("test",), lambda: reads.append(1))
    assert len(reads) == 4, "what a transaction sees may be taken back"


def test_words_of_the_report_cost_no_new_count(stores: tuple[Store, Store]) -> None:
    """What others wrote before is noticed, though a passage is saved after it."""
    one, other = stores
    reads: list[str] = []

    def ask() -> None:
        with one.read() as conn:
            for name in ("figures", "months"):
                remembered(conn, (name, "probe"), lambda name=name: reads.append(name))  # type: ignore[misc]

    ask()
    reporting.save_passage(one, YEAR, "causes", "Một.")
    reporting.save_passage(one, YEAR, "causes", "Hai.")
    ask()
    assert reads == ["figures", "months", "months"]
    count_by(other, "sessions")
    reporting.save_passage(one, YEAR, "causes", "Ba.")
    ask()
    assert reads[3:] == ["figures", "months"]


def test_the_first_figures_are_those_of_the_last(stores: tuple[Store, Store]) -> None:
    """Less depth leaves out; it never says another number."""
    write(stores, "class", 1, 3)
    first, last = (reporting.figures(stores[0], YEAR, depth=depth) for depth in ("fields", "all"))  # type: ignore[arg-type]
    assert [one.name for one in first.centres] == [one.name for one in last.centres]
    assert [(one.code, one.own.classes, one.planned) for one in first.fields] == [
        (one.code, one.own.classes, one.planned) for one in last.fields
    ]
    assert last.total.turns
    assert not first.total.turns
