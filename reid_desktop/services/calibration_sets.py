"""From labelled pictures to the calibration of an embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.calibration import Calibration, Condition, Validity
from reid_desktop.domain.common_part import common_part
from reid_desktop.domain.geometry import Box, Pixels, Size, Vectors
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.domain.persons import Comparison
from reid_desktop.domain.quality import assess
from reid_desktop.ports.vision import Embedder
from reid_desktop.services.calibrating import Pairs, calibrate, cost_of, pairs_of

METHOD = "logistic regression, bounded by how many persons it was made of"
HEIGHTS_PX = (96, 64, 48, 32)
REDUCED_AT_MOST = 400
"""So many crops of a set are reduced to each height."""
WORSE = 1.2
"""A height is left out of the validity when Cllr grows by more than a fifth ..."""
MARGIN = 0.02
"""... and by more than so much."""
AT_ONCE = 32

ReadCrop = Callable[[LabelledCrop], Pixels]
Shrink = Callable[[Pixels, int], Pixels]
Tell = Callable[[int, int], None]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class DescribedSet:
    """The crops of one set with their vectors."""

    name: str
    crops: tuple[LabelledCrop, ...]
    vectors: Vectors
    heights_px: Labels
    sharpness: NDArray[np.float64]
    reduced: dict[int, tuple[Labels, Vectors]]
    """Height in px to rows and their vectors after reducing."""

    @property
    def persons(self) -> Labels:
        """Number of each crop's person."""
        return np.unique([crop.person for crop in self.crops], return_inverse=True)[1].astype(np.int64)

    @property
    def cameras(self) -> Labels:
        """Number of each crop's camera."""
        return np.unique([crop.camera for crop in self.crops], return_inverse=True)[1].astype(np.int64)


class DescribeSets:
    """Describes the crops of labelled sets, as they are and reduced."""

    def __init__(self, embedder: Embedder, read_crop: ReadCrop, shrink: Shrink, tell: Tell) -> None:
        """`shrink` returns a crop of so many pixels in height; `tell` hears (crops described, in all)."""
        self._embedder = embedder
        self._read_crop = read_crop
        self._shrink = shrink
        self._tell = tell

    def __call__(self, crops: Sequence[LabelledCrop]) -> list[DescribedSet]:
        """Return each set with vectors."""
        unique = list({crop.path: crop for crop in crops}.values())
        names = list(dict.fromkeys(crop.of_set for crop in unique))
        sets = [(name, tuple(crop for crop in unique if crop.of_set == name)) for name in names]
        total = sum(len(own) + len(HEIGHTS_PX) * min(len(own), REDUCED_AT_MOST) for _, own in sets)
        done, found = 0, []
        for name, own in sets:
            found.append(self._described(name, own, done, total))
            done += len(own) + len(HEIGHTS_PX) * min(len(own), REDUCED_AT_MOST)
        return found

    def _described(self, name: str, crops: tuple[LabelledCrop, ...], done: int, total: int) -> DescribedSet:
        few = _whole_persons(crops)
        vectors, heights, sharpness = [], [], []
        reduced: dict[int, list[Vectors]] = {height: [] for height in HEIGHTS_PX}
        for start in range(0, len(crops), AT_ONCE):
            pictures = [self._read_crop(crop) for crop in crops[start : start + AT_ONCE]]
            vectors.append(self._embedder.embed(pictures))
            heights += [picture.shape[0] for picture in pictures]
            sharpness += [_sharpness(picture) for picture in pictures]
            chosen = [p for row, p in enumerate(pictures, start=start) if row in few]
            for height in HEIGHTS_PX if chosen else ():
                small = [self._shrink(p, height) if p.shape[0] > height else p for p in chosen]
                reduced[height].append(self._embedder.embed(small))
            done += len(pictures) + len(HEIGHTS_PX) * len(chosen)
            self._tell(done, total)
        rows = np.array(sorted(few), np.int64)
        return DescribedSet(
            name,
            crops,
            np.concatenate(vectors),
            np.array(heights, np.int64),
            np.array(sharpness),
            {height: (rows, np.concatenate(blocks)) for height, blocks in reduced.items()},
        )


def _whole_persons(crops: Sequence[LabelledCrop]) -> set[int]:
    """Return rows of up to `REDUCED_AT_MOST` crops, all that there are of each person taken."""
    by_person: dict[str, list[int]] = {}
    for row, crop in enumerate(crops):
        by_person.setdefault(crop.person, []).append(row)
    few: set[int] = set()
    for rows in by_person.values():
        if len(few) + len(rows) > REDUCED_AT_MOST and few:
            break
        few.update(rows)
    return few


def _sharpness(picture: Pixels) -> float:
    size = Size(picture.shape[1], picture.shape[0])
    return assess(picture, Box(0, 0, size.width_px, size.height_px), size).sharpness


def make_calibration(sets: Sequence[DescribedSet], embedder: str, made: str) -> Calibration:
    """Return the calibration of an embedder from one set (in two halves) or several.

    :raises UsageError: there are too few persons.
    """
    folds = [part for one in sets for part in (_halves(one) if len(sets) == 1 else [one])]
    conditions, pairs = [], []
    for comparison in (Comparison.WITHOUT_CAMERAS, Comparison.BARE):
        random = np.random.default_rng(0)
        pairs = [_pairs(fold, _compared(fold, comparison), random) for fold in folds]
        found = calibrate(comparison, pairs, folds_are_sets=len(sets) > 1)
        conditions.append(replace(found, heights=_by_height(found, sets)))
    across = any(len(np.unique(one.cameras)) > 1 for one in sets)
    return Calibration(
        embedder,
        METHOD,
        tuple(one.name or "labelled crops" for one in sets),
        sum(fold.persons for fold in pairs),
        sum(len(fold.same) for fold in pairs),
        sum(len(fold.different) for fold in pairs),
        made,
        _validity(sets, conditions[0], across),
        tuple(conditions),
    )


def _halves(one: DescribedSet) -> list[DescribedSet]:
    """Return the set in two, no person in both."""
    order = np.random.default_rng(0).permutation(int(one.persons.max(initial=-1)) + 1)
    first = np.isin(one.persons, order[: len(order) // 2])
    return [_rows(one, np.flatnonzero(first)), _rows(one, np.flatnonzero(~first))]


def _rows(one: DescribedSet, rows: Labels) -> DescribedSet:
    crops = tuple(one.crops[row] for row in rows)
    return replace(one, crops=crops, vectors=one.vectors[rows], heights_px=one.heights_px[rows], reduced={})


def _compared(one: DescribedSet, comparison: Comparison) -> Vectors:
    return _apart(one.vectors, one.cameras) if comparison is Comparison.WITHOUT_CAMERAS else one.vectors


def _apart(vectors: Vectors, cameras: Labels) -> Vectors:
    part = common_part(vectors, [cameras])
    return part.without(vectors, part.groups)


def _pairs(one: DescribedSet, vectors: Vectors, random: np.random.Generator) -> Pairs:
    return pairs_of(vectors, vectors, one.persons, one.cameras, random)


def _by_height(condition: Condition, sets: Sequence[DescribedSet]) -> tuple[tuple[int, float], ...]:
    """Return Cllr when one crop of each pair was reduced; last, that of the same crops as they are."""
    rows: list[tuple[int, float]] = []
    for height in (*HEIGHTS_PX, 0):
        costs = [cost for one in sets if (cost := _reduced_cost(condition, one, height)) is not None]
        if costs:
            tallest = round(float(np.median(np.concatenate([one.heights_px for one in sets]))))
            rows.append((height or tallest, round(float(np.mean(costs)), 4)))
    return tuple(rows)


def _reduced_cost(condition: Condition, one: DescribedSet, height: int) -> float | None:
    rows, small = one.reduced[height or HEIGHTS_PX[0]]
    if len(np.unique(one.persons[rows])) < 20:
        return None
    whole, small = one.vectors[rows], small if height else one.vectors[rows]
    persons, cameras = one.persons[rows], one.cameras[rows]
    if condition.comparison is Comparison.WITHOUT_CAMERAS:
        whole, small = _apart(whole, cameras), _apart(small, cameras)
    random = np.random.default_rng(0)
    return cost_of(condition, pairs_of(whole, small, persons, cameras, random, 100_000))


def _validity(sets: Sequence[DescribedSet], condition: Condition, across: bool) -> Validity:
    heights = np.concatenate([one.heights_px for one in sets])
    least = int(np.percentile(heights, 5))
    if condition.heights:
        reference = condition.heights[-1][1]
        for height, cost in condition.heights[:-1]:
            if cost > max(WORSE * reference, reference + MARGIN):
                break
            least = min(least, height)
    sharpness = float(np.percentile(np.concatenate([one.sharpness for one in sets]), 1))
    return Validity(least, int(np.percentile(heights, 95)), round(sharpness, 2), across)
