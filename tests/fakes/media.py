"""Evidence kept in memory, for tests of what uses sources, files, photos and videos."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from reid_desktop.domain.errors import MediaError, NotMediaError, SourceError
from reid_desktop.domain.geometry import Box, Pixels, Size, crop
from reid_desktop.domain.media import FileOutcome, Inspection, MediaKind, RawFacts, SourceEntry
from reid_desktop.ports.media import Photo, VideoFrame


class FixedClock:
    """A clock that stands still."""

    def __init__(self, now_utc_ms: int = 1_732_000_000_000) -> None:
        """Stand at a moment of November 2024."""
        self.utc_ms = now_utc_ms

    def now_utc_ms(self) -> int:
        """Return the moment."""
        return self.utc_ms

    def monotonic_s(self) -> float:
        """Return the same moment in seconds."""
        return self.utc_ms / 1000


class FakeSource:
    """Lists what it was given."""

    kind = "folder"

    def __init__(self, listed: Sequence[SourceEntry | FileOutcome] = ()) -> None:
        """Keep the list in the order of device paths."""
        self._listed = sorted(listed, key=lambda found: found.path)

    def entries(self, root: str) -> Iterator[SourceEntry | FileOutcome]:
        """Yield what lies below `root`."""
        found = [one for one in self._listed if one.path == root or one.path.startswith(f"{root}/")]
        if not found:
            raise SourceError("There is no folder at {path}.", path=root)
        yield from found


class FakeInspector:
    """Knows files by their path; the first word of their bytes says what they are.

    `photo W H`, `video W H`, `broken`, anything else is no media.
    """

    def __init__(self, files: Mapping[str, bytes], facts: Mapping[str, RawFacts] | None = None) -> None:
        """Take the files' bytes, and facts for those that should have some."""
        self.files = dict(files)
        self.facts = dict(facts or {})

    def inspect(self, entry: SourceEntry, breathe: Callable[[], None] = lambda: None) -> Inspection:
        """Return hash, kind and facts."""
        breathe()
        if entry.path not in self.files:
            raise SourceError("The file cannot be opened: {path}.", path=entry.path)
        data = self.files[entry.path]
        words = data.split()
        if words[:1] == [b"broken"]:
            raise MediaError("The header is damaged.")
        if words[:1] not in ([b"photo"], [b"video"]):
            raise NotMediaError("It is no photo and no video.")
        size = Size(int(words[1]), int(words[2]))
        return Inspection(
            sha256=hashlib.sha256(data).hexdigest(),
            size_bytes=len(data),
            kind=MediaKind(words[0].decode()),
            container="jpeg" if words[0] == b"photo" else "mp4",
            facts=self.facts.get(entry.path, RawFacts(size=size)),
        )


class FakePhoto:
    """A photo of known pixels."""

    def __init__(self, pixels: Pixels, warnings: tuple[str, ...] = ()) -> None:
        """Keep the upright pixels."""
        self._pixels = pixels
        self._warnings = warnings

    @property
    def size(self) -> Size:
        """Upright full size."""
        return Size(self._pixels.shape[1], self._pixels.shape[0])

    def at_least(self, longest_side_px: int) -> Pixels:
        """Return every second, fourth or eighth pixel where that is enough."""
        longest = max(self._pixels.shape[:2])
        step = next((n for n in (8, 4, 2) if -(-longest // n) >= longest_side_px), 1)
        return np.ascontiguousarray(self._pixels[::step, ::step])

    def region(self, box: Box) -> Pixels:
        """Return a copy of the part."""
        return np.ascontiguousarray(crop(self._pixels, box.clipped(self.size)))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was given."""
        return self._warnings


class FakePhotoReader:
    """Opens `photo W H SEED` as noise, always the same for the same bytes."""

    def open(self, data: bytes, name: str) -> Photo:
        """Return a photo of W by H pixels."""
        words = data.split()
        if words[:1] != [b"photo"]:
            raise NotMediaError("{name} is no photo.", name=name)
        chance = np.random.default_rng(list(data))
        shape = (int(words[2]), int(words[1]), 3)
        warnings = ("The file is cut short.",) if b"cut" in words else ()
        return FakePhoto(chance.integers(0, 256, shape, dtype=np.uint8), warnings)


class FakeVideoReader:
    """Plays lists of pictures at a fixed rate, by path."""

    def __init__(self, clips: Mapping[str, Sequence[Pixels]], rate: float = 10.0) -> None:
        """Take the clips' frames."""
        self._clips = dict(clips)
        self._rate = rate

    def frames(self, path: str, frames_per_s: float, after_s: float | None = None) -> Iterator[VideoFrame]:
        """Yield the first frame of each period."""
        last = -1 if after_s is None else int((after_s + 1e-6) * frames_per_s)
        for time_s, pixels in self._timed(path):
            period = int((time_s + 1e-6) * frames_per_s)
            if period > last:
                last = period
                yield VideoFrame(time_s, pixels)

    def key_frames(self, path: str, gap_s: float) -> Iterator[VideoFrame]:
        """Yield frames at least that far apart: each could be decoded alone."""
        due_s = 0.0
        for time_s, pixels in self._timed(path):
            if time_s >= due_s - 1e-6:
                due_s = time_s + gap_s
                yield VideoFrame(time_s, pixels)

    def frame_at(self, path: str, time_s: float) -> VideoFrame:
        """Return the last frame that starts by then."""
        shown = [frame for frame in self._timed(path) if frame[0] <= time_s + 1e-6]
        return VideoFrame(*(shown[-1] if shown else self._timed(path)[0]))

    def run(self, path: str, from_s: float, count: int) -> Iterator[VideoFrame]:
        """Yield frames from the one shown then."""
        first = self.frame_at(path, from_s).time_s
        following = [frame for frame in self._timed(path) if frame[0] >= first]
        yield from (VideoFrame(*frame) for frame in following[:count])

    def _timed(self, path: str) -> list[tuple[float, Pixels]]:
        if path not in self._clips:
            raise SourceError("The file cannot be opened: {path}.", path=path)
        if not self._clips[path]:
            raise MediaError("No frame of the video can be decoded.")
        return [(at / self._rate, pixels) for at, pixels in enumerate(self._clips[path])]


class FakeThumbnails:
    """Remembers the pictures; the paths it names are never written."""

    def __init__(self, folder: Path = Path("thumbs")) -> None:
        """Name paths below `folder`."""
        self._folder = folder
        self.pictures: dict[Path, Pixels] = {}

    def put_crop(self, sha256: str, box: Box, best_s: float | None, crop: Pixels) -> None:
        """Remember a crop."""
        self.pictures.setdefault(self.crop_path(sha256, box, best_s), crop.copy())

    def put_scene(self, sha256: str, best_s: float | None, picture: Pixels) -> None:
        """Remember a view."""
        self.pictures.setdefault(self.scene_path(sha256, best_s), picture.copy())

    def crop_path(self, sha256: str, box: Box, best_s: float | None) -> Path:
        """Return a path that only this crop has."""
        return self._folder / f"{sha256}-{box.left_px}-{box.top_px}-{box.right_px}-{box.bottom_px}-{best_s}"

    def scene_path(self, sha256: str, best_s: float | None) -> Path:
        """Return a path that only this view has."""
        return self._folder / f"{sha256}-{best_s}"
