"""Speed and size as ratios to a floor measured in the same run: ``python -m tests.bench.run [--json] [--only ROW]``.

The rows and their promises are those of the design, section 9. Runs of ours and of the floor alternate and the medians
of neighbouring pairs count, so that other work on the machine slows both. Nothing here fails a build: a timing is not a
test. ``--quick`` measures less of everything, for a look in between.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.measure import Row, missing
from tests.bench.setting import QUICK, Setting, Sizes


def _rows() -> dict[str, Callable[[Setting], Row]]:
    from tests.bench import rows_aggregator, rows_figures, rows_merge, rows_report, rows_window

    listed = (
        rows_merge.merge_one,
        rows_merge.merge_many_flat,
        rows_merge.merge_vs_excel,
        rows_figures.figures,
        rows_window.window_time,
        rows_window.window_usable,
        rows_window.window_memory,
        rows_window.page_20k,
        rows_window.ui_longest_block,
        rows_window.filter_key,
        rows_merge.submission_size,
        rows_report.report_pdf,
        rows_aggregator.open_overview,
        rows_aggregator.open_figures,
        rows_aggregator.open_review,
    )
    return {row.__name__: row for row in listed}


def _measured(name: str, row: Callable[[Setting], Row], setting: Setting) -> Row:
    try:
        return row(setting)
    except Exception as error:  # noqa: BLE001  one row that cannot be measured must not cost the others
        return missing(name, "", f"{type(error).__name__}: {error}")


def main(argv: list[str]) -> int:
    """Measure, say each row on standard error as it comes, print the table or the document at the end."""
    rows = _rows()
    parser = argparse.ArgumentParser(prog="tests.bench.run", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--only", action="append", choices=list(rows), metavar="ROW", help=", ".join(rows))
    parser.add_argument("--quick", action="store_true", help="smaller sizes: under 90 seconds")
    arguments = parser.parse_args(argv)
    chosen = arguments.only or list(rows)
    began = time.perf_counter()
    measured = []
    with tempfile.TemporaryDirectory(prefix="clc-bench-", ignore_cleanup_errors=True) as folder:
        setting = Setting(Path(folder), QUICK if arguments.quick else Sizes())
        for name in chosen:
            measured.append(_measured(name, rows[name], setting))
            print(measured[-1].line(), file=sys.stderr if arguments.json else sys.stdout, flush=True)
    if arguments.json:
        print(json.dumps({"rows": [row.to_json() for row in measured]}, ensure_ascii=False, indent=1))
    else:
        print(f"\n{sum(row.holds for row in measured)} of {len(measured)} hold; {time.perf_counter() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
