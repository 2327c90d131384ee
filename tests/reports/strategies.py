"""Random figures that hold together: what the store can count, zeroes and ones included."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from clc_desktop.domain.figures import AnnualFigures, CentreFigures, Count, FieldFigures, RatingCount, Training
from clc_desktop.domain.periods import Period, calendar_year, free_range, half, quarter, school_year, several_years
from clc_desktop.domain.records import Rank

RANKS: tuple[Rank, ...] = ("good", "fair", "average", "poor")

small = st.integers(0, 3) | st.integers(0, 3000)
money = st.just(0) | st.integers(0, 10**10)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)


@st.composite
def counts(draw: st.DrawFn) -> Count:
    """Classes and turns; no turns without a class."""
    classes = draw(small)
    return Count(classes, draw(small) if classes else 0)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    year = draw(st.integers(1995, 2090))
    made = (
        calendar_year(year),
        school_year(year),
        half(year, draw(st.integers(1, 2))),
        quarter(year, draw(st.integers(1, 4))),
        several_years(year - 2, year),
    )
    return draw(st.sampled_from((*made, free_range(made[3].start, made[3].end))))


@st.composite
def fields(draw: st.DrawFn) -> tuple[FieldFigures, ...]:
    return tuple(
        FieldFigures(
            f"f{index}",
            draw(names),
            draw(st.sampled_from(("lớp", "lần"))),
            draw(st.booleans()) or index == 0,
            draw(counts()),
            draw(counts()),
            draw(counts()),
        )
        for index in range(draw(st.integers(1, 6)))
    )


@st.composite
def centres(draw: st.DrawFn) -> tuple[CentreFigures, ...]:
    return tuple(
        CentreFigures(
            f"{index}",
            f"xã {draw(names)}",
            draw(counts()),
            draw(counts()),
            draw(counts()),
            {},
            rank=draw(st.none() | st.sampled_from(RANKS)),
            initial_equipment=draw(st.none() | st.booleans()),
            own_premises=draw(st.none() | st.booleans()),
            regular_funding=draw(money),
            socialised_funding=draw(money),
        )
        for index in range(draw(st.integers(0, 25)))
    )


@st.composite
def trainings(draw: st.DrawFn) -> tuple[Training, ...]:
    month, taking_part = st.none() | st.integers(1, 12), st.none() | st.integers(0, 30)
    one = st.builds(Training, st.integers(1995, 2090), month, names, st.integers(0, 200), taking_part)
    return tuple(draw(st.lists(one, max_size=3)))


@st.composite
def annual_figures(draw: st.DrawFn, *, with_previous: bool = True) -> AnnualFigures:
    own = draw(centres())
    period = draw(periods())
    figures = AnnualFigures(
        period=period,
        counting_rule=draw(st.sampled_from(("sessions", "enrolled"))),
        fields=draw(fields()),
        centres=own,
        ratings=tuple(RatingCount(rank, sum(c.rank == rank for c in own), len(own)) for rank in RANKS),
        trainings=draw(trainings()),
        regular_funding=sum(centre.regular_funding for centre in own),
        socialised_funding=sum(centre.socialised_funding for centre in own),
        managers=draw(small),
        collaborators=draw(small),
        seconded=draw(small),
        boards=draw(st.integers(0, len(own))),
        unplaced=draw(st.just(Count()) | counts()),
    )
    if with_previous and draw(st.booleans()):
        before = draw(annual_figures(with_previous=False))
        return replace(figures, previous=replace(before, period=period.previous()))
    return figures
