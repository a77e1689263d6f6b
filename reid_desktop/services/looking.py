"""Finding the persons of one picture, whichever way up it is stored, and closely if so asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reid_desktop.domain.geometry import Box, Pixels, Size, crop
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.tiling import merged, piece, tiles
from reid_desktop.domain.turning import TURNS_DEG, turned, turned_back
from reid_desktop.ports.vision import Detector, Look

DECODE_MARGIN = 2
"""A photo is decoded at this many times the detector's side at least, so that
scaling down, not the JPEG's own scaling, decides what the detector sees."""
LEVELS = (2, 4)
"""Tiles per side that a thorough look takes besides the whole picture."""

# When a photo is turned. Chosen on 576 labelled pictures, each stored in all four turns, and tested on 367
# others: docs/guide.md, "What is found, and what is missed", has the outcome.
STANDING = 1.3
"""A person who stands is so much taller than wide at least; in a picture on its side few boxes are."""
PROBABLY_UPRIGHT, SURELY_UPRIGHT = 0.5, 0.8
"""Somebody standing who scores the first rules out a picture on its side (3 in 100 of those show such a
box), the second one upside down as well (2 in 100): walkers upside down score up to 0.77."""
HALF_TURN_DEG = 180
GLANCE_SHARE = 0.7
"""A quick look sees fewer persons than a full one, so it need not see quite as many to be followed."""
CLEARLY_MORE = 1.1
"""A turned picture must show so much more than the upright one: in doubt a file is taken as it is stored."""
LYING = 0.5
"""A thorough look adds persons who lie, found in another turn, from this score on: 3 in 4 are persons."""
SAME_PERSON = 0.5
"""... unless so much of the smaller box is shared with somebody found already."""


def wanted_side_px(detector: Detector, look: Look) -> int:
    """Return the longest side at which a photo is to be decoded for a look at it."""
    return detector.input_side_px * (max(LEVELS) if look is Look.THOROUGH else DECODE_MARGIN)


def persons_in(picture: Pixels, detector: Detector, look: Look) -> list[PersonBox]:
    """Return the persons, best first, boxes in pixels of `picture`, each with its turn."""
    if look is Look.THOROUGH:
        return _closely(picture, detector)
    found = detector.detect(picture)
    return _the_right_way_up(picture, found, detector) if look is Look.TURNED else found


def _the_right_way_up(picture: Pixels, upright: list[PersonBox], detector: Detector) -> list[PersonBox]:
    """Return what the picture shows upright, or turned if a quick look says that more is to be seen so.

    Costs nothing where somebody stands clearly, and three quick looks where nobody is seen at all.
    """
    turns = _possible_turns(upright)
    if not turns:
        return upright
    glances = detector.glance(picture, turns)
    best = int(np.argmax(glances))
    if glances[best] <= GLANCE_SHARE * _total(upright):
        return upright
    found = _in_turn(picture, detector, turns[best])
    return found if _total(found) > CLEARLY_MORE * _total(upright) else upright


def _possible_turns(upright: Sequence[PersonBox]) -> tuple[int, ...]:
    best = max((one.score for one in upright if _stands(one.box)), default=0.0)
    if best >= SURELY_UPRIGHT:
        return ()
    return (HALF_TURN_DEG,) if best >= PROBABLY_UPRIGHT else TURNS_DEG


def _closely(picture: Pixels, detector: Detector) -> list[PersonBox]:
    """Look at all four turns of the whole picture, then at the tiles of the best."""
    looks = {turn: _in_turn(picture, detector, turn) for turn in (0, *TURNS_DEG)}
    best = max(TURNS_DEG, key=lambda turn: _total(looks[turn]))
    if _total(looks[best]) <= CLEARLY_MORE * _total(looks[0]):
        best = 0
    frame = _size_of(picture)
    whole = Box(0, 0, frame.width_px, frame.height_px)
    pieces = [piece(one, whole, frame) for one in looks.pop(best)]
    for per_side in LEVELS:
        for tile in tiles(frame, per_side):
            if max(tile.width_px, tile.height_px) * 2 < detector.input_side_px:
                break  # enlarged more than twofold: nothing that the file holds comes to light
            seen = _in_turn(crop(picture, tile), detector, best, as_it_is=True)
            pieces += [piece(one, tile, frame) for one in seen]
    found = merged(pieces)
    for turn, persons in looks.items():
        found += [one for one in persons if _lies(one, turn) and not _is_known(one, found)]
    return sorted(found, key=lambda one: -one.score)


def _in_turn(
    picture: Pixels, detector: Detector, turn_deg: int, *, as_it_is: bool = False
) -> list[PersonBox]:
    """Return the persons of the turned picture, boxes in pixels of `picture`.

    Only so much of a large picture is copied as the detector looks at.
    """
    step = 1 if as_it_is else max(1, max(picture.shape[:2]) // (DECODE_MARGIN * detector.input_side_px))
    view = picture[::step, ::step]
    frame, size = _size_of(picture), _size_of(view)
    found = detector.detect(np.ascontiguousarray(turned(view, turn_deg)) if turn_deg else view)
    return [
        replace(one, box=turned_back(one.box, size, turn_deg).scaled(step, step, frame), turn_deg=turn_deg)
        for one in found
    ]


def _lies(one: PersonBox, turn_deg: int) -> bool:
    """Tell whether somebody found in a turned picture stands in it."""
    tall, wide = one.box.height_px, one.box.width_px
    if turn_deg != HALF_TURN_DEG and turn_deg:
        tall, wide = wide, tall
    return one.score >= LYING and tall >= STANDING * wide


def _is_known(one: PersonBox, found: Sequence[PersonBox]) -> bool:
    for other in found:
        part = one.box.shared(other.box)
        if part and part.area_px >= SAME_PERSON * min(one.box.area_px, other.box.area_px):
            return True
    return False


def _stands(box: Box) -> bool:
    return box.height_px >= STANDING * box.width_px


def _total(persons: Sequence[PersonBox]) -> float:
    return sum(one.score for one in persons)


def _size_of(picture: Pixels) -> Size:
    return Size(picture.shape[1], picture.shape[0])
