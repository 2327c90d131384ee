"""Files made to break a reader, signed and encrypted as they should be: refused within two seconds and 200 MB.

Measured in a process of its own, which only opens them: the time it computed, and the most memory it ever held.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clc_desktop.sync import documents, envelope
from clc_desktop.sync.keys import KeyPair
from tests.sync import samples

CENTRE, OFFICE = KeyPair.from_seed(bytes(15) + b"\x01"), KeyPair.from_seed(bytes(15) + b"\x02")
SECONDS, MEGABYTES = 2.0, 200

READS = """
import json, re, sys, time
from pathlib import Path
from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import reader
from clc_desktop.sync.keys import KeyPair

centre, office = (KeyPair.from_seed(bytes(15) + bytes([number])) for number in (1, 2))
pinned = reader.PinnedKey(centre.public.sign)
for path in map(Path, sys.argv[1:]):
    data, start, code = path.read_bytes(), time.process_time(), "read"
    try:
        reader.open_file(data, office, lambda _key: pinned)
    except ClcError as error:
        code = error.code
    seconds = time.process_time() - start
    most = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
    print(json.dumps([path.name, code, seconds, most // 1024]))
"""


def bomb(size: int) -> bytes:
    """A gzip stream of so many blanks: the same compressed block again and again, behind a proper header."""
    packing = zlib.compressobj(9, wbits=-15)
    block = packing.compress(b" " * 2**24) + packing.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + block * (size // 2**24)


def documents_to_refuse() -> Iterator[tuple[str, bytes]]:
    plain = documents.encode(samples.submission(CENTRE, OFFICE))
    fields = json.loads(plain)

    def with_value(text: str, **more: Any) -> bytes:
        """The document with one field spelled by hand."""
        return json.dumps(fields | more | {"program": "@@"}).replace('"@@"', text).encode()

    batch = json.loads(documents.encode(samples.submission(CENTRE, OFFICE, records=samples.batches(
        samples.versioned(samples.session())))))["records"][0]  # fmt: skip
    yield "deep", with_value("[" * 1_000_000 + "]" * 1_000_000)
    yield "deep objects", with_value('{"a":' * 500_000 + "1" + "}" * 500_000)
    yield "a million keys", with_value("{" + ",".join(f'"{number}":1' for number in range(10**6)) + "}")
    yield "a million counters", json.dumps(fields | {"knows": {f"{i:016x}": 1 for i in range(10**6)}}).encode()
    yield "not a number", with_value("NaN")
    yield "infinity", with_value("-Infinity")
    yield "half a surrogate pair", with_value('"\\ud800"')
    yield "a huge integer", with_value("9" * 1_000_000)
    yield "a huge exponent", with_value("1e999999999")
    yield "a long text", with_value('"' + "x" * 40_000_000 + '"')
    yield "one row many times", json.dumps(
        fields | {"records": [batch | {"rows": batch["rows"] * 100_000}]}
    ).encode()  # fmt: skip
    yield "many batches", json.dumps(fields | {"records": [batch | {"rows": []}] * 200_000}).encode()
    yield "many objects", json.dumps(fields | {"sources": [{}] * 5_000_000}, separators=(",", ":")).encode()
    yield "not UTF-8", plain.replace(b'"submission"', b'"\xff\xfe"')


@pytest.mark.skipif(sys.platform != "linux", reason="the most memory that a process held is asked of Linux here")
def test_hostile_content_is_refused_in_two_seconds_and_200_megabytes(tmp_path: Path) -> None:
    cases = {name: zlib.compress(content, 1, wbits=31) for name, content in documents_to_refuse()}
    cases["a bomb of 10 GB"] = bomb(10 * 2**30)
    assert len(cases["a bomb of 10 GB"]) < envelope.MAX_FILE // 2
    paths = []
    for name, packed in cases.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(samples.wrapped(packed, CENTRE, OFFICE, pack=False))
    out = subprocess.run([sys.executable, "-c", READS, *paths], capture_output=True, text=True, check=True).stdout
    told = {name: rest for name, *rest in map(json.loads, out.splitlines())}
    assert told.keys() == cases.keys()
    for name, (code, seconds, megabytes) in told.items():
        assert code == "invalid_content", name
        assert seconds < SECONDS, (name, seconds)
        assert megabytes < MEGABYTES, (name, megabytes)
