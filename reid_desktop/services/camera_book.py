"""Which device and which clip or scene each item of a case counts to, kept while the case grows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.cameras import Shot, scene_of
from reid_desktop.domain.ids import MediaId
from reid_desktop.ports.vectors import VectorReader

Rows = NDArray[np.int64]


class CameraBook:
    """Numbers of devices and scenes; a number once given stays, so that what is known of a scene does."""

    def __init__(self, reader: VectorReader) -> None:
        """Start empty."""
        self._reader = reader
        self._devices: dict[object, int] = {}
        self._scenes: dict[object, int] = {}
        self._device_of_scene: list[int] = []
        self._scene_of_media: Rows = np.full(1, -1, np.int64)
        self._newest: MediaId | None = None

    def bring_up(self, changed: Sequence[MediaId]) -> bool:
        """Take in new items, and again those that changed; tell whether an item moved to another scene."""
        self._note(self._reader.shots(self._newest))
        known = [i for i in changed if i < len(self._scene_of_media) and self._scene_of_media[i] >= 0]
        before = self._scene_of_media[known]
        self._note(self._reader.shots_of(known))
        return bool((self._scene_of_media[known] != before).any())

    def scenes(self, media: Rows) -> Rows:
        """Return the scene of each item; an item without a shot is in the scene of unknown ones."""
        within = np.minimum(media, len(self._scene_of_media) - 1)
        scenes = np.where(media < len(self._scene_of_media), self._scene_of_media[within], -1)
        if (scenes < 0).any():
            scenes = np.where(scenes < 0, self._number(("unknown",), "unknown"), scenes)
        return scenes

    @property
    def devices(self) -> Rows:
        """Return the device of each scene."""
        return np.array(self._device_of_scene, np.int64)

    def _note(self, shots: Sequence[Shot]) -> None:
        if not shots:
            return
        newest = shots[-1].media_id
        if newest >= len(self._scene_of_media):
            wider = np.full(max(newest + 1, 2 * len(self._scene_of_media)), -1, np.int64)
            wider[: len(self._scene_of_media)] = self._scene_of_media
            self._scene_of_media = wider
        for shot in shots:
            self._scene_of_media[shot.media_id] = self._number(scene_of(shot, shot.device), shot.device)
        self._newest = MediaId(max(newest, self._newest or 0))

    def _number(self, scene: object, device: object) -> int:
        if scene not in self._scenes:
            self._scenes[scene] = len(self._scenes)
            self._device_of_scene.append(self._devices.setdefault(device, len(self._devices)))
        return self._scenes[scene]
