"""Measure map and timeline on made-up sightings: the window's own time a frame, and gaps of its event loop.

Usage: python -m tools.measure_space_time [SIGHTINGS] (1,000,000 unless said; set QT_QPA_PLATFORM=offscreen
where there is no display). A frame is a step of a pan or zoom and the painting that follows. The thread's
own time is told, which other load on the computer hardly changes, and the gaps between turns of the event
loop, which it does.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.painting.map_mark_looks import codes_of
from reid_desktop.ui.views.map import MapView
from reid_desktop.ui.views.timeline import TimelineView

_TICK_MS = 5
_FRAMES = 100
_GAP_MS = 50.0


class Clock:
    """Times frames, and the turns of the event loop meanwhile."""

    def __init__(self, application: QApplication) -> None:
        """Begin to tick."""
        self._application = application
        self._gaps_ms: list[float] = []
        self._last_s = time.perf_counter()
        self._timer = QTimer(interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now_s = time.perf_counter()
        self._gaps_ms.append((now_s - self._last_s) * 1000)
        self._last_s = now_s

    def rest(self, seconds: float) -> None:
        """Let the event loop turn."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._application.processEvents()

    def wait(self, is_done: Callable[[], bool]) -> float:
        """Let the event loop turn until something is done; return how long that took."""
        begun_s = time.perf_counter()
        while not is_done():
            self._application.processEvents()
        return time.perf_counter() - begun_s

    def frames(self, name: str, widget: QWidget, step: Callable[[int], None]) -> None:
        """Time a hundred steps with the painting after each, and print a line."""
        self._gaps_ms, self._last_s = [], time.perf_counter()
        taken_ms = []
        for number in range(_FRAMES):
            begun_s = time.thread_time()
            step(number)
            widget.repaint()
            taken_ms.append((time.thread_time() - begun_s) * 1000)
            self._application.processEvents()
        frame, gaps = np.array(taken_ms), np.array(self._gaps_ms or [0.0])
        p50, p95 = np.percentile(frame, [50, 95])
        print(
            f"{name:26s} {p50:5.1f} / {p95:5.1f} / {frame.max():5.1f} ms own time a frame (p50/p95/max); "
            f"gaps p99 {np.percentile(gaps, 99):5.1f}, max {gaps.max():5.1f} ms, "
            f"{int((gaps > _GAP_MS).sum())} of {len(gaps)} over {_GAP_MS:.0f}"
        )


def wheel(view: QWidget, turned: int) -> None:
    """Turn the wheel in the middle of a widget."""
    at = QPointF(view.width() / 2, view.height() / 2)
    event = QWheelEvent(
        at, view.mapToGlobal(at), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def measure_map(clock: Clock, count: int, dice: np.random.Generator) -> None:
    """Pan at four zooms, zoom, and pan with heat."""
    town = dice.integers(0, 400, count)
    latitude = dice.uniform(35, 60, 400)[town] + dice.normal(0, 0.15, count)
    longitude = dice.uniform(-9, 30, 400)[town] + dice.normal(0, 0.2, count)
    reach_m = np.where(dice.random(count) < 0.5, dice.uniform(5, 60, count), np.nan)
    looks = codes_of(dice.integers(0, 5, count).astype(np.int8), np.zeros(count, np.uint8))
    view = MapView(Path(__file__).parents[1] / "resources" / "map")
    view.resize(1280, 800)
    view.show()
    clock.rest(1.0)
    view.show_points(np.arange(count), latitude, longitude, None, 0, lambda: looks, reach_m)
    took_s = clock.wait(lambda: view.point_count == count)
    print(f"map: {count:,} points shown after {took_s:.2f} s")
    x, y = to_unit(latitude[0], longitude[0])
    for zoom in (4.0, 7.0, 10.0, 13.0):
        view.pan_by(0, 0)
        view.go(replace(view.viewport, centre_x=float(x), centre_y=float(y), zoom=zoom).held())
        clock.rest(2.0)
        clock.frames(f"  pan at zoom {zoom:.0f}", view, lambda n: view.pan_by(7 if n < 50 else -7, 3))
    view.fit()
    clock.rest(2.0)
    clock.frames("  zoom by the wheel", view, lambda n: wheel(view, 40 if n < 60 else -60))
    view.layers.shows_heat = True
    view.fit()
    clock.rest(2.0)
    clock.frames("  pan with heat", view, lambda n: view.pan_by(6 if n < 50 else -6, 2))
    view.close()


def measure_timeline(clock: Clock, count: int, dice: np.random.Generator) -> None:
    """Zoom from years to hours, and pan there and far out."""
    start = dice.integers(1_500_000_000_000, 1_730_000_000_000, count)
    off = np.where(dice.random(count) < 0.1, 50_400_000, 2000)
    lanes, names = (np.arange(count) % 12).astype(np.int32), [f"EX-{n}" for n in range(12)]
    view = TimelineView()
    view.resize(1280, 300)
    view.show()
    view.set_zone("Europe/Berlin")
    view.show_events(np.arange(count), start, lanes, names, 500, start - off, start + off)
    took_s = clock.wait(lambda: view.event_count == count)
    print(f"timeline: {count:,} events shown after {took_s:.2f} s")
    clock.frames("  pan, years", view, lambda n: view.pan_by(9 if n < 50 else -9))
    clock.frames("  zoom in", view, lambda _n: view.zoom_by(0.9))
    clock.frames("  pan, hours", view, lambda n: view.pan_by(9 if n < 50 else -9))
    view.close()


def main(arguments: list[str]) -> int:
    """Measure both."""
    if len(arguments) > 1 or not all(one.isdecimal() for one in arguments):
        print(__doc__, file=sys.stderr)
        return 2
    count = int(arguments[0]) if arguments else 1_000_000
    clock, dice = Clock(QApplication([])), np.random.default_rng(1)
    load = f", load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else ""
    print(f"{count:,} sightings{load}")
    measure_map(clock, count, dice)
    measure_timeline(clock, count, dice)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
