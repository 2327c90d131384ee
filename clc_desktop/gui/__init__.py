"""The window. The only folder that imports PySide6; it talks to use cases and never to the engines below them."""

from __future__ import annotations

import builtins
import ctypes
import sys

# PySide6 puts a hook of its own before every later import (it reads the source of each module, for its
# ``__feature__`` switch): +80 ms and +20 MB with what this program imports afterwards. Nobody here uses the switch.
_plain_import = builtins.__import__

import PySide6.QtCore  # noqa: E402

builtins.__import__ = _plain_import

# PySide6 6.12.0 drops a reference to None for every empty QVariant that it turns into Python, and one to True for every
# signal that carries it (tried with ``QObject().property("x")`` and ``Signal(bool)``; 6.11.1 does neither). Since
# Python 3.12 the three are immortal; before, a table that was painted some fifty times ends the process with
# "deallocating None". So they get more references here than can ever be dropped.
if sys.version_info < (3, 12):
    for constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 40

del PySide6
