"""What the cells of a row mean together, by record kind, and what the rows of a sheet mean together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from clc_desktop.domain.errors import Problem
from clc_desktop.tables_in import values as v
from clc_desktop.tables_in.drafts import RowDraft

Values = dict[str, Any]
Finished = tuple[Values, tuple[Problem, ...]]

_POSTS = (
    ("teacher", re.compile(r".*\b(?:giao vien|gv) biet phai\b.*")),
    ("deputy", re.compile(r".*\b(?:pho(?: \w+)? giam doc|pho gd|pgd)\b.*")),
    ("director", re.compile(r".*\b(?:giam doc|gd)\b.*")),
    ("accountant", re.compile(r".*\bke toan\b.*")),
    ("treasurer", re.compile(r".*\bthu quy\b.*")),
    ("teacher", re.compile(r".*\b(?:giao vien|gv)\b.*")),
)
_POST_LABELS = frozenset(["giam doc", "pho giam doc", "ke toan", "thu quy", "giao vien", "khac"])
_SOURCES = (
    ("socialised", re.compile(r".*\b(?:xa hoi hoa|xhh|tai tro|ung ho|dong gop|socialised)\b.*")),
    ("state", re.compile(r".*\b(?:nha nuoc|nsnn|huyen|tinh|trung uong|state)\b.*")),
    ("commune", re.compile(r".*\b(?:xa|phuong|thi tran|commune)\b.*")),
    ("state", re.compile(r".*\bngan sach\b.*")),
)
_SOURCE_LABELS = frozenset(["ngan sach nha nuoc", "ngan sach xa", "xa hoi hoa", "khac", "nguon khac"])
_PURPOSES = (
    ("equipment", re.compile(r".*\b(?:mua sam|thiet bi|sua chua|equipment)\b.*")),
    ("allowance", re.compile(r".*\b(?:phu cap|che do|tro cap|boi duong can bo|allowance)\b.*")),
    ("regular", re.compile(r".*\b(?:thuong xuyen|regular)\b.*")),
    ("activity", re.compile(r".*\b(?:lop|chuyen de|hoat dong|tap huan|activity)\b.*")),
)
_PURPOSE_LABELS = frozenset(
    (
        "hoat dong thuong xuyen",
        "mua sam trang thiet bi",
        "phu cap che do",
        "to chuc lop chuyen de",
        "muc dich khac",
        "khac",
    )
)


def finish_row(kind: str, values: Values, labels: dict[str, str], is_known: bool = False) -> Finished:
    """The values of a whole row, completed, and the problems between them; ``labels`` names fields by heading.

    A row that ``is_known`` stands for a record: ``values`` are those that were changed, and the rest is left alone.
    """
    finisher = _FINISHERS.get(kind)
    return finisher(dict(values), labels, is_known) if finisher else (values, ())


def finish_sheet(kind: str, rows: list[RowDraft]) -> tuple[list[RowDraft], list[Problem]]:
    """The rows of a sheet, put together where several make one record, contradictions marked; and rows left out."""
    if kind == "facility":
        return list(_facilities(rows)), []
    return _plan(rows) if kind == "plan_target" else (rows, [])


def _class(values: Values, labels: dict[str, str], is_known: bool) -> Finished:
    problems = [
        Problem(
            f"{part}_over_present", labels.get(part, part), data={"count": values[part], "present": values["present"]}
        )
        for part in ("women", "minority", "rural")
        if None not in (values.get(part), values.get("present")) and values[part] > values["present"]
    ]
    if not values.get("hosting", is_known):
        values["hosting"] = "joint" if values.get("partners") else "own"
        where = labels.get("hosting", "hosting")
        problems.append(Problem("hosting_assumed", where, "warning", {"hosting": values["hosting"]}))
    return values, tuple(problems)


def _staff(values: Values, _: dict[str, str], is_known: bool) -> Finished:
    typed = values.pop("post", None)
    if typed is None:
        return values, ()
    key = v.word_key(typed)
    told = _told("post", _first(_POSTS, key), "" if key in _POST_LABELS else typed, is_known)
    if not is_known or "biet phai" in key:
        told["seconded"] = "biet phai" in key
    return _completed(told, values), ()


def _funding(values: Values, _: dict[str, str], is_known: bool) -> Finished:
    for name, choices, known in (("source", _SOURCES, _SOURCE_LABELS), ("purpose", _PURPOSES, _PURPOSE_LABELS)):
        typed = values.pop(name, None)
        if typed is not None:
            key = v.word_key(typed)
            values = _completed(_told(name, _first(choices, key), "" if key in known else typed, is_known), values)
    return values, ()


def _told(name: str, code: str, plain: str, is_known: bool) -> Values:
    """A code, and the words for it where they say more; of a known record those words stay unless there are others."""
    return {name: code} | ({f"{name}_text": plain} if plain or not is_known else {})


def _completed(told: Values, values: Values) -> Values:
    """What one cell tells of several fields; a cell of their own says it better."""
    return told | {name: value for name, value in values.items() if value != "" or name not in told}


def _facility_row(values: Values, labels: dict[str, str], _: bool) -> Finished:
    name, raw = values.pop("item", None), values.pop("value", None)
    if name is None or raw is None:
        return values, ()
    value = v.facility_value(name, raw)
    if isinstance(value, Problem):
        return values, (replace(value, where=labels.get("value", "value")),)
    return values | {name: value}, ()


def _facilities(rows: list[RowDraft]) -> Iterator[RowDraft]:
    """One draft a year from its good rows, at the place of the first; refused rows stay as they are."""
    years: dict[int, RowDraft] = {}
    for row in rows:
        if row.refused or not row.values:
            continue
        known = years.get(row.values["year"])
        if known is None:
            years[row.values["year"]] = row
        elif clash := next((key for key in row.values if key != "year" and key in known.values), None):
            if known.values[clash] != row.values[clash]:
                years[row.values["year"]] = _marked(known, Problem("repeated_item", clash, data={"row": row.number}))
        else:
            years[row.values["year"]] = replace(
                known, values=known.values | row.values, decoded=known.decoded + row.decoded
            )
    yield from (row for row in rows if row.refused or not row.values)
    yield from (replace(row, values=_premises(row.values)) for row in years.values())


def _premises(values: Values) -> Values:
    """A centre that shares premises has none of its own, unless it says so."""
    return {"own_premises": False} | values if values.get("shared_with") else values


def _plan(rows: list[RowDraft]) -> tuple[list[RowDraft], list[Problem]]:
    """A year's total beside its fields would count twice: left out, or refused where it is not their sum."""
    by_field: dict[int, list[Values]] = {}
    by_hand = [row for row in rows if not row.record_id]
    for row in by_hand:
        if not row.refused and row.values["field"]:
            by_field.setdefault(row.values["year"], []).append(row.values)
    kept, left_out = [], []
    for row in rows:
        is_whole = not (row.refused or row.record_id or row.values["field"])
        listed = [] if not is_whole else by_field.get(row.values["year"], [])
        sums = {name: sum(each[name] for each in listed) for name in ("classes", "turns")}
        if not listed:
            kept.append(row)
        elif all(row.values[name] == sums[name] for name in sums):
            left_out.append(Problem("total_row", severity="warning", data={"row": row.number, "text": ""}))
        else:
            kept.append(_marked(row, Problem("plan_total_differs", data=sums)))
    return kept, left_out


def _marked(row: RowDraft, problem: Problem) -> RowDraft:
    return replace(row, problems=(*row.problems, problem))


def _first(choices: Iterable[tuple[str, re.Pattern[str]]], key: str) -> str:
    return next((choice for choice, shape in choices if shape.fullmatch(key)), "other")


_FINISHERS: dict[str, Callable[[Values, dict[str, str], bool], Finished]] = {
    "learning_class": _class,
    "plan_target": lambda values, _, is_known: (values if is_known else {"field": ""} | values, ()),
    "staff_member": _staff,
    "funding_entry": _funding,
    "facility": _facility_row,
}
