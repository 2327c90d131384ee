"""The format gate: opens a finished PDF or Word file and lists every breach of Decree 30/2020/NĐ-CP.

It reads what stands in the file, knows nothing of our writers, and so checks files of other programs as well. ``RULES``
names what is checked, with its place in the decree; what only an eye can judge (a signature, a seal) is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from clc_desktop.domain.errors import ClcError
from clc_desktop.reports.format_gate.violations import RULES, Violation

__all__ = ["RULES", "Violation", "check"]

Readable = TypeVar("Readable")


def check(data: bytes) -> tuple[Violation, ...]:
    """The violations in a file, in the order of the page; ClcError ``not_checkable`` for neither PDF nor DOCX."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        from clc_desktop.reports.format_gate.pdf_reading import read_pdf
        from clc_desktop.reports.format_gate.pdf_rules import check_pdf

        return _ordered(check_pdf(_read(read_pdf, data)))
    if data.startswith(b"PK\x03\x04"):
        from clc_desktop.reports.format_gate.docx_reading import read_docx
        from clc_desktop.reports.format_gate.docx_rules import check_docx

        return _ordered(check_docx(_read(read_docx, data)))
    raise ClcError("not_checkable")


def _read(read: Callable[[bytes], Readable], data: bytes) -> Readable:
    try:
        return read(data)
    except Exception as error:  # pypdf and python-docx raise anything at all on a broken file
        raise ClcError("not_checkable") from error


def _ordered(found: tuple[Violation, ...]) -> tuple[Violation, ...]:
    places = {rule: index for index, rule in enumerate(RULES)}
    return tuple(sorted(dict.fromkeys(found), key=lambda one: places[one.rule]))
