"""A document as plain JSON values and back, so that a frozen report can be written again years later.

Dataclasses become objects that name their class in "is"; values that are the default are left out, so that a field
added to a class later leaves what was frozen before as it was. Reading back checks every value against the annotation
of its field: the JSON may come out of a PDF that anybody made.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal

from clc_desktop.domain.errors import ClcError
from clc_desktop.reports.document import Document

_IS = "is"


def to_plain(value: Any) -> Any:
    """Any value of a report (document, setting) as JSON has it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        known = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        told = {name: to_plain(item) for name, item in known.items() if not _is_default(type(value), name, item)}
        return {_IS: type(value).__name__, **told}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Decimal):
        return {_IS: "Decimal", "value": str(value)}
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a frozen report")


def document_of(plain: Mapping[str, Any]) -> Document:
    """The document again. Raises ClcError ``document_unreadable`` for anything that ``to_plain`` does not write."""
    document = _read(Document, plain, "document")
    assert isinstance(document, Document)
    return document


def _is_default(cls: type, name: str, value: Any) -> bool:
    field = cls.__dataclass_fields__[name]  # type: ignore[attr-defined]
    if field.default is not dataclasses.MISSING:
        return type(value) is type(field.default) and bool(value == field.default)
    return field.default_factory is not dataclasses.MISSING and bool(value == field.default_factory())


def _read(hint: Any, plain: Any, where: str) -> Any:
    origin, options = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _read(_chosen(options, plain, where), plain, where)
    if origin is Literal:
        return plain if plain in options else _refuse(where)
    if origin is tuple:
        return _read_tuple(options, plain, where)
    if dataclasses.is_dataclass(hint):
        return _read_object(hint, plain, where)
    if hint is Decimal:
        return _read_decimal(plain, where)
    wanted = type(None) if hint is None else hint
    return plain if type(plain) is wanted or (wanted is float and type(plain) is int) else _refuse(where)


def _chosen(options: tuple[Any, ...], plain: Any, where: str) -> Any:
    """The member of a union that a value is of, told by its "is" or its JSON type."""
    name = plain.get(_IS) if isinstance(plain, dict) else None
    for option in options:
        shape = typing.get_origin(option) or option
        if shape is Literal or (shape is tuple and isinstance(plain, list)):
            return option
        if getattr(option, "__name__", "") == name if name else type(plain) is shape:
            return option
    return _refuse(where)


def _read_tuple(options: tuple[Any, ...], plain: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        _refuse(where)
    hints = options[:1] * len(plain) if options[-1:] == (...,) else options
    if len(hints) != len(plain):
        _refuse(where)
    pairs = enumerate(zip(hints, plain, strict=True))
    return tuple(_read(hint, item, f"{where}.{index}") for index, (hint, item) in pairs)


def _read_object(cls: Any, plain: Any, where: str) -> Any:
    if not isinstance(plain, dict) or plain.get(_IS) != cls.__name__:
        _refuse(where)
    hints, given = _hints(cls), {name: item for name, item in plain.items() if name != _IS}
    if not given.keys() <= hints.keys():
        _refuse(where)
    values = {name: _read(hints[name], item, f"{where}.{name}") for name, item in given.items()}
    try:
        return cls(**values)
    except TypeError:  # a field without default is missing
        return _refuse(where)


def _read_decimal(plain: Any, where: str) -> Decimal:
    try:
        found = Decimal(plain["value"])
    except (TypeError, KeyError, ValueError, InvalidOperation):
        return typing.cast(Decimal, _refuse(where))
    return found if found.is_finite() and str(found) == plain["value"] else typing.cast(Decimal, _refuse(where))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _refuse(where: str) -> Any:
    raise ClcError("document_unreadable", where=where)
