"""What the ways of searching gain on labelled crops: shared parts, flips, expansion, re-ranking, fusing.

python tools/evaluate_search.py DATA/reid_pku [--set NAME] [--models DIR]
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.adapters.vision.loader import GraphVisionLoader
from reid_desktop.app.case_models import open_library
from reid_desktop.app.cli.evaluate_command import crop_reader
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.common_part import common_part, unit
from reid_desktop.domain.fusing import fused
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.reranking import reranked
from reid_desktop.services.answering import RERANKED
from reid_desktop.services.asking import EXPANDED_BY

Labels = NDArray[np.int64]
Order = Callable[[int], NDArray[np.int64]]
NONE = np.empty((0, 1), np.float32)
MOST_QUERIES = 2000


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set")
    parser.add_argument("--models", type=Path)
    arguments = parser.parse_args()
    plain, flipped, persons, cameras = _described(arguments)
    print(f"{len(persons)} crops of {len(np.unique(persons))} persons")
    searched = _without(plain, cameras)
    rows: list[tuple[str, Order]] = [
        ("bare", _by_score(plain)),
        ("as searched (shared part taken out)", _by_score(searched)),
        (
            "the same, mean of the crop and its mirror image",
            _by_score(_without(unit(plain + flipped), cameras)),
        ),
        (f"expanded by the first {EXPANDED_BY}", _expanded(searched)),
        (f"re-ranked, first {RERANKED}", _reranked(searched)),
    ]
    for name, order in rows:
        print(f"  {name:50s} {_figures(order, persons, cameras)}")
    for count in (2, 3, 5):
        print(f"  {count} crops of one camera: {_fused_figures(searched, persons, cameras, count)}")


def _described(arguments: argparse.Namespace) -> tuple[Vectors, Vectors, Labels, Labels]:
    settings = load_settings(arguments.models)
    embedder = GraphVisionLoader(open_library(settings), settings.cache, 1).load_embedder(None, "float32")
    with (arguments.folder / "labels.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if arguments.set in (None, row.get("set"))]
    read = crop_reader(arguments.folder)
    plain, flipped = [], []
    for row in rows:
        crop = read(row["path"])
        plain.append(embedder.embed([crop])[0])
        flipped.append(embedder.embed([np.ascontiguousarray(crop[:, ::-1])])[0])
    persons = np.unique([row.get("person") or row["person_id"] for row in rows], return_inverse=True)[1]
    cameras = np.unique([row["camera"] for row in rows], return_inverse=True)[1]
    return np.array(plain), np.array(flipped), persons.astype(np.int64), cameras.astype(np.int64)


def _without(vectors: Vectors, cameras: Labels) -> Vectors:
    part = common_part(vectors, [cameras])
    return part.without(vectors, part.groups)


def _by_score(vectors: Vectors) -> Order:
    return lambda query: np.argsort(-(vectors @ vectors[query]), kind="stable")


def _expanded(vectors: Vectors) -> Order:
    def order(query: int) -> NDArray[np.int64]:
        scores = vectors @ vectors[query]
        scores[query] = -1
        first = np.argsort(-scores, kind="stable")[:EXPANDED_BY]
        weights = np.maximum(scores[first], 0)[:, None] ** 3
        return np.argsort(
            -(vectors @ (vectors[query] + (weights * vectors[first]).sum(axis=0))), kind="stable"
        )

    return order


def _reranked(vectors: Vectors) -> Order:
    def order(query: int) -> NDArray[np.int64]:
        scores = vectors @ vectors[query]
        scores[query] = -2
        plain = np.argsort(-scores, kind="stable")
        first = plain[:RERANKED]
        again = first[np.argsort(reranked(vectors[query], vectors[first]), kind="stable")]
        return np.concatenate([again, plain[RERANKED:]])

    return order


def _figures(order: Order, persons: Labels, cameras: Labels) -> str:
    queries = np.arange(len(persons))
    if len(queries) > MOST_QUERIES:
        queries = np.random.default_rng(0).choice(queries, MOST_QUERIES, replace=False)
    found = []
    for query in queries:
        same = persons == persons[query]
        ranked = order(int(query))
        found.append(_one(same[ranked[~(same & (cameras == cameras[query]))[ranked]]]))
    return _mean(found)


def _fused_figures(vectors: Vectors, persons: Labels, cameras: Labels, count: int) -> str:
    single, best, together = [], [], []
    for rows, same, kept in _groups(persons, cameras, count):
        each = [_one(same[kept][np.argsort(-(vectors[kept] @ vectors[row]), kind="stable")]) for row in rows]
        probe = fused(vectors[rows], NONE, NONE)
        together.append(_one(same[kept][np.argsort(-(vectors[kept] @ probe), kind="stable")]))
        single.append(tuple(np.mean([one for one in each if one], axis=0)) if any(each) else None)
        best.append(max((one for one in each if one), key=lambda one: one[1], default=None))
    told = f"the best alone, told by the answer {_mean(best)}"
    return f"one alone {_mean(single)}; {told}; fused {_mean(together)}"


def _groups(
    persons: Labels, cameras: Labels, count: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]]:
    random = np.random.default_rng(0)
    for person in np.unique(persons):
        for camera in np.unique(cameras[persons == person]):
            own = np.flatnonzero((persons == person) & (cameras == camera))
            if len(own) >= count:
                same = persons == person
                yield (
                    random.choice(own, count, replace=False),
                    same,
                    np.flatnonzero(~(same & (cameras == camera))),
                )


def _one(right: NDArray[np.bool_]) -> tuple[float, float] | None:
    places = np.flatnonzero(right)
    if not len(places):
        return None
    return float(places[0] == 0), float(np.mean(np.arange(1, len(places) + 1) / (places + 1)))


def _mean(found: list[tuple[float, float] | None]) -> str:
    told = [one for one in found if one is not None]
    if not told:
        return "none"
    rank_1, mean_ap = 100 * np.mean(told, axis=0)
    return f"rank-1 {rank_1:.1f} mAP {mean_ap:.1f}"


if __name__ == "__main__":
    main()
