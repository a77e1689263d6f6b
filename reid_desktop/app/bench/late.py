"""Turns of the event loop that came late, and what was seen of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reid_desktop.app.bench.processes import number_in
from reid_desktop.domain.errors import EngineError
from reid_desktop.domain.late_turns import LateTurn, Look

WINDOW_THREAD = "MainThread"
_SHOWN = 4
"""Frames that a line shows; the JSON holds more."""
_IDLE = ("threading.py", "selectors.py", "queue.py", "connection.py", "thread.py", "lane.py")
"""Where a thread of Python's waits: its innermost frame stands in one of these."""


def late_turns(value: object) -> tuple[LateTurn, ...]:
    """Return what the window's process told.

    :raises EngineError: that is not what such a process tells.
    """
    if not isinstance(value, list):
        raise EngineError("The measurement gave no list of late turns.")
    return tuple(_late_turn(one) for one in value)


def _late_turn(table: dict[str, object]) -> LateTurn:
    others, looks = table["others"], table["looks"]
    assert isinstance(others, dict)
    assert isinstance(looks, list | tuple)
    return LateTurn(
        at_s=round(number_in(table, "at_s"), 2),
        gap_ms=round(number_in(table, "gap_ms"), 1),
        work_ms=round(number_in(table, "work_ms"), 1),
        queued_ms=round(number_in(table, "queued_ms"), 1),
        stolen_ms=round(number_in(table, "stolen_ms"), 1),
        others={name: (ran, queued) for name, (ran, queued) in others.items()},
        looks=tuple(_look(look) for look in looks),
    )


def _look(table: dict[str, object]) -> Look:
    threads = table["threads"]
    assert isinstance(threads, dict)
    after_ms = round(number_in(table, "after_ms"), 1)
    return Look(after_ms, {name: tuple(frames) for name, frames in threads.items()})


def late_lines(late: Sequence[LateTurn]) -> Iterator[str]:
    """Say of each late turn what was seen; what is seen again and again stands once."""
    for one in late:
        beside = ", ".join(f"{name} {ran:.0f}+{queued:.0f}" for name, (ran, queued) in one.others.items())
        yield (
            f"  late at {one.at_s:.2f} s: {one.gap_ms:.0f} ms, worked {one.work_ms:.0f}, without a processor "
            f"{one.queued_ms:.0f}, kept by the host {one.stolen_ms:.0f}; other threads of its process, "
            f"worked + without a processor: {beside or 'none'}"
        )
        told = set()
        for look in one.looks:
            for name, frames in look.threads.items():
                words = f"{name}: {' < '.join(map(_short, frames[:_SHOWN]))}"
                if words not in told and (name == WINDOW_THREAD or not _is_waiting(frames)):
                    told.add(words)
                    yield f"    after {look.after_ms:.0f} ms, {words}"


def _short(frame: str) -> str:
    return frame.rpartition("/")[2]


def _is_waiting(frames: Sequence[str]) -> bool:
    return not frames or frames[0].partition(":")[0].endswith(_IDLE)
