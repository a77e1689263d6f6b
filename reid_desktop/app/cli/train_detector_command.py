"""The command `train detector`."""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop.adapters.datasets.pictures import read_pictures
from reid_desktop.app.case_models import open_library
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.cli.train_command import NO_TORCH
from reid_desktop.app.settings import Settings
from reid_desktop.domain.detector_training import (
    DetectorOptions,
    DetectorRound,
    LabelledPicture,
    best_of,
    check_options,
    set_apart,
)
from reid_desktop.domain.errors import ModelError, UsageError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.services.detector_training import CompleteLabels, TrainDetector

if TYPE_CHECKING:
    from reid_desktop.adapters.vision.loader import GraphVisionLoader

_WHOLE = 1_000_000
_TOLD_EVERY = 200
GRAPH = "best.onnx"
LIMITS = (
    "Trained here and judged on the pictures that were set apart only. It marks what looks like a person: "
    "posters, statues and reflections, too; small, hidden and unusually seen persons are missed."
)


def train_detector(arguments: argparse.Namespace, settings: Settings) -> int:
    """Train a detector, or go on with a run that was stopped; export and describe the best network."""
    from reid_desktop.adapters.vision.own_graphs import check_name

    if importlib.util.find_spec("ultralytics") is None:
        raise ModelError(NO_TORCH)
    check_name(arguments.name)
    if arguments.start is not None and not arguments.start.is_file():
        raise UsageError("There is no checkpoint at {path}.", path=arguments.start)
    values = {field.name: getattr(arguments, field.name) for field in fields(DetectorOptions)}
    options = check_options(DetectorOptions(**values))
    taught, judging = _pictures(Path(arguments.folder), options)
    labelled = sum(len(one.persons) for one in taught)
    if arguments.teacher is not None:
        taught = _completed(arguments, settings, taught)
    history = _run(arguments, settings, taught, judging, options)
    card = _publish(arguments, settings, taught, judging, history)
    counts = {
        "pictures": len(taught),
        "judging": len(judging),
        "labelled": labelled,
        "completed": sum(len(one.persons) for one in taught) - labelled,
        "painted_over": sum(len(one.doubtful) for one in taught),
        "self_test": _records_its_answer(arguments, settings),
    }
    _answer(arguments, card, history, counts)
    return 0


def _answer(
    arguments: argparse.Namespace, card: str, history: Sequence[DetectorRound], counts: dict[str, int]
) -> None:
    first, best = history[0], best_of(history)
    if arguments.json:
        rounds = [asdict(one) for one in history]
        print_json({"name": card, **counts, "start": _told(first), "best": _told(best), "rounds": rounds})
        return
    line(f"Before: AP50 {first.ap50:.1%}, mAP {first.mean_ap:.1%}, on the pictures that judge.")
    line(
        f"Best: round {best.number}, AP50 {best.ap50:.1%}, mAP {best.mean_ap:.1%}, recall {best.recall:.1%}."
    )
    if counts["self_test"] or arguments.out is not None:
        line(f"The model {card} is ready: analyse CASE --detector {card}")


def _told(one: DetectorRound) -> dict[str, float]:
    return {"round": one.number, "AP50": round(100 * one.ap50, 4), "mAP": round(100 * one.mean_ap, 4)}


def _pictures(folder: Path, options: DetectorOptions) -> tuple[list[LabelledPicture], list[LabelledPicture]]:
    pictures = read_pictures(folder, "train")
    if (folder / "images" / "val").is_dir():
        return pictures, read_pictures(folder, "val")
    return set_apart(pictures, options.hold_out, options.seed)


def _completed(
    arguments: argparse.Namespace, settings: Settings, pictures: Sequence[LabelledPicture]
) -> list[LabelledPicture]:
    from reid_desktop.adapters.media.photos import PhotoOpener

    opener = PhotoOpener()

    def read(path: str) -> Pixels:
        return opener.open(Path(path).read_bytes(), Path(path).name).at_least(_WHOLE)

    def progress(done: int, total: int) -> None:
        if done % _TOLD_EVERY == 0 or done == total:
            say(f"{arguments.teacher} looked at {done} of {total} pictures for persons without a label.")

    teacher = _loader(settings).load_detector(arguments.teacher, "float32")
    return CompleteLabels(teacher, read, progress)(pictures)


def _loader(settings: Settings) -> GraphVisionLoader:
    from reid_desktop.adapters.vision.loader import GraphVisionLoader

    return GraphVisionLoader(open_library(settings), settings.cache, 1, settings.device)


def _run(
    arguments: argparse.Namespace,
    settings: Settings,
    taught: Sequence[LabelledPicture],
    judging: Sequence[LabelledPicture],
    options: DetectorOptions,
) -> list[DetectorRound]:
    from reid_desktop.adapters.training.offline import keep_offline

    keep_offline(settings.cache / "ultralytics")
    from reid_desktop.adapters.training.yolo_learner import YoloLearner
    from reid_desktop.adapters.training.yolo_network import state_of

    start = None if arguments.start is None else state_of(arguments.start)
    say(f"{len(taught)} pictures teach, {len(judging)} judge.")
    run = TrainDetector(YoloLearner(start), arguments.work, _tell)
    return run(taught, judging, options, arguments.work / GRAPH)


def _publish(
    arguments: argparse.Namespace,
    settings: Settings,
    taught: Sequence[LabelledPicture],
    judging: Sequence[LabelledPicture],
    history: Sequence[DetectorRound],
) -> str:
    from reid_desktop.adapters.vision.own_detectors import OwnDetector, add_own_detector

    best, first = best_of(history), history[0]
    start = f"from {arguments.start.name}" if arguments.start is not None else "from scratch"
    taught_by = f", labels completed by {arguments.teacher}" if arguments.teacher is not None else ""
    told = (
        f"{len(taught)} pictures of {Path(arguments.folder).name} with "
        f"{sum(len(one.persons) for one in taught)} persons{taught_by}, {start}, {best.number} rounds, "
        f"seed {arguments.seed}; {len(judging)} pictures set apart: AP50 {best.ap50:.1%}, "
        f"mAP {best.mean_ap:.1%}, precision {best.precision:.1%}, recall {best.recall:.1%} "
        f"(before: AP50 {first.ap50:.1%})."
    )
    model = OwnDetector(
        arguments.name, arguments.architecture, arguments.side_px, told, arguments.licence, LIMITS
    )
    folder = arguments.out or settings.user_models
    return add_own_detector(model, arguments.work / GRAPH, folder).name


def _records_its_answer(arguments: argparse.Namespace, settings: Settings) -> bool:
    """Record the model's known answer: the first one it gives is the one that later ones are held to."""
    if arguments.out is not None:
        return False
    try:
        _loader(settings).load_detector(arguments.name, "float32")
    except ModelError as problem:
        say(str(problem))
        return False
    return True


def _tell(one: DetectorRound, left_s: float | None) -> None:
    left = "" if left_s is None else f", at most {left_s / 60:.0f} min left"
    say(
        f"Round {one.number}: loss {one.loss:.3f}, AP50 {one.ap50:.1%}, mAP {one.mean_ap:.1%}, "
        f"recall {one.recall:.1%}, {one.elapsed_s:.0f} s{left}"
    )
