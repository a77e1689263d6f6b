"""Adding a person by hand whom the detector missed, or putting a box right."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import SourceError, UsageError
from reid_desktop.domain.geometry import Box, Pixels, Size, crop
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.quality import assess, overlaps
from reid_desktop.domain.sighting import NewSighting, PersonBox, Quality, Sighting
from reid_desktop.domain.turning import turned, turned_box, turned_size
from reid_desktop.ports.drawing import Drawn, DrawnBox, DrawRequest
from reid_desktop.ports.inspection import FrameReader
from reid_desktop.ports.media import PhotoReader, ThumbnailStore
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock
from reid_desktop.ports.vision import Vision
from reid_desktop.services.analysing import CHANGED
from reid_desktop.services.persons import cut, size_of, turn_of
from reid_desktop.services.putting_right import carry_over

DRAWN_SCORE = 1.0
"""A person stands for it, not the detector."""
SAME_FRAME_S = 0.005
"""A box of a tracklet so near in time is of the same frame."""


class DrawSighting:
    """Cuts, describes and adds what somebody outlined, in the frame as it is stored."""

    def __init__(
        self,
        store: CaseStore,
        photos: PhotoReader,
        clips: FrameReader,
        thumbnails: ThumbnailStore,
        vision: Vision,
        read_bytes: Callable[[str], bytes],
        sha256_of: Callable[[str], str],
        clock: Clock,
    ) -> None:
        """Describe with the embedder of `vision`; `sha256_of` hashes a clip where it lies."""
        self._store, self._photos, self._clips = store, photos, clips
        self._thumbnails, self._vision = thumbnails, vision
        self._read_bytes, self._sha256_of, self._clock = read_bytes, sha256_of, clock

    def __call__(self, request: DrawRequest, who: str) -> Drawn:
        """Add the sighting; it is in the gallery and searched at once.

        :raises UsageError: there is no such item or sighting, the box lies outside, or the moment is
            missing of a video or given for a photo.
        :raises SourceError: none of the copies can be reached.
        :raises MediaError: it cannot be decoded.
        """
        item = self._item(request)
        key = self._vision.model_key
        others = self._store.sightings_of_media(item.media_id, key)
        replaced = _known(request.replaces, others)
        if replaced is not None and item.kind is MediaKind.VIDEO and request.at_s is None:
            at_s = replaced.best_s
        else:
            at_s = request.at_s
        if (item.kind is MediaKind.VIDEO) is (at_s is None):
            raise UsageError("A video needs the moment of the frame, a photo has none.")
        turn_deg = turn_of(request.box, [PersonBox(o.box, o.score, o.turn_deg) for o in others])
        piece, frame, at_s = self._cut(item, request.box, at_s, turn_deg)
        box = request.box.clipped(frame)
        together = [o.box for o in others if o is not replaced and o.best_s == at_s]
        quality = _quality(piece, box, frame, turn_deg, together)
        [vector] = self._vision.embedder.embed([piece])
        new = NewSighting(box, frame, DRAWN_SCORE, quality, vector, at_s, at_s, at_s, turn_deg=turn_deg)
        if replaced is not None:
            new = _in_time_of(new, replaced, self._store.track(replaced.sighting_id))
        now_utc = iso_utc(self._clock.now_utc_ms())
        drawn = DrawnBox(SightingId(0), request.replaces, who, now_utc, request.reason)
        self._thumbnails.put_crop(item.sha256, box, at_s, piece)
        with self._store.transaction(who) as case:
            sighting_id = case.draw_sighting(item.media_id, key, new, drawn)
            carried = {}
            if request.replaces is not None:
                over = carry_over(self._store, case, request.replaces, sighting_id, who, now_utc)
                carried = {f"{name}_carried": count for name, count in asdict(over).items()}
            edges = [box.left_px, box.top_px, box.right_px, box.bottom_px]
            case.log(
                "sighting.draw",
                f"sighting {sighting_id}",
                sha256=item.sha256,
                box=edges,
                at_s=at_s,
                replaces=request.replaces,
                reason=request.reason,
                model_key=key,
                **carried,
            )
        return Drawn(sighting_id, request.replaces)

    def _item(self, request: DrawRequest) -> MediaItem:
        media_id = self._store.media_by_sha256(request.sha256)
        if media_id is None:
            raise UsageError("The case has no photo or video {sha256}.", sha256=request.sha256)
        return self._store.media([media_id])[0]

    def _cut(
        self, item: MediaItem, box: Box, at_s: float | None, turn_deg: int
    ) -> tuple[Pixels, Size, float | None]:
        """Return the crop, the frame's size and its exact time, from the first copy that can be reached."""
        lost: SourceError | None = None
        for copy in item.copies:
            try:
                if at_s is not None:
                    return self._from_clip(copy.path, item, box, at_s, turn_deg)
                return self._from_photo(copy.path, item, box, turn_deg)
            except SourceError as cause:
                lost = lost or cause
        raise lost or SourceError("The case knows no file of this item.")

    def _from_photo(
        self, path: str, item: MediaItem, box: Box, turn_deg: int
    ) -> tuple[Pixels, Size, float | None]:
        data = self._read_bytes(path)
        if hashlib.sha256(data).hexdigest() != item.sha256:
            raise SourceError(CHANGED)
        photo = self._photos.open(data, path.rsplit("/", 1)[-1])
        inside = _inside(box, photo.size)
        wanted = self._vision.embedder.input_size
        share = max(wanted.height_px / inside.height_px, wanted.width_px / inside.width_px)
        longest = max(photo.size.width_px, photo.size.height_px)
        picture = photo.at_least(max(1, round(longest * min(1.0, 1.5 * share))))
        return cut(photo, picture, inside, wanted, turn_deg), photo.size, None

    def _from_clip(
        self, path: str, item: MediaItem, box: Box, at_s: float, turn_deg: int
    ) -> tuple[Pixels, Size, float | None]:
        if self._sha256_of(path) != item.sha256:
            raise SourceError(CHANGED)
        frame = self._clips.frame_at(path, at_s)
        size = size_of(frame.pixels)
        self._thumbnails.put_scene(item.sha256, frame.time_s, frame.pixels)
        piece = crop(frame.pixels, _inside(box, size))
        return np.ascontiguousarray(turned(piece, turn_deg)), size, frame.time_s


def _in_time_of(new: NewSighting, old: Sighting, track: NDArray[np.float32] | None) -> NewSighting:
    """Return a box put right with the time of the tracklet that it belongs to."""
    if new.best_s is None or old.start_s is None or old.end_s is None:
        return new
    if not old.start_s <= new.best_s <= old.end_s:
        return new
    if track is not None:
        box = new.box
        row = np.array([[new.best_s, box.left_px, box.top_px, box.right_px, box.bottom_px]], np.float32)
        others = track[np.abs(track[:, 0] - row[0, 0]) > SAME_FRAME_S]
        track = np.insert(others, np.searchsorted(others[:, 0], row[0, 0]), row, axis=0)
    return replace(new, start_s=old.start_s, end_s=old.end_s, track=track, appearance=old.appearance)


def _known(wanted: SightingId | None, others: list[Sighting]) -> Sighting | None:
    if wanted is None:
        return None
    for one in others:
        if one.sighting_id == wanted:
            return one
    raise UsageError(
        "Sighting {number} is not in this photo or video under the models in use.", number=wanted
    )


def _inside(box: Box, size: Size) -> Box:
    if box.left_px >= size.width_px or box.top_px >= size.height_px:
        raise UsageError(
            "The box lies outside the picture, which is {width} x {height} pixels.",
            width=size.width_px,
            height=size.height_px,
        )
    return box.clipped(size)


def _quality(piece: Pixels, box: Box, frame: Size, turn_deg: int, others: list[Box]) -> Quality:
    boxes = [turned_box(one, frame, turn_deg) for one in (box, *others)]
    return assess(piece, boxes[0], turned_size(frame, turn_deg), overlaps(boxes)[0])
