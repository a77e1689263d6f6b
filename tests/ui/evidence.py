"""What the made-up case may hold besides: flags, testimonies, links, corrections, a clip with appearances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reid_desktop.domain.capture import CaptureTime, TimeSource
from reid_desktop.domain.corrections import Corrected, Correction
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import Copy, Inspection, MediaKind, RawFacts
from reid_desktop.domain.settled import Settled
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.domain.stacks import LinkKind, MediaLink
from reid_desktop.domain.testimony import Reading, as_json
from tests.ui.scenery import EXHIBITS, FRAME, KEY, START_MS, Scenery

READINGS = (
    Reading(
        "exif_original", "2024:05:18 14:22:33", utc_ms=START_MS, zone="+02:00", counts=True,
        disagrees=("The file name says 17 May 2024.",),
    ),
    Reading("file_name", "IMG_20240517_<b>\u202e.jpg", wall="2024-05-17T10:00:00"),
    Reading("exif_gps", "52 22 23 N", is_time=False, latitude_deg=52.3731, longitude_deg=4.8925),
)  # fmt: skip


def bear_witness(
    scenery: Scenery, media_id: MediaId, flags: MediaFlag, place_name: str | None = None
) -> None:
    """Settle an item anew: same time and place, with flags and three readings, one of which disagrees."""
    [item] = scenery.store.media([media_id])
    with scenery.store.transaction("test") as case:
        case.settle(media_id, Settled(item.time, item.place, flags, place_name, as_json(READINGS)))


def correct(scenery: Scenery, media_id: MediaId) -> None:
    """Correct a time by hand."""
    time = CaptureTime(START_MS, 60.0, "2024-05-18 12:20:00 UTC", "+00:00", TimeSource.MANUAL)
    made = Correction(
        media_id, Corrected.TIME, time, None, "J. de Vries", "church <i>clock</i>", "2024-06-01T09:00:00.000Z"
    )
    with scenery.store.transaction("test") as case:
        case.add_correction(made)


def link(scenery: Scenery, first: MediaId, second: MediaId, kind: LinkKind) -> MediaLink:
    """Link two items."""
    made = MediaLink(first, second, kind, "perceptual hash, 3 bits apart")
    with scenery.store.transaction("test") as case:
        case.put_link(made)
    return made


def add_clip(scenery: Scenery, starts_s: tuple[float, ...], appearance: int = 0) -> list[SightingId]:
    """Bring a clip in whose one person comes and goes; return the tracklets."""
    facts = RawFacts(size=FRAME, duration_s=60.0, codec="hevc")
    with scenery.store.transaction("test") as case:
        source = case.add_source(EXHIBITS[0].exhibit_id, "/evidence/clip", "folder")
        media_id, _ = case.add_media(Inspection("c" * 64, 1, MediaKind.VIDEO, "mp4", facts), None, None)
        case.add_copy(media_id, Copy(EXHIBITS[0].exhibit_id, source, "/e/c.mp4", "DCIM/c.mp4", 1, 0))
        found = [_tracklet(start_s, appearance) for start_s in starts_s]
        return case.finish_media(media_id, KEY, found, 1.0)


def _tracklet(start_s: float, appearance: int) -> NewSighting:
    box = Box(100 + round(start_s), 100, 200 + round(start_s), 400)
    made = NewSighting(
        box,
        FRAME,
        0.91,
        Quality(0.25, 300, 4.5, True, 0.6),
        np.array([1.0, 0.0], np.float32),
        start_s,
        start_s + 3,
        start_s + 1,
        np.zeros((9, 5), np.float32),
    )
    return replace(made, appearance=appearance)


def media_of(scenery: Scenery, sighting_id: int) -> MediaId:
    """Return the item of a sighting."""
    return scenery.store.sightings([SightingId(sighting_id)])[0].media_id
