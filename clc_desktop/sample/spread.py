"""Whole numbers that add up to a known total, spread unevenly as life does."""

from __future__ import annotations

import random
from collections.abc import Sequence


def shares(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """``total`` divided by the weights into whole parts of at least ``least``, by largest remainder."""
    free = total - least * len(weights)
    if free < 0:
        raise ValueError(f"{total} is not enough for {len(weights)} parts of {least}")
    exact = [free * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: free - sum(parts)]:
        parts[i] += 1
    return [least + part for part in parts]


def uneven(dice: random.Random, total: int, weights: Sequence[float], spread: float, least: int = 0) -> list[int]:
    """Like ``shares``, with chance of about ``spread`` around each weight and as few equal parts as can be."""
    blurred = [weight * dice.lognormvariate(0, spread) for weight in weights]
    return _unlike(dice, shares(total, blurred, least), least)


def _unlike(dice: random.Random, parts: list[int], least: int) -> list[int]:
    """Move single units between parts until no two are equal, or for as long as it is worth."""
    for _ in range(20 * len(parts)):
        twins = [i for i, part in enumerate(parts) if parts.count(part) > 1]
        if not twins:
            break
        giver, taker = dice.choice(twins), dice.randrange(len(parts))
        step = dice.randint(1, 4)
        if giver != taker and parts[giver] - step >= least:
            parts[giver] -= step
            parts[taker] += step
    return parts


def part_of(dice: random.Random, whole: int, share: float, blur: float) -> int:
    """About ``share`` of ``whole``, never more than all or less than none."""
    return min(whole, max(0, round(whole * dice.gauss(share, blur))))
