"""How well an embedder finds persons again, on labelled crops."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.common_part import common_part
from reid_desktop.domain.geometry import Box, Pixels, Size, Vectors
from reid_desktop.domain.judged import NO_CURVES, ErrorCurves, Failed
from reid_desktop.domain.labelled import LabelledSet
from reid_desktop.domain.quality import assess
from reid_desktop.domain.retrieval import Answers, Labelled, Retrieval, answers, mean_of
from reid_desktop.domain.slices import Conditions, Slice, slices
from reid_desktop.ports.vision import Embedder
from reid_desktop.services.error_curves import error_curves

AT_ONCE = 32
ReadCrop = Callable[[str], Pixels]
CURVE_RANKS = 50
MOST_FAILURES = 100
Rows = NDArray[np.int64]
Tell = Callable[[int, int], None]
"""(crops described, crops in all)."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one embedder on one data set."""

    layout: str
    model_key: str
    as_searched: Retrieval
    """With what each camera's crops share taken out, as the program searches."""
    bare: Retrieval
    """The vectors as the network gives them."""
    left_out: int
    cameras: int
    curve: tuple[float, ...] = ()
    """CMC at ranks 1, 2, ..., as searched; the mean of the splits."""
    bare_curve: tuple[float, ...] = ()
    slices: tuple[Slice, ...] = ()
    """As searched, of the first split."""
    failures: tuple[Failed, ...] = ()
    """As searched, of the first split; those whose right person is farthest down first."""
    errors: ErrorCurves = NO_CURVES
    """As searched, of all crops."""


def evaluate(found: LabelledSet, embedder: Embedder, read_crop: ReadCrop, tell: Tell) -> Evaluation:
    """Describe every crop once and rank by every split of the set."""
    facts: dict[str, tuple[int, float]] = {}

    def read(path: str) -> Pixels:
        picture = read_crop(path)
        facts[path] = picture.shape[0], _sharpness(picture)
        return picture

    vectors = described(found, embedder, read, tell)
    cameras = _numbers([crop.camera for crop in found.crops])
    persons = _numbers([crop.person for crop in found.crops])
    part = common_part(vectors, [cameras])
    splits = [(np.array(one.queries, np.int64), np.array(one.gallery, np.int64)) for one in found.splits]

    def ranked(of: Vectors) -> list[Answers]:
        everyone = Labelled(of, persons, cameras)
        return [
            answers(everyone.rows(asked), everyone.rows(held), across_cameras=found.across_cameras)
            for asked, held in splits
        ]

    compared = part.without(vectors, part.groups)
    searched, bare = ranked(compared), ranked(vectors)
    return Evaluation(
        found.layout,
        str(embedder.key),
        mean_of([one.figures() for one in searched]),
        mean_of([one.figures() for one in bare]),
        found.left_out,
        len(np.unique(cameras)),
        _mean_curve(searched),
        _mean_curve(bare),
        tuple(slices(searched[0], *splits[0], _conditions(found, facts))),
        _failures(found, searched[0], *splits[0]),
        error_curves(found, compared, cameras),
    )


def _sharpness(picture: Pixels) -> float:
    size = Size(picture.shape[1], picture.shape[0])
    return assess(picture, Box(0, 0, size.width_px, size.height_px), size).sharpness


def _conditions(found: LabelledSet, facts: Mapping[str, tuple[int, float]]) -> Conditions:
    known = [facts[crop.path] for crop in found.crops]
    days = [crop.day for crop in found.crops if crop.day is not None]
    return Conditions(
        np.array([height_px for height_px, _ in known], np.int64),
        np.array([sharpness for _, sharpness in known], np.float64),
        [crop.camera for crop in found.crops],
        np.array(days, np.int64) if len(days) == len(known) else None,
    )


def _mean_curve(found: Sequence[Answers]) -> tuple[float, ...]:
    return tuple(np.mean([one.curve(CURVE_RANKS) for one in found], axis=0).round(6).tolist())


def _failures(found: LabelledSet, ranked: Answers, asked: Rows, held: Rows) -> tuple[Failed, ...]:
    order = np.argsort(-ranked.firsts, kind="stable")[:MOST_FAILURES]

    def path(row: int) -> str:
        return found.crops[row].path

    return tuple(
        Failed(
            path(int(asked[ranked.queries[row]])),
            int(ranked.firsts[row]) + 1,
            path(int(held[ranked.top[row]])),
            round(float(ranked.scores[row, 0]), 6),
            path(int(held[ranked.right[row]])),
            round(float(ranked.scores[row, 1]), 6),
        )
        for row in order
        if ranked.firsts[row] > 0
    )


def described(found: LabelledSet, embedder: Embedder, read_crop: ReadCrop, tell: Tell) -> Vectors:
    """Return one vector for each crop; a file named twice is described once."""
    paths = list(dict.fromkeys(crop.path for crop in found.crops))
    rows = {path: row for row, path in enumerate(paths)}
    vectors = np.empty((len(paths), embedder.dimensions), np.float32)
    for start in range(0, len(paths), AT_ONCE):
        some = paths[start : start + AT_ONCE]
        vectors[start : start + len(some)] = embedder.embed([read_crop(path) for path in some])
        tell(start + len(some), len(paths))
    return vectors[[rows[crop.path] for crop in found.crops]]


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)
