"""The papers of a centre's database: what they hold, what they never hold, how their files are named."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from clc_desktop import cli
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import Count
from clc_desktop.domain.numbers import format_number
from clc_desktop.domain.periods import Period, calendar_year, half, month, quarter, school_year
from clc_desktop.domain.records import Enrolment, Learner
from clc_desktop.reports.format_gate import check
from clc_desktop.store.database import Store
from clc_desktop.store.records import find, put, remove
from clc_desktop.usecases import attendance, classes, keeping, printing, reporting, rosters, workspace
from clc_desktop.usecases.attendance import Marks
from clc_desktop.usecases.printing import PAPERS, Wish
from tests.factories import class_entry
from tests.reports.reading import docx_text, joined, pdf_pages, pdf_text, xlsx_values

YEAR = calendar_year(2020)
NAMES = ("Vàng Thị Mỷ", "Lò Văn An", "Sùng <b>A</b> Páo", "=Cà Thị Ngoan")
TOPICS = ("Luật giao thông", "Trồng <b>&\"'=1+1{x}%s", "Vệ sinh\u200f môi trường 🎓", "Chăm sóc cây " * 12)


def filled(store: Store) -> str:
    """A centre with 30 classes of 2020 and one with a roster and three sessions; gives the id of that one."""
    unit = workspace.setup_centre(store, "xã Pú Nhung").unit_id
    chance = random.Random(7)
    fields = workspace.taxonomy(store)
    entries = []
    for _number in range(30):
        day = date(2020, 1, 1) + timedelta(days=chance.randrange(366))
        entry = class_entry(
            unit, (chance.randint(6, 150),), day, topic=chance.choice(TOPICS), field=chance.choice(fields).code
        )
        women = chance.choice((None, 3))
        entries.append(replace(entry, sessions=(replace(entry.sessions[0], women=women, minority=2),)))
    rostered = class_entry(unit, (4, 4, 4), topic="Xóa mù chữ", lecturers=("Quàng Thị Đôi",), venue="Bản Hới")
    days = (date(2020, 3, 5), date(2020, 3, 6), date(2020, 3, 9))
    sessions = tuple(replace(one, held_on=day) for one, day in zip(rostered.sessions, days, strict=True))
    rostered = replace(rostered, sessions=sessions)
    classes.save_classes(store, [*entries, rostered])
    keeping.save_records(store, [replace(t, classes=6, turns=500) for t in keeping.plan_table(store, 2020)])
    people = [
        Learner(id=clock.new_id(), unit_id=unit, full_name=name, birth_year=1980 + n, village=f"Bản {n}", phone="0912")
        for n, name in enumerate(NAMES)
    ]
    with store.write("save_records", "roster") as tx:
        put(tx, *people)
        for one in people:
            line = Enrolment(id=clock.new_id(), unit_id=unit, class_id=rostered.learning_class.id, learner_id=one.id)
            put(tx, line)
    return rostered.learning_class.id


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    """Made once: these tests read only, but for those that make a centre of their own."""
    store = workspace.open_store(tmp_path_factory.mktemp("printing") / "centre.db")
    yield store, filled(store)
    store.close()


def squeezed(text: str) -> str:
    return "".join(text.split())


# --- sign-in sheets ---------------------------------------------------------------------------------------------------


def test_a_sheet_for_each_session_with_the_roster_in_its_own_order(known: tuple[Store, str]) -> None:
    store, class_id = known
    made = printing.print_paper(store, Wish("sign_in", YEAR, class_id, lines=2))
    pages = pdf_pages(made.data)
    assert [page.count("(buổi") for page in pages] == [1, 1, 1]
    for page, day in zip(pages, ("05", "06", "09"), strict=True):
        text = squeezed(page)
        rows = (f"{number}{squeezed(name)}{1979 + number}Bản{number - 1}" for number, name in enumerate(NAMES, start=1))
        assert "".join(rows) + "56" in text
        assert f"ngày{day}tháng3năm2020" in text
        assert "0912" not in text
    assert made.personal
    assert made.name == "Danh sách ký tên - Xóa mù chữ - 2020-03-05 - CÓ DỮ LIỆU CÁ NHÂN"


def test_one_session_or_no_names_may_be_wanted(known: tuple[Store, str]) -> None:
    store, class_id = known
    choice = next(one for one in printing.class_choices(store, YEAR) if one.row.id == class_id)
    assert choice.roster == len(NAMES)
    wish = Wish("sign_in", YEAR, class_id, session_id=choice.sessions[1][0], filled=False, lines=10)
    made = printing.print_paper(store, wish)
    (page,) = pdf_pages(made.data)
    assert "ngày 06 tháng 3 năm 2020 (buổi 2/3)" in joined(page)
    assert not any(squeezed(name) in squeezed(page) for name in NAMES)
    assert not made.personal
    assert "CÁ NHÂN" not in made.name


def test_who_was_deleted_keeps_a_number_and_no_name(store: Store) -> None:
    class_id = filled(store)
    with store.write("delete_record") as tx:
        remove(tx, *(one for one in find(tx.conn, Learner) if one.full_name == NAMES[1]))
    text = squeezed(pdf_text(printing.print_paper(store, Wish("sign_in", YEAR, class_id, lines=0)).data))
    assert f"1{squeezed(NAMES[0])}1980Bản023{squeezed(NAMES[2])}" in text


def test_a_sheet_without_a_class_is_for_filling_in_by_hand(known: tuple[Store, str]) -> None:
    made = printing.print_paper(known[0], Wish("sign_in", YEAR))
    (page,) = pdf_pages(made.data)
    assert "Lớp, chuyên đề: …" in page
    assert made.rows == printing.PAGE_LINES
    assert not made.personal


def test_a_roster_stays_on_class_papers(known: tuple[Store, str]) -> None:
    store = known[0]
    for paper in (paper for paper in PAPERS if paper not in printing.PERSONAL):
        for form, read in (("docx", docx_text), ("xlsx", lambda data: str(xlsx_values(data)))):
            made = printing.print_paper(store, Wish(paper, month(2020, 3)), form)
            text = squeezed(read(made.data))
            assert not any(squeezed(name) in text for name in NAMES), (paper, form)
            assert "Bản3" not in text
            assert not made.personal


# --- attendance grids -------------------------------------------------------------------------------------------------


def test_the_grid_has_the_numbers_marks_and_days_of_the_mark_grid(store: Store) -> None:
    class_id = filled(store)
    roll = rosters.read_roster(store, class_id)
    vang, lo, sung, ca = (member.id for member in roll.members)
    attendance.clear_count(store, roll.sessions[0].id)
    attendance.save_marks(store, roll.sessions[0].id, Marks((ca, vang, lo), (sung,)))
    rosters.remove_from_roster(store, class_id, [sung])
    rosters.add_to_roster(store, class_id, [{"full_name": "Lò Văn An", "birth_year": 1999}, sung])
    attendance.save_marks(store, roll.sessions[0].id, Marks((vang, lo), (sung,)))
    numbers = [member.id for member in rosters.read_roster(store, class_id).members]
    wish = Wish("attendance", YEAR, class_id, lines=7, columns=5)
    made = printing.print_paper(store, wish, "xlsx")
    (grid,) = xlsx_values(made.data).values()
    first = next(number for number, row in enumerate(grid) if row[0] == 1)
    shown = [row[:4] for row in grid[first : first + 7]]
    assert [row[0] for row in shown] == [1, 2, 3, 4, 5, 6, 7]
    assert [row[2] for row in shown] == [{vang: "x", lo: "x", sung: "V"}.get(who) for who in numbers] + [None, None]
    assert [row[1] for row in shown][:2] == ["Vàng Thị Mỷ", "Lò Văn An · 1981 · Bản 1"]
    assert [row[3] for row in grid[first : first + 8]] == [None] * 7 + [4]  # the second one was only counted
    assert grid[first - 1][2:7] == ["05", "06", "09", "/", "/"]
    assert made.personal
    assert made.name == "Bảng điểm danh - Xóa mù chữ - 2020-03-05 - CÓ DỮ LIỆU CÁ NHÂN"
    unmarked = squeezed(pdf_text(printing.print_paper(store, replace(wish, marks=False)).data))
    assert "1VàngThịMỷ2LòVănAn" in unmarked
    blank = printing.print_paper(store, replace(wish, filled=False))
    assert not blank.personal
    assert "Vàng" not in pdf_text(blank.data)
    assert "Xóa mù chữ" in pdf_text(blank.data)
    assert "…" in pdf_text(printing.print_paper(store, replace(wish, class_id="")).data)


# --- lists, log, summaries --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", [YEAR, quarter(2020, 1), month(2020, 3)])
def test_list_and_log_hold_every_class_of_the_period_once_with_true_totals(
    known: tuple[Store, str], period: Period
) -> None:
    store = known[0]
    rows = classes.list_classes(store, period)
    values = xlsx_values(printing.print_paper(store, Wish("class_list", period), "xlsx").data)
    (listed,) = values.values()
    body = [row for row in listed if isinstance(row[0], int)]
    assert sorted((row[2], row[8], row[9]) for row in body) == sorted((r.topic, r.sessions, r.turns) for r in rows)
    total = next(row for row in listed if row[1] == "Tổng cộng")
    assert total[9] == sum(row.turns for row in rows)
    (logged,) = xlsx_values(printing.print_paper(store, Wish("class_log", period), "xlsx").data).values()
    assert sum(row[4] for row in logged if isinstance(row[0], int)) == total[9]
    paper = squeezed(pdf_text(printing.print_paper(store, Wish("class_list", period)).data))
    for topic in {row.topic for row in rows}:
        assert paper.count(squeezed(topic)) == sum(row.topic == topic for row in rows)


def test_the_log_of_one_class_is_of_that_class(known: tuple[Store, str]) -> None:
    store, class_id = known
    made = printing.print_paper(store, Wish("class_log", calendar_year(1999), class_id))
    text = pdf_text(made.data)
    assert made.rows == 3
    assert made.name == "Sổ theo dõi lớp - Xóa mù chữ"
    assert text.count("Quàng Thị Đôi") == 3
    assert "Luật giao thông" not in text


@pytest.mark.parametrize(
    "period", [month(2020, 3), quarter(2020, 2), half(2020, 1), YEAR, school_year(2019)], ids=lambda p: p.code
)
def test_the_summary_says_the_figures_and_keeps_the_decree(known: tuple[Store, str], period: Period) -> None:
    store = known[0]
    wish = Wish("summary", period)
    pdf, word = printing.print_paper(store, wish).data, printing.print_paper(store, wish, "docx").data
    assert check(pdf) == ()
    assert check(word) == ()
    held = reporting.figures(store, period)
    so_far = reporting.figures(store, printing._so_far(period))
    said = [_counted(held.total), *([_counted(so_far.total)] if held.total != so_far.total else [])]
    if so_far.classes.planned:
        said.append(f"{so_far.classes.reached}/{so_far.classes.planned} lớp, hoạt động")
    for text in (pdf_text(pdf), docx_text(word)):
        assert all(words in text for words in said)
    (sheet,) = xlsx_values(printing.print_paper(store, wish, "xlsx").data).values()
    total = next(row for row in sheet if row[1] == "Tổng cộng")
    assert total[2:4] == [so_far.classes.planned or None, so_far.turns.planned or None]
    assert total[-4:-2] == [so_far.total.classes, so_far.total.turns]


def _counted(count: Count) -> str:
    return f"{count.classes} lớp, hoạt động; {format_number(count.turns)} lượt người"


def test_few_people_of_minorities_are_not_counted_out(store: Store) -> None:
    unit = workspace.setup_centre(store, "xã Ta Ma").unit_id
    for minority, said in ((4, False), (5, True)):
        entry = class_entry(unit, (30,), date(2020, minority, 1))
        classes.save_class(store, replace(entry, sessions=(replace(entry.sessions[0], minority=minority),)))
        text = pdf_text(printing.print_paper(store, Wish("summary", month(2020, minority))).data)
        assert ("dân tộc thiểu số" in text) is said


def test_a_month_is_named_as_one(known: tuple[Store, str]) -> None:
    text = pdf_text(printing.print_paper(known[0], Wish("summary", month(2020, 3))).data)
    assert "tháng 3 năm 2020" in text
    assert "từ ngày" not in text


def test_a_centre_without_a_class_has_empty_books_and_a_summary_of_nothing(store: Store) -> None:
    workspace.setup_centre(store, "xã Ta Ma")
    assert [printing.print_paper(store, Wish(paper, YEAR)).rows for paper in ("class_list", "class_log")] == [0, 0]
    assert "0 lớp, hoạt động; 0 lượt người" in pdf_text(printing.print_paper(store, Wish("summary", YEAR)).data)


# --- files ------------------------------------------------------------------------------------------------------------


def test_files_never_replace_each_other(known: tuple[Store, str], tmp_path: Path) -> None:
    wish = Wish("summary", YEAR)
    names = [printing.save_paper(known[0], wish, "pdf", tmp_path).name for _time in range(2)]
    assert names == ["Tổng hợp gửi UBND xã - năm 2020.pdf", "Tổng hợp gửi UBND xã - năm 2020 (2).pdf"]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_topic_makes_a_name_that_every_system_takes(store: Store, tmp_path: Path) -> None:
    unit = workspace.setup_centre(store, "xã Ta Ma").unit_id
    entry = classes.save_class(store, class_entry(unit, topic="Học/hành: <b>? " + "🎓ệ" * 200))
    path = printing.save_paper(store, Wish("sign_in", YEAR, entry.learning_class.id), "docx", tmp_path)
    assert len(path.name.encode()) < 240
    assert not set(path.name) & set('<>:"/\\|?*')


def test_what_cannot_be_printed_is_refused_in_words(known: tuple[Store, str], store: Store, tmp_path: Path) -> None:
    centre, class_id = known
    refused = (
        ("unknown_format", lambda: printing.print_paper(centre, Wish("summary", YEAR), "odt")),
        ("too_many_lines", lambda: printing.print_paper(centre, Wish("sign_in", YEAR, lines=301))),
        ("too_many_columns", lambda: printing.print_paper(centre, Wish("attendance", YEAR, columns=121))),
        ("record_missing", lambda: printing.print_paper(centre, Wish("attendance", YEAR, "0" * 32))),
        ("record_missing", lambda: printing.print_paper(centre, Wish("sign_in", YEAR, "0" * 32))),
        ("record_missing", lambda: printing.print_paper(centre, Wish("sign_in", YEAR, class_id, "0" * 32))),
        ("drive_missing", lambda: printing.save_paper(centre, Wish("summary", YEAR), "pdf", tmp_path / "gone")),
    )
    for code, act in refused:
        with pytest.raises(ClcError, match=code):
            act()
    workspace.setup_aggregator(store, "Huyện Thử", "district")
    with pytest.raises(ClcError, match="wrong_role"):
        printing.print_paper(store, Wish("class_list", YEAR))


def test_the_command_writes_papers(
    known: tuple[Store, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, class_id = known
    command = ["--db", str(store.path), "print"]
    assert cli.run([*command, "summary", "--period", "2020-Q1", "--format", "pdf,xlsx", "--out", str(tmp_path)]) == 0
    assert cli.run([*command, "sign_in", "--class", class_id, "--lines", "3", "--out", str(tmp_path)]) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert cli.run([*command, "attendance", "--class", class_id, "--columns", "3", "--out", str(tmp_path)]) == 0
    written += [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.suffix for path in written] == [".pdf", ".xlsx", ".pdf", ".pdf"]
    assert all(path.stat().st_size > 5_000 for path in written)
    assert cli.run([*command, "class_list", "--out", str(tmp_path)]) == 2
    assert cli.run([*command, "sign_in", "--format", "odt", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("unknown_format: ")
