"""How well a person of a crop is found in whole scenes, where persons must be detected first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Box, Vectors

PAD_PX = 10
"""A small person's box counts as found a little off (Xiao et al. 2017, CUHK-SYSU)."""
LEAST_IOU = 0.5


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """A known person in a scene."""

    person: str
    box: Box


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture with the persons known in it."""

    path: str
    camera: str
    boxes: tuple[LabelledBox, ...]


@dataclass(frozen=True, slots=True)
class SceneQuery:
    """A person to look for in all other scenes."""

    scene: int
    """Row of the scene that shows the query."""
    person: str
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the detector found in one scene."""

    boxes: tuple[Box, ...]
    vectors: Vectors
    """(n, d), rows of length 1."""


@dataclass(frozen=True, slots=True)
class SceneFigures:
    """Figures of whole-scene search; shares from 0 to 1."""

    queries: int
    scenes: int
    mean_ap: float
    top_1: float
    recall: float
    """Share of the persons looked for, in other scenes, that the detector found."""


def is_hit(found: Box, known: Box) -> bool:
    """Tell whether a found box is the known person: half overlap, less for small persons."""
    width, height = known.right_px - known.left_px, known.height_px
    least = min(LEAST_IOU, width * height / ((width + PAD_PX) * (height + PAD_PX)))
    return found.iou(known) >= least


def judge(
    scenes: list[Scene],
    found: list[Found],
    queries: list[SceneQuery],
    vectors: Vectors,
    *,
    across_cameras: bool,
) -> SceneFigures:
    """Rank all found boxes of all other scenes for every query (the protocol of CUHK-SYSU and PRW).

    In a scene that shows the person, only the most alike box that hits counts as right. Precision is
    averaged at each right box, times the share of the person's boxes that were found at all.

    :param vectors: (q, d) of the queries.
    :param across_cameras: scenes of the query's own camera are left out.
    """
    everything = np.concatenate([one.vectors for one in found])
    of_scene = np.repeat(np.arange(len(found)), [len(one.boxes) for one in found])
    boxes = [box for one in found for box in one.boxes]
    cameras = np.array([scene.camera for scene in scenes])
    precisions, tops, hits, due = [], 0, 0, 0
    for query, vector in zip(queries, vectors, strict=True):
        open_scenes = np.arange(len(scenes)) != query.scene
        if across_cameras:
            open_scenes &= cameras != cameras[query.scene]
        known = {
            row: labelled.box
            for row in np.flatnonzero(open_scenes).tolist()
            for labelled in scenes[row].boxes
            if labelled.person == query.person
        }
        if not known:
            continue
        rows = np.flatnonzero(open_scenes[of_scene])
        order = rows[np.argsort(-(everything[rows] @ vector), kind="stable")]
        right = _right(order, of_scene, boxes, known)
        places = np.flatnonzero(right)
        average = float(np.mean(np.arange(1, len(places) + 1) / (places + 1))) if len(places) else 0.0
        precisions.append(average * len(places) / len(known))
        tops += bool(len(places) and places[0] == 0)
        hits, due = hits + len(places), due + len(known)
    count = max(1, len(precisions))
    return SceneFigures(
        len(precisions), len(scenes), float(sum(precisions)) / count, tops / count, hits / max(1, due)
    )


def _right(
    order: NDArray[np.int64], of_scene: NDArray[np.int64], boxes: list[Box], known: dict[int, Box]
) -> NDArray[np.bool_]:
    """Return which of the ranked boxes are the person: in each scene the first that hits."""
    right = np.zeros(len(order), bool)
    open_scenes = dict(known)
    for place, row in enumerate(order.tolist()):
        scene = int(of_scene[row])
        if scene in open_scenes and is_hit(boxes[row], open_scenes[scene]):
            right[place] = True
            del open_scenes[scene]
    return right
