"""Signing a report with the office's own certificate: optional, beside the manifest that every frozen report has."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.reports import frozen, proof, signature
from clc_desktop.reports.signature import Place, Token
from clc_desktop.sync import manifest

__all__ = ["Token"]

LARGEST_PDF = 128 * 1024 * 1024
_LARGEST_CERTIFICATE = 1024 * 1024


def sign_pdf(pdf: Path, certificate: Path, password: str, out: Path) -> Path:
    """Sign with a certificate in a PKCS#12 file; the signed PDF is a new file.

    Raises ClcError ``file_exists``, ``not_a_pdf`` or what ``signature.sign_with_file`` raises.
    """
    data, key = files.read_limited(pdf, LARGEST_PDF), files.read_limited(certificate, _LARGEST_CERTIFICATE)
    files.write_new(out, signature.sign_with_file(data, key, password, _place(data), _now()))
    return out


def sign_pdf_with_token(pdf: Path, token: Token, pin: str, out: Path) -> Path:
    """Sign with a certificate on a USB token or a card; raises like ``sign_pdf``, and ClcError ``token_unreadable``."""
    data = files.read_limited(pdf, LARGEST_PDF)
    files.write_new(out, signature.sign_with_token(data, token, pin, _place(data), _now()))
    return out


def _now() -> datetime:
    """By this machine's clock, with its time zone: it stands in the visible part."""
    return clock.now().astimezone()


def _place(pdf: bytes) -> Place:
    """Where the report's own signature block is; a PDF that is none of ours has no such place."""
    try:
        kept = manifest.read(proof.attached(pdf)).manifest
        authority = frozen.document_of(kept.content.document).signature.authority
    except ClcError as error:
        if error.code == "not_a_pdf":
            raise
        authority = ()
    return signature.signature_place(pdf, authority)
