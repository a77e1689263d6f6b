"""Where and when the made-up phones of a crowd were: homes, trips, days and nights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reid_desktop.domain.geometry import Box, Size

FRAME = Size(1600, 1200)
_BEGINS_MS = 1_546_300_800_000
"""2019-01-01, 00:00 UTC."""
_DAYS = 2000
_DAY_MS, _HOUR_MS = 86_400_000, 3_600_000
_TOWNS = (
    (48.2082, 16.3738), (52.3731, 4.8925), (51.9225, 4.4792), (50.8503, 4.3517), (52.5200, 13.4050),
    (48.8566, 2.3522), (51.5074, -0.1278), (41.9028, 12.4964), (40.4168, -3.7038), (50.0875, 14.4213),
    (40.7128, -74.0060), (35.6762, 139.6503), (-33.8688, 151.2093), (-36.8485, 174.7633),
    (21.3069, -157.8583),
    (-17.7134, 178.0650), (64.1466, -21.9426), (30.0444, 31.2357), (-1.2921, 36.8219), (-23.5505, -46.6333),
)  # fmt: skip
"""Latitude and longitude, degrees; some on either side of the date line."""
_HOURS = np.array([1, 1, 1, 1, 1, 1, 2, 4, 6, 7, 8, 9, 10, 9, 8, 8, 9, 10, 11, 12, 11, 8, 5, 3], np.float64)
"""How often photos are taken in each hour of the day."""
_PERSONS = (0.34, 0.28, 0.18, 0.12, 0.08)
"""How often there are 2, 3, 4, 5 and 6 persons in one picture."""


@dataclass(frozen=True, slots=True)
class Outing:
    """One moment in which a phone took a picture."""

    exhibit: int
    utc_ms: int
    latitude_deg: float
    longitude_deg: float
    accuracy_m: float


def outings(random: np.random.Generator, phones: int) -> Iterator[Outing]:
    """Yield moments without end: bursts of photos along a walk, mostly at home, some on a trip."""
    homes = [_TOWNS[int(random.integers(len(_TOWNS)))] for _ in range(phones)]
    while True:
        exhibit = int(random.integers(phones))
        away = random.random() < 0.25
        town = _TOWNS[int(random.integers(len(_TOWNS)))] if away else homes[exhibit]
        hour = int(random.choice(24, p=_HOURS / _HOURS.sum()))
        utc_ms = _BEGINS_MS + int(random.integers(_DAYS)) * _DAY_MS + hour * _HOUR_MS
        here = np.array(town) + random.standard_normal(2) * 0.03
        step = random.standard_normal(2) * 0.0004
        for _ in range(int(random.integers(4, 60))):
            utc_ms += int(random.exponential(60_000))
            here = here + step + random.standard_normal(2) * 0.0002
            accuracy_m = float(random.choice((5.0, 12.0, 40.0, 300.0)))
            yield Outing(exhibit, utc_ms, float(here[0]), float((here[1] + 180) % 360 - 180), accuracy_m)


def boxes_of(random: np.random.Generator) -> list[Box]:
    """Return where the persons of one picture stand, two to six side by side."""
    count = 2 + int(random.choice(len(_PERSONS), p=_PERSONS))
    room = FRAME.width_px // count
    boxes = []
    for place in range(count):
        height = int(random.integers(260, 900))
        width = min(round(height * 0.42), room - 4)
        left = place * room + int(random.integers(0, room - width))
        top = FRAME.height_px - height - int(random.integers(0, 40))
        boxes.append(Box(left, top, left + width, top + height))
    return boxes
