"""Talking to the person at the terminal, in plain ASCII: a bare console may not know more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
CANNOT_SET_UP = 2


class CannotGoOn(Exception):
    """Something a person has to do first; the message says what."""


def say(sentence: str) -> None:
    """Print one line at once, so that it stands before the output of the programs it announces."""
    print(sentence, flush=True)


def is_terminal() -> bool:
    """Whether a person is likely to watch."""
    return sys.stdout.isatty() and not os.environ.get("CI")


class Counter:
    """`  12 of 60: reportlab`: rewritten in place on a terminal, every tenth line in a log."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0

    def step(self, what: str) -> None:
        """Count one more."""
        self.done += 1
        line = f"  {self.done} of {max(self.total, self.done)}: {what}"
        if is_terminal():
            print(f"\r{line:<78.78}", end="", flush=True)
        elif self.done % 10 == 0:
            say(line)

    def close(self) -> None:
        """End the line that was rewritten."""
        if is_terminal() and self.done:
            print(flush=True)


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of every program we start: UTF-8 whatever the console's code page is."""
    return {**os.environ, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **(extra or {})}


def run(command: Sequence[str | Path], extra: Mapping[str, str] | None = None) -> int:
    """Run a program in the clone with our own input and output; its exit code."""
    sys.stdout.flush()
    try:
        words = [str(part) for part in command]
        return subprocess.run(words, cwd=CLONE, env=child_environment(extra), check=False).returncode
    except KeyboardInterrupt:
        return 130


def run_or_stop(command: Sequence[str | Path], sentence: str) -> str:
    """Run a program quietly and return what it printed; if it fails show the end of that and stop with the sentence."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=CLONE,
        env=child_environment({"DEBIAN_FRONTEND": "noninteractive"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        say("\n".join(done.stdout.splitlines()[-30:]))
        raise CannotGoOn(sentence)
    return done.stdout
