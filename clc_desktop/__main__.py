"""``python -m clc_desktop``: with a command the CLI, without one the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main() -> int:
    """Run the program; returns its exit code."""
    arguments = sys.argv[1:]
    if _is_window(arguments):
        return _window(Path(arguments[1]) if arguments else None)
    from clc_desktop import cli

    outcome = cli.run(arguments)
    return _window(outcome.db) if isinstance(outcome, cli.OpenWindow) else outcome


def _is_window(arguments: Sequence[str]) -> bool:
    """Whether it is the everyday start; that one shall not wait for the import of all commands."""
    return not arguments or (len(arguments) == 2 and arguments[0] == "--db")


def _window(db: Path | None) -> int:
    from clc_desktop import app

    return app.run(db)


if __name__ == "__main__":
    sys.exit(main())
