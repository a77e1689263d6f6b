"""How well an embedder finds persons again, on labelled crops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.common_part import common_part
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.labelled import LabelledSet
from reid_desktop.domain.retrieval import Labelled, Retrieval, mean_of, retrieve
from reid_desktop.ports.vision import Embedder

AT_ONCE = 32
ReadCrop = Callable[[str], Pixels]
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


def evaluate(found: LabelledSet, embedder: Embedder, read_crop: ReadCrop, tell: Tell) -> Evaluation:
    """Describe every crop once and rank by every split of the set."""
    vectors = described(found, embedder, read_crop, tell)
    cameras = _numbers([crop.camera for crop in found.crops])
    persons = _numbers([crop.person for crop in found.crops])
    part = common_part(vectors, [cameras])
    apart = part.without(vectors, part.groups)

    def figures(of: Vectors) -> Retrieval:
        everyone = Labelled(of, persons, cameras)
        splits = [
            retrieve(
                everyone.rows(np.array(split.queries, np.int64)),
                everyone.rows(np.array(split.gallery, np.int64)),
                across_cameras=found.across_cameras,
            )
            for split in found.splits
        ]
        return mean_of(splits)

    count = len(np.unique(cameras))
    return Evaluation(
        found.layout, str(embedder.key), figures(apart), figures(vectors), found.left_out, count
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
