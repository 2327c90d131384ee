"""The states of a period in words and colours, the same on both sides: Nháp, Đã gửi, Đã duyệt, Trả lại, Khóa."""

from __future__ import annotations

from clc_desktop import i18n
from clc_desktop.i18n import text as _

STATES = ("draft", "sent", "accepted", "returned", "locked", "unlock_asked", "unlocked")
TONES = {"accepted": "done", "returned": "error", "unlock_asked": "warning", "unlocked": "warning", "sent": "warning"}
"""Amber for what waits for somebody; a lock is no colour, it is the end."""


def state_word(code: object) -> str:
    """``Đã duyệt``; a receipt also says that a file was just received."""
    return _("Đã nhận") if code == "received" else i18n.coded("state", str(code))


def state_tone(code: str) -> str:
    """The ground of its chip at the aggregator's; a centre has done its part once a file is sent."""
    return TONES.get(code, "")
