"""Where a unit's period stands between the sender and its aggregator: a machine that needs no network.

    Nháp -> Đã gửi -> Đã duyệt | Trả lại -> (sửa, gửi lại) … -> Khóa -> xin mở khóa -> Mở khóa -> (sửa, gửi lại) …

Both sides keep the state. The aggregator goes by the files it takes in and by its own decisions; the sender goes by
the files it writes and by the receipts it reads. Files may be lost, late or repeated, so the sender never replays a
history: ``after_answer`` works out its state from the newest decision and the numbers of its own files, in whatever
order they came.
"""

from __future__ import annotations

from typing import Literal

from clc_desktop.domain.errors import ClcError

State = Literal["draft", "sent", "accepted", "returned", "locked", "unlock_asked", "unlocked"]
"""Nháp, Đã gửi, Đã duyệt, Trả lại, Khóa, Xin mở khóa (still locked), Mở khóa."""

Answer = Literal["received", "accepted", "returned", "locked", "unlock_asked", "unlocked"]
"""What a receipt says about a period; ``received`` only says that the file came in and was merged, ``unlock_asked``
that its wish has been heard and is not decided yet."""

Event = Literal["submit", "ask_unlock", "receive", "hear_wish", "accept", "return", "lock", "unlock", "refuse_unlock"]
"""``submit`` and ``ask_unlock`` (a submission that carries the wish) are the sender's, all others the aggregator's:
``receive`` merges a submission, ``hear_wish`` notes the wish of one, the rest are the officer's decisions."""

LOCKED: frozenset[State] = frozenset({"locked", "unlock_asked"})
"""The states in which no record of the period may change. A wish opens nothing by itself."""

SENDERS: frozenset[Event] = frozenset({"submit", "ask_unlock"})
"""The events of whoever owns the period; nobody decides about a period of one's own."""

_NEXT: dict[Event, dict[State, State]] = {
    "submit": {
        "draft": "sent",
        "sent": "sent",
        "accepted": "sent",
        "returned": "sent",
        "unlocked": "sent",
        "locked": "locked",
        "unlock_asked": "unlock_asked",
    },
    "ask_unlock": {"locked": "unlock_asked", "unlock_asked": "unlock_asked"},
    "receive": {
        "draft": "sent",
        "sent": "sent",
        "accepted": "sent",
        "returned": "sent",
        "unlocked": "sent",
        "locked": "locked",
        "unlock_asked": "unlock_asked",
    },
    "hear_wish": {"locked": "unlock_asked", "unlock_asked": "unlock_asked"},
    "accept": {"sent": "accepted", "accepted": "accepted", "returned": "accepted", "unlocked": "accepted"},
    "return": {"sent": "returned", "accepted": "returned", "returned": "returned", "unlocked": "returned"},
    "lock": {"sent": "locked", "accepted": "locked", "unlocked": "locked"},
    "unlock": {"locked": "unlocked", "unlock_asked": "unlocked"},
    "refuse_unlock": {"unlock_asked": "locked"},
}
"""What each event makes of each state; what is not listed is refused.

Sending is always allowed: the file of a locked period holds what is locked, and carries the wish to open it. A period
with rows returned is not locked, because then nobody could mend them.
"""

_ANSWERS: dict[State, Answer] = {
    "sent": "received",
    "accepted": "accepted",
    "returned": "returned",
    "locked": "locked",
    "unlock_asked": "unlock_asked",
    "unlocked": "unlocked",
}


def after(state: State, event: Event, period: str, own: bool) -> State:
    """The state after an event; ``own`` when the period is one's own, so that one is its sender.

    Raises ClcError ``own_period`` or ``not_own_period`` for what is the other side's to do, and ``nothing_sent``,
    ``period_locked``, ``not_locked``, ``no_unlock_wish`` or ``rows_returned`` for what the state does not allow.
    """
    if own is not (event in SENDERS):
        raise ClcError("own_period" if own else "not_own_period", period=period)
    following = _NEXT[event].get(state)
    if following is None:
        raise ClcError(_refusal(state, event), period=period)
    return following


def _refusal(state: State, event: Event) -> str:
    if event == "refuse_unlock":
        return "no_unlock_wish"
    if event in ("ask_unlock", "hear_wish", "unlock"):
        return "not_locked"
    if state in LOCKED:
        return "period_locked"
    return "nothing_sent" if state == "draft" else "rows_returned"


def answer_of(state: State) -> Answer | None:
    """What a receipt says while the aggregator is in this state; None before anything came."""
    return _ANSWERS.get(state)


def after_answer(answer: Answer, answered: int, sent: int, asked: int) -> State:
    """The sender's state by the newest decision: on its file number ``answered``, when its last file of the period is
    number ``sent`` and its last one with a wish to unlock number ``asked`` (0: none).

    A file that the decision did not know of is under way, which takes nothing from a lock.
    """
    if answer in ("locked", "unlock_asked"):
        return "unlock_asked" if answer == "unlock_asked" or asked > answered else "locked"
    if answer == "received" or sent > answered:
        return "sent"
    return answer
