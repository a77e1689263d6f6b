"""The drawn pictures of a crowd: a few dozen, shared by all sightings."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.media.thumbnails import encode_view
from reid_desktop.adapters.vision.self_test_pictures import person_crop, street
from reid_desktop.domain.geometry import Size
from reid_desktop.domain.sighting import NewSighting

_KINDS = 48
_CROP = Size(144, 320)
_MOST_LINKS = 30_000
"""File systems allow some tens of thousands of names for one file."""


class Stock:
    """Gives every sighting the name of one of a few pictures."""

    def __init__(self, names: ThumbnailNames, frame: Size) -> None:
        """Draw the pictures beside the others of the case, as `names` has it."""
        self._names = names
        self._crops: list[bytes] = []
        for number in range(_KINDS):
            self._crops.append(encode_view(person_crop(number, _CROP.width_px, _CROP.height_px)))
        self._scene = encode_view(street(0, frame.width_px, frame.height_px, persons=0), 640)
        self._links: dict[object, tuple[Path, int]] = {}

    def put(self, sha256: str, news: Sequence[NewSighting], number: int) -> None:
        """Give the persons of one item their pictures."""
        for place, new in enumerate(news):
            kind = (number * 7 + place * 13) % _KINDS
            self._link(kind, self._crops[kind], self._names.crop_path(sha256, new.box, new.best_s))
        for best_s in {new.best_s for new in news}:
            self._link("scene", self._scene, self._names.scene_path(sha256, best_s))

    def _link(self, kind: object, data: bytes, path: Path) -> None:
        first, count = self._links.get(kind, (path, _MOST_LINKS))
        first = path if count >= _MOST_LINKS else first
        try:
            _name(first, data, path)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            _name(first, data, path)
        self._links[kind] = (first, 1 if first is path else count + 1)


def _name(first: Path, data: bytes, path: Path) -> None:
    """Let `path` name what `first` holds; write it where that is the same."""
    if first is path:
        path.write_bytes(data)
        return
    try:
        os.link(first, path)
    except FileExistsError:
        return  # two persons of one clip are best seen in the same moment
    except PermissionError:  # a file system without links
        shutil.copyfile(first, path)
