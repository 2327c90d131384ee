"""Figures down to every centre and field as one JSON value, and where two such values differ, by name.

What ``figures --json`` prints is part of it; below it stand ``by_field`` and ``by_centre``. A figure that is added to
the dataclasses of ``figures.py`` is in it with no further code.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clc_desktop.domain.figures import AnnualFigures

Scalar = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that two sides give differently; ``None`` is a side that does not have it.

    ``name`` is the figure's name in texts and commands: ``classes.held``, ``by_centre[xã Pú Nhung].own.turns``.
    """

    name: str
    left: Scalar
    right: Scalar


def detailed(figures: AnnualFigures) -> dict[str, Any]:
    """Every figure: those of ``to_json``, and what each field and each centre has of its own."""
    parts = {field.name: getattr(figures, field.name) for field in dataclasses.fields(figures)}
    for told_otherwise in ("period", "trainings", "ratings", "previous", "depth"):
        del parts[told_otherwise]
    fields, centres = parts.pop("fields"), parts.pop("centres")
    return {
        **{name: _plain(value) for name, value in parts.items()},
        **figures.to_json(),
        "by_field": {field.code: _plain(field) for field in fields},
        "by_centre": {centre.unit_id: _plain(centre) for centre in centres},
        "previous": detailed(figures.previous) if figures.previous else None,
    }


def differences(left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Figures of two ``detailed`` values that are not equal, as the left one orders them, then what only right has."""
    ours, theirs = dict(_flat(left)), dict(_flat(right))
    names = _centre_names(right) | _centre_names(left)
    return tuple(
        Difference(_readable(name, names), ours.get(name), theirs.get(name))
        for name in (*ours, *(name for name in theirs if name not in ours))
        if ours.get(name) != theirs.get(name)
    )


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


_Path = tuple[str, ...]


def _flat(value: Any, path: _Path = ()) -> Iterator[tuple[_Path, Scalar]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat(item, (*path, key))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value, start=1):
            yield from _flat(item, (*path, str(number)))
    else:
        yield path, value


def _centre_names(figures: Mapping[str, Any]) -> dict[str, str]:
    """How each centre is called in a name; one whose name another bears, too, with the beginning of its id."""
    found = {unit_id: str(centre["name"]) for unit_id, centre in figures.get("by_centre", {}).items()}
    named = list(found.values())
    return {unit_id: name if named.count(name) == 1 else f"{name} {unit_id[-6:]}" for unit_id, name in found.items()}


def _readable(path: _Path, centres: Mapping[str, str]) -> str:
    if "by_centre" not in path[:-1]:
        return ".".join(path)
    place = path.index("by_centre")
    head = (*path[:place], f"by_centre[{centres.get(path[place + 1], path[place + 1])}]")
    return ".".join((*head, *path[place + 2 :]))
