"""The sender's side of a review: what its receipts say, which rows came back, and the wish to open a locked period."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import KINDS
from clc_desktop.domain.rules import required_reason
from clc_desktop.domain.states import LOCKED, after_answer
from clc_desktop.domain.versions import State, joined, relation, settle
from clc_desktop.store import contacts, merging, remarks, states, transfers
from clc_desktop.store.database import Connection, Store, Tx, get_meta, set_meta
from clc_desktop.store.records import find
from clc_desktop.store.remarks import Remark
from clc_desktop.store.states import Standing
from clc_desktop.store.transfers import SentFile
from clc_desktop.sync import documents, reader
from clc_desktop.usecases import trust, upwards
from clc_desktop.usecases.workspace import require_identity


def request_unlock(store: Store, period: Period, reason: str) -> None:
    """Xin mở khóa: the next submission of the period carries the wish. ClcError ``reason_missing``, ``not_locked``."""
    reason = required_reason(reason)
    with store.write("request_unlock", period.code) as tx:
        now = states.standing(tx.conn, require_identity(tx.conn).unit_id, period.code)
        if now.state not in LOCKED:
            raise ClcError("not_locked", period=period.code)
        states.append(tx, replace(now, event="wish", reason=reason, who=""))


def wish(conn: Connection, unit_id: str, period: str) -> str:
    """The reason to unlock that the next submission carries: one that nobody has answered yet, or ""."""
    story = states.story(conn, unit_id, period)
    last = next((line for line in story if line.event in ("wish", "ask_unlock")), None)
    if last is None or story[0].state not in LOCKED:
        return ""
    return last.reason if last.event == "wish" or story[0].state == "unlock_asked" else ""


def note_sent(tx: Tx, unit_id: str, sent: SentFile, asked: str) -> None:
    """A submission was written: the period is sent, or asked to be unlocked; rows returned that changed went along."""
    about = Standing(unit_id, sent.period, installation_id=tx.installation, sequence=sent.sequence, digest=sent.digest)
    states.happen(tx, unit_id, sent.period, "ask_unlock" if asked else "submit", asked, about)
    waiting = remarks.returned(tx.conn, unit_id, sent.period)
    remarks.forget(tx, set(waiting) - set(remarks.unchanged(tx.conn, waiting)))


# --- reading a receipt ------------------------------------------------------------------------------------------------


def take_receipt(
    tx: Tx, opened: reader.Opened, rows: Sequence[merging.Incoming], data: bytes, file_name: str
) -> tuple[str, dict[str, Any]]:
    """Take in a receipt in one transaction; returns a code and what its sentence needs.

    ``receipt_unknown``: it answers a file that is not ours, and is kept only; ``receipt_older``: we have read a later
    one, and nothing changes; else ``receipt_`` and the answer. Raises ClcError ``not_from_above``.
    """
    receipt = opened.document
    assert isinstance(receipt, documents.Receipt)
    _refuse_stranger(tx.conn, opened)
    who = require_identity(tx.conn)
    unit_id = who.unit_id
    number = _own_number(tx.conn, unit_id, receipt)
    counts = merging.Counts()
    if number is None:
        code = "receipt_unknown"
    elif (now := _known(tx.conn, unit_id, receipt)) is None:
        code = "receipt_older"
    else:
        code = f"receipt_{receipt.state}"
        counts = _correct(tx, rows, upwards.submitted_units(tx.conn, who))
        _replace_remarks(tx, receipt, unit_id)
        _stand(tx, receipt, now, number)
        _catch_up(tx, receipt)
    trust.keep_file(tx, opened, data, file_name)
    return code, _told(receipt, counts)


def _refuse_stranger(conn: Connection, opened: reader.Opened) -> None:
    """Only an aggregator known from its assignment answers; a check number typed just now is no introduction."""
    known = contacts.by_key(conn, opened.key_id)
    if known is None or known.role != "aggregator":
        raise ClcError("not_from_above", name=opened.document.sender.unit_name)


def _own_number(conn: Connection, unit_id: str, receipt: documents.Receipt) -> int | None:
    """The number of the file it answers; 0 for one of our unit that another PC, or this one before a restore, wrote."""
    number = states.sent_number(conn, receipt.answers, receipt.period)
    if number is not None:
        return number
    file = transfers.received_file(conn, receipt.answers)
    ours = file is not None and (file.kind, file.unit_id, file.period) == ("submission", unit_id, receipt.period)
    return 0 if ours else None


def _known(conn: Connection, unit_id: str, receipt: documents.Receipt) -> Standing | None:
    """Where the period stands by the decisions known, joined with this one; None where this one is outdated.

    Two PCs of an aggregator may decide without knowing of each other: then the same decision holds wherever both are
    read, in whichever order.
    """
    now = states.standing(conn, unit_id, receipt.period)
    version = receipt.decision or ""
    stands = relation(now.version, version)
    if stands == "concurrent":
        first = settle([State(now.version, ""), State(version, "")])[0]
        stands = "newer" if first.version == version else "older"
    return None if stands == "older" else replace(now, version=joined([now.version, version]))


def _correct(tx: Tx, rows: Sequence[merging.Incoming], units: Collection[str]) -> merging.Counts:
    """The aggregator's versions of the records that we submit; personal data, which it never had, stays."""
    counts = merging.stage(tx.conn, rows, units)
    merging.apply(tx, [batch.kind for batch in rows])
    return counts


def _replace_remarks(tx: Tx, receipt: documents.Receipt, unit_id: str) -> None:
    remarks.forget_returned(tx, unit_id, receipt.period)
    who = receipt.sender.unit_name
    returned = (Remark(unit_id, receipt.period, r.kind, r.id, "returned", r.version, r.reason, who=who)
                for r in receipt.returned)  # fmt: skip
    corrected = (Remark(_owner(tx.conn, r) or unit_id, "", r.kind, r.id, "corrected", r.version, r.reason, who=who)
                 for r in receipt.corrected)  # fmt: skip
    remarks.keep(tx, [*returned, *corrected])


def _owner(conn: Connection, said: documents.Returned) -> str | None:
    """Whose record it is: an aggregator hears of its centres', and tells them in turn."""
    found = next(iter(find(conn, KINDS[said.kind], id=said.id)), None) if said.kind in KINDS else None
    return found.unit_id if found else None


def _stand(tx: Tx, receipt: documents.Receipt, now: Standing, number: int) -> None:
    """Work out the state anew; a decision knows every file that an earlier one has answered."""
    earlier = (line.sequence for line in states.story(tx.conn, now.unit_id, now.period)
               if line.event == "answer" and line.installation_id == tx.installation)  # fmt: skip
    answered = max(number, next(earlier, 0))
    sent = states.last_sent(tx.conn, receipt.period)
    asked = states.last_asked(tx.conn, now.unit_id, receipt.period)
    state = after_answer(receipt.state, answered, sent, asked)
    line = replace(now, event="answer", state=state, installation_id=tx.installation, sequence=answered)
    states.append(tx, replace(line, digest=receipt.answers, reason=receipt.reason, who=receipt.sender.unit_name))


def _catch_up(tx: Tx, receipt: documents.Receipt) -> None:
    """Where the aggregator has seen a higher counter of ours, our database is an old copy: count on from there."""
    seen = receipt.knows.get(tx.installation, 0)
    if seen > int(get_meta(tx.conn, "counter") or 0):
        set_meta(tx.conn, "counter", str(seen))


def _told(receipt: documents.Receipt, counts: merging.Counts) -> dict[str, Any]:
    return {
        "number": receipt.sequence,
        "period": receipt.period,
        "reason": receipt.reason,
        "accepted": receipt.accepted,
        "returned": len(receipt.returned),
        "corrected": counts.changed + counts.added + counts.deleted,
        "conflicts": counts.conflicts,
    }
