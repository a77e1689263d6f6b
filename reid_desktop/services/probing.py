"""From a probe picture to the person looked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.geometry import crop as cropped
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.query import ProbeOrigin
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.ports.engine import ProbeCrop, ProbePersons, ProbePicture
from reid_desktop.ports.inspection import FrameReader
from reid_desktop.ports.media import Photo, PhotoReader, ThumbnailStore
from reid_desktop.ports.store import CaseReader
from reid_desktop.ports.vision import Vision
from reid_desktop.services.analysing import ReadBytes
from reid_desktop.services.persons import cut, find_persons, size_of, turn_of

WHOLE_PICTURE = "No person was found in the picture, so the whole picture was taken as the person."

NO_VECTOR = "Sighting {number} has no vector under the models in use; analyse the case again."
LATE = "The video shows nothing newer at {asked_s:g} s than its frame of {at_s:g} s, so that one was taken."
LATE_S = 1.0
"""A frame that began longer ago than this is told of: the video may have ended."""


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """Who is looked for, ready to be compared."""

    origin: ProbeOrigin
    vector: NDArray[np.float32]
    media_id: MediaId | None = None
    """The item of the case that shows it, if it is one."""
    crop: Pixels | None = None
    """The person upright; None where the probe is a sighting of the case."""


@dataclass(frozen=True, slots=True)
class ProbeClips:
    """What is needed of a clip that shows who is looked for."""

    frames: FrameReader
    sha256_of: Callable[[str], str]
    """Of the file at a path, however large it is."""


class _Frame:
    """A frame of a clip as the picture that it is."""

    warnings: tuple[str, ...] = ()

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels

    @property
    def size(self) -> Size:
        return size_of(self._pixels)

    def at_least(self, longest_side_px: int) -> Pixels:  # noqa: ARG002 - a frame has one size
        return self._pixels

    def region(self, box: Box) -> Pixels:
        return np.ascontiguousarray(cropped(self._pixels, box.clipped(self.size)))


class ProbeReader:
    """Finds the persons in a probe picture and describes the chosen one.

    Deterministic: the same bytes, moment and box give the same vector.
    """

    def __init__(
        self,
        reader: CaseReader,
        photos: PhotoReader,
        thumbnails: ThumbnailStore,
        vision: Vision,
        read_bytes: ReadBytes,
        encode: Callable[[Pixels], bytes],
        clips: ProbeClips,
    ) -> None:
        """`encode` makes the JPEG that the window shows."""
        self._reader = reader
        self._photos = photos
        self._thumbnails = thumbnails
        self._vision = vision
        self._read_bytes = read_bytes
        self._encode = encode
        self._clips = clips

    def look(self, picture: ProbePicture) -> ProbePersons:
        """Return the persons in the picture, largest first, for the user to choose."""
        photo = self._open(picture)[0]
        persons, seen = find_persons(photo, self._vision)
        return ProbePersons(picture, photo.size, tuple(_largest_first(persons)), self._encode(seen))

    def probes(self, crops: Sequence[ProbeCrop]) -> list[Probe]:
        """Return the probes of a search, in the order of the crops."""
        found = [(self.probe(crop.picture, crop.box), crop.person) for crop in crops]
        return [replace(one, origin=replace(one.origin, person=person)) for one, person in found]

    def probe(self, picture: ProbePicture, box: Box | None) -> Probe:
        """Return the probe for `box`, or for the largest person when it is None.

        :raises UsageError: the box lies outside the picture, there is no such sighting, or a moment is
            named of what is no file.
        :raises MediaError: the picture cannot be decoded.
        """
        if picture.sighting_id is not None:
            return self._known(picture)
        photo, digest, at_s = self._open(picture)
        note = ""
        if at_s is not None and picture.at_s is not None and picture.at_s - at_s > LATE_S:
            note = LATE.format(at_s=at_s, asked_s=picture.at_s)
        persons, seen = find_persons(photo, self._vision)
        if box is None and persons:
            box = _largest_first(persons)[0].box
        elif box is None:
            box = Box(0, 0, photo.size.width_px, photo.size.height_px)
            note = f"{note} {WHOLE_PICTURE}".strip()
        elif box.left_px >= photo.size.width_px or box.top_px >= photo.size.height_px:
            raise UsageError(
                "The box lies outside the picture, which is {width} x {height} pixels.",
                width=photo.size.width_px,
                height=photo.size.height_px,
            )
        box = box.clipped(photo.size)
        crop = cut(photo, seen, box, self._vision.embedder.input_size, turn_of(box, persons))
        vector = self._vision.embedder.embed([crop])[0]
        self._thumbnails.put_crop(digest, box, at_s, crop)
        note = " ".join(filter(None, [note, *photo.warnings]))
        origin = ProbeOrigin(picture.name, digest, box, note=note, at_s=at_s)
        return Probe(origin, vector, self._reader.media_by_sha256(digest), crop)

    def _known(self, picture: ProbePicture) -> Probe:
        assert picture.sighting_id is not None
        sightings = self._reader.sightings([picture.sighting_id])
        wanted = np.array([picture.sighting_id], np.int64)
        _, vectors = self._reader.vectors_of(self._vision.model_key, wanted)
        if not sightings or not len(vectors):
            raise UsageError(NO_VECTOR, number=picture.sighting_id)
        [media] = self._reader.media([sightings[0].media_id])
        origin = ProbeOrigin(picture.name, media.sha256, sightings[0].box, picture.sighting_id)
        return Probe(origin, vectors[0], media.media_id)

    def _open(self, picture: ProbePicture) -> tuple[Photo, str, float | None]:
        """Return a picture or a frame of a clip, the SHA-256 of its file, and when the frame begins."""
        if picture.at_s is None:
            data = self._bytes(picture)
            return self._photos.open(data, picture.name), hashlib.sha256(data).hexdigest(), None
        if picture.path is None:
            raise UsageError("A moment is of a clip; name its file.")
        frame = self._clips.frames.frame_at(picture.path, picture.at_s)
        return _Frame(frame.pixels), self._clips.sha256_of(picture.path), frame.time_s

    def _bytes(self, picture: ProbePicture) -> bytes:
        if picture.data is not None:
            return picture.data
        if picture.path is not None:
            return self._read_bytes(picture.path)
        raise UsageError("A probe needs a picture.")


def _largest_first(persons: list[PersonBox]) -> list[PersonBox]:
    return sorted(persons, key=lambda p: (-p.box.area_px, p.box.left_px, p.box.top_px))
