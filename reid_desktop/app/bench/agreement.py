"""Whether two pipelines see the same persons and the same likenesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAME_BOX = 0.9
SAME_PERSON = 0.5
TIE = 0.05
"""Two neighbours count as equally near when their cosines differ by less than this part of
the distance from the nearest to the average person."""

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Persons:
    """All persons that a pipeline found."""

    photo: NDArray[np.int64]
    """(n,) number of the photo."""
    boxes: Rows
    """(n, 4) left, top, right, bottom in pixels of the full frame."""
    vectors: Rows
    """(n, d) of length 1."""
    who: NDArray[np.int64]
    """(n,) number of the man that was put there."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much of what one pipeline found the other found too."""

    persons_ours: int
    persons_theirs: int
    same_boxes: float
    """Share of all persons (the larger count) whose boxes overlap by IoU >= 0.9."""
    mean_iou: float
    """Of the matched boxes."""
    mean_cosine: float
    """Between the two vectors of a matched person."""
    same_neighbour: float
    """Share of matched persons whose nearest person in other photos is the same in both."""
    as_near_neighbour: float
    """As before; one that the other's vectors place as near (within a twentieth) counts too."""
    right_neighbour_ours: float
    """Share of matched persons whose nearest person in other photos is the same man."""
    right_neighbour_theirs: float
    mean_cosine_of_others: float
    """Between persons of different photos, by the other's vectors: what likeness is worth nothing."""


def compare(ours: Persons, theirs: Persons) -> Agreement:
    """Match persons by their boxes, then compare boxes, vectors and nearest neighbours."""
    pairs, overlaps = _matched(ours, theirs)
    most = max(len(ours.photo), len(theirs.photo), 1)
    same = float(np.sum(overlaps >= SAME_BOX)) / most
    if len(np.unique(ours.photo[[mine for mine, _ in pairs]])) < 2:
        return Agreement(len(ours.photo), len(theirs.photo), same, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    left, right = np.array(pairs).T
    who = ours.who[left]
    photo, first, second = ours.photo[left], ours.vectors[left], theirs.vectors[right]
    in_same_photo = photo[:, None] == photo[None, :]
    ours_near = np.where(in_same_photo, -2.0, first @ first.T)
    theirs_near = np.where(in_same_photo, -2.0, second @ second.T)
    picks, best = ours_near.argmax(axis=1), theirs_near.argmax(axis=1)
    rows = np.arange(len(pairs))
    lost = theirs_near[rows, best] - theirs_near[rows, picks]
    average = np.ma.masked_array(second @ second.T, in_same_photo).mean()
    spread = np.maximum(theirs_near[rows, best] - average, 1e-6)
    return Agreement(
        len(ours.photo),
        len(theirs.photo),
        same,
        float(overlaps.mean()),
        float((first * second).sum(axis=1).mean()),
        float((picks == best).mean()),
        float((lost <= TIE * spread).mean()),
        float((who[picks] == who).mean()),
        float((who[best] == who).mean()),
        float(average),
    )


def _matched(ours: Persons, theirs: Persons) -> tuple[list[tuple[int, int]], Rows]:
    """Return pairs of rows of the same person, and their overlaps."""
    pairs, overlaps = [], []
    for photo in np.unique(np.concatenate([ours.photo, theirs.photo])):
        mine, other = np.flatnonzero(ours.photo == photo), np.flatnonzero(theirs.photo == photo)
        table = _iou(ours.boxes[mine], theirs.boxes[other])
        while table.size and table.max() >= SAME_PERSON:
            row, column = np.unravel_index(int(table.argmax()), table.shape)
            pairs.append((int(mine[row]), int(other[column])))
            overlaps.append(float(table[row, column]))
            table[row, :] = table[:, column] = 0
    return pairs, np.array(overlaps, dtype=np.float32)


def _iou(first: Rows, second: Rows) -> Rows:
    """Return (n, m) intersections over unions."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (first, second)]
    return np.asarray(shared / (areas[0][:, None] + areas[1][None, :] - shared), dtype=np.float32)


def median(values: Sequence[float]) -> float:
    """Return the middle of some values."""
    return float(np.median(np.array(values)))
