"""Decodes videos by presentation time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

import av
import numpy as np

from reid_desktop.adapters.media.clip import DAMAGED, Clip, orientation_of
from reid_desktop.adapters.media.evidence import reason
from reid_desktop.adapters.media.header import checked
from reid_desktop.adapters.media.orientation import upright
from reid_desktop.adapters.media.sniff import HEAD_BYTES, sniff
from reid_desktop.domain.errors import MediaError, NotMediaError, UsageError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.media import MediaKind
from reid_desktop.ports.media import Evidence, VideoFrame

_SPARSE = 10.0
"""From this many frames per wanted frame on, those that nothing is built on are not decoded.

That halves the work, and a wanted frame comes at most three frames later.
"""
_ROUNDING_S = 0.002

_Timed = tuple[float, av.VideoFrame]
"""Seconds since the start of the clip, and what is shown from then on."""


class ClipReader:
    """Decodes with FFmpeg through PyAV; only wanted frames are converted to BGR.

    Non-square pixels are left as they are stored.
    """

    def __init__(self, evidence: Evidence, threads: int = 1) -> None:
        """One decoding thread beside busy analysis workers; 0 lets FFmpeg take all cores."""
        self._evidence = evidence
        self._threads = threads

    def frames(self, path: str, frames_per_s: float, after_s: float | None = None) -> Iterator[VideoFrame]:
        """Yield upright frames: the first of each period of 1 / `frames_per_s` seconds.

        A damaged tail ends the iteration after the good frames. With `after_s`, only frames later than
        that come, the same ones that would come from the start; there may be none.

        :raises UsageError: `frames_per_s` is not above zero.
        :raises SourceError: the file cannot be opened.
        :raises MediaError: nothing can be decoded at all.
        """
        if not (frames_per_s > 0 and math.isfinite(frames_per_s)):
            raise UsageError("The frame rate must be above zero, not {rate}.", rate=frames_per_s)
        with self._evidence.open(path) as file:
            count = 0
            try:
                for frame in _wanted(self._timed(file, frames_per_s, after_s), frames_per_s, after_s):
                    count += 1
                    yield frame
            except MediaError:  # a frame of impossible size: the good ones before it stand
                if not count:
                    raise
            if not count and after_s is None:
                raise MediaError("No frame of the video can be decoded.")

    def key_frames(self, path: str, gap_s: float) -> Iterator[VideoFrame]:
        """Yield upright key frames, at least `gap_s` seconds apart; nothing else is decoded.

        :raises SourceError: the file cannot be opened.
        :raises MediaError: the container cannot be opened, or a frame is of impossible size.
        """
        with self._evidence.open(path) as file, _clip(file, self._threads) as clip:
            for time_s, frame in clip.key_frames(gap_s):
                yield VideoFrame(time_s, _pixels(frame))

    def _timed(self, file: BinaryIO, frames_per_s: float, after_s: float | None) -> Iterator[_Timed]:
        """Yield decoded frames, from some key frame on that is shown by `after_s`."""
        for is_sought in (True, False) if after_s else (False,):
            file.seek(0)
            with _clip(file, self._threads) as clip:
                if (clip.average_rate or 0.0) / frames_per_s >= _SPARSE:
                    clip.skip_unneeded()
                if not is_sought or after_s is None:
                    yield from clip.frames()
                    return
                frames = _sought(clip, after_s)
                first = next(frames, None)
                if first is not None and first[0] <= after_s + _ROUNDING_S:
                    yield first
                    yield from frames
                    return  # else the index of a damaged container leads nowhere: all frames are decoded

    def run(self, path: str, from_s: float, count: int) -> Iterator[VideoFrame]:
        """Yield at most `count` upright frames, from the one shown at `from_s` on, none left out.

        :raises SourceError: the file cannot be opened.
        :raises MediaError: nothing can be decoded there.
        """
        with self._evidence.open(path) as file, _clip(file, self._threads) as clip:
            if from_s > 0:
                _seek(clip, from_s)
            following = _following(clip, from_s)
            first = next(following, None)
            if first is not None and (from_s <= 0 or first[0] <= from_s + _ROUNDING_S):
                yield from _converted(first, following, count)
                return
        with self._evidence.open(path) as file, _clip(file, self._threads) as clip:
            following = _following(clip, from_s)  # the index of a damaged container may lead nowhere
            first = next(following, None)
            if first is None:
                raise MediaError("The video has no frame at {time} s.", time=from_s)
            yield from _converted(first, following, count)

    def frame_at(self, path: str, time_s: float) -> VideoFrame:
        """Return the frame shown at `time_s`: the last one that starts at or before it.

        :raises SourceError: the file cannot be opened.
        :raises MediaError: it cannot be decoded.
        """
        with self._evidence.open(path) as file, _clip(file, self._threads) as clip:
            if time_s > 0:
                _seek(clip, time_s)
            shown = _shown_at(clip, time_s)
            if time_s > 0 and (shown is None or shown.time_s > time_s + _ROUNDING_S):
                shown = _shown_without_seeking(file, self._threads, time_s)
            if shown is None:
                raise MediaError("The video has no frame at {time} s.", time=time_s)
            return shown


def _clip(file: BinaryIO, threads: int) -> Clip:
    found = sniff(file.read(HEAD_BYTES))
    if found is None or found[0] is not MediaKind.VIDEO:
        raise NotMediaError("The file is no video.")
    return Clip(file, found[1], threads)


def _wanted(frames: Iterable[_Timed], frames_per_s: float, after_s: float | None) -> Iterator[VideoFrame]:
    last_period = -1 if after_s is None else math.floor((after_s + _ROUNDING_S) * frames_per_s)
    for time_s, frame in frames:
        period = math.floor((time_s + _ROUNDING_S) * frames_per_s)
        if period > last_period:
            last_period = period
            yield VideoFrame(time_s, _pixels(frame))


def _sought(clip: Clip, time_s: float) -> Iterator[_Timed]:
    try:
        clip.seek(time_s)
    except DAMAGED:
        return iter(())
    return clip.frames()


def _seek(clip: Clip, time_s: float) -> None:
    try:
        clip.seek(time_s)
    except DAMAGED as cause:
        raise MediaError("The video cannot be searched: {reason}.", reason=reason(cause)) from cause


def _following(clip: Clip, from_s: float) -> Iterator[tuple[float, av.VideoFrame]]:
    """Yield the frame shown at `from_s`, and all after it."""
    best: tuple[float, av.VideoFrame] | None = None
    for found_s, frame in clip.frames():
        if best is not None and found_s > from_s + _ROUNDING_S:
            yield best
        best = (found_s, frame)
    if best is not None:
        yield best


def _converted(
    first: tuple[float, av.VideoFrame], following: Iterator[tuple[float, av.VideoFrame]], count: int
) -> Iterator[VideoFrame]:
    for time_s, frame in islice(chain((first,), following), count):
        yield VideoFrame(time_s, _pixels(frame))


def _shown_at(clip: Clip, time_s: float) -> VideoFrame | None:
    """Return the last frame that starts by `time_s`; the first of all if none does."""
    best: tuple[float, av.VideoFrame] | None = None
    for found_s, frame in clip.frames():
        if best is not None and found_s > time_s + _ROUNDING_S:
            break
        best = (found_s, frame)
    return VideoFrame(best[0], _pixels(best[1])) if best else None


def _shown_without_seeking(file: BinaryIO, threads: int, time_s: float) -> VideoFrame | None:
    """Look from the start: the index of a damaged container may lead nowhere."""
    file.seek(0)
    with _clip(file, threads) as clip:
        return _shown_at(clip, time_s)


def _pixels(frame: av.VideoFrame) -> Pixels:
    checked(frame.width, frame.height)
    try:
        found = frame.to_ndarray(format="bgr24", threads=1)
    except DAMAGED as cause:
        raise MediaError("A frame cannot be converted: {reason}.", reason=reason(cause)) from cause
    return upright(np.asarray(found, dtype=np.uint8), orientation_of(frame))
