"""A reader and writer of sync files, made from ``resources/format/sync-format-1.md`` alone.

Nothing of our program is in it, on purpose: it shows that the page is enough. The numbers are the page's sections.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import uuid
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

SYNC = "application/vnd.clc-desktop.sync.v1+age"
REGISTRATION = "application/vnd.clc-desktop.registration.v1+gzip"
OURS = "application/vnd.clc-desktop."
MAX_FILE, MAX_DOCUMENT, MAX_REGISTRATION = 33_554_432, 50_331_648, 65_536
KINDS = ("registration", "assignment", "submission", "receipt")
LEADING = ["version", "deleted", "id", "unit_id"]


class Refused(Exception):
    """With one of the page's codes."""


@dataclass(frozen=True)
class Read:
    """A file: its document as JSON, its digest, who signed it."""

    document: dict[str, Any]
    digest: str
    key: str


def need(condition: object, code: str) -> None:
    if not condition:
        raise Refused(code)


# --- 1. container -----------------------------------------------------------------------------------------------------


def spelled(payload: bytes, payload_type: str, key: str, signature: bytes) -> bytes:
    """The one spelling of an envelope."""
    content = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": payload_type,
        "signatures": [{"keyid": key, "sig": base64.b64encode(signature).decode()}],
    }
    return json.dumps(content, separators=(",", ":")).encode()


def envelope_of(data: bytes) -> tuple[Envelope, str]:
    need(data.startswith(b'{"payload":"') and len(data) <= MAX_FILE, "not_sync_file")
    try:
        found = Envelope.from_dict(json.loads(data))
        ((key, signature),) = found.signatures.items()
        canonical = spelled(found.payload, found.payload_type, key, bytes.fromhex(signature.signature))
    except Exception as error:
        raise Refused("damaged") from error
    need(canonical == data and re.fullmatch("[0-9a-f]{64}", key), "damaged")
    need(found.payload_type.startswith(OURS), "not_sync_file")
    need(found.payload_type in (SYNC, REGISTRATION), "newer_format")
    return found, key


# --- 2. order of reading ----------------------------------------------------------------------------------------------


def read(data: bytes, approved: Collection[str] = (), identity: str = "", own_key: str = "") -> Read:
    """Read a file with one's own age identity and signing key; ``approved`` are keys of senders."""
    found, key = envelope_of(data)
    registering = found.payload_type == REGISTRATION
    need(registering or key in approved, "unknown_key")
    try:
        found.verify([SSlibKey(key, "ed25519", "ed25519", {"public": key})], 1)
    except VerificationError as error:
        raise Refused("damaged") from error
    packed = found.payload if registering else decrypted(found.payload, identity)
    document = parsed(unpacked(packed, MAX_REGISTRATION if registering else MAX_DOCUMENT))
    sender = document["sender"]
    need((document["kind"] == "registration") is registering and sender["sign_key"] == key, "disagrees")
    check_successor(document)
    need(registering or own_key in (*document["receivers"], sender["sign_key"]), "wrong_receiver")
    return Read(document, hashlib.sha256(data).hexdigest(), key)


def decrypted(ciphertext: bytes, identity: str) -> bytes:
    try:
        return pyrage.decrypt(ciphertext, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError as error:
        raise Refused("wrong_receiver" if "No matching keys" in str(error) else "invalid_content") from error


def unpacked(packed: bytes, limit: int) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        plain = unpacking.decompress(packed, limit + 1)
    except zlib.error as error:
        raise Refused("invalid_content") from error
    need(len(plain) <= limit and unpacking.eof and not unpacking.unused_data, "invalid_content")
    return plain


def parsed(plain: bytes) -> dict[str, Any]:
    document = json.loads(plain)
    need(document.get("format", 1) <= 1 and document["kind"] in KINDS, "newer_format")
    for batch in document.get("records", []):
        need(batch["columns"][:4] == LEADING, "invalid_content")
        need(all(len(row) == len(batch["columns"]) for row in batch["rows"]), "invalid_content")
    return document


def check_successor(document: dict[str, Any]) -> None:
    """Section 7."""
    sender, named = document["sender"], document.get("successor")
    if named is None:
        return
    lines = ["clc-desktop successor v1", sender["unit_id"], sender["installation_id"], sender["sign_key"]]
    statement = "\n".join([*lines, named["sign_key"], named["age_key"]]).encode()
    new = SSlibKey(named["sign_key"], "ed25519", "ed25519", {"public": named["sign_key"]})
    try:
        new.verify_signature(_signature(named), statement)
    except VerificationError as error:
        raise Refused("disagrees") from error


def _signature(named: dict[str, Any]) -> Any:
    from securesystemslib.signer import Signature

    return Signature(named["sign_key"], named["proof"])


# --- writing ----------------------------------------------------------------------------------------------------------


def write(document: dict[str, Any], sign_private: bytes, recipients: Iterable[str] = ()) -> bytes:
    """The file of a document; ``recipients`` are the age keys of the receivers and of the sender."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    payload, payload_type = gzip.compress(json.dumps(document).encode()), REGISTRATION
    if document["kind"] != "registration":
        payload = pyrage.encrypt(payload, [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients])
        payload_type = SYNC
    key = document["sender"]["sign_key"]
    public = SSlibKey(key, "ed25519", "ed25519", {"public": key})
    made = Envelope(payload, payload_type, {})
    signature = made.sign(CryptoSigner(Ed25519PrivateKey.from_private_bytes(sign_private), public))
    return spelled(payload, payload_type, key, bytes.fromhex(signature.signature))


# --- 4. ids, turns, 6. who is shown, 7. check number -----------------------------------------------------------------


def natural_id(*parts: object) -> str:
    return uuid.uuid5(uuid.UUID("6f2c1c52-0d1e-5b7a-9f6e-3c1d5a7e2020"), "\x1f".join(map(str, parts))).hex


def records(document: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """The records of a kind by id, of a conflict the one shown; tombstones too."""
    found: dict[str, list[dict[str, Any]]] = {}
    for batch in document["records"]:
        if batch["kind"] == kind:
            for row in batch["rows"]:
                values = dict(zip(batch["columns"], row, strict=True))
                found.setdefault(values["id"], []).append(values)
    return {record_id: shown(states) for record_id, states in found.items()}


def counters(version: str) -> dict[str, int]:
    return {name: int(counter) for name, _, counter in (entry.partition(":") for entry in version.split(" "))}


def knew(a: str, b: str) -> bool:
    return all(counters(a).get(name, 0) >= counter for name, counter in counters(b).items())


def shown(states: list[dict[str, Any]]) -> dict[str, Any]:
    def outdated(state: dict[str, Any]) -> bool:
        return any(o["version"] != state["version"] and knew(o["version"], state["version"]) for o in states)

    left = [state for state in states if not outdated(state)]
    return max(left, key=lambda state: (sum(counters(state["version"]).values()), state["version"]))


def body(values: dict[str, Any], columns: list[str]) -> str:
    """The body of a state; ``columns`` are those of the kind in the page's order."""
    extra = {name: values[name] for name in values if name not in (*LEADING, *columns)}
    ordered = {name: values[name] for name in ("deleted", "id", "unit_id", *columns)}
    spelled = {name: stored(value) for name, value in ordered.items()}
    return compact(spelled | {"extra": compact(extra) if extra else None})


def stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return compact(value) if isinstance(value, list) else value


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def turns(document: dict[str, Any]) -> int:
    classes, sessions = records(document, "learning_class"), records(document, "class_session")
    held = {key for key, values in classes.items() if values["state"] == "held" and not values["deleted"]}
    return sum(s["present"] for s in sessions.values() if not s["deleted"] and s["class_id"] in held)


def opened_by(code: str, key: str) -> tuple[str, str]:
    """The age identity and the signing key (hex) that an opening code makes for files of ``key``."""
    digits = code.replace(" ", "")
    need(digits[:12] == check_number(key).replace(" ", "") and int(digits[12:]) % 97 == 1, "check_number_differs")
    salt = b"clc-desktop opening code v1" + bytes.fromhex(key)
    seed = hashlib.scrypt(digits[12:].encode(), salt=salt, n=32_768, r=8, p=1, maxmem=2**26, dklen=16)
    sign, age = (HKDF(SHA256(), 32, None, b"clc-desktop keys v1: " + use).derive(seed) for use in (b"sign", b"age"))
    return bech32(age), Ed25519PrivateKey.from_private_bytes(sign).public_key().public_bytes_raw().hex()


def bech32(data: bytes) -> str:
    """An age identity as text (BIP 173, as age uses it)."""
    alphabet, name = "qpzry9x8gf2tvdw0s3jn54khce6mua7l", "age-secret-key-"
    bits = "".join(f"{byte:08b}" for byte in data)
    values = [int(bits[i : i + 5].ljust(5, "0"), 2) for i in range(0, len(bits), 5)]
    total = 1
    for value in [*(ord(c) >> 5 for c in name), 0, *(ord(c) & 31 for c in name), *values, 0, 0, 0, 0, 0, 0]:
        top, total = total >> 25, (total & 0x1FFFFFF) << 5 ^ value
        for i, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            total ^= part if top >> i & 1 else 0
    check = [(total ^ 1) >> 5 * (5 - i) & 31 for i in range(6)]
    return (name + "1" + "".join(alphabet[value] for value in [*values, *check])).upper()


def check_number(key: str) -> str:
    salt = b"clc-desktop check number v1"
    hashed = hashlib.scrypt(bytes.fromhex(key), salt=salt, n=16_384, r=8, p=1, dklen=32)
    digits = int.from_bytes(hashed, "big") % 10**10
    text = f"{digits:010}{98 - 100 * digits % 97:02}"
    return f"{text[:4]} {text[4:8]} {text[8:]}"
