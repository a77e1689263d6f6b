"""Reading evidence: sources, files, photos, videos; and the pictures the product makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.media import FileOutcome, Inspection, SourceEntry


class SourceReader(Protocol):
    """Lists the files of a source, in place and read-only."""

    kind: str
    """`folder` or `file`, later `zip`, `tar`, ..."""

    def entries(self, root: str) -> Iterator[SourceEntry | FileOutcome]:
        """Yield every file below `root`, in a stable order.

        What cannot be listed (a folder without permission) comes as a failed
        FileOutcome. Links are not followed out of the root and never looped.
        """
        ...


class Evidence(Protocol):
    """The one way to the bytes of evidence, wherever they lie; safe from several threads.

    A path is that of a file of this computer; or `ARCHIVE!/MEMBER`, where an
    archive may itself be a member; or `FILE!/@START+SIZE.EXT`, a part of a file.
    A file whose real name holds `!/` comes first.
    """

    def open(self, path: str) -> BinaryIO:
        """Open seekable and read-only; nothing is ever written to the evidence or beside it.

        :raises SourceError: it cannot be opened, or a limit is passed; reading may raise it too.
        """
        ...

    def mtime_ns(self, path: str) -> int:
        """Return the date of change, as the source that lists the path gives it.

        :raises SourceError: it is not there any more, or cannot be reached.
        """
        ...


class MediaInspector(Protocol):
    """Reads hash, kind and facts of one file."""

    def inspect(self, entry: SourceEntry, breathe: Callable[[], None] = lambda: None) -> Inspection:
        """Read one file by its content.

        `breathe` is called every few megabytes, so that a long file shows life and can be given up.

        :raises NotMediaError: it is no photo and no video.
        :raises MediaError: it is one, but its header cannot be read.
        :raises SourceError: the file cannot be opened or read.
        """
        ...


class Photo(Protocol):
    """One opened photo; decodes only what is asked for."""

    @property
    def size(self) -> Size:
        """Upright full size."""
        ...

    def at_least(self, longest_side_px: int) -> Pixels:
        """Return the whole picture, upright, decoded as small as is cheap.

        The longest side is at least `longest_side_px`, or full size if the
        photo is smaller.
        """
        ...

    def region(self, box: Box) -> Pixels:
        """Return the part inside `box` (upright full-frame pixels) at full resolution."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return sentences about damage met while decoding (`the file is cut short`)."""
        ...


class PhotoReader(Protocol):
    """Opens photos."""

    def open(self, data: bytes, name: str) -> Photo:
        """Open a photo from its bytes.

        :raises MediaError: not decodable, or larger than the pixel limit.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class VideoFrame:
    """One upright frame of a video."""

    time_s: float
    """Presentation time from the start of the clip."""
    pixels: Pixels


class VideoReader(Protocol):
    """Decodes videos by presentation time."""

    def frames(self, path: str, frames_per_s: float, after_s: float | None = None) -> Iterator[VideoFrame]:
        """Yield upright frames, at most `frames_per_s` of them a second.

        A damaged tail ends the iteration after the good frames. With `after_s`, only frames later than
        that come, the same ones that would come from the start; there may be none.

        :raises MediaError: nothing can be decoded at all.
        """
        ...

    def key_frames(self, path: str, gap_s: float) -> Iterator[VideoFrame]:
        """Yield upright frames that can be decoded alone, at least `gap_s` seconds apart.

        They are quick to come by. There may be none, or only the first, whatever the length of the clip.

        :raises MediaError: nothing can be decoded at all.
        """
        ...

    def frame_at(self, path: str, time_s: float) -> VideoFrame:
        """Return the frame shown at `time_s`.

        :raises MediaError: it cannot be decoded.
        """
        ...


class ThumbnailPaths(Protocol):
    """Where the pictures that the product encoded lie."""

    def crop_path(self, sha256: str, box: Box, best_s: float | None) -> Path:
        """Return where the crop is (JPEG); the file may be missing."""
        ...

    def scene_path(self, sha256: str, best_s: float | None) -> Path:
        """Return where the view is (JPEG); the file may be missing."""
        ...


class ThumbnailStore(ThumbnailPaths, Protocol):
    """Pictures that the product encoded itself; named by content, so writing twice is harmless."""

    def put_crop(self, sha256: str, box: Box, best_s: float | None, crop: Pixels) -> None:
        """Keep the crop of a sighting."""
        ...

    def put_scene(self, sha256: str, best_s: float | None, picture: Pixels) -> None:
        """Keep a view of the whole frame."""
        ...
