"""Show that a graphics processor gives the vectors and boxes of the processor.

    python -m tools.compare_devices write FILE --models DIR --crops FOLDER --pictures FOLDER [--count N]
    REID_DESKTOP_DEVICE=gpu python -m tools.compare_devices compare FILE --models DIR

`write` runs every model that is present and has an ONNX graph on the processor, over crops and over whole
pictures, and keeps pictures and answers in FILE (never to be committed: it shows real persons). `compare`
runs the same on the device in use, here or on another computer, and prints the smallest cosine of each
embedder and the smallest overlap of each detector's boxes. Exit code 1: a cosine is below 1 - 1e-3.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reid_desktop.adapters.vision.building import Builder
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.adapters.vision.locating import Located
from reid_desktop.adapters.vision.self_test import LEAST_COSINE
from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.model_card import ModelRole, ModelState
from reid_desktop.ports.vision import Detector

CARDS = Path(__file__).resolve().parent.parent / "models"
_CROP_PX = (128, 256)
_SURE = 0.5


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("write", "compare"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--crops", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--count", type=int, default=96, help="crops at most, and half as many pictures")
    words = parser.parse_args()
    cache = words.models / "cache"
    library = CardLibrary(CARDS, [words.models], words.models / "own", cache)
    builder = Builder(library.graphs, cache, 1, os.environ.get("REID_DESKTOP_DEVICE", "cpu"))
    if words.what == "write":
        crops, pictures = _spread(words.crops, words.count), _spread(words.pictures, words.count // 2)
        _write(words.file, library, builder, crops, pictures)
        return 0
    return _compare(words.file, library, builder)


def _graphs(library: CardLibrary) -> Iterator[Located]:
    """Yield the models that ONNX Runtime can run."""
    for card in library.cards():
        located = library.locate(card)
        has_graph = bool(located.paths) and located.paths[0].suffix != ".xml"
        if located.state is ModelState.PRESENT and has_graph and card.role is not ModelRole.ATTRIBUTES:
            yield located


def _spread(folder: Path, count: int) -> list[Pixels]:
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".jpg", ".png", ".webp"})
    chosen = files[:: max(1, len(files) // max(1, count))][:count]
    return [
        np.asarray(picture, np.uint8) for path in chosen if (picture := cv2.imread(str(path))) is not None
    ]


def _boxes(detector: Detector, pictures: Sequence[Pixels]) -> NDArray[np.float64]:
    """Return a row for each person: picture, left, top, right, bottom, score."""
    rows = [
        (number, p.box.left_px, p.box.top_px, p.box.right_px, p.box.bottom_px, p.score)
        for number, picture in enumerate(pictures)
        for p in detector.detect(picture)
    ]
    return np.array(rows, np.float64).reshape(-1, 6)


def _write(
    file: Path, library: CardLibrary, builder: Builder, crops: Sequence[Pixels], pictures: Sequence[Pixels]
) -> None:
    small = [np.asarray(cv2.resize(crop, _CROP_PX), np.uint8) for crop in crops]
    kept: dict[str, NDArray[np.generic]] = {"crops": np.stack(small)}
    kept |= {f"picture/{number}": picture for number, picture in enumerate(pictures)}
    for located in _graphs(library):
        name = located.card.name
        if located.card.role is ModelRole.EMBEDDER:
            kept[f"vectors/{name}"] = builder.embedder(located, "float32").embed(small)
        else:
            kept[f"boxes/{name}"] = _boxes(builder.detector(located, "float32"), pictures)
        print(f"{name}: kept")
    with file.open("wb") as out:
        np.savez_compressed(out, **kept)  # type: ignore[arg-type]


def _compare(file: Path, library: CardLibrary, builder: Builder) -> int:
    with np.load(file) as kept:
        crops = list(kept["crops"])
        count = sum(name.startswith("picture/") for name in kept.files)
        pictures = [kept[f"picture/{number}"] for number in range(count)]
        answers = {name: kept[name] for name in kept.files if name.startswith(("vectors/", "boxes/"))}
    fell_short = False
    for name, before in answers.items():
        kind, model = name.split("/")
        located = library.locate(library.card(model))
        if kind == "vectors":
            after = builder.embedder(located, "float32").embed(crops)
            away = 1 - (before * after).sum(axis=1)
            fell_short |= float(away.max()) > 1 - LEAST_COSINE["float32"]
            print(
                f"{model}: {len(crops)} crops, cosine from 1 - {away.max():.1e}, mean 1 - {away.mean():.0e}"
            )
        else:
            print(f"{model}: {_same_boxes(before, _boxes(builder.detector(located, 'float32'), pictures))}")
    return 1 if fell_short else 0


def _same_boxes(before: NDArray[np.float64], after: NDArray[np.float64]) -> str:
    sure = before[before[:, 5] >= _SURE]
    nearest = [
        max((_alike(row, other) for other in after if other[0] == row[0]), default=(0.0, -1.0))
        for row in sure
    ]
    return (
        f"{len(sure)} persons, {len(before)} and {len(after)} boxes in all, "
        f"overlap at least {min(overlap for overlap, _ in nearest):.4f}, "
        f"largest change of score {-min(less for _, less in nearest):.4f}"
    )


def _alike(row: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[float, float]:
    """Return the overlap of two boxes and the difference of their scores, negative: more is more alike."""
    return _box(row).iou(_box(other)), -float(abs(row[5] - other[5]))


def _box(row: NDArray[np.float64]) -> Box:
    left, top, right, bottom = (int(side) for side in row[1:5])
    return Box(left, top, right, bottom)


if __name__ == "__main__":
    sys.exit(main())
