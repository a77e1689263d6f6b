"""Looking at a large picture part by part, and making one list of what the parts show.

After Akyon, Altinuc, Temizel 2022, `Slicing Aided Hyper Inference and
Fine-tuning for Small Object Detection`: overlapping tiles beside the whole
picture, doubles told by intersection over the smaller box.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.sighting import PersonBox

OVERLAP = 0.2
"""Neighbouring tiles share this part of their length, so that a small person is whole in one of them."""
SAME = 0.5
"""Two whole boxes of one person, seen at different scales, overlap by this much of their union at least."""
PIECE = 0.6
"""A piece cut by a tile's edge is of a person found whole if so much of it lies in that person's box."""
SAME_EXTENT = 0.6
"""Pieces of one person on both sides of an edge reach equally far along it, by this overlap of union."""
_EDGE = 0.006
"""A box that ends within this share of a tile's length from its edge counts as cut by it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A person seen in one tile, in pixels of the whole picture."""

    person: PersonBox
    cut: bool
    """An edge of the tile that is not one of the picture cuts it."""


def tiles(picture: Size, per_side: int) -> Iterator[Box]:
    """Yield `per_side` x `per_side` overlapping tiles that cover the picture, row by row."""
    for top, bottom in _spans(picture.height_px, per_side):
        for left, right in _spans(picture.width_px, per_side):
            yield Box(left, top, right, bottom)


def _spans(length_px: int, count: int) -> list[tuple[int, int]]:
    part = length_px / (count - (count - 1) * OVERLAP)
    starts = [part * (1 - OVERLAP) * number for number in range(count)]
    return [(int(start), min(length_px, max(int(start) + 1, round(start + part)))) for start in starts]


def piece(seen: PersonBox, tile: Box, picture: Size) -> Piece:
    """Return what a tile shows, its box in pixels of the tile, as a piece of the picture."""
    box = Box(
        seen.box.left_px + tile.left_px,
        seen.box.top_px + tile.top_px,
        seen.box.right_px + tile.left_px,
        seen.box.bottom_px + tile.top_px,
    )
    near_px = max(2.0, _EDGE * max(tile.width_px, tile.height_px))
    cut = (
        0 < tile.left_px >= box.left_px - near_px
        or 0 < tile.top_px >= box.top_px - near_px
        or picture.width_px > tile.right_px <= box.right_px + near_px
        or picture.height_px > tile.bottom_px <= box.bottom_px + near_px
    )
    return Piece(PersonBox(box, seen.score, seen.turn_deg), cut)


def merged(pieces: Sequence[Piece]) -> list[PersonBox]:
    """Return each person once, best first.

    Whole boxes come before cut ones. A piece inside a whole box is that
    person's; pieces that no whole box explains are joined across the edge.
    """
    whole: list[PersonBox] = []
    for one in _best_first([p.person for p in pieces if not p.cut]):
        if not any(one.box.iou(other.box) >= SAME for other in whole):
            whole.append(one)
    joined: list[PersonBox] = []
    for one in _best_first([p.person for p in pieces if p.cut]):
        if not any(_share_inside(one.box, other.box) >= PIECE for other in whole):
            _join(one, joined)
    return _best_first([*whole, *joined])


def _join(one: PersonBox, joined: list[PersonBox]) -> None:
    """Add a piece, or widen the person that it belongs to."""
    for number, other in enumerate(joined):
        inside = max(_share_inside(one.box, other.box), _share_inside(other.box, one.box))
        if inside >= PIECE or _continues(one.box, other.box):
            joined[number] = PersonBox(_around(one.box, other.box), max(one.score, other.score), one.turn_deg)
            return
    joined.append(one)


def _continues(one: Box, other: Box) -> bool:
    """Tell whether two boxes meet and reach equally far to the sides, or up and down."""
    part = one.shared(other)
    if part is None:
        return False
    across = part.height_px / (one.height_px + other.height_px - part.height_px)
    along = part.width_px / (one.width_px + other.width_px - part.width_px)
    return max(across, along) >= SAME_EXTENT


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left_px, other.left_px),
        min(one.top_px, other.top_px),
        max(one.right_px, other.right_px),
        max(one.bottom_px, other.bottom_px),
    )


def _share_inside(one: Box, other: Box) -> float:
    part = one.shared(other)
    return part.area_px / one.area_px if part else 0.0


def _best_first(persons: Sequence[PersonBox]) -> list[PersonBox]:
    return sorted(persons, key=lambda person: -person.score)
