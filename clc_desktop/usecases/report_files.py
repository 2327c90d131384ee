"""The annual report as files: PDF, Word and Excel of one document, a draft or as it was frozen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.reports import frozen, proof
from clc_desktop.reports.document import Document
from clc_desktop.store import snapshots
from clc_desktop.store.database import Store
from clc_desktop.sync import manifest
from clc_desktop.usecases.reporting import EVERYTHING, Scope, read_report, report_document


def write_report(
    store: Store,
    period: Period,
    formats: Sequence[str],
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    scope: Scope = EVERYTHING,
) -> tuple[Path, ...]:
    """Write the annual report as ``report.pdf``, ``.docx``, ``.xlsx`` into a folder, each whole or not at all.

    It is a draft: no check code, no manifest. Raises ClcError ``unknown_format`` before anything is written.
    """
    refuse_unknown(formats)
    return _write(report_document(store, period, scope), formats, _replacing(folder), progress)


def write_frozen(
    store: Store,
    frozen_id: str,
    formats: Sequence[str],
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda *_: None,
) -> tuple[Path, ...]:
    """Write a frozen report as it was, with its check code, the PDF with its manifest: the same bytes each time.

    Raises ClcError ``snapshot_missing``, ``manifest_damaged`` or ``unknown_format``, before anything is written.
    """
    refuse_unknown(formats)
    document, signed = _frozen_document(store, frozen_id)
    return _write(document, formats, _replacing(folder), progress, signed_manifest=signed)


def deliver_report(
    store: Store,
    period: Period,
    formats: Sequence[str],
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
    scope: Scope = EVERYTHING,
) -> tuple[Path, ...]:
    """The draft for a person's folder or stick, under names that say unit and period, never over another file.

    Cancelling leaves out the formats not written yet. Raises ClcError ``unknown_format``, or like ``files.deliver``.
    """
    refuse_unknown(formats)
    with store.read() as conn:
        parts = read_report(conn, period, scope)
    name = _file_name(parts.who.unit_name, period.code)
    return _write(parts.document, formats, _delivering(folder, name), progress, cancelled)


def deliver_frozen(
    store: Store,
    frozen_id: str,
    formats: Sequence[str],
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Path, ...]:
    """A frozen report in the same way; its name ends with the first digits of its code. Raises also
    ``snapshot_missing`` and ``manifest_damaged``."""
    refuse_unknown(formats)
    document, signed = _frozen_document(store, frozen_id)
    kept = manifest.read(signed).manifest
    name = f"{_file_name(kept.content.unit_name, kept.content.period)}_ma-{kept.code[:5]}"
    return _write(document, formats, _delivering(folder, name), progress, cancelled, signed)


def report_pdf(store: Store, period: Period, scope: Scope = EVERYTHING) -> bytes:
    """The draft as ``write_report`` would write its PDF: what is printed from the program."""
    return _pdf(report_document(store, period, scope))


def frozen_pdf(store: Store, frozen_id: str) -> bytes:
    """A frozen report's PDF, the same bytes as ``write_frozen``'s. Raises ClcError ``snapshot_missing``."""
    document, signed = _frozen_document(store, frozen_id)
    return proof.attach(_pdf(document), signed)


def _frozen_document(store: Store, frozen_id: str) -> tuple[Document, bytes]:
    """What was frozen, marked with its code, and its signed manifest."""
    with store.read() as conn:
        signed = snapshots.manifest_of(conn, frozen_id)
    kept = manifest.read(signed).manifest
    return proof.marked(frozen.document_of(kept.content.document), kept.code), signed


def refuse_unknown(formats: Sequence[str]) -> None:
    """ClcError ``unknown_format`` unless all are formats of reports, and at least one."""
    unknown = [name for name in formats if name not in _WRITERS]
    if unknown or not formats:
        raise ClcError("unknown_format", formats=", ".join(unknown))


_Save = Callable[[str, bytes], Path]
"""Gives what was written in a format its place."""


def _replacing(folder: Path) -> _Save:
    """``report.pdf`` …: always the same names, for scripts."""
    files.make_folder(folder)

    def save(name: str, data: bytes) -> Path:
        files.atomic_write(path := folder / f"report.{name}", data)
        return path

    return save


def _delivering(folder: Path, stem: str) -> _Save:
    return lambda name, data: files.deliver(folder, f"{stem}.{name}", data)


def _file_name(unit_name: str, code: str) -> str:
    return f"bao-cao_{search_key(unit_name).replace(' ', '-')}_{code}"


def _write(
    document: Document,
    formats: Sequence[str],
    save: _Save,
    progress: Callable[[int, int, str], None],
    cancelled: Callable[[], bool] = lambda: False,
    signed_manifest: bytes = b"",
) -> tuple[Path, ...]:
    """Write a document, as a PDF with its manifest where it has one; gives what was written before a person stopped."""
    paths: list[Path] = []
    for index, name in enumerate(formats):
        if cancelled():
            break
        progress(index, len(formats), name.upper())
        data = _WRITERS[name](document)
        with files.counting(paths, paths[0].parent if paths else Path()):
            paths.append(save(name, proof.attach(data, signed_manifest) if signed_manifest and name == "pdf" else data))
    return tuple(paths)


def _pdf(document: Document) -> bytes:
    from clc_desktop.reports.pdf_writer import write_pdf

    return write_pdf(document)


def _docx(document: Document) -> bytes:
    from clc_desktop.reports.docx_writer import write_docx

    return write_docx(document)


def _xlsx(document: Document) -> bytes:
    from clc_desktop.reports.xlsx_writer import write_xlsx

    return write_xlsx(document)


_WRITERS: dict[str, Callable[[Document], bytes]] = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx}
