"""Train an embedder by one of the recipes tried for `reid-desktop-osnet`.

    python tools/train_recipes.py RECIPE DATA OUT --teacher FILE --judges FILE [--unlabelled DIR]
        [--minutes M] [--device cuda] [--from FILE]

The learner is that of `reid-desktop train embedder`; this script only needs less around it (numpy,
OpenCV, torch, torchreid's networks), so that several recipes can run side by side where the program
is not installed. DATA is laid out as `--layout folder` says, the unlabelled crops lie in one folder.
The teacher's FILE is the `teacher.npz` that the command keeps, with the crops' paths as names, those
of DATA after `reid/`, the others after `unlabelled/`; the judges' FILE holds one person a line.
OUT/work keeps the checkpoints, OUT/RECIPE.pth the best network in half precision, OUT/RECIPE.json all
rounds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import torch

from reid_desktop.adapters.datasets.layouts import read_training
from reid_desktop.adapters.training.osnet import OsnetLearner
from reid_desktop.adapters.training.taught import read_taught, rows_of
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.domain.training import Round, TrainingOptions, batches
from reid_desktop.services.training import BEST, TrainEmbedder, labels_of, split

BASE = TrainingOptions(
    rounds=400,
    steps_per_round=240,
    passes=7,
    persons_per_batch=40,
    unlabelled_per_batch=96,
    learning_rate=1.5e-3,
    warm_up=0.06,
    patience=400,
    distil=40.0,
    imitate=15.0,
    variety=0.6,
    erasing=0.4,
)
TUNED = replace(
    BASE,
    architecture="start.onnx",
    steps_per_round=150,
    persons_per_batch=32,
    unlabelled_per_batch=64,
    warm_up=0.1,
    distil=20.0,
    imitate=10.0,
)
"""A whole network is trained on, and holds to what it told before of crops as they are."""
RECIPES = {
    "tiny": replace(BASE, persons_per_batch=4, unlabelled_per_batch=6, steps_per_round=4),
    "ain_x0_5": replace(BASE, architecture="osnet_ain_x0_5"),
    "ain_x0_75": replace(BASE, architecture="osnet_ain_x0_75"),
    "x0_75": replace(BASE, architecture="osnet_x0_75"),
    "x0_5": replace(BASE, architecture="osnet_x0_5"),
    "tiny_graph": replace(
        TUNED, learning_rate=6e-5, persons_per_batch=4, unlabelled_per_batch=6, steps_per_round=3
    ),
    "calm": replace(TUNED, learning_rate=6e-5),
    "bold": replace(TUNED, learning_rate=3e-4),
    "ain_x0_75_labels": replace(BASE, architecture="osnet_ain_x0_75", distil=20.0, imitate=4.0),
}
HALF_DIMENSIONS = 2
"""Weights of this many dimensions or more are kept in half precision; norms are not."""


def main() -> None:
    """Train until the rounds or the minutes are over."""
    asked = _asked()
    cv2.setNumThreads(1)
    options = replace(RECIPES[asked.recipe], minutes=asked.minutes, device=asked.device, seed=asked.seed)
    judges = asked.judges.read_text(encoding="utf-8").split()
    crops = [replace(crop, path=f"reid/{crop.path}") for crop in read_training("folder", asked.data)]
    found = split(crops, options, judges, _unlabelled(asked.unlabelled))
    teacher = rows_of(read_taught(asked.teacher), [crop.path for crop in found.shown])
    if teacher is None:
        raise SystemExit(f"{asked.teacher} lacks crops of {asked.data}.")
    persons, cameras = (labels_of([getattr(c, of) for c in found.taught]) for of in ("person", "camera"))
    learner = OsnetLearner(
        persons, options, options.rounds * len(batches(persons, cameras, options, 1)), teacher
    )
    if asked.start is not None:
        learner.start_from(asked.start)
    work = asked.out / "work" / asked.recipe
    history: list[Round] = []

    def tell(one: Round, left_s: float | None) -> None:
        history.append(one)
        if max(history, key=lambda each: each.mean_ap) is one:
            _halve(work / BEST, asked.out / f"{asked.recipe}.pth")
        _write(history, asked.out / f"{asked.recipe}.json")
        took = f"{one.elapsed_s:.1f} s, left {left_s or 0.0:.0f} s"
        _say(f"{one.number} loss {one.loss:.3f} rank-1 {one.rank_1:.3f} mAP {one.mean_ap:.3f} {took}")

    _say(f"{found.persons} persons, {len(found.taught)} crops, {len(found.unlabelled)} unlabelled, {options}")
    places = {"reid": asked.data, "unlabelled": asked.unlabelled}

    @cache
    def read_path(path: str) -> Pixels:
        home, rest = path.split("/", 1)
        picture = cv2.imread(str(places[home] / rest))
        if picture is None:
            raise SystemExit(f"{path} is no picture.")
        return np.asarray(picture, np.uint8)

    whole = TrainEmbedder(learner, lambda crop: read_path(crop.path), work, _Clock(), tell)(found, options)
    _write(whole, asked.out / f"{asked.recipe}.json")
    _say("over")


class _Clock:
    def now_utc_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic_s(self) -> float:
        return time.monotonic()


def _asked() -> argparse.Namespace:
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("recipe", choices=RECIPES)
    asks.add_argument("data", type=Path)
    asks.add_argument("out", type=Path)
    asks.add_argument("--teacher", type=Path, required=True)
    asks.add_argument("--judges", type=Path, required=True)
    asks.add_argument("--unlabelled", type=Path)
    asks.add_argument("--minutes", type=float, default=0.0)
    asks.add_argument("--device", default="cpu")
    asks.add_argument("--from", dest="start", type=Path)
    asks.add_argument("--seed", type=int, default=0)
    return asks.parse_args()


def _unlabelled(folder: Path | None) -> list[LabelledCrop]:
    if folder is None:
        return []
    return [LabelledCrop(f"unlabelled/{path.name}", "", "") for path in sorted(folder.iterdir())]


def _write(history: Sequence[Round], file: Path) -> None:
    file.write_text(json.dumps([asdict(one) for one in history]), encoding="utf-8")


def _halve(file: Path, target: Path) -> None:
    state = torch.load(file, map_location="cpu", weights_only=True)
    state = {
        n: v.half() if v.is_floating_point() and v.dim() >= HALF_DIMENSIONS else v for n, v in state.items()
    }
    torch.save(state, target)


def _say(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, flush=True)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
