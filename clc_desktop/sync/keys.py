"""The keys of an installation: an Ed25519 key that signs and an age X25519 identity that receives.

Both are derived from one secret of 16 bytes (HKDF-SHA256, one label each): 128 bits are as strong as the keys made of
them, and few enough to be typed from a recovery sheet. Keys that were changed go on opening what was sealed to them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import bech32

if TYPE_CHECKING:  # a window opens without them
    import pyrage
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = 1
SEED_SIZE = 16
_MAX_SIZE = 4096
_LABEL = b"clc-desktop keys v1: "
_MOST_FORMER = 16
"""How many changed keys are kept; nobody's file waits for that long."""


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others need to know: ``sign`` is the Ed25519 public key in hex, ``age`` the recipient ("age1…")."""

    sign: str
    age: str


_Seed = Annotated[str, msgspec.Meta(pattern=rf"\A[0-9a-f]{{{2 * SEED_SIZE}}}\Z")]


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clc_desktop_keys: int
    seed: _Seed
    former: tuple[_Seed, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Both private keys, which never show in ``repr``, their public part, and the keys that were in use before."""

    public: PublicKeys
    seed: bytes = field(repr=False, compare=False)
    signing_key: Ed25519PrivateKey = field(repr=False, compare=False)
    identity: pyrage.x25519.Identity = field(repr=False, compare=False)
    former: tuple[KeyPair, ...] = ()

    @classmethod
    def generate(cls) -> KeyPair:
        """New keys from the system's source of randomness."""
        return cls.from_seed(secrets.token_bytes(SEED_SIZE))

    @classmethod
    def from_seed(cls, seed: bytes, former: tuple[KeyPair, ...] = ()) -> KeyPair:
        """The keys of a secret: always the same ones."""
        import pyrage
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if len(seed) != SEED_SIZE:
            raise ValueError("a secret of another length")
        signing_key = Ed25519PrivateKey.from_private_bytes(_derived(seed, b"sign"))
        identity = pyrage.x25519.Identity.from_str(bech32.encode("age-secret-key-", _derived(seed, b"age")).upper())
        public = PublicKeys(signing_key.public_key().public_bytes_raw().hex(), str(identity.to_public()))
        return cls(public, seed, signing_key, identity, former)

    @classmethod
    def from_bytes(cls, data: bytes) -> KeyPair:
        """Keys as ``to_bytes`` wrote them. Raises ClcError ``keys_unreadable`` or ``newer_format``."""
        try:
            stored = msgspec.json.decode(data, type=_Stored)
        except (msgspec.MsgspecError, ValueError):
            raise ClcError("keys_unreadable") from None  # the decoder's own words could quote a secret
        if stored.clc_desktop_keys != FORMAT:
            raise ClcError("newer_format")
        former = tuple(cls.from_seed(bytes.fromhex(seed)) for seed in stored.former)
        return cls.from_seed(bytes.fromhex(stored.seed), former)

    def to_bytes(self) -> bytes:
        """The secrets as a line of JSON, to be kept secret."""
        return msgspec.json.encode(_Stored(FORMAT, self.seed.hex(), tuple(keys.seed.hex() for keys in self.former)))

    @property
    def every(self) -> tuple[KeyPair, ...]:
        """These keys and those before them, the newest first."""
        return (self, *self.former)

    def changed(self) -> KeyPair:
        """New keys, with these among the former ones."""
        return KeyPair.from_seed(secrets.token_bytes(SEED_SIZE), self.every[:_MOST_FORMER])

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature."""
        return self.signing_key.sign(message)


def random_digits(count: int) -> str:
    """So many digits from the system's source of randomness."""
    return f"{secrets.randbelow(10**count):0{count}}"


def signature_fits(sign_key: str, signature: bytes, message: bytes) -> bool:
    """Whether the owner of ``sign_key`` (hex) signed exactly ``message``."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

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


def _derived(seed: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length=32, salt=None, info=_LABEL + purpose).derive(seed)
