"""Evidence for exporters held in memory, and an encoder that writes numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.media import MediaItem
from reid_desktop.ports.export_media import Breathe, ExactFrame, Sink


class FakeEvidencePictures:
    """Files by SHA-256: bytes, and frames at ten a second; a photo is its first frame."""

    def __init__(self, files: Mapping[str, tuple[bytes, Sequence[Pixels]]]) -> None:
        """Hold `files`; what is not there cannot be reached."""
        self._files = files

    def original(self, item: MediaItem, out: Sink, breathe: Breathe) -> str:
        """Write the bytes."""
        breathe()
        out.write(self._found(item)[0])
        return item.copies[0].path

    def photo(self, item: MediaItem, breathe: Breathe) -> Pixels:
        """Return the first frame."""
        breathe()
        return self._found(item)[1][0]

    def frames(self, item: MediaItem, start_s: float, end_s: float, breathe: Breathe) -> Iterator[ExactFrame]:
        """Yield the frames of a stretch."""
        pictures = self._found(item)[1]
        first, last = int(start_s * 10 + 1e-6), int(end_s * 10 + 1e-6)
        first = min(first, len(pictures) - 1)
        for number in range(first, min(last + 1, len(pictures))):
            breathe()
            yield ExactFrame(number, number * 100, "1/1000", number / 10, pictures[number])

    def _found(self, item: MediaItem) -> tuple[bytes, Sequence[Pixels]]:
        if item.sha256 not in self._files:
            raise SourceError("No copy of the file can be reached: it is not there.")
        return self._files[item.sha256]


class FakeEncoder:
    """Keeps the mean of a picture as its `encoding`; the last pictures stay for tests to look at."""

    def __init__(self) -> None:
        """Nothing was written yet."""
        self.pictures: list[Pixels] = []

    def png(self, pixels: Pixels) -> bytes:
        """Return the mean."""
        self.pictures.append(pixels)
        return f"{np.mean(pixels):.3f}\n".encode()

    jpeg = png

    def clip(self, out: Path, frames: Iterable[ExactFrame]) -> int:
        """Write a line a frame."""
        count = 0
        with out.open("xb") as file:
            for frame in frames:
                file.write(self.png(frame.pixels))
                count += 1
        return count
