"""Which device and which clip or scene an item counts to, while a case grows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reid_desktop.domain.cameras import Shot
from reid_desktop.domain.ids import MediaId
from reid_desktop.services.camera_book import CameraBook
from tests.fakes.store import FakeCaseStore

HOUR_MS = 3_600_000


class Shots(FakeCaseStore):
    """A case of which only the shots are known."""

    def __init__(self, shots: list[Shot]) -> None:
        super().__init__()
        self.known = shots

    def shots(self, after: MediaId | None = None) -> list[Shot]:
        return [one for one in self.known if after is None or one.media_id > after]

    def shots_of(self, media: Sequence[MediaId]) -> list[Shot]:
        return [one for one in self.known if one.media_id in media]


def shot(media_id: int, device: str = "a", time_utc_ms: int | None = 0, *, is_video: bool = False,
         latitude_deg: float | None = None) -> Shot:  # fmt: skip
    longitude_deg = None if latitude_deg is None else 0.0
    return Shot(media_id, device, is_video, time_utc_ms, latitude_deg, longitude_deg)


def test_devices_clips_and_scenes_are_told_apart() -> None:
    shots = [
        shot(1), shot(2, time_utc_ms=HOUR_MS - 1), shot(3, time_utc_ms=HOUR_MS), shot(4, "b"),
        shot(5, is_video=True), shot(6, time_utc_ms=None), shot(7, time_utc_ms=None),
        shot(8, latitude_deg=50.0),
    ]  # fmt: skip
    book = CameraBook(Shots(shots))
    assert not book.bring_up([])
    scenes = book.scenes(np.array([1, 2, 3, 4, 5, 6, 7, 8, 99, 1]))
    assert scenes.tolist() == [0, 0, 1, 2, 3, 4, 4, 5, 6, 0]
    assert book.devices[scenes].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 2, 0]


def test_an_item_that_moved_counts_elsewhere_and_all_numbers_stay() -> None:
    reader = Shots([shot(1), shot(2)])
    book = CameraBook(reader)
    book.bring_up([])
    reader.known = [shot(1), shot(2, time_utc_ms=5 * HOUR_MS), shot(3, "b")]
    assert book.bring_up([MediaId(2), MediaId(77)])
    assert book.scenes(np.array([1, 2, 3])).tolist() == [0, 2, 1]
    assert not book.bring_up([MediaId(2)])
