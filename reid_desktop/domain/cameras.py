"""Which sightings count as seen by one camera: the same device, and within it the same clip or scene."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SCENE_MS = 3_600_000
"""Photos of one device within the same hour of UTC ..."""
SCENE_DEG = 0.005
"""... and the same cell of about 500 m are one scene."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shot:
    """What is known of the camera behind one media item."""

    media_id: int
    device: str
    """Camera named by the file or its name; else exhibit and folder."""
    is_video: bool
    time_utc_ms: int | None
    latitude_deg: float | None
    longitude_deg: float | None


def scene_of(shot: Shot, device: object) -> object:
    """Return what the items of one clip or scene have in common, and no others."""
    if shot.is_video:
        return shot.media_id
    if shot.time_utc_ms is None:
        return device, None
    place = None
    if shot.latitude_deg is not None and shot.longitude_deg is not None:
        place = (shot.latitude_deg // SCENE_DEG, shot.longitude_deg // SCENE_DEG)
    return device, shot.time_utc_ms // SCENE_MS, place
