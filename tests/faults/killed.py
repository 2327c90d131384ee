"""Runs as a program of its own: does something to copies of a database and dies at the k-th SQL statement of each.

    python -m tests.faults.killed BASE OUT ACTION FILE... -- 0 1 2 …

For each number k a forked child works on ``OUT/k`` (a copy of ``BASE``) and ends by ``os._exit`` when SQLite is about
to start statement k: no rollback, no closing, nothing that a power cut would not do either. Prints {k: exit code} as
JSON; 0 means that the work was done before statement k came.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from clc_desktop.usecases import merging, undoing, workspace

KILLED = 9


class Fuse:
    """Counts the statements of all connections from ``light`` on."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = -1
        event.listen(Pool, "connect", self.watch)

    def watch(self, connection: Any, _: Any) -> None:
        connection.set_trace_callback(self.burn)

    def light(self) -> None:
        self.count = 0

    def burn(self, _: str) -> None:
        if self.count >= 0:
            if self.count == self.at:
                os._exit(KILLED)
            self.count += 1


def work(folder: Path, action: str, files: list[Path], at: int) -> int:
    fuse = Fuse(at)
    store = workspace.open_store(folder / "district.db")
    fuse.light()
    if action == "merge":
        merging.merge(store, files, allow_deletions=True)
    else:
        undoing.undo_merge(store)
    return fuse.count


def forked(base: Path, out: Path, action: str, files: list[Path], at: int) -> int:
    shutil.copytree(base, out / str(at))
    child = os.fork()
    if child == 0:
        try:
            work(out / str(at), action, files, at)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    split = sys.argv.index("--")
    base, out, action, *names = sys.argv[1:split]
    files = [Path(name) for name in names]
    if sys.argv[split + 1 :] == ["count"]:
        print(json.dumps(work(Path(base), action, files, -1)))
        return
    ends = {at: forked(Path(base), Path(out), action, files, int(at)) for at in sys.argv[split + 1 :]}
    print(json.dumps(ends))


if __name__ == "__main__":
    main()
