"""Where all centres' periods stand, and when the first file of each came: one statement for the whole matrix."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

_STANDINGS = """
SELECT e.unit_id, e.period, e.state, COALESCE(f.first, '') AS received, e.reason, e.sequence
FROM (
  SELECT unit_id, period, MAX(id) AS last, MIN(CASE WHEN event = 'receive' THEN at END) AS first
  FROM period_event WHERE period IN (SELECT value FROM json_each(:periods)) GROUP BY unit_id, period
) f JOIN period_event e ON e.id = f.last
"""


class Collected(NamedTuple):
    """Where a unit's period stands; ``received`` is the moment (UTC, ISO) of the first file taken in for it, or ""."""

    unit_id: str
    period: str
    state: str
    received: str
    reason: str
    sequence: int


def standings_of(conn: Connection, periods: Sequence[str]) -> list[Collected]:
    """Every unit that something happened to in these periods."""
    return [Collected(*row) for row in conn.execute(text(_STANDINGS), {"periods": json.dumps(list(periods))})]
