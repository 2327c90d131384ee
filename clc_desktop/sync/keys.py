"""The keys of an installation: an Ed25519 key that signs and an age X25519 identity that receives."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clc_desktop import files
from clc_desktop.domain.errors import ClcError

FORMAT = 1
_MAX_SIZE = 4096


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others need to know: ``sign`` is the Ed25519 public key in hex, ``age`` the recipient ("age1…")."""

    sign: str
    age: str


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clc_desktop_keys: int
    sign: str
    age: str


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Both private keys, which never show in ``repr``, and their public part."""

    public: PublicKeys
    signing_key: Ed25519PrivateKey = field(repr=False, compare=False)
    identity: pyrage.x25519.Identity = field(repr=False, compare=False)

    @classmethod
    def generate(cls) -> KeyPair:
        """New keys from the system's source of randomness."""
        return _key_pair(Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate())

    @classmethod
    def from_bytes(cls, data: bytes) -> KeyPair:
        """Keys as ``to_bytes`` wrote them. Raises ClcError ``keys_unreadable`` or ``newer_format``."""
        try:
            stored = msgspec.json.decode(data, type=_Stored)
            signing_key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(stored.sign))
            identity = pyrage.x25519.Identity.from_str(stored.age)
        except (msgspec.MsgspecError, ValueError, pyrage.IdentityError) as error:
            raise ClcError("keys_unreadable") from error
        if stored.clc_desktop_keys != FORMAT:
            raise ClcError("newer_format")
        return _key_pair(signing_key, identity)

    def to_bytes(self) -> bytes:
        """Both private keys as a line of JSON, to be kept secret."""
        return msgspec.json.encode(_Stored(FORMAT, self.signing_key.private_bytes_raw().hex(), str(self.identity)))

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature."""
        return self.signing_key.sign(message)


def signature_fits(sign_key: str, signature: bytes, message: bytes) -> bool:
    """Whether the owner of ``sign_key`` (hex) signed exactly ``message``."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(sign_key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def save(keys: KeyPair, path: Path) -> None:
    """Keep keys in a file that only this person can read. Raises like ``files.atomic_write``."""
    files.atomic_write(path, keys.to_bytes(), private=True)


def load(path: Path) -> KeyPair:
    """Keys that ``save`` kept. Raises like ``files.read_limited`` and ``KeyPair.from_bytes``."""
    return KeyPair.from_bytes(files.read_limited(path, _MAX_SIZE))


def _key_pair(signing_key: Ed25519PrivateKey, identity: pyrage.x25519.Identity) -> KeyPair:
    public = PublicKeys(signing_key.public_key().public_bytes_raw().hex(), str(identity.to_public()))
    return KeyPair(public, signing_key, identity)
