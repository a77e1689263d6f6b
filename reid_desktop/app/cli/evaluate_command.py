"""The command `evaluate`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from reid_desktop.app.case_models import open_library
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.retrieval import RANKS, Retrieval
from reid_desktop.domain.scene_search import SceneFigures
from reid_desktop.domain.slices import Slice
from reid_desktop.ports.media import Photo
from reid_desktop.services.evaluating import Evaluation, evaluate

FEW = 100
"""Figures of fewer queries come with a warning."""
_WHOLE = 1_000_000


def evaluate_(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print CMC, mAP and mINP of an embedder on a labelled data set."""
    from reid_desktop.adapters.datasets.layouts import read_layout
    from reid_desktop.adapters.vision.loader import GraphVisionLoader

    folder = Path(arguments.folder)
    if arguments.layout == "scenes":
        return _scenes(arguments, settings, folder)
    found = read_layout(arguments.layout, folder)
    loader = GraphVisionLoader(open_library(settings), settings.cache, 1, settings.device)
    embedder = loader.load_embedder(arguments.embedder, arguments.precision)
    figures = evaluate(found, embedder, crop_reader(folder), _show)
    row = as_row(figures)
    if arguments.pictures:
        row["pictures"] = _pictures(figures, folder, Path(arguments.pictures))
    if arguments.json:
        print_json(row)
    else:
        _print(figures)
    return 0


def _pictures(figures: Evaluation, folder: Path, out: Path) -> list[str]:
    """Write a picture of each failure; return their names in the order of the failures."""
    from reid_desktop.adapters.datasets.failure_pictures import write_failures

    shown = [(one.query, one.wrong, one.right) for one in figures.failures]
    return write_failures(shown, crop_reader(folder), out)


def _scenes(arguments: argparse.Namespace, settings: Settings, folder: Path) -> int:
    """Print mAP and top-1 of whole-scene search."""
    from reid_desktop.adapters.datasets.scenes import read_scenes
    from reid_desktop.adapters.media.photos import PhotoOpener
    from reid_desktop.adapters.vision.loader import GraphVisionLoader
    from reid_desktop.services.scene_evaluating import evaluate_scenes

    found = read_scenes(folder)
    loader = GraphVisionLoader(open_library(settings), settings.cache, 1, settings.device)
    vision = loader.load(arguments.detector, arguments.embedder, arguments.precision)
    opener = PhotoOpener()

    def open_scene(path: str) -> Photo:
        return opener.open((found.folder / path).read_bytes(), path.rsplit("/", 1)[-1])

    figures = evaluate_scenes(
        found.scenes, found.queries, vision, open_scene, _show, across_cameras=found.across_cameras
    )
    row: dict[str, object] = {
        "layout": found.layout,
        "model_key": figures.model_key,
        "queries": figures.bare.queries,
        "scenes": figures.bare.scenes,
        "across_cameras": found.across_cameras,
        **_scene_row(figures.as_searched),
        "bare": _scene_row(figures.bare),
    }
    if arguments.json:
        print_json(row)
        return 0
    line(f"{found.layout}, {figures.model_key}: {figures.bare.queries} queries, {figures.bare.scenes} scenes")
    if figures.bare.queries < FEW:
        line(f"Fewer than {FEW} queries: these figures say little.")
    for name, one in (("as searched", figures.as_searched), ("bare", figures.bare)):
        line(
            f"{name:12s} mAP {one.mean_ap:.1%}  top-1 {one.top_1:.1%}  found by the detector {one.recall:.1%}"
        )
    return 0


def _scene_row(figures: SceneFigures) -> dict[str, float]:
    return {
        "mAP": round(100 * figures.mean_ap, 4),
        "top_1": round(100 * figures.top_1, 4),
        "detector_recall": round(100 * figures.recall, 4),
    }


def as_row(figures: Evaluation) -> dict[str, object]:
    """Return the figures for JSON, in per cent."""
    return {
        "layout": figures.layout,
        "model_key": figures.model_key,
        "queries": figures.bare.queries,
        "gallery": figures.bare.gallery,
        "left_out": figures.left_out,
        "cameras": figures.cameras,
        **_in_percent(figures.as_searched),
        "bare": {**_in_percent(figures.bare), "cmc": _shares(figures.bare_curve)},
        "cmc": _shares(figures.curve),
        "slices": [_slice_row(one) for one in figures.slices],
        "failures": [asdict(one) for one in figures.failures],
        "errors": asdict(figures.errors),
    }


def _shares(curve: Sequence[float]) -> list[float]:
    return [round(100 * share, 4) for share in curve]


def _slice_row(one: Slice) -> dict[str, object]:
    return {
        "by": one.by,
        "condition": one.condition,
        "queries": one.queries,
        "rank_1": round(100 * one.rank_1, 4),
        "rank_1_low": round(100 * one.low, 4),
        "rank_1_high": round(100 * one.high, 4),
        "mAP": round(100 * one.mean_ap, 4),
        "few": one.is_few,
    }


def _in_percent(found: Retrieval) -> dict[str, float]:
    ranks = {f"rank_{rank}": round(100 * share, 4) for rank, share in zip(RANKS, found.cmc, strict=True)}
    return {**ranks, "mAP": round(100 * found.mean_ap, 4), "mINP": round(100 * found.mean_inp, 4)}


def _print(figures: Evaluation) -> None:
    line(f"{figures.layout}, {figures.model_key}")
    line(
        f"{figures.bare.queries} queries, gallery of {figures.bare.gallery}, {figures.cameras} cameras, "
        f"{figures.left_out} junk boxes left out"
    )
    if figures.bare.queries < FEW:
        line(f"Fewer than {FEW} queries: these figures say little.")
    for name, found in (("as searched", figures.as_searched), ("bare", figures.bare)):
        values = "  ".join(f"{key} {value:.1f}" for key, value in _in_percent(found).items())
        line(f"{name:12s} {values}")
    if figures.errors.equal_error_rate is not None:
        line(
            f"equal error rate {figures.errors.equal_error_rate:.2%} of pairs, as searched, "
            f"{figures.errors.persons} persons"
        )
    for one in figures.slices:
        few = "  (few: says little)" if one.is_few else ""
        line(
            f"{one.by} {one.condition}: rank_1 {one.rank_1:.1%} ({one.low:.1%} to {one.high:.1%}), "
            f"mAP {one.mean_ap:.1%}, {one.queries} queries{few}"
        )


def crop_reader(folder: Path) -> Callable[[str], Pixels]:
    from reid_desktop.adapters.media.photos import PhotoOpener

    opener = PhotoOpener()

    def read(path: str) -> Pixels:
        return opener.open((folder / path).read_bytes(), path.rsplit("/", 1)[-1]).at_least(_WHOLE)

    return read


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rDescribing {done:,} of {total:,} crops" + ("\n" if done == total else ""))
