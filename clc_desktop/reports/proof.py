"""What ties a PDF to the report that was frozen: the mark in its foot, and the manifest attached to it."""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from typing import Any

from clc_desktop.domain.errors import ClcError
from clc_desktop.reports.document import CheckMark, Document

ATTACHMENT = "clc-desktop-report.json"
MAX_ATTACHMENT = 48 * 1024 * 1024
_DESCRIPTION = "Signed manifest: figures, text and submissions behind this report"


def marked(document: Document, code: str) -> Document:
    """The document with its check code in the foot of every page."""
    return replace(document, check=check_mark(code))


def check_mark(code: str) -> CheckMark:
    """The code as it is printed, and its QR symbol: the digits alone, so that scanning types what a person would."""
    import segno

    symbol = segno.make_qr(code.replace(" ", ""), error="q", version=1, boost_error=False)
    return CheckMark(code, tuple(tuple(bool(module) for module in row) for row in symbol.matrix))


def renderer() -> str:
    """What lays the pages out: between two versions of it they may look different and say the same."""
    import reportlab

    return f"reportlab {reportlab.__version__}"


def attach(pdf: bytes, manifest: bytes) -> bytes:
    """The PDF with the manifest attached; the same bytes each time."""
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, NameObject, create_string_object

    writer = PdfWriter(clone_from=BytesIO(pdf))
    attached = writer.add_attachment(ATTACHMENT, zlib.compress(manifest, 9))
    entry: Any = attached.pdf_object
    entry["/EF"]["/F"].get_object()[NameObject("/Filter")] = NameObject("/FlateDecode")
    entry[NameObject("/UF")] = create_string_object(ATTACHMENT)
    attached.subtype = NameObject("/application/json")
    attached.associated_file_relationship = NameObject("/Source")
    attached.description = create_string_object(_DESCRIPTION)  # type: ignore[assignment]
    writer.root_object[NameObject("/AF")] = ArrayObject([entry.indirect_reference])
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def attached(pdf: bytes) -> bytes:
    """The manifest attached to a PDF.

    Raises ClcError ``not_a_pdf``, ``no_manifest`` (never had one, or it was stripped), ``several_manifests`` or
    ``manifest_damaged``.
    """
    found = [file for file in open_pdf(pdf).attachment_list if file.name == ATTACHMENT]
    if len(found) != 1:
        raise ClcError("several_manifests" if found else "no_manifest")
    try:
        data = bytes(found[0].content)
    except Exception as error:  # the file is anybody's, and pypdf raises whatever its bytes lead to
        raise ClcError("manifest_damaged", reason="damaged") from error
    if len(data) > MAX_ATTACHMENT:
        raise ClcError("manifest_damaged", reason="too_large")
    return data


def open_pdf(pdf: bytes) -> Any:
    """A PDF to read from; ClcError ``not_a_pdf`` where pypdf cannot."""
    from pypdf import PdfReader

    with suppress(Exception):  # the file is anybody's
        reader = PdfReader(BytesIO(pdf))
        if len(reader.pages):
            list(reader.attachment_list)
            return reader
    raise ClcError("not_a_pdf")
