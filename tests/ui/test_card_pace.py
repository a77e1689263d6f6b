"""A frame paints as many new cards as it has time for; the others follow, and none is left out."""

from __future__ import annotations

from itertools import count

from reid_desktop.ui.painting.card_pace import FRAME_S, LEAST, CardPace


class Clock:
    """A clock that goes on by `step_s` whenever it is looked at."""

    def __init__(self, step_s: float) -> None:
        self._looks, self._step_s = count(), step_s

    def __call__(self) -> float:
        return next(self._looks) * self._step_s


def test_a_frame_ends_when_its_time_is_over() -> None:
    pace = CardPace(Clock(FRAME_S / 10))
    pace.begin()
    allowed = [pace.may_paint() for _ in range(30)]
    assert allowed == sorted(allowed, reverse=True)
    assert LEAST < sum(allowed) < 30
    behind = [pace.is_behind]
    pace.begin()
    behind.append(pace.is_behind)
    assert behind == [True, False]
    assert pace.may_paint()


def test_a_few_cards_are_painted_however_slow_it_is() -> None:
    pace = CardPace(Clock(10 * FRAME_S))
    for _ in range(3):
        pace.begin()
        assert [pace.may_paint() for _ in range(LEAST + 2)] == [True] * LEAST + [False] * 2


def test_outside_a_frame_nothing_waits() -> None:
    pace = CardPace(Clock(FRAME_S))
    assert all(pace.may_paint() for _ in range(50))
    assert not pace.is_behind
