"""What the aggregator above wrote over in our records: each with its reason, and the values before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clc_desktop.store import history, remarks
from clc_desktop.store.database import Store
from clc_desktop.store.remarks import Remark

_TAKEN = "read_receipt"
_MOST = 2_000
"""Changes of corrected records that are looked through, the latest first."""


@dataclass(frozen=True, slots=True)
class Correction:
    """``before`` and ``after`` are the record as the database spells it; ``stands`` until somebody changes it again,
    which the next submission tells."""

    remark: Remark
    at: str
    before: dict[str, Any]
    after: dict[str, Any]
    stands: bool


def corrections(store: Store) -> tuple[Correction, ...]:
    """The corrections that receipts brought here, the latest first."""
    with store.read() as conn:
        said = {(remark.kind, remark.record_id): remark for remark in remarks.corrected(conn)}
        stand = remarks.standing(conn, said.values())
        found: dict[tuple[str, str], Correction] = {}
        for step in history.steps_of_records(conn, [record_id for _, record_id in said], _MOST) if said else ():
            key = step.kind, step.record_id
            if step.change.label == _TAKEN and key in said and key not in found and step.before and step.after:
                found[key] = Correction(said[key], step.change.at, step.before, step.after, key in stand)
    return tuple(found.values())


def corrected_classes(store: Store) -> dict[str, str]:
    """The classes (by id) that the one above wrote over, their sessions too, each with the reason, while it stands."""
    told = ((correction, correction.after.get("class_id", correction.remark.record_id))
            for correction in corrections(store) if correction.stands)  # fmt: skip
    return {class_id: correction.remark.reason for correction, class_id in told}
