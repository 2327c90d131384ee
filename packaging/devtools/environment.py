"""The virtual environment of the clone: made once, and again when the lock, Python or the clone's place changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from . import console, debian

VENV = console.CLONE / ".venv"
LOCK = console.CLONE / "packaging" / "requirements.lock"
_SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = _SCRIPTS / ("python.exe" if os.name == "nt" else "python")


def ensure(*, qt: bool = True) -> None:
    """Everything a command needs: the environment and, where `qt` is asked for, Qt's system libraries."""
    # Not sys.version: apt may bring a new build of this very Python along, and the environment lives on with it.
    interpreter = f"{sys.implementation.cache_tag} {sys.base_prefix}"
    locked = f"{interpreter}\n{console.CLONE}\n{_digest(LOCK)}\n"
    debian.ensure(qt=qt, venv=not _is_current("packages", locked))
    fresh = _once("packages", locked, _make_venv, _install_lock)
    described = _digest(console.CLONE / "pyproject.toml", console.CLONE / "clc_desktop" / "__init__.py")
    fresh = _once("clone", f"{described}\n", _install_clone) or fresh
    if fresh:
        console.say("Set-up done.")


def python(*arguments: str | Path) -> list[str | Path]:
    """The command line of the environment's Python, in UTF-8 mode."""
    return [PYTHON, "-X", "utf8", *arguments]


def _is_current(name: str, depends_on: str) -> bool:
    stamp = _stamp(name)
    return PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == depends_on


def _once(name: str, depends_on: str, *steps: Callable[[], None]) -> bool:
    """Take the steps unless they were taken for the same state of what they depend on; whether they were taken now.

    The stamp lies inside the environment (and so goes when it goes), and is written only after all steps went well.
    """
    if _is_current(name, depends_on):
        return False
    for step in steps:
        step()
    _stamp(name).write_text(depends_on, encoding="utf-8")
    return True


def _stamp(name: str) -> Path:
    return VENV / f"clc-{name}.txt"


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _make_venv() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    console.say(f"Making the virtual environment {VENV} ...")
    # A new process: it sees the packages that were installed a moment ago.
    console.run_or_stop([sys.executable, "-m", "venv", VENV], "The virtual environment could not be made.")


def _install_lock() -> None:
    """Install the locked packages from whatever registry pip is set up for, each checked by its hash."""
    pins = re.findall(r"^[\w.-]+==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    console.say(f"Installing the locked packages ({len(pins)} at most) ...")
    command = python("-m", "pip", "install", "--progress-bar", "off", "--require-hashes", "--requirement", LOCK)
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=console.CLONE,
        env=console.child_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        lines = _follow(pip, len(pins))
    if pip.returncode:
        console.say("\n".join(lines[-30:]))
        raise console.CannotGoOn(
            "The locked packages could not be installed. The lines above are pip's. "
            "Is the registry that pip is set up for reachable (`pip config list`)?"
        )


def _follow(pip: subprocess.Popen[str], total: int) -> list[str]:
    """Show pip's progress, one count for each package it looks at; return all that it said."""
    lines: list[str] = []
    counter = console.Counter(total)
    for line in pip.stdout or ():
        lines.append(line.rstrip())
        found = re.match(r"\s*Collecting ([\w.-]+)", line)
        if found:
            counter.step(found[1])
        elif line.startswith("Installing collected packages"):
            counter.close()
            console.say("  unpacking ...")
    return lines


def _install_clone() -> None:
    """The clone itself, editable; its build backend comes from the lock, so nothing else is fetched."""
    console.say("Installing the clone itself ...")
    flags = ["--quiet", "--no-deps", "--no-build-isolation"]
    console.run_or_stop(
        python("-m", "pip", "install", *flags, "--editable", console.CLONE),
        "The clone could not be installed into its environment.",
    )
