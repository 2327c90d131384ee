"""The manifest: one spelling, signed, and nothing of it can be changed; the check code catches slips of the hand."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import check_code, envelope, manifest
from clc_desktop.sync.keys import KeyPair
from clc_desktop.sync.manifest import Behind, Content, Issuer, Manifest

KEYS = KeyPair.from_seed(b"\x07" * 16)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)

scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"]))
objects = st.dictionaries(
    st.text("abc._", max_size=5), st.recursive(scalars, lambda inner: st.lists(inner), max_leaves=5)
)


def content(**values: Any) -> Content:
    known = {
        "period": "2020",
        "unit_id": "a" * 32,
        "unit_name": "huyện Tuần Giáo",
        "unit_kind": "district",
        "counting_rule": "sessions",
        "tree_date": date(2020, 12, 31),
        "figures": {"classes": {"held": 215}},
        "setting": {},
        "document": {"is": "Document"},
    }
    return Content(**known | values)  # type: ignore[arg-type]


def made(**values: Any) -> Manifest:
    issuer = Issuer(unit_id="a" * 32, unit_name="huyện Tuần Giáo", unit_kind="district")
    known: dict[str, Any] = {"program": "1", "renderer": "r", "issuer": issuer, "content": content()}
    return Manifest(**known | values)


def behind(digest: str) -> Behind:
    return Behind(
        digest=digest,
        sign_key="b" * 64,
        unit_id="c" * 32,
        unit_name="xã Pú Xi",
        installation_id="d" * 16,
        period="2020",
        sequence=1,
    )


def signed() -> bytes:
    return manifest.sign(made(submissions=(behind("e" * 64),)), KEYS)[1]


def refused(data: bytes) -> str:
    with pytest.raises(ClcError) as caught:
        manifest.read(data)
    return caught.value.code


@given(objects, objects, st.lists(DIGESTS, max_size=5))
def test_what_was_signed_is_read_again(figures: Any, document: Any, digests: list[str]) -> None:
    value = made(content=content(figures=figures, document=document), submissions=tuple(map(behind, digests)))
    digest, data = manifest.sign(value, KEYS)
    read = manifest.read(data)
    assert (read.manifest, read.digest, read.key_id) == (value, digest, KEYS.public.sign)
    assert manifest.sign(value, KEYS) == (digest, data)


@given(objects, objects)
def test_another_content_has_another_code_and_the_order_of_keys_none(one: Any, other: Any) -> None:
    turned = dict(reversed(one.items()))
    assert manifest.canonical(content(figures=one)) == manifest.canonical(content(figures=turned))
    equal = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (manifest.canonical(content(figures=one)) == manifest.canonical(content(figures=other))) is equal


def test_files_and_program_are_in_the_digest_and_not_in_the_code() -> None:
    plain, other = made(), made(submissions=(behind("e" * 64),), program="2")
    assert plain.code == other.code
    assert manifest.sign(plain, KEYS)[0] != manifest.sign(other, KEYS)[0]
    assert made(content=content(figures={"classes": {"held": 216}})).code != plain.code


def test_no_byte_of_it_can_change() -> None:
    data = signed()
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        assert refused(bytes(changed)) in ("manifest_damaged", "newer_format"), place


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_what_is_cut_off_is_refused(cut: int) -> None:
    assert refused(signed()[:cut]) == "manifest_damaged"


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    assert refused(data) == "manifest_damaged"


def test_another_spelling_of_the_same_value_is_refused() -> None:
    value = json.loads(manifest.canonical(made()))
    loose = json.dumps(value, indent=1).encode()
    assert refused(envelope.sign(manifest.REPORT_TYPE, loose, KEYS)) == "manifest_damaged"


def test_a_sync_file_is_no_manifest_and_a_manifest_no_sync_file() -> None:
    payload = manifest.canonical(made())
    assert refused(envelope.sign(envelope.REGISTRATION_TYPE, payload, KEYS)) == "newer_format"
    with pytest.raises(ClcError, match="newer_format"):
        envelope.read_outer(signed())


def test_a_newer_format_is_said_to_be_newer() -> None:
    payload = manifest.canonical(made(format=2))
    assert refused(envelope.sign(manifest.REPORT_TYPE, payload, KEYS)) == "newer_format"


def test_securesystemslib_finds_the_signature_good() -> None:
    found = Envelope.from_dict(json.loads(signed()))
    public = KEYS.public.sign
    key = SSlibKey(public, "ed25519", "ed25519", {"public": public})
    assert found.payload_type == "application/vnd.clc-desktop.report.v1+json"
    assert found.verify([key], 1)
    assert json.loads(base64.b64decode(json.loads(signed())["payload"]))["content"]["period"] == "2020"


# --- the check code ---------------------------------------------------------------------------------------------------


@given(DIGESTS, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_caught(digest: str, place: int, step: int) -> None:
    digits = check_code.check_code(digest).replace(" ", "")
    wrong = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    with pytest.raises(ClcError, match="check_code_mistyped"):
        check_code.parse_check_code(wrong)


def test_every_two_exchanged_digits_are_caught() -> None:
    for digest in (f"{number:064x}" for number in range(8)):
        digits = check_code.check_code(digest).replace(" ", "")
        for one in range(20):
            for two in range(one):
                swapped = list(digits)
                swapped[one], swapped[two] = swapped[two], swapped[one]
                if digits[one] != digits[two]:
                    with pytest.raises(ClcError, match="check_code_mistyped"):
                        check_code.parse_check_code("".join(swapped))


@pytest.mark.parametrize("separator", ["", " ", "-", ".", "\u00a0", "\n"])
def test_blanks_and_dashes_do_not_matter(separator: str) -> None:
    code = check_code.check_code("0" * 64)
    assert check_code.parse_check_code(code.replace(" ", separator)) == code


@pytest.mark.parametrize("typed", ["", "1", "0" * 19, "0" * 21, "O" * 20, "٠" * 20, "1234 5678 9012"])
def test_what_is_no_code_is_mistyped(typed: str) -> None:
    with pytest.raises(ClcError, match="check_code_mistyped"):
        check_code.parse_check_code(typed)


def test_the_code_of_a_digest_never_changes() -> None:
    """It stands on paper: an old one must be found for ever."""
    assert check_code.check_code("0" * 64) == "89248 05713 51653 61972"
