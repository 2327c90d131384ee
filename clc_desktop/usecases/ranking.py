"""Tiêu chí xếp loại: what a centre's points are given for, the most for each, and from how many on each rank begins.

The ministry's letter on it was not found (domain notes 3.2), so criteria and cut-offs are the office's own to set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import Rank
from clc_desktop.domain.vietnamese import clean, search_key
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.sync import documents
from clc_desktop.usecases.settings import read_setting, write_setting
from clc_desktop.usecases.workspace import require_identity

_KEY = "rank_scheme"
MOST_POINTS, MOST_CRITERIA = 1000, documents.MAX_CRITERIA


@dataclass(frozen=True, slots=True)
class Criterion:
    """What ``SelfAssessment.points`` names, and the most that can be given for it."""

    name: str
    most: int


@dataclass(frozen=True, slots=True)
class RankScheme:
    """Criteria in their order; ``good``, ``fair`` and ``average`` are the points from which each rank begins."""

    criteria: tuple[Criterion, ...] = ()
    good: int = 80
    fair: int = 65
    average: int = 50

    @property
    def most(self) -> int:
        """All points that can be given."""
        return sum(criterion.most for criterion in self.criteria)

    def rank(self, points: Mapping[str, int]) -> Rank:
        """The rank of these points; a criterion without points counts nothing."""
        total = sum(points.get(criterion.name, 0) for criterion in self.criteria)
        steps: tuple[tuple[Rank, int], ...] = (("good", self.good), ("fair", self.fair), ("average", self.average))
        return next((rank for rank, least in steps if total >= least), "poor")


def rank_scheme(store: Store) -> RankScheme:
    """The scheme that holds here; without criteria until the office has set some."""
    with store.read() as conn:
        return read_rank_scheme(conn)


def read_rank_scheme(conn: Connection) -> RankScheme:
    """The same within a transaction of the caller's."""
    kept = read_setting(conn, _KEY)
    if not isinstance(kept, dict):
        return RankScheme()
    criteria = tuple(Criterion(one["name"], one["most"]) for one in kept["criteria"])
    return RankScheme(criteria, kept["good"], kept["fair"], kept["average"])


def set_rank_scheme(store: Store, scheme: RankScheme) -> RankScheme:
    """Keep a scheme. Raises ClcError ``criterion_unnamed``, ``criterion_twice``, ``criterion_points`` (1 to 1,000),
    ``criteria_many`` (over 100), or ``cutoffs_order`` unless the cut-offs fall and the highest can be reached."""
    made = RankScheme(_tidy(scheme.criteria), scheme.good, scheme.fair, scheme.average)
    falls = made.good > made.fair > made.average >= 0
    if not falls or (made.criteria and made.good > made.most):
        raise ClcError("cutoffs_order", most=made.most)
    with store.write("rank_scheme") as tx:
        _keep(tx, made)
    return made


def assigned(conn: Connection) -> dict[str, Any]:
    """The scheme as the fields of an assignment."""
    scheme = read_rank_scheme(conn)
    criteria = tuple(documents.Criterion(one.name, one.most) for one in scheme.criteria)
    return {"criteria": criteria, "cutoffs": documents.Cutoffs(scheme.good, scheme.fair, scheme.average)}


def take_assigned(tx: Tx, document: documents.Assignment) -> None:
    """Keep the scheme that an assignment lays down. An aggregator without criteria above it keeps its own."""
    if not document.criteria and require_identity(tx.conn).role != "centre":
        return
    criteria = tuple(Criterion(one.name, one.most) for one in document.criteria)
    cuts = document.cutoffs
    _keep(tx, RankScheme(criteria, cuts.good, cuts.fair, cuts.average) if cuts else RankScheme(criteria))


def _keep(tx: Tx, scheme: RankScheme) -> None:
    criteria = [{"name": one.name, "most": one.most} for one in scheme.criteria]
    steps = {"good": scheme.good, "fair": scheme.fair, "average": scheme.average}
    write_setting(tx, _KEY, {"criteria": criteria} | steps)


def _tidy(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    made = tuple(Criterion(clean(one.name), one.most) for one in criteria)
    if len(made) > MOST_CRITERIA:
        raise ClcError("criteria_many", most=MOST_CRITERIA)
    for one in made:
        if not one.name:
            raise ClcError("criterion_unnamed")
        if not 1 <= one.most <= MOST_POINTS:
            raise ClcError("criterion_points", name=one.name, most=MOST_POINTS)
    names = [search_key(one.name) for one in made]
    for one, name in zip(made, names, strict=True):
        if names.count(name) > 1:
            raise ClcError("criterion_twice", name=one.name)
    return made
