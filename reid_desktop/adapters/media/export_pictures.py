"""Reads evidence for exporters, having checked that it is what was imported; writes pictures and clips."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from reid_desktop.adapters.media.exact_frames import frames_between
from reid_desktop.adapters.media.photos import PhotoOpener
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.media import MediaItem
from reid_desktop.ports.export_media import Breathe, ExactFrame, Sink
from reid_desktop.ports.media import Evidence

CHUNK_BYTES = 1 << 20
JPEG_QUALITY = 92
CLIP_BASE = Fraction(1, 90_000)
_CODECS = ({"libx264": {"crf": "18", "preset": "veryfast"}}, {"mpeg4": {"qscale": "2"}})
GONE = "No copy of the file can be reached: {why}"
CHANGED = "The content of the file changed since the import (SHA-256 differs)."


class CheckedEvidence:
    """Opens the first copy of an item whose bytes are those that were imported."""

    def __init__(self, evidence: Evidence) -> None:
        """Read through `evidence`."""
        self._evidence = evidence
        self._checked: set[tuple[str, str]] = set()

    def original(self, item: MediaItem, out: Sink, breathe: Breathe) -> str:
        """Copy the bytes of an item to `out`; return the path that they came from."""
        path = self._path(item, breathe)
        digest = hashlib.sha256()
        with self._evidence.open(path) as file:
            for chunk in _chunks(file, breathe):
                digest.update(chunk)
                out.write(chunk)
        if digest.hexdigest() != item.sha256:
            raise SourceError(CHANGED)
        return path

    def photo(self, item: MediaItem, breathe: Breathe) -> Pixels:
        """Return a photo at full size, upright."""
        path = self._path(item, breathe)
        with self._evidence.open(path) as file:
            photo = PhotoOpener().open(file.read(), Path(path).name)
        return photo.at_least(max(photo.size.width_px, photo.size.height_px))

    def frames(self, item: MediaItem, start_s: float, end_s: float, breathe: Breathe) -> Iterator[ExactFrame]:
        """Yield every frame of a stretch of a video."""
        with self._evidence.open(self._path(item, breathe)) as file:
            yield from frames_between(file, start_s, end_s, breathe)

    def _path(self, item: MediaItem, breathe: Breathe) -> str:
        """Return a copy that is what was imported; each file is hashed once an export.

        :raises SourceError: there is none.
        """
        problem = SourceError(GONE, why="the case knows of no copy")
        for copy in item.copies:
            if (copy.path, item.sha256) in self._checked:
                return copy.path
            try:
                with self._evidence.open(copy.path) as file:
                    digest = hashlib.sha256()
                    for chunk in _chunks(file, breathe):
                        digest.update(chunk)
            except SourceError as cause:
                problem = SourceError(GONE, why=cause)
                continue
            if digest.hexdigest() == item.sha256:
                self._checked.add((copy.path, item.sha256))
                return copy.path
            problem = SourceError(CHANGED)
        raise problem


class MediaEncoder:
    """PNG and JPEG through OpenCV, H.264 in MP4 through FFmpeg (MPEG-4 where there is no x264)."""

    def png(self, pixels: Pixels) -> bytes:
        """Return a picture without loss."""
        return _encoded(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 6])

    def jpeg(self, pixels: Pixels) -> bytes:
        """Return a picture with little loss; it carries no metadata."""
        return _encoded(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])

    def clip(self, out: Path, frames: Iterable[ExactFrame]) -> int:
        """Write frames as a video without sound, at the times they have; return how many.

        Frames with an odd width or height lose their last column or row: the pixel format wants pairs.
        """
        written, first_s, last_pts = 0, 0.0, -1
        with (
            out.open("xb") as file,
            av.open(file, "w", format="mp4", options={"fflags": "+bitexact"}) as container,
        ):
            stream: VideoStream | None = None
            for frame in frames:
                picture = _even(frame.pixels)
                if stream is None:
                    stream, first_s = _stream(container, picture), frame.time_s
                shown = av.VideoFrame.from_ndarray(picture, format="bgr24")
                last_pts = max(last_pts + 1, round((frame.time_s - first_s) / CLIP_BASE))
                shown.pts, shown.time_base = last_pts, CLIP_BASE
                container.mux(stream.encode(shown))
                written += 1
            if stream is not None:
                container.mux(stream.encode())
        return written


def _stream(container: av.container.OutputContainer, picture: Pixels) -> VideoStream:
    height, width = picture.shape[:2]
    for choice in _CODECS:
        ((name, options),) = choice.items()
        if name in av.codecs_available:
            stream = container.add_stream(name, options=options)
            assert isinstance(stream, VideoStream)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.time_base = stream.codec_context.time_base = CLIP_BASE
            stream.codec_context.thread_count = 1
            return stream
    raise SourceError("This build of FFmpeg can write no video.")


def _even(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    return np.ascontiguousarray(pixels[: max(height & ~1, 2), : max(width & ~1, 2)])


def _encoded(suffix: str, pixels: Pixels, options: list[int]) -> bytes:
    done, data = cv2.imencode(suffix, pixels, options)
    if not done:
        raise SourceError("A picture cannot be encoded.")
    return data.tobytes()


def _chunks(file: BinaryIO, breathe: Breathe) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        breathe()
        yield chunk
