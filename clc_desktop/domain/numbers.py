"""Numbers as Vietnamese offices print them: dots between thousands, a decimal comma, half up (report lines I.3)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def percent(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in percent, half up to one decimal (215 of 179: 120.1); None of nothing."""
    if whole == 0:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def format_percent(value: Decimal | None) -> str | None:
    """``120,1``; exactly 100 and 0 have no decimals; None stays None (no plan, no percentage)."""
    if value is None:
        return None
    if value in (0, 100):
        return str(int(value))
    return f"{value:.1f}".replace(".", ",")


def format_number(value: int) -> str:
    """``1.891``; ``653.056.000``."""
    return f"{value:,}".replace(",", ".")
