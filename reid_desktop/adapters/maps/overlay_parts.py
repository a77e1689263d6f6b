"""Collecting the parts of an overlay, whatever format they come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import OverlayKind, OverlayPart

from .limits import OVERLAY_PARTS, OVERLAY_POINTS, short_text

Position = tuple[float, float]
"""Latitude and longitude in degrees."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LEAST = {OverlayKind.POINT: 1, OverlayKind.LINE: 2, OverlayKind.AREA: 3}


class Parts:
    """Takes parts in and counts what has to be left out."""

    def __init__(self) -> None:
        """Start with none."""
        self.found: list[OverlayPart] = []
        self.left_out = 0
        self._points = 0

    def add(
        self,
        kind: OverlayKind,
        name: object,
        positions: Sequence[Position],
        times_ms: Sequence[int | None] = (),
        holes: Iterable[Sequence[Position]] = (),
    ) -> None:
        """Take a part in; positions that do not exist, and what is too short for its kind, are left out.

        :raises MapFileError: the overlay has become too large to be drawn.
        """
        self._count(len(positions))
        if len(self.found) >= OVERLAY_PARTS:
            raise _too_large()
        degrees, real = _checked(kind, positions)
        self.left_out += _is_broken(kind, degrees, real)
        kept = degrees[real]
        if len(kept) < _LEAST[kind]:
            self.left_out += bool(real.all())
            return
        times = np.empty(0, np.int64)
        if len(times_ms) == len(positions) and all(time is not None for time in times_ms):
            times = np.array(times_ms, np.int64)[real]
        inside = tuple(ring for ring in map(self._ring, holes) if len(ring) >= _LEAST[kind])
        self.found.append(OverlayPart(kind, short_text(name or ""), kept, times, inside))

    def _ring(self, positions: Sequence[Position]) -> NDArray[np.float64]:
        self._count(len(positions))
        degrees, real = _checked(OverlayKind.AREA, positions)
        return degrees[real]

    def _count(self, points: int) -> None:
        self._points += points
        if self._points > OVERLAY_POINTS:
            raise _too_large()

    def leave_out(self) -> None:
        """Count something that cannot be drawn."""
        self.left_out += 1


def _too_large() -> MapFileError:
    return MapFileError(
        "The overlay has more than {points} points or {parts} parts; divide it.",
        points=OVERLAY_POINTS,
        parts=OVERLAY_PARTS,
    )


def _checked(
    kind: OverlayKind, positions: Sequence[Position]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return degrees (n, 2) and which are to be kept: real ones, and the end of a ring only once."""
    degrees = np.array(positions, np.float64).reshape(len(positions), 2)
    # A comparison with NaN is false, so this leaves it out too.
    real = (np.abs(degrees[:, 0]) <= 90) & (np.abs(degrees[:, 1]) <= 180)
    if _is_closed(kind, degrees):
        real[-1] = False
    return degrees, real


def _is_closed(kind: OverlayKind, degrees: NDArray[np.float64]) -> bool:
    return kind is OverlayKind.AREA and len(degrees) > 1 and bool((degrees[0] == degrees[-1]).all())


def _is_broken(kind: OverlayKind, degrees: NDArray[np.float64], real: NDArray[np.bool_]) -> bool:
    """Tell whether a position does not exist."""
    return not bool(real[:-1].all() if _is_closed(kind, degrees) else real.all())


def time_ms(text: str | None) -> int | None:
    """Return an ISO 8601 time as UTC milliseconds; without a zone it is UTC, as GPX and KML have it."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round((moment - _EPOCH).total_seconds() * 1000)


def positions_of(numbers: Iterable[Sequence[object]]) -> list[Position]:
    """Return (latitude, longitude) of rows that begin with longitude and latitude; nonsense becomes NaN."""
    found: list[Position] = []
    for row in numbers:
        try:
            found.append((float(str(row[1])), float(str(row[0]))))
        except (IndexError, TypeError, ValueError, KeyError):
            found.append((float("nan"), float("nan")))
    return found
