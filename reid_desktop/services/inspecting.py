"""Looking closely at a person: original pixels, exact frames, and the log of it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from reid_desktop.domain.errors import CaseError, SourceError, UsageError
from reid_desktop.domain.geometry import Box, Pixels, Size, crop
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.sighting import Sighting
from reid_desktop.domain.track_boxes import box_at, boxes_of
from reid_desktop.ports.inspection import (
    ClipFrame,
    ClipFrames,
    CloseUp,
    CloseUpRequest,
    FrameReader,
    FramesRequest,
    KeepFrameRequest,
    LaidRequest,
    Viewed,
    ViewedRequest,
)
from reid_desktop.ports.media import PhotoReader
from reid_desktop.ports.store import CaseStore

_Read = TypeVar("_Read")
MOST_PIXELS = 9_000_000
"""More is not sent to the window: the margin shrinks instead, never the resolution."""
MOST_FRAMES = 120
VIEW, ADJUSTED, KEPT = "view", "view.adjusted", "frame.keep"
_GONE = "The file of sighting {number} cannot be reached: {reason}"


@dataclass(frozen=True, slots=True)
class Encoders:
    """How pixels become pictures."""

    exact: Callable[[Pixels], bytes]
    """PNG, without loss."""
    view: Callable[[Pixels], bytes]
    """JPEG for playing, scaled down where it is large."""


class Inspect:
    """Shows sightings in original pixels; safe from several threads."""

    def __init__(
        self,
        store: CaseStore,
        photos: PhotoReader,
        clips: FrameReader,
        read_bytes: Callable[[str], bytes],
        encoders: Encoders,
    ) -> None:
        """Log into `store`, where it can be written."""
        self._store, self._photos, self._clips = store, photos, clips
        self._read_bytes, self._encoders = read_bytes, encoders
        self._lock = threading.Lock()
        self._logged: set[SightingId] = set()

    def close_up(self, request: CloseUpRequest, who: str) -> CloseUp:
        """Return a person in original pixels.

        :raises UsageError: nothing to show was named.
        :raises SourceError: none of the copies can be reached.
        :raises MediaError: it cannot be decoded.
        """
        if request.sighting_id is None:
            return self._outside(request)
        sighting, item = self._known(request.sighting_id)
        self._log_view(sighting.sighting_id, who)
        moment = sighting.best_s if request.at_s is None else request.at_s
        if item.kind is MediaKind.VIDEO:
            frame = self._from_any(item, sighting, lambda path: self._clips.frame_at(path, moment or 0.0))
            size = _size_of(frame.pixels)
            region = _region(request, self._box_then(sighting, request.at_s), size)
            return self._answer(request, crop(frame.pixels, region), size, region, frame.time_s)
        photo = self._from_any(item, sighting, lambda path: self._photos.open(self._read_bytes(path), path))
        region = _region(request, sighting.box, photo.size)
        return self._answer(request, photo.region(region), photo.size, region, None)

    def frames(self, request: FramesRequest, who: str) -> ClipFrames:
        """Return frames of a clip, one after another.

        :raises UsageError: the sighting is in a photo.
        :raises SourceError: none of the copies can be reached.
        :raises MediaError: nothing can be decoded there.
        """
        sighting, item = self._known(request.sighting_id)
        if item.kind is not MediaKind.VIDEO:
            raise UsageError(
                "Sighting {number} is in a photo, which has no frames.", number=request.sighting_id
            )
        self._log_view(sighting.sighting_id, who)
        count = min(max(request.count, 1), MOST_FRAMES)

        def decode(path: str) -> tuple[list[ClipFrame], Size]:
            shown, size = [], sighting.frame_size
            for frame in self._clips.run(path, request.from_s, count):
                size = _size_of(frame.pixels)
                shown.append(ClipFrame(frame.time_s, self._encoders.view(frame.pixels)))
            return shown, size

        shown, size = self._from_any(item, sighting, decode)
        return ClipFrames(request, size, tuple(shown), len(shown) < count)

    def keep(self, request: KeepFrameRequest, who: str, exports: Path) -> Path:
        """Write the whole frame as it was stored, with its facts in a JSON file beside it.

        :raises CaseError: it cannot be written, or is there already.
        """
        wanted = CloseUpRequest(request.sighting_id, is_whole=True, at_s=request.at_s)
        close_up = self.close_up(wanted, who)
        sighting, item = self._known(request.sighting_id)
        moment = "" if close_up.time_s is None else f"_{round(close_up.time_s * 1000)}ms"
        out = request.out or exports / f"frame_{item.sha256[:16]}{moment}.png"
        facts = {
            "sighting": sighting.sighting_id,
            "source_sha256": item.sha256,
            "frame_time_s": close_up.time_s,
            "frame_size_px": [close_up.frame_size.width_px, close_up.frame_size.height_px],
            "box_px": _edges(sighting.box) if request.at_s is None else None,
            "picture_sha256": hashlib.sha256(close_up.png).hexdigest(),
            "how": "decoded, turned upright, stored without loss; not scaled and not sharpened",
        }
        _write_new(out, close_up.png, json.dumps(facts, indent=2))
        if not self._store.is_read_only:
            with self._store.transaction(who) as case:
                case.log(KEPT, f"sighting {sighting.sighting_id}", file=str(out), **facts)
        return out

    def viewed(self, request: ViewedRequest, who: str) -> Viewed:
        """Log that a changed display was looked at; what is kept of the evidence is never changed."""
        if request.sightings and not self._store.is_read_only:
            with self._store.transaction(who) as case:
                named = ", ".join(f"sighting {one}" for one in request.sightings)
                case.log(ADJUSTED, named, display=dict(request.display))
        return Viewed(len(request.sightings))

    def laid(self, request: LaidRequest, who: str) -> Viewed:
        """Log what lay on the map while it was looked at."""
        if not self._store.is_read_only:
            with self._store.transaction(who) as case:
                laid = "map.laid" if request.is_on else "map.taken_off"
                recalled = {} if request.is_read_now else {"read": "at an earlier opening, unchanged since"}
                case.log(
                    "map.hashed" if request.is_hashed else laid,
                    request.name,
                    path=request.path,
                    format=request.kind,
                    sha256=request.sha256 or None,
                    size_bytes=request.size_bytes,
                    **recalled,
                )
        return Viewed(0)

    def _box_then(self, sighting: Sighting, at_s: float | None) -> Box:
        """Return where a tracklet's person is at a moment; their best box where no moment is asked for."""
        found = None if at_s is None else box_at(boxes_of(self._store.track(sighting.sighting_id)), at_s)
        return found or sighting.box

    def _outside(self, request: CloseUpRequest) -> CloseUp:
        if request.data is None and request.path is None:
            raise UsageError("A close-up needs a sighting or a picture.")
        data = request.data if request.data is not None else self._read_bytes(str(request.path))
        photo = self._photos.open(data, request.path or "the probe")
        whole = Box(0, 0, photo.size.width_px, photo.size.height_px)
        region = _region(request, request.box or whole, photo.size)
        return self._answer(request, photo.region(region), photo.size, region, None)

    def _answer(
        self, request: CloseUpRequest, pixels: Pixels, size: Size, region: Box, time_s: float | None
    ) -> CloseUp:
        return CloseUp(request, self._encoders.exact(pixels), size, region, time_s)

    def _known(self, sighting_id: SightingId) -> tuple[Sighting, MediaItem]:
        found = self._store.sightings([sighting_id])
        items = self._store.media([found[0].media_id]) if found else []
        if not items:
            raise UsageError("The case has no sighting {number}.", number=sighting_id)
        return found[0], items[0]

    def _from_any(self, item: MediaItem, sighting: Sighting, read: Callable[[str], _Read]) -> _Read:
        """Read the first copy that can be reached."""
        problem: SourceError | None = None
        for copy in item.copies:
            try:
                return read(copy.path)
            except SourceError as cause:
                problem = cause
        raise SourceError(_GONE, number=sighting.sighting_id, reason=str(problem or "no copy is known"))

    def _log_view(self, sighting_id: SightingId, who: str) -> None:
        """Log the first look of this session at a sighting in original pixels."""
        with self._lock:
            is_new = sighting_id not in self._logged
            self._logged.add(sighting_id)
        if is_new and not self._store.is_read_only:
            with self._store.transaction(who) as case:
                case.log(VIEW, f"sighting {sighting_id}", pixels="original")


def _region(request: CloseUpRequest, box: Box, size: Size) -> Box:
    """Return what is shown: the whole frame, or the box with a margin that keeps to `MOST_PIXELS`."""
    whole = Box(0, 0, size.width_px, size.height_px)
    if request.is_whole:
        return whole
    box = (request.box or box).clipped(size)
    margin = max(request.margin, 0.0)
    while True:
        around = round(box.height_px * margin)
        region = Box(
            max(box.left_px - around, 0),
            max(box.top_px - around, 0),
            min(box.right_px + around, size.width_px),
            min(box.bottom_px + around, size.height_px),
        )
        if region.area_px <= MOST_PIXELS or not around:
            return region
        margin *= 0.7


def _size_of(pixels: Pixels) -> Size:
    return Size(pixels.shape[1], pixels.shape[0])


def _edges(box: Box) -> list[int]:
    return [box.left_px, box.top_px, box.right_px, box.bottom_px]


def _write_new(out: Path, png: bytes, facts: str) -> None:
    beside = out.with_suffix(".json")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for path, data in ((out, png), (beside, facts.encode("utf-8"))):
            with path.open("xb") as file:
                file.write(data)
    except FileExistsError as cause:
        raise CaseError("{path} is there already; it is not written over.", path=cause.filename) from cause
    except OSError as cause:
        raise CaseError(
            "The frame cannot be written to {folder}: {reason}.",
            folder=out.parent,
            reason=cause.strerror or str(cause),
        ) from cause
