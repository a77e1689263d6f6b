"""Which device and which clip or scene each item of a case counts to, kept while the case grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

    def kept(self) -> tuple[dict[str, object], dict[str, Rows]]:
        """Return what is known, to be brought back by `bring_back`."""
        newest = -1 if self._newest is None else int(self._newest)
        facts = {"devices": list(self._devices), "scenes": list(self._scenes), "newest_media": newest}
        of_media = self._scene_of_media[: newest + 1]
        return facts, {"scene_of_media": of_media, "device_of_scene": self.devices}

    def bring_back(self, facts: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Know again what was kept.

        :raises ValueError, TypeError, KeyError: it does not fit together.
        """
        devices, scenes, newest = facts["devices"], facts["scenes"], facts["newest_media"]
        of_media = np.asarray(arrays["scene_of_media"], np.int64)
        of_scene = np.asarray(arrays["device_of_scene"], np.int64)
        if not (isinstance(devices, list) and isinstance(scenes, list) and isinstance(newest, int)):
            raise TypeError("no list of devices and scenes")
        if of_media.shape != (newest + 1,) or of_scene.shape != (len(scenes),):
            raise ValueError("scenes of another number of items or devices")
        if (of_media >= len(scenes)).any() or not ((of_scene >= 0) & (of_scene < len(devices))).all():
            raise ValueError("scenes or devices that are not named")
        self._devices = {_hashable(name): number for number, name in enumerate(devices)}
        self._scenes = {_hashable(name): number for number, name in enumerate(scenes)}
        self._device_of_scene = of_scene.tolist()
        self._scene_of_media = np.concatenate([of_media, np.full(1, -1, np.int64)])
        self._newest = MediaId(newest) if newest >= 0 else None

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


def _hashable(name: object) -> object:
    """Return a name as it was before it was kept: JSON has no tuples."""
    return tuple(_hashable(part) for part in name) if isinstance(name, list) else name
