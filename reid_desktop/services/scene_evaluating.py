"""Whole-scene search: detect, describe, rank, as the program does, on scenes with known persons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.common_part import common_part
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.scene_search import Found, Scene, SceneFigures, SceneQuery, judge
from reid_desktop.ports.media import Photo
from reid_desktop.ports.vision import Vision
from reid_desktop.services.persons import cut, describe, find_persons

OpenScene = Callable[[str], Photo]
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SceneEvaluation:
    """Figures of a detector and an embedder on whole scenes."""

    model_key: str
    as_searched: SceneFigures
    """With what each camera's crops share taken out, where cameras are known."""
    bare: SceneFigures


def evaluate_scenes(
    scenes: Sequence[Scene],
    queries: Sequence[SceneQuery],
    vision: Vision,
    open_scene: OpenScene,
    tell: Tell,
    *,
    across_cameras: bool,
) -> SceneEvaluation:
    """Look at every scene once, and search all for each query."""
    found: list[Found] = []
    asked: dict[int, NDArray[np.float32]] = {}
    for row, scene in enumerate(scenes):
        photo = open_scene(scene.path)
        persons, picture = find_persons(photo, vision)
        described = describe(photo, persons, picture, vision)
        vectors = [one.vector for one in described]
        empty = np.empty((0, vision.embedder.dimensions), np.float32)
        boxes = tuple(one.person.box for one in described)
        found.append(Found(boxes, np.stack(vectors) if vectors else empty))
        own = [number for number, query in enumerate(queries) if query.scene == row]
        if own:
            size = vision.embedder.input_size
            crops = [cut(photo, picture, queries[number].box.clipped(photo.size), size) for number in own]
            asked.update(zip(own, vision.embedder.embed(crops), strict=True))
        tell(row + 1, len(scenes))
    probes = np.stack([asked[number] for number in range(len(queries))])
    searched = _without_cameras(scenes, found, queries, probes)

    def figures(of: list[Found], vectors: Vectors) -> SceneFigures:
        return judge(list(scenes), of, list(queries), vectors, across_cameras=across_cameras)

    return SceneEvaluation(vision.model_key, figures(*searched), figures(found, probes))


def _without_cameras(
    scenes: Sequence[Scene], found: Sequence[Found], queries: Sequence[SceneQuery], probes: Vectors
) -> tuple[list[Found], Vectors]:
    """Return found boxes and probes without what the crops of their camera share."""
    everything = np.concatenate([one.vectors for one in found])
    numbers = np.unique([scene.camera for scene in scenes], return_inverse=True)[1].astype(np.int64)
    counts = [len(one.boxes) for one in found]
    part = common_part(everything, [np.repeat(numbers, counts)])
    apart = np.split(part.without(everything, part.groups), np.cumsum(counts)[:-1])
    known = dict(zip(np.repeat(numbers, counts).tolist(), part.groups.tolist(), strict=True))
    groups = [known.get(int(numbers[query.scene]), part.everything) for query in queries]
    ready = [Found(one.boxes, vectors) for one, vectors in zip(found, apart, strict=True)]
    return ready, part.without(probes, np.array(groups, np.int64))
