"""From a picture to described persons: detect, crop at full resolution, rate, embed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Box, Pixels, Size, crop
from reid_desktop.domain.quality import assess
from reid_desktop.domain.sighting import PersonBox, Quality
from reid_desktop.ports.media import Photo
from reid_desktop.ports.vision import Detector, Vision

DECODE_MARGIN = 2
"""A photo is decoded at this many times the detector's side at least, so that
scaling down, not the JPEG's own scaling, decides what the detector sees."""

ENOUGH = 0.75
"""A crop may be enlarged by a third for the embedder before the photo is decoded again for it."""


@dataclass(frozen=True, slots=True, eq=False)
class DescribedPerson:
    """A person of one picture."""

    person: PersonBox
    """In upright full-frame pixels."""
    crop: Pixels
    quality: Quality
    vector: NDArray[np.float32]


def size_of(picture: Pixels) -> Size:
    """Return the size of a picture."""
    return Size(picture.shape[1], picture.shape[0])


def find_persons(photo: Photo, detector: Detector) -> tuple[list[PersonBox], Pixels]:
    """Return the persons in upright full-frame pixels, best first, and the picture they were found in."""
    picture = photo.at_least(DECODE_MARGIN * detector.input_side_px)
    seen = size_of(picture)
    x, y = photo.size.width_px / seen.width_px, photo.size.height_px / seen.height_px
    persons = [PersonBox(p.box.scaled(x, y, photo.size), p.score) for p in detector.detect(picture)]
    return persons, picture


def cut(photo: Photo, picture: Pixels, box: Box, needed: Size) -> Pixels:
    """Return the crop of `box` from `picture`, or at full resolution where the embedder would see more.

    Decoding a photo a second time, at full size, costs more than all else; it
    is done only when the person in the scaled picture is clearly smaller than
    the embedder's input and the photo holds more.
    """
    seen = size_of(picture)
    x, y = seen.width_px / photo.size.width_px, seen.height_px / photo.size.height_px
    small = box.scaled(x, y, seen)
    share = min(small.height_px / needed.height_px, small.width_px / needed.width_px)
    if share >= ENOUGH or seen == photo.size:
        return crop(picture, small)
    return photo.region(box)


def describe(
    photo: Photo, persons: Sequence[PersonBox], picture: Pixels, vision: Vision
) -> list[DescribedPerson]:
    """Return crop, quality and vector of each person, in order."""
    if not persons:
        return []
    crops = [cut(photo, picture, p.box, vision.embedder.input_size) for p in persons]
    vectors = vision.embedder.embed(crops)
    return [
        DescribedPerson(person, piece, assess(piece, person.box, photo.size), vectors[row])
        for row, (person, piece) in enumerate(zip(persons, crops, strict=True))
    ]
