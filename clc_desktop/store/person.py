"""Who acts: the person chosen at this computer, else whoever is logged in to it. Every list of changes names them."""

from __future__ import annotations

import getpass

_acting = ""


def person() -> str:
    """The name that changes, decisions and frozen reports bear; an account without a name is nobody's."""
    if _acting:
        return _acting
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def act_as(name: str) -> None:
    """From now on this person acts; "" for whoever is logged in to the computer."""
    global _acting
    _acting = name


def acting() -> str:
    """The person chosen at this computer; "" where nobody was."""
    return _acting
