"""The offset of a clock from events."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.clock_solving import solve
from reid_desktop.domain.clocks import ReferenceEvent


def event(device_s: float, offset_s: float, doubt_s: float = 2.0) -> ReferenceEvent:
    return ReferenceEvent(round(device_s * 1000), round((device_s + offset_s) * 1000), doubt_s, "test")


def test_nothing_gives_nothing_and_one_event_is_not_confirmed() -> None:
    assert solve([]) is None
    found = solve([event(0, 90.5)])
    assert found is not None
    assert (found.offset_s, found.uncertainty_s) == (90.5, 2.0)
    assert "One event only" in found.note


@given(
    st.floats(-1e6, 1e6),
    st.lists(st.floats(-1.9, 1.9), min_size=3, max_size=30),
    st.lists(st.floats(100, 1e6), max_size=2),
    st.randoms(use_true_random=False),
)
def test_most_events_decide_whatever_their_order(
    offset_s: float, jitters_s: list[float], wrong_s: list[float], chance: object
) -> None:
    good = [event(number * 60, offset_s + jitter) for number, jitter in enumerate(jitters_s)]
    bad = [event(number * 60 + 7, offset_s + far) for number, far in enumerate(wrong_s)]
    found = solve([*good, *bad])
    assert found is not None
    assert abs(found.offset_s - offset_s) <= 1.91
    assert abs(found.offset_s - offset_s) <= found.uncertainty_s + 1.91
    assert not set(bad) & set(found.events)
    mixed = [*good, *bad]
    assert hasattr(chance, "shuffle")
    chance.shuffle(mixed)
    again = solve(mixed)
    assert again is not None
    assert (again.offset_s, again.uncertainty_s) == (found.offset_s, found.uncertainty_s)


def test_an_old_fix_falls_out_by_name() -> None:
    events = [event(n * 100, 12 + 0.1 * n) for n in range(6)] + [event(900, -3600)]
    found = solve(events)
    assert found is not None
    assert found.offset_s == pytest.approx(np.median([12 + 0.1 * n for n in range(6)]))
    assert found.left_out == (events[-1],)
    assert found.note == "1 of 7 events does not fit."


def test_a_clock_that_was_set_is_noticed() -> None:
    found = solve([event(n, 5) for n in range(5)] + [event(1000 + n, 3605) for n in range(3)])
    assert found is not None
    assert "probably set while the device was in use: 3 events after" in found.note
