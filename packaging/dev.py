#!/usr/bin/env python3
"""Everything a developer does, from a fresh clone on a machine with nothing but Python 3.11 or newer.

    python3 packaging/dev.py demo      the main job on the sample; shows the window where there is a screen
    python3 packaging/dev.py test      the whole test suite, headless; more arguments go to pytest
    python3 packaging/dev.py run       the program; more arguments go to it
    python3 packaging/dev.py check     style, types and the dependency rule
    python3 packaging/dev.py bench     speed against a floor (--json: one document)
    python3 packaging/dev.py catalogs  collect and compile the words of the screen
    python3 packaging/dev.py help-pictures   the pictures of the help, made anew from the sample
    python3 packaging/dev.py build     the wheel, into dist/
    python3 packaging/dev.py lock      resolve packaging/requirements.lock anew (needs uv)

Each command first makes sure of its set-up (.venv from the locked packages, on Debian the libraries that Qt needs) and
skips that when it is current. Exit code 2: a person has to do something first, and the last lines say what.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this with an older one shall read why it stops
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Start dev.py with a newer one.")

import argparse
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from devtools import catalogs, console, environment, help_pictures

Arguments = argparse.Namespace
BENCH = Path("tests", "bench", "run.py")
CONTRACTS = "from importlinter.cli import lint_imports_command as lint; lint()"
SCREENSHOTS = console.CLONE / "build" / "screenshots"


def demo(arguments: Arguments) -> int:
    """Build the sample end to end, then show it."""
    environment.ensure()
    out: Path = arguments.out.absolute()
    if (out / "aggregator.db").exists():
        console.say(f"{out} holds a sample already; it is used as it is.")
    elif code := console.run(_program("sample", "--out", out)):
        return code
    console.say(f"The report is {out / 'report.pdf'} (and .docx, .xlsx); its figures are {out / 'figures.json'}.")
    if arguments.no_window or not _has_screen():
        console.say(f"No window is opened. Where there is a screen: dev.py run --db {out / 'aggregator.db'}")
        return 0
    console.say("Opening the window on the sample. Close it to end.")
    return console.run(_program("--db", out / "aggregator.db"))


def test(arguments: Arguments) -> int:
    """The test suite, as many processes as there are cores, without a screen."""
    environment.ensure()
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
    settings = {"QT_QPA_PLATFORM": "offscreen", "CLC_SCREENSHOTS": str(SCREENSHOTS)}
    workers = str(os.cpu_count() or 2)
    return console.run(environment.python("-m", "pytest", "-n", workers, *arguments.rest), settings)


def run(arguments: Arguments) -> int:
    """The program itself."""
    environment.ensure()
    return console.run(_program(*arguments.rest))


def check(_: Arguments) -> int:
    """All checks, even after one has failed; 1 if any did."""
    environment.ensure(qt=False)
    checks = {
        "ruff check": environment.python("-m", "ruff", "check"),
        "ruff format": environment.python("-m", "ruff", "format", "--check"),
        "mypy": environment.python("-m", "mypy"),
        "import contracts": environment.python("-c", CONTRACTS, "--no-logo"),
    }
    failed = []
    for name, command in checks.items():
        console.say(f"== {name}")
        if console.run(command):
            failed.append(name)
    console.say(f"Not in order: {', '.join(failed)}." if failed else "All checks are in order.")
    return 1 if failed else 0


def bench(arguments: Arguments) -> int:
    """Speed as ratios to a floor measured in the same run; the promises are in DESIGN section 9."""
    if not (console.CLONE / BENCH).exists():
        raise console.CannotGoOn(f"There is nothing to measure with yet: {BENCH.as_posix()} does not exist.")
    # With --json standard output is one JSON document: what the set-up says goes elsewhere.
    _on_standard_error(environment.ensure)
    return console.run(environment.python("-m", "tests.bench.run", *arguments.rest), {"QT_QPA_PLATFORM": "offscreen"})


def refresh_catalogs(_: Arguments) -> int:
    """Collect the words of the source, update and compile the catalogs."""
    environment.ensure(qt=False)
    return catalogs.refresh()


def refresh_help_pictures(_: Arguments) -> int:
    """The pictures of the help, made anew from the sample."""
    environment.ensure()
    return help_pictures.refresh()


def build(_: Arguments) -> int:
    """The wheel, with the compiled catalogs that are committed."""
    environment.ensure(qt=False)
    return console.run(environment.python("-m", "hatchling", "build", "-t", "wheel", "-d", "dist"))


def lock(_: Arguments) -> int:
    """Newest versions that pyproject.toml allows, for every system, with hashes and no registry's name."""
    uv = shutil.which("uv")
    if not uv:
        raise console.CannotGoOn("`lock` needs uv (`pip install uv`).")
    wanted = ["pyproject.toml", "--group", "dev", "--universal", "--python-version", "3.11", "--upgrade"]
    shape = ["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--quiet"]
    header = ["--custom-compile-command", "python3 packaging/dev.py lock"]
    return console.run([uv, "pip", "compile", *wanted, *shape, *header, "-o", environment.LOCK])


def _program(*arguments: str | Path) -> list[str | Path]:
    return environment.python("-m", "clc_desktop", *arguments)


def _has_screen() -> bool:
    """Whether a window can be shown and somebody is there to see it."""
    if os.environ.get("CI") and not sys.stdin.isatty():
        return False
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _on_standard_error(work: Callable[[], None]) -> None:
    standard_output, sys.stdout = sys.stdout, sys.stderr
    try:
        work()
    finally:
        sys.stdout = standard_output


def _parser() -> argparse.ArgumentParser:
    summary, _, _ = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(prog="dev.py", description=summary)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[Arguments], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        sub.set_defaults(command=command)
        return sub

    sample = add("demo", demo)
    sample.add_argument("--out", type=Path, default=console.CLONE / "demo", metavar="DIR", help="default: demo/")
    sample.add_argument("--no-window", action="store_true", help="do not open the window, even where there is a screen")
    add("test", test)
    add("run", run)
    add("check", check)
    add("bench", bench)
    add("catalogs", refresh_catalogs)
    add("help-pictures", refresh_help_pictures)
    add("build", build)
    add("lock", lock)
    return parser


def main(argv: list[str]) -> int:
    """Find the command and run it; `test`, `run` and `bench` pass on all that follows their name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a path may hold letters that the console's code page does not
    passing_on = argv[:1] in (["test"], ["run"], ["bench"])
    arguments = _parser().parse_args(argv[:1] if passing_on else argv)
    arguments.rest = argv[1:] if passing_on else []
    try:
        return int(arguments.command(arguments))
    except console.CannotGoOn as reason:
        print(f"dev.py: {reason}", file=sys.stderr)
        return console.CANNOT_SET_UP
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
