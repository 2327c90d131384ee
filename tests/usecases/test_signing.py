"""The office's own certificate: a signature that others find good, on a report that stays true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pypdf import PdfReader

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.reports import paper
from clc_desktop.usecases import freezing, report_files, signing, verifying
from tests.usecases.conftest import YEAR, District

pytest.importorskip("pyhanko")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody vouches for, in a .p12 file with the password "mật khẩu"."""
    key = rsa.generate_private_key(65537, 2048)
    attributes = {NameOID.COMMON_NAME: "Nguyễn Văn Thử", NameOID.ORGANIZATION_NAME: "UBND huyện Thử"}
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes.items()])
    now = clock.now()
    usage = x509.KeyUsage(True, True, *[False] * 7)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
    signed = made.add_extension(usage, critical=True).sign(key, SHA256())
    path = tmp_path_factory.mktemp("keys") / "office.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", key, signed, None, BestAvailableEncryption("mật khẩu".encode()))
    )
    return path


@pytest.fixture
def report(district: District) -> Path:
    district.record(district.one, 30)
    paths = [district.submit(district.one, "one.clcsync"), district.submit(district.two, "two.clcsync")]
    district.merge(*paths)
    frozen = freezing.freeze_report(district.office, YEAR)
    return report_files.write_frozen(district.office, frozen.id, ["pdf"], district.folder)[0]


def validated(data: bytes) -> Any:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    return validate_pdf_signature(signature, context)


def test_the_signature_is_good_and_the_report_stays_true(
    report: Path, certificate: Path, district: District, tmp_path: Path
) -> None:
    out = signing.sign_pdf(report, certificate, "mật khẩu", tmp_path / "signed.pdf")
    status = validated(out.read_bytes())
    assert (status.intact, status.valid, status.coverage.name) == (True, True, "ENTIRE_FILE")
    assert out.read_bytes().startswith(report.read_bytes())
    result = verifying.verify(district.office, out, [district.path("one.clcsync"), district.path("two.clcsync")])
    assert result.true
    assert result.recomputed
    assert [finding.code for finding in result.findings] == ["signature_on_page"]


def test_it_stands_between_the_authority_and_the_name(report: Path, certificate: Path, tmp_path: Path) -> None:
    out = signing.sign_pdf(report, certificate, "mật khẩu", tmp_path / "signed.pdf")
    pages = PdfReader(out).pages
    ((page, note),) = ((page, note.get_object()) for page in pages for note in page.get("/Annots", ()))
    heights = {}

    def visit(text: str, outer: Any, inner: Any, _font: Any, _size: float) -> None:
        heights[" ".join(text.split())] = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]

    page.extract_text(visitor_text=visit)
    above = min(y for text, y in heights.items() if "CHỦ TỊCH" in text)
    left, bottom, right, top = (float(side) for side in note["/Rect"])
    assert above - 20 < top < above
    assert left > float(page.mediabox.width) / 2
    assert right < float(page.mediabox.width)
    assert bottom > 0
    assert [one.signed for one in paper.pages(out.read_bytes())].count(True) == 1


def test_a_signed_report_that_was_changed_after_is_not_true(report: Path, certificate: Path, tmp_path: Path) -> None:
    from pypdf import PdfWriter
    from pypdf.annotations import FreeText

    out = signing.sign_pdf(report, certificate, "mật khẩu", tmp_path / "signed.pdf")
    writer = PdfWriter(out, incremental=True)
    writer.add_annotation(0, FreeText(text="900", rect=(200, 300, 260, 320)))
    writer.write(tmp_path / "changed.pdf")
    result = verifying.verify(None, tmp_path / "changed.pdf", [])
    assert "page_looks_different" in [finding.code for finding in result.findings]


@pytest.mark.parametrize(("password", "code"), [("wrong", "certificate_unreadable"), ("", "certificate_unreadable")])
def test_a_wrong_password_is_said(report: Path, certificate: Path, tmp_path: Path, password: str, code: str) -> None:
    with pytest.raises(ClcError, match=code):
        signing.sign_pdf(report, certificate, password, tmp_path / "signed.pdf")
    assert not (tmp_path / "signed.pdf").exists()


def test_an_expired_certificate_is_said(report: Path, certificate: Path, tmp_path: Path) -> None:
    with clock.fixed(datetime(2060, 1, 1, tzinfo=UTC)), pytest.raises(ClcError, match="certificate_expired"):
        signing.sign_pdf(report, certificate, "mật khẩu", tmp_path / "signed.pdf")


def test_a_report_is_signed_once_and_never_over_another_file(report: Path, certificate: Path, tmp_path: Path) -> None:
    out = signing.sign_pdf(report, certificate, "mật khẩu", tmp_path / "signed.pdf")
    with pytest.raises(ClcError, match="already_signed"):
        signing.sign_pdf(out, certificate, "mật khẩu", tmp_path / "twice.pdf")
    with pytest.raises(ClcError, match="file_exists"):
        signing.sign_pdf(report, certificate, "mật khẩu", report)


def test_without_pyhanko_it_is_said(
    report: Path, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyhanko.sign", None)
    with pytest.raises(ClcError, match="signing_not_installed"):
        signing.sign_pdf(report, certificate, "mật khẩu", tmp_path / "signed.pdf")


def test_without_the_token_it_is_said(report: Path, tmp_path: Path) -> None:
    token = signing.Token(str(tmp_path / "nowhere.so"), "token", "certificate")
    with pytest.raises(ClcError, match=r"signing_not_installed|token_unreadable"):
        signing.sign_pdf_with_token(report, token, "1234", tmp_path / "signed.pdf")
