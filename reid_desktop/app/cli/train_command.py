"""The command `train`."""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from functools import lru_cache
from pathlib import Path

from reid_desktop.adapters.datasets.layouts import crops_in, read_training
from reid_desktop.app.calibrations import open_calibrations
from reid_desktop.app.case_models import open_library
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.settings import Settings
from reid_desktop.domain.calibration import Calibration
from reid_desktop.domain.errors import ModelError, UsageError
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.domain.training import Round, TrainingOptions, batches
from reid_desktop.services.calibration_sets import DescribeSets, make_calibration
from reid_desktop.services.training import BEST, TrainEmbedder, TrainingSet, ask, labels_of, split

_WHOLE = 1_000_000
KEPT_CROPS = 20_000
TAUGHT = "teacher.npz"
LIMITS = (
    "Trained here and judged on the persons held out only. Clothes and build, not the face: another person "
    "in like clothes scores high, the same person in other clothes low."
)
NO_TORCH = 'Training needs the extra [torch]: install it with `python -m pip install "reid-desktop[torch]"`.'


def train(arguments: argparse.Namespace, settings: Settings) -> int:
    """Train an embedder, or go on with a run that was stopped; export and describe the best network."""
    from reid_desktop.adapters.vision.own_graphs import check_name

    if importlib.util.find_spec("torchreid") is None:
        raise ModelError(NO_TORCH)
    check_name(arguments.name)
    if arguments.start is not None and not arguments.start.is_file():
        raise UsageError("There is no checkpoint at {path}.", path=arguments.start)
    if is_graph(arguments.start):
        arguments.architecture = str(arguments.start)
    options = TrainingOptions(**{f.name: getattr(arguments, f.name) for f in fields(TrainingOptions)})
    folder = Path(arguments.folder)
    unlabelled = crops_in(arguments.unlabelled) if arguments.unlabelled else []
    found = split(read_training(arguments.layout, folder), options, _judges(arguments.judges), unlabelled)
    read = _reader(folder)
    history = _run(arguments, settings, found, options, read)
    card = _publish(arguments, settings, found, history)
    calibrated = _calibrate(arguments, _beside(arguments, settings), found, read)
    best = max(history, key=lambda one: one.mean_ap)
    if arguments.json:
        print_json(
            {
                "name": card,
                "persons": found.persons,
                "held_out": len({crop.person for crop in found.judging}),
                "start": _in_percent(history[0]),
                "best": _in_percent(best),
                "rounds": [asdict(one) for one in history],
                "calibrated": calibrated,
            }
        )
    else:
        first = history[0]
        line(f"Before: rank-1 {first.rank_1:.1%}, mAP {first.mean_ap:.1%}, on the persons held out.")
        line(f"Best: round {best.number}, rank-1 {best.rank_1:.1%}, mAP {best.mean_ap:.1%}.")
        line(f"The model {card} is ready: analyse CASE --embedder {card}")
    return 0


def _run(
    arguments: argparse.Namespace,
    settings: Settings,
    found: TrainingSet,
    options: TrainingOptions,
    read: Callable[[LabelledCrop], Pixels],
) -> list[Round]:
    from reid_desktop.adapters.training.osnet import OsnetLearner

    persons = labels_of([crop.person for crop in found.taught])
    cameras = labels_of([crop.camera for crop in found.taught])
    steps = options.rounds * len(batches(persons, cameras, options, 1))
    teacher = _taught(arguments, settings, found.shown, read)
    learner = OsnetLearner(persons, options, steps, teacher)
    if arguments.start is not None and not is_graph(arguments.start):
        learner.start_from(arguments.start)
    say(
        f"{found.persons} persons teach ({len(found.taught)} crops), "
        f"{len({crop.person for crop in found.judging})} judge ({len(found.judging)} crops)."
    )
    return TrainEmbedder(learner, read, arguments.work, SystemClock(), _tell)(found, options)


def _taught(
    arguments: argparse.Namespace,
    settings: Settings,
    crops: Sequence[LabelledCrop],
    read: Callable[[LabelledCrop], Pixels],
) -> Vectors | None:
    """Return a stronger model's vectors of the crops, asked once for a work folder."""
    if arguments.teacher is None:
        return None
    from reid_desktop.adapters.training.taught import Taught, keep_taught, read_taught, rows_of
    from reid_desktop.adapters.vision.loader import GraphVisionLoader

    loader = GraphVisionLoader(open_library(settings), settings.cache, 1, settings.device)
    embedder = loader.load_embedder(arguments.teacher, "float32")
    file, paths, key = arguments.work / TAUGHT, [crop.path for crop in crops], str(embedder.key)
    if not file.is_file() or (kept := read_taught(file)).key != key or rows_of(kept, paths) is None:
        vectors = ask(embedder, crops, read)
        file.parent.mkdir(parents=True, exist_ok=True)
        keep_taught(Taught(key, dict(zip(paths, vectors, strict=True))), file)
    return rows_of(read_taught(file), paths)


def _judges(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        return [text for one in file.read_text(encoding="utf-8").splitlines() if (text := one.strip())]
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError("{file} cannot be read.", file=str(file)) from cause


def _publish(
    arguments: argparse.Namespace, settings: Settings, found: TrainingSet, history: Sequence[Round]
) -> str:
    from reid_desktop.adapters.training.graph import learned
    from reid_desktop.adapters.vision.own_graphs import OwnModel, add_own, add_own_graph

    best, first = max(history, key=lambda one: one.mean_ap), history[0]
    judges = len({crop.person for crop in found.judging})
    start = f"from {arguments.start.name}" if arguments.start is not None else "from scratch"
    before = f"rank-1 {first.rank_1:.1%}, mAP {first.mean_ap:.1%}"
    told = (
        f"{found.persons} persons of {Path(arguments.folder).name} ({arguments.layout}), {start}, "
        f"{_recipe(arguments, found)}; {judges} persons held out: bare rank-1 {best.rank_1:.1%}, "
        f"mAP {best.mean_ap:.1%} after {best.number} rounds (before: {before})."
    )
    folder = arguments.out or settings.user_models
    if is_graph(arguments.start):
        made = arguments.work / "learned.onnx"
        width = learned(arguments.start, arguments.work / BEST, made, arguments.half)
        kind = f"that of {arguments.start.name}"
        own = OwnModel(arguments.name, kind, width, told, arguments.licence, LIMITS, takes_bytes=True)
        return add_own_graph(own, made, folder).name
    model = OwnModel(arguments.name, arguments.architecture, 512, told, arguments.licence, LIMITS)
    return add_own(model, arguments.work / BEST, folder, settings.cache, arguments.half).name


def is_graph(start: Path | None) -> bool:
    """Tell whether training starts from a graph instead of a checkpoint."""
    return start is not None and start.suffix == ".onnx"


def _recipe(arguments: argparse.Namespace, found: TrainingSet) -> str:
    batch = f"{arguments.persons_per_batch} x {arguments.crops_per_person}"
    told = f"softmax and triplet, batches of {batch} crops, rate {arguments.learning_rate:g}, "
    told += f"seed {arguments.seed}"
    if arguments.teacher is None:
        return told
    extra = f" and {len(found.unlabelled)} crops of nobody known" if found.unlabelled else ""
    weights = f"likeness {arguments.distil:g}, vector {arguments.imitate:g}"
    return f"{told}, taught by {arguments.teacher} on these{extra} ({weights})"


def _beside(arguments: argparse.Namespace, settings: Settings) -> Settings:
    """Return settings whose own models lie where the new one does."""
    if arguments.out is None:
        return settings
    folders = (arguments.out, *settings.model_folders)
    return replace(settings, user_models=arguments.out, model_folders=folders)


def _calibrate(
    arguments: argparse.Namespace,
    settings: Settings,
    found: TrainingSet,
    read: Callable[[LabelledCrop], Pixels],
) -> bool:
    """Record the model's known answer, and calibrate it on the persons held out if they are enough."""
    from reid_desktop.adapters.media.thumbnails import shrink
    from reid_desktop.adapters.vision.loader import GraphVisionLoader
    from reid_desktop.adapters.vision.own_graphs import tell_more

    loader = GraphVisionLoader(open_library(settings), settings.cache, 1, settings.device)
    embedder = loader.load_embedder(arguments.name, "float32")
    try:
        sets = DescribeSets(embedder, read, shrink, lambda *_: None)(found.judging)
        made = f"reid-desktop train embedder, {len(found.judging)} crops of persons held out"
        calibration = make_calibration(sets, str(embedder.key), made)
    except UsageError as few:
        say(f"No calibration was made. {few}")
        return False
    open_calibrations(settings).keep(calibration)
    tell_more(arguments.name, settings.user_models, _worth(calibration))
    return True


def _worth(calibration: Calibration) -> str:
    """Return what the scores are worth, as searched, in a sentence for the card."""
    searched = calibration.conditions[0]
    return (
        f"Calibrated on {calibration.persons} persons held out: as searched, Cllr {searched.cllr.value:.2f} "
        f"({searched.cllr.low:.2f} to {searched.cllr.high:.2f}), equal error rate "
        f"{searched.equal_error_rate.value:.1%}."
    )


def _reader(folder: Path) -> Callable[[LabelledCrop], Pixels]:
    from reid_desktop.adapters.media.photos import PhotoOpener

    opener = PhotoOpener()

    @lru_cache(maxsize=KEPT_CROPS)
    def read_path(path: str) -> Pixels:
        return opener.open((folder / path).read_bytes(), path.rsplit("/", 1)[-1]).at_least(_WHOLE)

    return lambda crop: read_path(crop.path)


def _tell(one: Round, left_s: float | None) -> None:
    left = "" if left_s is None else f", at most {left_s / 60:.0f} min left"
    say(
        f"Round {one.number}: loss {one.loss:.3f}, rank-1 {one.rank_1:.1%}, mAP {one.mean_ap:.1%}, "
        f"{one.elapsed_s:.0f} s{left}"
    )


def _in_percent(one: Round) -> dict[str, float]:
    return {"round": one.number, "rank_1": round(100 * one.rank_1, 4), "mAP": round(100 * one.mean_ap, 4)}
