"""Coverage-guided fuzzing of the reader: whatever the bytes are, ClcError or a document, and nothing else.

    python -m venv V; V/bin/pip install atheris msgspec pyrage cryptography platformdirs coverage
    PYTHONPATH=. V/bin/python tests/sync/fuzz_reader.py CORPUS -max_total_time=600     libFuzzer's options
    PYTHONPATH=. V/bin/python tests/sync/fuzz_reader.py CORPUS --coverage              what the corpus reaches

The corpus begins with the golden files. The first byte of an input chooses the door that the rest is brought to, so
that the fuzzer need not break Ed25519 or age to get at what lies behind them: a changed document is packed, encrypted
and signed anew by the keys that it names, and brought to both ends. Not collected by pytest.
"""

from __future__ import annotations

import json
import random
import sys
import zlib
from base64 import b64decode
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).resolve().parents[1] / "schemas" / "v1"
WHOLE, PAYLOAD, PACKED, SEALED, DOCUMENT, CIPHERTEXT, STREAM = range(DOORS := 7)


def seed(corpus: Path) -> None:
    """The golden files, each at every door where it passes, and their documents cut into single batches."""
    corpus.mkdir(parents=True, exist_ok=True)
    inputs = [bytes([WHOLE]) + path.read_bytes() for path in sorted(GOLDEN.glob("*.clcsync"))]
    inputs += [bytes([CIPHERTEXT]) + b64decode(json.loads(data[1:])["payload"]) for data in inputs]
    for path in sorted(GOLDEN.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if "kind" not in content:
            continue
        batches = content["records"]
        for document in [content, *({**content, "records": [batch]} for batch in batches)]:
            data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
            inputs += [bytes([door]) + data for door in (PACKED, SEALED, DOCUMENT)]
            inputs.append(bytes([PAYLOAD]) + zlib.compress(data, wbits=31))
    inputs += odd_packings()
    for number, data in enumerate(inputs):
        (corpus / f"seed-{number:03}").write_bytes(data)


def odd_packings() -> list[bytes]:
    """What a changed document cannot be: bombs, streams that end early or go on, ciphertext that is none."""
    packed = zlib.compress(b"{}", wbits=31)
    bomb = zlib.compress(b" " * 2**20, wbits=31)
    streams = (bomb, packed[:-1], packed + b"x", packed + packed, b"", b"x" * 40, zlib.compress(b"{}"))
    header = b"age-encryption.org/v1\n"
    return [
        *(bytes([PAYLOAD]) + data for data in streams),
        *(bytes([STREAM]) + data for data in streams),
        *(bytes([CIPHERTEXT]) + data for data in (b"", header, header + b"-> X25519 a\n--- b\n", b"x" * 200)),
    ]


class Doors:
    """Imports the reader (instrumented by then) and brings inputs to it."""

    def __init__(self) -> None:
        import pyrage

        from clc_desktop.domain.errors import ClcError
        from clc_desktop.sync import documents, envelope, reader
        from clc_desktop.sync.keys import KeyPair

        known = json.loads((GOLDEN / "keys.json").read_text(encoding="utf-8"))
        pairs = {
            name: KeyPair.from_seed(bytes.fromhex(found["seed"])) for name, found in known.items() if name != "note"
        }
        self.centre, self.district = pairs["centre"], pairs["district"]
        self.approved = {pair.public.sign: reader.PinnedKey(pair.public.sign) for pair in pairs.values()}
        self.pairs = {pair.public.sign: pair for pair in pairs.values()}
        ends = (self.district, self.centre)
        self.recipients = [pyrage.x25519.Recipient.from_str(end.public.age) for end in ends]
        self.documents, self.envelope, self.reader, self.pyrage = documents, envelope, reader, pyrage
        self.refusal = ClcError

    def __call__(self, data: bytes) -> None:
        door, rest = (data[0] % DOORS, data[1:]) if data else (WHOLE, b"")
        if door == WHOLE:
            for take in (self.reader.outside, self.reader.open_registration, self.open_file, self.open_unknown):
                with suppress(self.refusal):
                    take(rest)
            return
        doors = (self.payload, self.packed, self.sealed, self.decoded, self.ciphertext, self.stream)
        with suppress(self.refusal):
            doors[door - 1](rest)

    def open_file(self, data: bytes) -> None:
        """At both ends."""
        for end in (self.district, self.centre):
            with suppress(self.refusal):
                self.reader.open_file(data, end, self.approved.get)

    def open_unknown(self, data: bytes) -> None:
        self.reader.open_file(data, self.district, lambda _key: None)

    def payload(self, data: bytes) -> None:
        self.reader.open_registration(self.envelope.sign(self.envelope.REGISTRATION_TYPE, data, self._signer(b"")))

    def packed(self, data: bytes) -> None:
        packed = zlib.compress(data, 1, wbits=31)
        self.reader.open_registration(self.envelope.sign(self.envelope.REGISTRATION_TYPE, packed, self._signer(data)))

    def sealed(self, data: bytes) -> None:
        self.stream(zlib.compress(data, 1, wbits=31), self._signer(data))

    def stream(self, packed: bytes, signer: Any = None) -> None:
        self.ciphertext(self.pyrage.encrypt(packed, self.recipients), signer)

    def ciphertext(self, data: bytes, signer: Any = None) -> None:
        self.open_file(self.envelope.sign(self.envelope.SYNC_TYPE, data, signer or self.centre))

    def _signer(self, document: bytes) -> Any:
        """The keys in whose name a document is written, where it still says so."""
        try:
            return self.pairs[json.loads(document)["sender"]["sign_key"]]
        except (ValueError, TypeError, LookupError, RecursionError):
            return self.centre

    def decoded(self, data: bytes) -> None:
        document, tables = self.documents.decode(data)
        for table in tables:
            assert not table.known or len(list(table.versioned())) == len(table.staged().rows)
        assert self.documents.decode(self.documents.encode(document))[0] == document
        self.seal_again(document)

    def seal_again(self, document: Any) -> None:
        """What could be read can be written, by its sender to the receivers it names."""
        keys, named = self.pairs.get(document.sender.sign_key), [self.pairs.get(key) for key in document.receivers]
        is_registration = isinstance(document, self.documents.Registration)
        fits = keys and keys.public.age == document.sender.age_key and None not in named
        if fits and is_registration is not bool(named):
            data = self.reader.seal(document, keys, [pair.public for pair in named if pair])
            take = self.reader.open_registration if is_registration else self.open_file
            take(data)


# --- changing JSON as JSON --------------------------------------------------------------------------------------------

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 2**53 - 1, 2**53, 2**64, 10**400, 0.5, 1e308, "", "a", "\x00", "\ud800", "é" * 301,
    "0" * 32, "F" * 32, "0" * 64, "0" * 128, "age1" + "q" * 58, "2020", "2020-12-31", "1899-12-31", "9999-12-31",
    "c000000000000001:1", "c000000000000002:1 c000000000000001:1", "c000000000000001:0", "registration", "submission",
    [], {}, [[]], [[[]]], [None], {"a": {}}, "learning_class", "learner", "version", "full_name", "extra",
)  # fmt: skip


def mutated(data: bytes, max_size: int, number: int) -> bytes:
    """Where the input is a document, now and then another value, field or place in it; else libFuzzer's own change."""
    import atheris

    rnd = random.Random(number)
    if data and data[0] % DOORS in (PACKED, SEALED, DOCUMENT) and rnd.random() < 0.7:
        try:
            content = json.loads(data[1:])
        except (ValueError, RecursionError):
            content = None
        if isinstance(content, dict):
            for _ in range(rnd.randint(1, 3)):
                change(content, rnd)
            made = bytes([data[0]]) + json.dumps(content, separators=(",", ":")).encode()
            if len(made) <= max_size:
                return made
    changed: bytes = atheris.Mutate(data, max_size)
    return changed


def change(value: Any, rnd: random.Random) -> None:
    """Walk down at random and change one thing there."""
    while True:
        places = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not places:
            return
        place = rnd.choice(places)
        if isinstance(value[place], dict | list) and value[place] and rnd.random() < 0.85:
            value = value[place]
            continue
        break
    what = rnd.randrange(4)
    if what == 0:
        del value[place]
    elif what == 1 and isinstance(value, list):
        value.insert(place, deepcopy(value[place]))
    elif what == 1:
        value[rnd.choice(["later", *places])] = deepcopy(value[place])
    elif what == 2:
        value[place] = deepcopy(value[rnd.choice(places)])
    else:
        value[place] = deepcopy(rnd.choice(ODD))


# --- running ----------------------------------------------------------------------------------------------------------


def replay(corpus: Path) -> None:
    """The coverage of ``clc_desktop/sync`` by every input of the corpus."""
    import coverage

    measured = coverage.Coverage(source=["clc_desktop.sync"], branch=True, data_file=None)
    measured.start()
    one = Doors()
    for path in sorted(corpus.iterdir()):
        one(path.read_bytes())
    measured.stop()
    measured.report(file=sys.stdout, show_missing=True)


def main() -> None:
    corpus = Path(sys.argv[1])
    if "--coverage" in sys.argv:
        replay(corpus)
        return
    import atheris

    seed(corpus)
    with atheris.instrument_imports(include=["clc_desktop"]):
        one = Doors()
    atheris.Setup([sys.argv[0], str(corpus), *sys.argv[2:]], one, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
