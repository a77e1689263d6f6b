"""From a picture to described persons: find, crop at full resolution, rate, embed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Box, Pixels, Size, crop
from reid_desktop.domain.quality import assess, overlaps
from reid_desktop.domain.sighting import PersonBox, Quality
from reid_desktop.domain.turning import turned, turned_box, turned_size
from reid_desktop.ports.media import Photo
from reid_desktop.ports.vision import Vision
from reid_desktop.services.looking import persons_in, wanted_side_px

ENOUGH = 0.75
"""A crop may be enlarged by a third for the embedder before the photo is decoded again for it."""


@dataclass(frozen=True, slots=True, eq=False)
class DescribedPerson:
    """A person of one picture."""

    person: PersonBox
    """In upright full-frame pixels."""
    crop: Pixels
    """The person upright, whichever way the frame is stored."""
    quality: Quality
    vector: NDArray[np.float32]


def size_of(picture: Pixels) -> Size:
    """Return the size of a picture."""
    return Size(picture.shape[1], picture.shape[0])


def find_persons(photo: Photo, vision: Vision) -> tuple[list[PersonBox], Pixels]:
    """Return the persons in upright full-frame pixels, best first, and the picture they were found in."""
    picture = photo.at_least(wanted_side_px(vision.detector, vision.look))
    seen = size_of(picture)
    x, y = photo.size.width_px / seen.width_px, photo.size.height_px / seen.height_px
    persons = persons_in(picture, vision.detector, vision.look)
    return [replace(one, box=one.box.scaled(x, y, photo.size)) for one in persons], picture


def turn_of(box: Box, persons: Sequence[PersonBox]) -> int:
    """Return the turn that brings upright who is in a box drawn by hand: that of the person found there.

    Where nobody was found in it, the picture's other persons tell.
    """
    nearest = max(persons, key=lambda one: (one.box.iou(box), one.score), default=None)
    return nearest.turn_deg if nearest else 0


def cut(photo: Photo, picture: Pixels, box: Box, needed: Size, turn_deg: int = 0) -> Pixels:
    """Return the crop of `box`, turned upright, at full resolution where the embedder would see more.

    Decoding a photo a second time, at full size, costs more than all else; it
    is done only when the person in the scaled picture is clearly smaller than
    the embedder's input and the photo holds more.
    """
    seen, needed = size_of(picture), turned_size(needed, turn_deg)
    x, y = seen.width_px / photo.size.width_px, seen.height_px / photo.size.height_px
    small = box.scaled(x, y, seen)
    share = min(small.height_px / needed.height_px, small.width_px / needed.width_px)
    piece = crop(picture, small) if share >= ENOUGH or seen == photo.size else photo.region(box)
    return np.ascontiguousarray(turned(piece, turn_deg)) if turn_deg else piece


def describe(
    photo: Photo, persons: Sequence[PersonBox], picture: Pixels, vision: Vision
) -> list[DescribedPerson]:
    """Return crop, quality and vector of each person, in order."""
    if not persons:
        return []
    crops = [cut(photo, picture, p.box, vision.embedder.input_size, p.turn_deg) for p in persons]
    vectors = vision.embedder.embed(crops)
    return [
        DescribedPerson(person, piece, quality, vectors[row])
        for row, (person, piece, quality) in enumerate(
            zip(persons, crops, qualities(persons, crops, photo.size), strict=True)
        )
    ]


def qualities(persons: Sequence[PersonBox], crops: Sequence[Pixels], frame: Size) -> list[Quality]:
    """Return how much the crop of each person of one frame can carry, in order."""
    covered = {
        turn: overlaps([turned_box(p.box, frame, turn) for p in persons])
        for turn in {p.turn_deg for p in persons}
    }
    return [
        assess(
            piece,
            turned_box(p.box, frame, p.turn_deg),
            turned_size(frame, p.turn_deg),
            covered[p.turn_deg][row],
        )
        for row, (p, piece) in enumerate(zip(persons, crops, strict=True))
    ]
