"""Where a record as it stands came from: the file that brought it, its sender, and whoever changed it here since."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, text

from clc_desktop.store.history import MERGES

_CHANGES = """
SELECT DISTINCT ch.id, ch.at, ch.who, ch.label, r.digest, r.file_name, r.sequence, r.period, r.unit_id,
       r.installation_id, r.received_at,
       COALESCE((SELECT c.unit_name FROM contact c WHERE c.installation_id = r.installation_id
                 ORDER BY c.since DESC, c.sign_key LIMIT 1), '') AS sender
FROM change_row w JOIN change ch ON ch.id = w.change_id LEFT JOIN received_file r ON r.change_id = ch.id
WHERE w.record_id IN (
  SELECT :id UNION ALL SELECT id FROM class_session WHERE class_id = :id AND :kind = 'learning_class'
) AND NOT (ch.label IN (SELECT value FROM json_each(:merges)) AND ch.undone_by IS NOT NULL)
ORDER BY ch.id DESC
"""
"""What ever changed a record, or a session of a class, with the file that it took in, if it took in one; a merge that
was taken back has left nothing."""

_FIRST_SENT = """
SELECT sequence, period, digest FROM source_file
WHERE via = :via AND unit_id = :unit AND digest <> via ORDER BY sequence DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """``file_name`` "" means that the record was typed here; ``first_*`` name the centre's own file where another
    aggregator handed it on; ``edited_*`` tell of a change made here after the file came."""

    file_name: str = ""
    digest: str = ""
    sequence: int = 0
    period: str = ""
    unit_id: str = ""
    sender: str = ""
    installation_id: str = ""
    received_at: str = ""
    first_sequence: int = 0
    first_period: str = ""
    edited_at: str = ""
    edited_by: str = ""


def origin(conn: Connection, kind: str, record_id: str) -> Origin | None:
    """None when the list of changes knows nothing of the record."""
    changes = list(conn.execute(text(_CHANGES), {"id": record_id, "kind": kind, "merges": json.dumps(MERGES)}))
    if not changes:
        return None
    unit_id = _owner(conn, kind, record_id)
    edited = changes[0].digest is None and changes[0].label not in MERGES
    told = {"edited_at": changes[0].at, "edited_by": changes[0].who} if edited else {}
    for file in (change for change in changes if change.digest is not None):
        first = conn.execute(text(_FIRST_SENT), {"via": file.digest, "unit": unit_id}).first()
        handed_on = {"first_sequence": first.sequence, "first_period": first.period} if first else {}
        return Origin(file.file_name, file.digest, file.sequence, file.period, file.unit_id, file.sender,
                      file.installation_id, file.received_at, **handed_on, **told)  # fmt: skip
    return Origin(**told)


def _owner(conn: Connection, kind: str, record_id: str) -> str:
    """Whose record it is; ``kind`` is one of ours, never typed."""
    found: str | None = conn.scalar(text(f"SELECT unit_id FROM {kind} WHERE id = :id"), {"id": record_id})
    return found or ""
