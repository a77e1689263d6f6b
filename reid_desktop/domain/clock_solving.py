"""Finds the offset of a clock from events that it and a trusted clock both saw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .clocks import ClockSolution, ReferenceEvent

DECLARED = "declared"
"""How an offset is known that an examiner gave."""
LEAST_ROOM_S = 2.0
"""Two events agree at least if their offsets are this close."""
FEWEST_FOR_STEP = 3
"""A clock that was set shows by so many events before and after."""


def solve(events: Sequence[ReferenceEvent]) -> ClockSolution | None:
    """Return the offset that most events support, those that do not fit left out; None without events.

    The offset is the median of the largest group of events that agree within their uncertainties;
    its uncertainty is the 95th percentile of the distances of the group's events from it, and never
    better than the best event's own, nor than a second.
    """
    if not events:
        return None
    offsets = np.array([(event.true_utc_ms - event.device_utc_ms) / 1000 for event in events])
    rooms = np.array([max(LEAST_ROOM_S, 2 * event.true_uncertainty_s) for event in events])
    near = np.abs(offsets[:, None] - offsets[None, :]) <= np.maximum(rooms[:, None], rooms[None, :])
    votes = near.sum(axis=1)
    # Of several groups as large the tightest; then the smallest offset, so that order does not matter.
    spread = [float(np.ptp(offsets[row])) for row in near]
    worth = [(-int(votes[row]), spread[row], abs(offsets[row]), offsets[row]) for row in range(len(events))]
    centre = worth.index(min(worth))
    inside = near[centre]
    offset_s = float(np.median(offsets[inside]))
    apart = np.abs(offsets[inside] - offset_s)
    least = min(event.true_uncertainty_s for event, is_in in zip(events, inside, strict=True) if is_in)
    uncertainty_s = max(float(np.percentile(apart, 95)), least, 1.0)
    used = tuple(event for event, is_in in zip(events, inside, strict=True) if is_in)
    left_out = tuple(event for event, is_in in zip(events, inside, strict=True) if not is_in)
    note = _note(used, left_out, offsets[inside], offsets[~inside])
    return ClockSolution(round(offset_s, 3), round(uncertainty_s, 3), used, left_out, note)


def basis_of(solution: ClockSolution) -> str:
    """Return how an offset is known that a solution gave, as the exhibit keeps it."""
    count = len(solution.events)
    return "solved from 1 event" if count == 1 else f"solved from {count} events"


def _note(
    used: Sequence[ReferenceEvent],
    left_out: Sequence[ReferenceEvent],
    used_s: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    left_out_s: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> str:
    if len(used) == 1:
        return "One event only: nothing confirms it."
    if len(left_out) < FEWEST_FOR_STEP:
        return _unfit(len(left_out), len(used)) if left_out else ""
    ours, theirs = ([event.device_utc_ms for event in group] for group in (used, left_out))
    agree = float(np.ptp(left_out_s)) <= max(10.0, float(np.ptp(used_s)) * 2)
    apart = max(ours) < min(theirs) or max(theirs) < min(ours)
    if agree and apart and len(used) >= FEWEST_FOR_STEP:
        when = "before" if max(theirs) < min(ours) else "after"
        return (
            f"The clock was probably set while the device was in use: {len(left_out)} events {when} the "
            f"others agree on an offset of {float(np.median(left_out_s)):,.0f} s. One offset cannot hold "
            "for both."
        )
    return _unfit(len(left_out), len(used))


def _unfit(count: int, used: int) -> str:
    if count == 1:
        return f"1 of {used + 1} events does not fit."
    return f"{count} of {used + count} events do not fit."
