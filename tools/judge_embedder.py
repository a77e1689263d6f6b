"""Judge embedders on persons they were not trained on: bare, and as searched (shared parts taken out).

    python tools/judge_embedder.py FOLDER... [--model NAME]... [--checkpoint ARCHITECTURE=FILE]...
        [--models DIR] [--persons FILE] [--set NAME]

Each FOLDER holds `labels.csv`. Every crop is a query against all others; those of the same person from the
same camera are left out. `--persons` keeps those persons of a set whose names (SET/PERSON, one a line) stand
in the file, and leaves sets alone that it does not name. A checkpoint of training is judged by its neck, by
what it tells of its teacher's vector, and by both side by side.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reid_desktop.adapters.datasets.layouts import read_training
from reid_desktop.domain.common_part import common_part, unit
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.domain.retrieval import Labelled, retrieve
from reid_desktop.services.training import labels_of

AT_ONCE = 64
Embed = Callable[[Sequence[Pixels]], Mapping[str, Vectors]]


def main() -> None:
    """Print a row for each embedder and folder."""
    asked = _asked()
    named = asked.persons.read_text(encoding="utf-8").split() if asked.persons else []
    for folder in asked.folders:
        crops = _chosen(read_training("folder", folder), asked.of_set, frozenset(named))
        pictures = [_read(folder / crop.path) for crop in crops]
        persons = labels_of([crop.person for crop in crops])
        cameras = labels_of([crop.camera for crop in crops])
        print(f"{folder.name}: {len(crops)} crops of {len(np.unique(persons))} persons")
        for name, embed in _embedders(asked):
            blocks = [embed(pictures[start : start + AT_ONCE]) for start in range(0, len(pictures), AT_ONCE)]
            for part in blocks[0]:
                vectors = np.concatenate([block[part] for block in blocks])
                print(f"  {f'{name} {part}':48s} {_figures(vectors, persons, cameras)}", flush=True)


def _asked() -> argparse.Namespace:
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("folders", type=Path, nargs="+")
    asks.add_argument("--model", action="append", default=[])
    asks.add_argument("--checkpoint", action="append", default=[])
    asks.add_argument("--models", type=Path)
    asks.add_argument("--persons", type=Path)
    asks.add_argument("--set", dest="of_set")
    return asks.parse_args()


def _chosen(crops: Sequence[LabelledCrop], of_set: str | None, persons: frozenset[str]) -> list[LabelledCrop]:
    judged = {name.split("/")[0] for name in persons}
    return [
        crop
        for crop in crops
        if of_set in (None, crop.of_set) and (crop.of_set not in judged or crop.person in persons)
    ]


def _read(path: Path) -> Pixels:
    return np.asarray(cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def _embedders(asked: argparse.Namespace) -> Iterator[tuple[str, Embed]]:
    for name in asked.model:
        yield name, _model(name, asked.models)
    for one in asked.checkpoint:
        architecture, file = one.split("=", 1)
        yield Path(file).stem, _checkpoint(architecture, Path(file))


def _model(name: str, models: Path | None) -> Embed:
    from reid_desktop.adapters.vision.loader import GraphVisionLoader
    from reid_desktop.app.case_models import open_library
    from reid_desktop.app.settings import load_settings

    settings = load_settings(models)
    embedder = GraphVisionLoader(open_library(settings), settings.cache, 1).load_embedder(name, "float32")
    return lambda crops: {"": embedder.embed(crops)}


def _checkpoint(architecture: str, file: Path) -> Embed:
    import torch

    from reid_desktop.adapters.training.augmenting import plain
    from reid_desktop.adapters.training.crops import sized
    from reid_desktop.adapters.training.osnet import ENTRY, TELLING, OsnetWithNeck, load_parts

    state = torch.load(file, map_location="cpu", weights_only=True)
    state = {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
    told = state.get(f"{TELLING}weight")
    is_even = any(name.startswith(ENTRY) for name in state)
    network = OsnetWithNeck(architecture, 1, 0 if told is None else len(told), is_even).eval()
    load_parts(network, state)

    def embed(crops: Sequence[Pixels]) -> Mapping[str, Vectors]:
        with torch.inference_mode():
            _, after = network(plain(torch.from_numpy(np.stack([sized(crop) for crop in crops]))))
            found = {"neck": unit(after.numpy())}
            if network.telling is not None:
                found["told"] = unit(network.telling(after).numpy())
                found["both"] = unit(np.hstack([found["neck"], found["told"]]))
        return found

    return embed


def _figures(vectors: Vectors, persons: NDArray[np.int64], cameras: NDArray[np.int64]) -> str:
    part = common_part(vectors, [cameras])
    told = []
    for rows in (vectors, part.without(vectors, part.groups)):
        everyone = Labelled(rows, persons, cameras)
        found = retrieve(everyone, everyone)
        told.append(f"{100 * found.rank_1:.1f} / {100 * found.mean_ap:.1f}")
    return f"bare {told[0]}, as searched {told[1]}"


if __name__ == "__main__":
    main()
