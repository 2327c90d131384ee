"""The code of a recovery sheet: what is typed wrongly is caught, and the person is told in which line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import recovery_code
from clc_desktop.sync.recovery_code import LINES, RecoveryCode, line_fits, lines_of, parse, scan_text

CODES = st.builds(
    RecoveryCode,
    seed=st.binary(min_size=16, max_size=16),
    unit_id=st.binary(min_size=16, max_size=16).map(bytes.hex),
    unit_kind=st.sampled_from(["centre", "commune", "district", "province", "other"]),
)
LINE = st.integers(0, LINES - 1)
PLACE = st.integers(0, 15)
EXTREMES = [RecoveryCode(bytes([b]) * 16, f"{b:02x}" * 16, "centre") for b in (0, 255)]


def refusal(text: str) -> ClcError:
    with pytest.raises(ClcError) as caught:
        parse(text)
    return caught.value


def typed(lines: list[str]) -> str:
    return "\n".join(lines)


@given(CODES)
def test_what_was_printed_is_what_is_read(code: RecoveryCode) -> None:
    assert parse(typed(list(lines_of(code)))) == (code, "")
    assert parse(scan_text(code, "xã Pú Nhung")) == (code, "xã Pú Nhung")


@pytest.mark.parametrize("code", EXTREMES)
def test_the_smallest_and_the_greatest_secret_fit(code: RecoveryCode) -> None:
    assert parse(" ".join(lines_of(code)))[0] == code
    assert all(re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", line) for line in lines_of(code))


@given(CODES, st.sampled_from(["", " ", "-", ".", "\n", " – ", "\u00a0", "\t", ", "]))
def test_separators_do_not_matter(code: RecoveryCode, separator: str) -> None:
    digits = "".join(lines_of(code)).replace(" ", "")
    assert parse(separator.join(digits))[0] == code


@given(CODES, LINE, PLACE, st.integers(1, 9))
def test_one_wrong_digit_is_caught_and_its_line_is_named(code: RecoveryCode, line: int, place: int, by: int) -> None:
    lines = [part.replace(" ", "") for part in lines_of(code)]
    digit = (int(lines[line][place]) + by) % 10
    lines[line] = f"{lines[line][:place]}{digit}{lines[line][place + 1 :]}"
    error = refusal(typed(lines))
    assert (error.code, error.data) == ("recovery_mistyped", {"lines": [line + 1]})
    assert [line_fits(number, text) for number, text in enumerate(lines, 1)].index(False) == line


@given(CODES, LINE, PLACE, PLACE)
def test_two_exchanged_digits_are_caught_and_their_line_is_named(
    code: RecoveryCode, line: int, one: int, other: int
) -> None:
    lines = [part.replace(" ", "") for part in lines_of(code)]
    digits = list(lines[line])
    digits[one], digits[other] = digits[other], digits[one]
    if "".join(digits) == lines[line]:
        return
    lines[line] = "".join(digits)
    assert refusal(typed(lines)).data == {"lines": [line + 1]}


def test_every_single_slip_of_one_sheet_is_caught() -> None:
    """Not a sample: all 864 wrong digits and all 720 exchanges of two digits in a line."""
    lines = [part.replace(" ", "") for part in lines_of(RecoveryCode(bytes(range(16)), "ab" * 16, "district"))]
    for number, line in enumerate(lines, start=1):
        for place in range(16):
            for digit in "0123456789":
                if digit != line[place]:
                    assert not line_fits(number, line[:place] + digit + line[place + 1 :])
            for other in range(place):
                digits = list(line)
                digits[place], digits[other] = digits[other], digits[place]
                assert line_fits(number, "".join(digits)) is (line[place] == line[other])


@given(CODES, LINE, LINE)
def test_exchanged_lines_are_caught(code: RecoveryCode, one: int, other: int) -> None:
    lines = list(lines_of(code))
    if one == other:
        return
    lines[one], lines[other] = lines[other], lines[one]
    assert refusal(typed(lines)).data == {"lines": sorted([one + 1, other + 1])}


def test_lines_of_two_sheets_do_not_make_a_third() -> None:
    """Each line is right in itself; the sum over all of them is not (but for one chance in 32 768)."""
    first = lines_of(RecoveryCode(bytes(range(16)), "ab" * 16, "centre"))
    second = lines_of(RecoveryCode(bytes(range(16, 32)), "cd" * 16, "centre"))
    for split in range(1, LINES):
        assert refusal(typed([*first[:split], *second[split:]])).code == "recovery_mixed"


@pytest.mark.parametrize("text", ["", "abc", "1234 5678", "1" * 95, "1" * 97, "CLC1 \n", "CLC2 " + "1" * 96, "①" * 96])
def test_too_much_and_too_little_is_said(text: str) -> None:
    error = refusal(text)
    assert error.code == "recovery_incomplete"
    assert error.data["wanted"] == 96


def test_the_sheet_of_a_newer_program_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery_code, "_KINDS", (*recovery_code._KINDS, "ward"))
    lines = lines_of(RecoveryCode(bytes(16), "0" * 32, "ward"))  # type: ignore[arg-type]
    monkeypatch.undo()
    assert refusal(typed(list(lines))).code == "newer_format"


@given(st.text(max_size=200))
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(ClcError):
        parse(text)


@given(CODES)
def test_the_secret_never_shows(code: RecoveryCode) -> None:
    assert repr(code.seed) not in repr(code)


def test_the_code_of_a_sheet_stays_what_it_is() -> None:
    """Sheets lie in safes for years: what is printed today must be read by every later version."""
    code = RecoveryCode(bytes(range(16)), "0123456789abcdef" * 2, "centre")
    assert lines_of(code) == SHEET
    assert parse(typed(list(SHEET)))[0] == code


SHEET = (
    "0000 0005 8351 0229",
    "1609 0484 7507 3265",
    "7295 7120 5641 7258",
    "5836 7916 8952 0809",
    "9942 0863 9256 9663",
    "8234 7777 5871 2902",
)
