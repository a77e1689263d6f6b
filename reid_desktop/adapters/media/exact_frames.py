"""Frames of a video with their numbers: every one of a stretch, none left out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

import av
import numpy as np

from reid_desktop.adapters.media.clip import DAMAGED, Clip, orientation_of
from reid_desktop.adapters.media.evidence import reason
from reid_desktop.adapters.media.header import checked
from reid_desktop.adapters.media.orientation import upright
from reid_desktop.adapters.media.sniff import HEAD_BYTES, sniff
from reid_desktop.domain.errors import MediaError, NotMediaError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.media import MediaKind
from reid_desktop.ports.export_media import Breathe, ExactFrame

_ROUNDING_S = 0.002


def frames_between(file: BinaryIO, start_s: float, end_s: float, breathe: Breathe) -> Iterator[ExactFrame]:
    """Yield every frame from the one shown at `start_s` to the last that begins by `end_s`.

    :raises MediaError: it is no video, or there is no such frame.
    """
    found = sniff(file.read(HEAD_BYTES))
    if found is None or found[0] is not MediaKind.VIDEO:
        raise NotMediaError("The file is no video.")
    numbers = _numbers(file, found[1], breathe)
    any_frame = False
    for frame in _between(_counted(file, found[1], numbers, start_s, breathe), start_s, end_s):
        any_frame = True
        yield replace(frame, pts=None) if found[1] == "avi" else frame  # a guess of the demuxer
    if not any_frame:
        raise MediaError("The video has no frame at {time} s.", time=start_s)


def _numbers(file: BinaryIO, container: str, breathe: Breathe) -> Mapping[int, int]:
    """Return presentation stamp to number of the frame; empty where the container holds no such stamps."""
    if container == "avi":
        return {}
    stamps = []
    with Clip(file, container) as clip:
        for stamp in clip.presentation_stamps():
            if stamp is None:
                return {}
            stamps.append(stamp)
            if len(stamps) % 1000 == 0:
                breathe()
    numbers = {stamp: number for number, stamp in enumerate(sorted(stamps))}
    return numbers if len(numbers) == len(stamps) else {}


Decoded = tuple[int, float, av.VideoFrame]


def _counted(
    file: BinaryIO, container: str, numbers: Mapping[int, int], start_s: float, breathe: Breathe
) -> Iterator[Decoded]:
    """Yield number, time and frame: from before `start_s` if the numbers are known, else from the first."""
    if numbers and start_s > 0:
        with Clip(file, container) as clip:
            try:
                clip.seek(start_s)
            except DAMAGED as cause:
                raise MediaError("The video cannot be searched: {reason}.", reason=reason(cause)) from cause
            frames = clip.frames()
            first = next(frames, None)
            if first is not None and first[0] <= start_s + _ROUNDING_S:
                for time_s, frame in itertools.chain([first], frames):
                    breathe()
                    if frame.pts is not None and frame.pts in numbers:
                        yield numbers[frame.pts], time_s, frame
                return
    with Clip(file, container) as clip:
        for count, (time_s, frame) in enumerate(clip.frames()):
            breathe()
            yield count, time_s, frame


def _between(frames: Iterator[Decoded], start_s: float, end_s: float) -> Iterator[ExactFrame]:
    before: Decoded | None = None
    for decoded in frames:
        time_s = decoded[1]
        if before is not None and time_s > start_s + _ROUNDING_S:
            yield _exact(before)
            before = None
        if time_s > end_s + _ROUNDING_S:
            return
        if time_s <= start_s + _ROUNDING_S:
            before = decoded  # shown at the start unless a later one is
        else:
            yield _exact(decoded)
    if before is not None:
        yield _exact(before)


def _exact(decoded: Decoded) -> ExactFrame:
    number, time_s, frame = decoded
    base = frame.time_base
    named = f"{base.numerator}/{base.denominator}" if base else ""
    return ExactFrame(number, frame.pts, named, time_s, _pixels(frame))


def _pixels(frame: av.VideoFrame) -> Pixels:
    checked(frame.width, frame.height)
    try:
        found = frame.to_ndarray(format="bgr24", threads=1)
    except DAMAGED as cause:
        raise MediaError("A frame cannot be converted: {reason}.", reason=reason(cause)) from cause
    return upright(np.asarray(found, dtype=np.uint8), orientation_of(frame))
