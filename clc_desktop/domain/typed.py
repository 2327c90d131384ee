"""Counts, money, yes and no, marks, and sex as people type them and as Excel keeps them.

Each function gives a value, or a ``Problem`` that says why there is none; ``where`` is for the caller to fill in.
A dot divides thousands and a comma decimals, as in ``1.891`` and ``60,0``. ``1,891`` could be either and is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from clc_desktop.domain.dates import shown
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.records import Sex
from clc_desktop.domain.vietnamese import search_key

MOST_PEOPLE = 1_000_000
"""More people in one line than this are a slip of the hand."""

MOST_MONEY = 10**15

_GROUPED = (
    re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,(?P<decimals>\d+))?"),
    re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:,(?P<decimals>\d+))?"),
    re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.(?P<decimals>\d+))?"),
    re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.(?P<decimals>\d+)"),
)
_PLAIN = re.compile(r"\d+(?:[.,](?P<decimals>\d+))?")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2},\d{3}")
_COUNTED = re.compile(r"\s*\b(luot nguoi|luot|nguoi|hoc vien|hv|lop|lan|buoi|chuyen de|cuon|dau sach|phong)\.?$")
_MONEY = re.compile(r"\s*(dong|vnd|d)\.?$")
_SCALES = {"nghin": 1_000, "ngan": 1_000, "trieu": 1_000_000, "ty": 1_000_000_000, "ti": 1_000_000_000}
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)}
_SCALE = re.compile(rf"\s*({'|'.join(_SCALES)})$")

_YES = "co|x|v|1|da|da co|roi|co roi|yes|true|da mua|da mua sam|da trang bi|da thuc hien|✓|✔|☑"
_NO = "khong|0|chua|chua co|khong co|no|false|chua mua|chua mua sam|chua trang bi|chua thuc hien"
_YES_NO = dict.fromkeys(_YES.split("|"), True) | dict.fromkeys(_NO.split("|"), False)
_PRESENT = "x|×|✓|✔|☑|√|+|1|co|co mat|du|true"
_ABSENT = "v|0|vang|vang mat|p|k|cp|kp|vp|vk|co phep|khong phep|khong|-|false"
_MARKS = dict.fromkeys(_PRESENT.split("|"), True) | dict.fromkeys(_ABSENT.split("|"), False)
_SEXES: dict[str, Sex] = {
    "nu": "female", "gai": "female", "f": "female", "female": "female",
    "nam": "male", "trai": "male", "m": "male", "male": "male",
}  # fmt: skip


def parse_count(value: object, least: int = 0, most: int = MOST_PEOPLE) -> int | Problem:
    """A whole number of people, classes or meetings: ``1.891``, ``1 891``, ``60,0``, ``1891.0``, ``60 người``.

    Problems: ``bad_number`` (a percentage too), ``ambiguous_number`` (1,891), ``fractional_number``,
    ``negative_number``, ``number_too_small`` and ``number_too_large``.
    """
    return _whole(_number(value, _COUNTED), value, least, most)


def parse_money(value: object) -> int | Problem:
    """An amount in whole đồng: ``653.056.000 đồng``, ``653056000``, ``2,5 triệu``, ``1,2 tỷ``, ``500 nghìn đồng``.

    A word of scale (nghìn, ngàn, triệu, tỷ) multiplies what stands before it. Problems as for ``parse_count``.
    """
    return _whole(_number(value, _MONEY, scaled=True), value, 0, MOST_MONEY)


def parse_yes_no(value: object) -> bool | Problem:
    """``có``, ``x``, ``đã mua sắm``, 1 … or ``không``, ``chưa``, 0 …; else ``bad_yes_no``."""
    key = search_key(shown(value))
    answer = _YES_NO.get(key)
    return Problem("bad_yes_no", data={"text": shown(value)}) if answer is None else answer


def parse_sex(value: object) -> Literal["female", "male"] | Problem:
    """``Nữ`` or ``Nam``; else ``bad_sex``."""
    sex = _SEXES.get(search_key(shown(value)))
    return sex or Problem("bad_sex", data={"text": shown(value)})


def parse_mark(value: object) -> bool | Problem:
    """``x``, ``✓``, 1, ``có mặt`` … or ``V``, 0, ``vắng``, ``P`` and ``K`` (with leave, without); else ``bad_mark``."""
    mark = _MARKS.get(search_key(shown(value)))
    return Problem("bad_mark", data={"text": shown(value)}) if mark is None else mark


def _number(value: object, units: re.Pattern[str], scaled: bool = False) -> Decimal | str:
    """The number that ``value`` stands for, or the code of the problem with it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
        return number if number.is_finite() else "bad_number"
    if not isinstance(value, str):
        return "bad_number"
    text = units.sub("", search_key(value).translate(_WIDE))
    scale = _SCALE.search(text) if scaled else None
    number_or_code = _digits(_SCALE.sub("", text) if scale else text)
    return number_or_code * _SCALES[scale[1]] if scale and isinstance(number_or_code, Decimal) else number_or_code


def _digits(text: str) -> Decimal | str:
    sign, digits = (-1, text[1:].strip()) if text[:1] in ("-", "−", "–") else (1, text.removeprefix("+"))
    if not digits.isascii():
        return "bad_number"
    if _AMBIGUOUS.fullmatch(digits):
        return "ambiguous_number"
    found = next((match for shape in (*_GROUPED, _PLAIN) if (match := shape.fullmatch(digits))), None)
    if found is None:
        return "bad_number"
    decimals = found["decimals"] or ""
    whole = re.sub(r"\D", "", digits[: len(digits) - len(decimals)])
    return sign * Decimal(f"{whole}.{decimals or 0}")


def _whole(number: Decimal | str, value: object, least: int, most: int) -> int | Problem:
    data = {"text": shown(value)}
    if isinstance(number, str):
        return Problem(number, data=data)
    if number < 0:
        return Problem("negative_number", data=data)
    if number != int(number):
        return Problem("fractional_number", data=data)
    if number < least:
        return Problem("number_too_small", data=data | {"least": least})
    if number > most:
        return Problem("number_too_large", data=data | {"most": most})
    return int(number)
