"""Map files held in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import ArchiveFacts, Fingerprint, Overlay, PictureTile, ShapeTile

Tile = PictureTile | ShapeTile


class FakeMapFiles:
    """Answers with what it was given; anything else is no map."""

    def __init__(
        self,
        archives: Mapping[str, tuple[ArchiveFacts, Mapping[tuple[int, int, int], Tile]]],
        overlays: Mapping[str, Overlay] | None = None,
    ) -> None:
        self._archives = archives
        self._overlays = overlays or {}
        self.contents: dict[str, bytes] = {}
        """Of files whose hash counts."""
        self.asked: list[tuple[int, int, int]] = []

    def describe(self, path: str) -> ArchiveFacts:
        if path not in self._archives:
            raise MapFileError("{path} is no map.", path=path)
        return self._archives[path][0]

    def tile(self, path: str, zoom: int, column: int, row: int) -> Tile | None:
        self.describe(path)
        self.asked.append((zoom, column, row))
        return self._archives[path][1].get((zoom, column, row))

    def overlay(self, path: str) -> Overlay:
        if path not in self._overlays:
            raise MapFileError("{path} is no overlay.", path=path)
        return self._overlays[path]

    def fingerprint(
        self, path: str, is_wanted: Callable[[], bool], known: Fingerprint | None = None
    ) -> Fingerprint:
        if not is_wanted():
            raise MapFileError("The hash of {path} is not wanted any more.", path=path)
        if path in self.contents:
            data = self.contents[path]
        elif path in self._archives:
            data = path.encode()
        else:
            raise MapFileError("{path} cannot be read (it is gone).", path=path)
        found = Fingerprint(hashlib.sha256(data).hexdigest(), len(data), f"written {hash(data)}")
        is_known = known is not None and (known.size_bytes, known.state) == (len(data), found.state)
        return known if is_known and known is not None else found

    def close(self) -> None:
        return
