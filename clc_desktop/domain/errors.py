"""Errors that a person can act on, and problems of rows. Codes and data only: the words are in ``i18n/``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


class ClcError(Exception):
    """Something happened that the person at the screen can do something about.

    ``code`` names a sentence in the message catalogs (``error.<code>``); ``data`` fills its placeholders.
    Every other exception that reaches the top is a bug.
    """

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        return f"{self.code} {self.data}" if self.data else self.code


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, or doubtful, with one value.

    ``where`` is the record's field name or a workbook heading. An ``error`` blocks saving; a ``warning`` may be
    overridden with a reason.
    """

    code: str
    where: str = ""
    severity: Literal["error", "warning"] = "error"
    data: dict[str, Any] = field(default_factory=dict)


class InvalidRecord(ClcError):
    """A record that has at least one ``error`` problem; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("invalid_record", count=len(problems))
        self.problems = problems
