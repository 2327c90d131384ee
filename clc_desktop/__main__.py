"""``python -m clc_desktop``: with a command the CLI, without one the window."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program; returns its exit code."""
    from clc_desktop import cli

    outcome = cli.run(sys.argv[1:])
    if isinstance(outcome, cli.OpenWindow):
        from clc_desktop import app

        return app.run(outcome.db)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
