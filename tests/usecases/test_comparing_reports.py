"""Words of two frozen reports: what changed is marked, and marking changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.usecases.comparing_reports import Stretch, marked

WORDS = st.lists(st.sampled_from(["lớp", "215", "đạt", "mở", ".", "Ễ"]), max_size=12).map(" ".join)
LINES = st.lists(WORDS, max_size=3).map("\n".join)


def test_the_words_that_changed_are_marked() -> None:
    left, right = marked("Đã mở 215 lớp trong năm.", "Đã mở 216 lớp, đông người, trong năm.")
    assert left == (Stretch("Đã mở "), Stretch("215 lớp ", True), Stretch("trong năm."))
    assert right == (Stretch("Đã mở "), Stretch("216 lớp, đông người, ", True), Stretch("trong năm."))
    assert marked("", "Mới.") == ((), (Stretch("Mới.", True),))


@given(LINES, LINES)
def test_marking_loses_nothing_and_marks_only_what_differs(left: str, right: str) -> None:
    ours, theirs = marked(left, right)
    assert "".join(one.text for one in ours) == left
    assert "".join(one.text for one in theirs) == right
    same = [[word for one in side if not one.changed for word in one.text.split()] for side in (ours, theirs)]
    assert same[0] == same[1]
    assert left != right or not any(one.changed for one in (*ours, *theirs))
