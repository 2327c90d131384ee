"""The office's own digital signature (PAdES) in a PDF, in the place of box 7c of the decree: pyHanko, where installed.

It is added behind the file as it is, so the manifest, the check code and every page stay what they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from clc_desktop.domain.errors import ClcError
from clc_desktop.reports import layout
from clc_desktop.reports.proof import open_pdf

FIELD = "Signature"
_WIDTH, _SIZE = 66.0, 8.5
"""Of the visible part: millimetres, points."""
_MARGIN = 2.0

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A page (from 0) and a box on it, in points from its lower left corner."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Token:
    """A key that never leaves its device: the vendor's PKCS#11 library, the token's label, the certificate's label."""

    library: str
    token: str
    certificate: str


def sign_with_file(pdf: bytes, pkcs12: bytes, password: str, place: Place, at: datetime) -> bytes:
    """Sign with a key in a PKCS#12 file (.pfx, .p12).

    Raises ClcError ``signing_not_installed``, ``certificate_unreadable`` (wrong password, or no such file),
    ``certificate_expired`` or ``already_signed``.
    """
    signers = _signers()
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(pkcs12, (), password.encode())
    except Exception as error:  # what the library raises depends on what is wrong with the file
        raise ClcError("certificate_unreadable") from error
    return _signed(pdf, signer, place, at)


def sign_with_token(pdf: bytes, token: Token, pin: str, place: Place, at: datetime) -> bytes:
    """Sign with a key on a USB token or a card. Raises like ``sign_with_file``, and ClcError ``token_unreadable``."""
    _signers()
    try:
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise ClcError("signing_not_installed") from error
    try:
        wanted = TokenCriteria(label=token.token)
        with open_pkcs11_session(token.library, token_criteria=wanted, user_pin=pin) as session:
            return _signed(pdf, PKCS11Signer(session, cert_label=token.certificate), place, at)
    except ClcError:
        raise
    except Exception as error:  # every vendor's library fails in its own way
        raise ClcError("token_unreadable", detail=type(error).__name__) from error


def signature_place(pdf: bytes, authority: Sequence[str]) -> Place:
    """Box 7c: below the last line of the authority (7a), above the signer's name; else the last page's lower right."""
    pages = list(open_pdf(pdf).pages)
    last = authority[-1] if authority else ""
    for number, page in reversed(list(enumerate(pages))):
        if last and (below := _baseline(page, last)) is not None:
            return Place(number, _box(below - 6))
    return Place(len(pages) - 1, _box((layout.BOTTOM + layout.SIGNATURE_SPACE) * layout.MM))


def _signers() -> Any:
    try:
        from pyhanko.sign import signers
    except ImportError as error:
        raise ClcError("signing_not_installed") from error
    return signers


def _box(top: float) -> Box:
    """In the middle of the right column."""
    width = layout.text_width()
    centre = (layout.LEFT + width * (1 + layout.HEAD_SHARE) / 2) * layout.MM
    half, height = _WIDTH * layout.MM / 2, (layout.SIGNATURE_SPACE - 2 * _MARGIN) * layout.MM
    return round(centre - half), round(top - height), round(centre + half), round(top)


def _baseline(page: Any, line: str) -> float | None:
    """How high a line of text stands on a page."""
    found: list[float] = []

    def visit(text: str, outer: Sequence[float], inner: Sequence[float], _font: Any, _size: float) -> None:
        if line in " ".join(text.split()):
            found.append(inner[4] * outer[1] + inner[5] * outer[3] + outer[5])

    page.extract_text(visitor_text=visit)
    return found[-1] if found else None


def _signed(pdf: bytes, signer: Any, place: Place, at: datetime) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.stamp import StaticStampStyle

    certificate = signer.signing_cert
    if not certificate.not_valid_before <= at <= certificate.not_valid_after:
        raise ClcError("certificate_expired", until=certificate.not_valid_after.date())
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    if writer.prev.embedded_signatures:
        raise ClcError("already_signed")
    subject = certificate.subject.native
    name, office = str(subject.get("common_name", "")), str(subject.get("organization_name", ""))
    look = _look(name, office, at, place.box)
    pades = PdfSigner(
        PdfSignatureMetadata(field_name=FIELD, name=name, subfilter=SigSeedSubFilter.PADES),
        signer,
        stamp_style=StaticStampStyle(background=look, border_width=1),
        new_field_spec=SigFieldSpec(FIELD, on_page=place.page, box=place.box),
    )
    return bytes(pades.sign_pdf(writer).getvalue())


def _look(name: str, office: str, at: datetime, box: Box) -> Any:
    """The visible part, drawn by reportlab with the report's own font, as pyHanko takes it."""
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.pdf_utils.reader import PdfFileReader

    drawn = _drawn(name, office, at, box)

    class Look(PdfContent):  # type: ignore[misc, unused-ignore]
        def render(self) -> bytes:
            imported = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(drawn)))
            self.resources.xobject["/Look"] = imported
            return b"/Look Do"

    return Look(box=BoxConstraints(width=box[2] - box[0], height=box[3] - box[1]))


def _drawn(name: str, office: str, at: datetime, box: Box) -> bytes:
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfgen.canvas import Canvas

    from clc_desktop.reports.fonts import face, register_fonts

    register_fonts()
    width, height = box[2] - box[0], box[3] - box[1]
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1, initialFontName=face())
    texts = (f"Người ký: {name}", f"Cơ quan: {office}" if office else "", f"Thời gian ký: {at:%d/%m/%Y %H:%M:%S %z}")
    lines = [line for text in texts for line in simpleSplit(text, face(), _SIZE, width - 8)]
    canvas.setFont(face(), _SIZE)
    for number, line in enumerate(lines, start=1):
        canvas.drawString(4, height - number * _SIZE * 1.25, line)
    canvas.save()
    return buffer.getvalue()
