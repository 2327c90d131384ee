"""Office files are ZIP archives full of clocks: the same parts written again without them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can hold."""

Change = Callable[[str, bytes], bytes]


def repacked(archive: bytes, change: Change = lambda _name, part: part) -> bytes:
    """The archive with fixed times and the order kept; ``change`` may give a part, by its name, other bytes."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on Windows and Linux
            packed.writestr(entry, change(name, source.read(name)))
    return target.getvalue()
