"""What a single cell means for a record's field: each reader takes a cell's value and gives a value or a Problem.

Blank cells never reach a reader. Words are compared by ``word_key``: no accents, case, signs or numbering.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from clc_desktop.domain import dates, typed
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.vietnamese import clean, search_key


@dataclass(frozen=True, slots=True)
class Context:
    """What readers know besides the cell: the taxonomy by word key, the year of ``5/1``, the day that Excel calls 0."""

    fields: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    epoch: date = dates.EXCEL_EPOCH


Reader = Callable[[Any, Context], Any]

FIELD_ALIASES = {
    "economy": "Kinh tế, thu nhập|Kinh tế|Thu nhập|Phát triển kinh tế|Nâng cao thu nhập|Giáo dục kinh tế",
    "culture": "Văn hóa, xã hội|Văn hóa|Xã hội|Văn hóa - văn nghệ|Giáo dục văn hóa xã hội|VHXH",
    "law": "Giáo dục pháp luật|Pháp luật|GD pháp luật|GDPL|Phổ biến, giáo dục pháp luật|Phổ biến pháp luật",
    "health": "Giáo dục bảo vệ sức khỏe|Sức khỏe|Giáo dục sức khỏe|Bảo vệ sức khỏe|GD bảo vệ sức khỏe|"
    "GDBV sức khỏe|Chăm sóc sức khỏe|Y tế|Y tế, sức khỏe",
    "environment": "Giáo dục bảo vệ môi trường|Môi trường|Bảo vệ môi trường|Giáo dục môi trường|"
    "GD bảo vệ môi trường|GDBV môi trường",
    "other": "Các hoạt động khác|Hoạt động khác|Khác|Lĩnh vực khác|Nội dung khác",
}
"""Other names of the six default fields; they count only where the taxonomy has a field of that code."""

_WHOLE_PLAN = frozenset(
    ["tong", "tong cong", "tong so", "chung", "tat ca", "toan bo", "tat ca linh vuc", "cac linh vuc"]
)
_NUMBERING = re.compile(r"^(?:[ivx]{1,4}|[0-9]{1,2}|[a-h])\s*[.)/\-]\s*(?=\S)")
_OWN = re.compile(r"own|khong phoi hop.*|(?:tu|tt|trung tam|tthtcd)(?: .*)?")
_JOINT = re.compile(r"joint|ph|(?!khong ).*\b(?:phoi hop|lien ket)\b.*")
_BULLET = re.compile(r"^[-–•+*]\s+")

_ROLES = {
    "speaker": "bao cao vien|bcv|giang vien|speaker",
    "collaborator": "cong tac vien|ctv|collaborator",
    "guide": "huong dan vien|hdv|guide",
}
_STATES = {
    "planned": "du kien|sap to chuc|chua to chuc|planned",
    "held": "da to chuc|da mo|held",
    "cancelled": "da huy|huy|khong to chuc|cancelled",
}
_RANKS = {
    "good": "tot|good",
    "fair": "kha|fair",
    "average": "trung binh|tb|average",
    "poor": "yeu|kem|poor",
}
_ITEMS = {
    "own_premises": "tru so rieng|co tru so rieng|tru so|nha rieng",
    "shared_with": "dung chung voi|dung chung tru so voi|muon tru so|dung chung",
    "initial_equipment": "trang thiet bi ban dau|mua sam trang thiet bi ban dau|thiet bi ban dau|trang thiet bi",
    "office": "phong lam viec|van phong|phong lam viec rieng",
    "internet_pc": "may tinh noi mang|may tinh ket noi internet|may tinh co internet|may vi tinh noi mang",
    "library": "thu vien|tu sach|phong doc",
    "wifi": "wifi|wi fi|mang wifi|mang khong day",
    "loudspeaker": "loa truyen thanh|he thong loa|loa|loa may|truyen thanh",
    "rooms": "so phong hoc|so phong|phong hoc",
    "books": "so dau sach|so sach|dau sach|sach",
}


def word_key(text: str) -> str:
    """Words to compare: without accents, case, signs between them, or a number in front ("1. Kinh tế")."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", _NUMBERING.sub("", search_key(text))).split())


def fields_by_key(fields: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Word keys to field codes: the aliases of the default six, over them codes, over all the given names."""
    codes = {code for code, _ in fields}
    aliases = {
        word_key(alias): code for code, known in FIELD_ALIASES.items() if code in codes for alias in known.split("|")
    }
    return aliases | {word_key(code): code for code, _ in fields} | {word_key(name): code for code, name in fields}


def text(value: Any, _: Context) -> str:
    """One line of text; a number or a day as it would be typed."""
    return dates.shown(value)


def lines(value: Any, _: Context) -> tuple[str, ...]:
    """Several names: divided by ``;`` or a new line. Commas and "và" stay: they are parts of names and offices."""
    parts = re.split(r"[;\n\r]", value) if isinstance(value, str) else [dates.shown(value)]
    names = (_BULLET.sub("", clean(part)) for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))


def phone(value: Any, _: Context) -> str:
    """A telephone number; the 0 that Excel ate from a number of nine digits is put back."""
    shown = dates.shown(value)
    return f"0{shown}" if not isinstance(value, str) and len(shown) == 9 else shown


def day(value: Any, context: Context) -> date | Problem:
    """A day; ``5/1`` belongs to the context's year."""
    return dates.parse_date(value, context.year, context.epoch)


def year(value: Any, _: Context) -> int | Problem:
    """A year of records, 1990 to 2099."""
    return dates.parse_year(value)


def birth_year(value: Any, _: Context) -> int | Problem:
    """A year of birth, from a year or a date."""
    return dates.parse_birth_year(value)


def years(value: Any, _: Context) -> tuple[int, ...] | Problem:
    """Several years: ``2018, 2019``, also where Excel took "2018,2019" for the number 2018.2019."""
    shown = f"{value:.4f}" if isinstance(value, float) and not value.is_integer() else dates.shown(value)
    found = [dates.parse_year(part) for part in re.split(r"[;,.\s]+|\bvà\b", shown) if part]
    problem = next((item for item in found if isinstance(item, Problem)), None)
    return problem or tuple(sorted({item for item in found if isinstance(item, int)}))


def count(value: Any, _: Context) -> int | Problem:
    """A whole number from 0 on."""
    return typed.parse_count(value)


def meetings(value: Any, _: Context) -> int | Problem:
    """A whole number from 1 on."""
    return typed.parse_count(value, least=1, most=1000)


def money(value: Any, _: Context) -> int | Problem:
    """Whole đồng."""
    return typed.parse_money(value)


def sex(value: Any, _: Context) -> str | Problem:
    """``female`` or ``male``."""
    return typed.parse_sex(value)


def activity_field(value: Any, context: Context) -> str | Problem:
    """The code of a field of the taxonomy."""
    code = context.fields.get(word_key(dates.shown(value)))
    return code if code is not None else Problem("unknown_field", data={"value": dates.shown(value)})


def plan_field(value: Any, context: Context) -> str | Problem:
    """The code of a field, or "" for a plan that is not divided by field ("Tổng", "Chung")."""
    return "" if word_key(dates.shown(value)) in _WHOLE_PLAN else activity_field(value, context)


def hosting(value: Any, _: Context) -> str | Problem:
    """``own`` (the centre itself) or ``joint`` (with others)."""
    key = word_key(dates.shown(value))
    if _JOINT.fullmatch(key):
        return "joint"
    return "own" if _OWN.fullmatch(key) else _unknown("unknown_hosting", value)


def class_state(value: Any, _: Context) -> str | Problem:
    """``planned``, ``held`` or ``cancelled``."""
    return _choice(_STATES, "unknown_state", value)


def yes_no(value: Any, _: Context) -> bool | Problem:
    """Có or Không."""
    return typed.parse_yes_no(value)


def role(value: Any, _: Context) -> str | Problem:
    """A collaborator's role."""
    return _choice(_ROLES, "unknown_role", value)


def rank(value: Any, _: Context) -> str | Problem:
    """A self-assessment's rank."""
    return _choice(_RANKS, "unknown_rank", value)


def item(value: Any, _: Context) -> str | Problem:
    """Which field of a facility a row is about."""
    return _choice(_ITEMS, "unknown_item", value)


def facility_value(field_name: str, value: Any) -> Any | Problem:
    """The value of one item of a facility."""
    if field_name == "shared_with":
        return dates.shown(value)
    return typed.parse_count(value) if field_name in ("rooms", "books") else typed.parse_yes_no(value)


def as_is(value: Any, _: Context) -> Any:
    """The value itself, to be read together with the rest of its row."""
    return f"{value:%d/%m/%Y}" if isinstance(value, datetime) else value


def _choice(choices: Mapping[str, str], code: str, value: Any) -> str | Problem:
    key = word_key(dates.shown(value))
    found = next((choice for choice, words in choices.items() if key in words.split("|")), None)
    return found or _unknown(code, value)


def _unknown(code: str, value: Any) -> Problem:
    return Problem(code, data={"text": dates.shown(value)})
