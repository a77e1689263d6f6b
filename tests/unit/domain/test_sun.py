"""The height of the sun against published times of rise and set, and at the ends of the earth."""

from datetime import UTC, datetime

import numpy as np
import pytest

from reid_desktop.domain.sun import HORIZON_DEG, sun_elevation_deg


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000


@pytest.mark.parametrize(
    ("moment", "place"),
    [
        ((2024, 6, 21, 3, 43), (51.4779, 0.0)),  # Greenwich, rise and set of the almanac, to the minute
        ((2024, 6, 21, 20, 22), (51.4779, 0.0)),
        ((2024, 12, 21, 8, 4), (51.4779, 0.0)),
        ((2024, 12, 21, 15, 53), (51.4779, 0.0)),
        ((2024, 3, 20, 19, 59), (-33.8568, 151.2153)),  # Sydney, 06:59 by its clocks
    ],
)
def test_the_sun_rises_and_sets_when_the_almanac_says(
    moment: tuple[int, int, int, int, int], place: tuple[float, float]
) -> None:
    assert abs(float(sun_elevation_deg(at(*moment), *place)) - HORIZON_DEG) < 0.35


def test_beyond_the_circles_it_stays_up_or_down() -> None:
    hours = np.arange(24) * 3_600_000
    assert (sun_elevation_deg(at(2024, 6, 21) + hours, 69.65, 18.96) > 0).all()
    assert (sun_elevation_deg(at(2024, 12, 21) + hours, 69.65, 18.96) < 0).all()
    assert np.isfinite(sun_elevation_deg(hours, 90.0, 0.0)).all()
