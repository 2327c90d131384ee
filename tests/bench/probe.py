"""A process to be measured: ``empty`` or ``ours DB`` (a window from start to paint), or ``page``, ``opening``
with DB RUNS, or ``blocks DB``.

Prints one JSON line: moments as seconds since the epoch, the parent knows when it started us; or lists of milliseconds.
Each mode imports what it needs and nothing else, for the imports, and their order, are part of what is measured.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any


def empty() -> dict[str, Any]:
    """The floor: nothing but a window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    from tests.bench.first_paint import FirstPaint

    application = QApplication([])
    window = QMainWindow()
    seen: dict[str, Any] = {}

    def painted() -> None:
        seen["painted"] = time.time()
        application.quit()

    FirstPaint(window, painted)
    window.resize(1366, 728)
    window.show()
    application.exec()
    return seen


def ours(db: str) -> dict[str, Any]:
    """The program as ``python -m clc_desktop --db DB`` starts it, then its class list, then a key."""
    from clc_desktop.__main__ import main
    from tests.bench import probe_window

    seen = probe_window.watch()
    sys.argv = ["clc-desktop", "--db", db]
    main()
    return seen


def page(db: str, runs: str) -> dict[str, Any]:
    """The class page and a bare table of the same rows, in turns."""
    from tests.bench import probe_page

    return probe_page.measure(Path(db), int(runs))


def blocks(db: str) -> dict[str, Any]:
    """How long the window does not answer over very many records."""
    from tests.bench import probe_blocks

    return probe_blocks.measure(Path(db))


def opening(db: str, runs: str) -> dict[str, Any]:
    """An officer's pages over a province."""
    from tests.bench import probe_opening

    return probe_opening.measure(Path(db), int(runs))


def _peak_kib() -> float:
    """The process's own peak; what getrusage says includes the parent's on Linux."""
    status = Path("/proc/self/status")
    if status.exists():
        return float(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1])
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    found = {"empty": empty, "ours": ours, "page": page, "opening": opening, "blocks": blocks}[sys.argv[1]](
        *sys.argv[2:]
    )
    print(json.dumps(found | {"peak_kib": _peak_kib()}), flush=True)
