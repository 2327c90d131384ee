"""System libraries and packages that pip cannot bring: only Linux needs any.

Each name was proven necessary on a bare Debian 12 (`debootstrap --variant=minbase`), with --no-install-recommends.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import sys

from . import console

QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""What Qt loads even when it draws to memory only (the `offscreen` platform), and the Debian package of each."""

SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-shape.so.0": "libxcb-shape0",
}
"""What Qt's `xcb` platform loads besides, to show a window on an X display."""


def ensure(*, qt: bool, venv: bool) -> None:
    """Make sure that Qt can be loaded (on a display, that it can open a window) and that Python can make a venv.

    All that is missing is named, or installed, in one go.
    """
    if not sys.platform.startswith("linux"):
        return
    wanted = _wanted_libraries() if qt else {}
    missing = _missing(wanted)
    packages = [wanted[name] for name in missing]
    reasons = [f"Qt needs {', '.join(missing)}"] if missing else []
    if venv and not importlib.util.find_spec("ensurepip"):
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
        reasons.append("Python needs ensurepip")
    if packages:
        _ensure_packages(packages, "; ".join(reasons))
    still = _missing(wanted)
    if still:
        raise console.CannotGoOn(f"Qt's system libraries are still not found: {', '.join(still)}.")


def _wanted_libraries() -> dict[str, str]:
    return QT_LIBRARIES | (SCREEN_LIBRARIES if os.environ.get("DISPLAY") else {})


def _ensure_packages(packages: list[str], reason: str) -> None:
    """Install Debian packages where we may; otherwise say exactly what to type, and stop."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise console.CannotGoOn(
            f"{reason}. Please install what this system calls the Debian packages {names}, and start again."
        )
    if os.geteuid() != 0:
        raise console.CannotGoOn(
            f"{reason}. Please type\n  sudo apt-get update && sudo apt-get install --no-install-recommends {names}\n"
            "and start again."
        )
    console.say(f"{reason}. Installing the Debian packages {names} ...")
    failed = f"The Debian packages {names} could not be installed. Is the package mirror reachable?"
    console.run_or_stop(["apt-get", "update", "-q"], failed)
    console.run_or_stop(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], failed)


def _missing(libraries: dict[str, str]) -> list[str]:
    return [name for name in libraries if not _loads(name)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
