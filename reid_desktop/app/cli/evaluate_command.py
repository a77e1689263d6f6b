"""The command `evaluate`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from reid_desktop.app.bootstrap import open_library
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.retrieval import RANKS, Retrieval
from reid_desktop.services.evaluating import Evaluation, evaluate

FEW = 100
"""Figures of fewer queries come with a warning."""
_WHOLE = 1_000_000


def evaluate_(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print CMC, mAP and mINP of an embedder on a labelled data set."""
    from reid_desktop.adapters.datasets.layouts import read_layout
    from reid_desktop.adapters.vision.loader import GraphVisionLoader

    folder = Path(arguments.folder)
    found = read_layout(arguments.layout, folder)
    loader = GraphVisionLoader(open_library(settings), settings.cache, 1, settings.device)
    embedder = loader.load_embedder(arguments.embedder, arguments.precision)
    figures = evaluate(found, embedder, crop_reader(folder), _show)
    if arguments.json:
        print_json(as_row(figures))
    else:
        _print(figures)
    return 0


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
        "bare": _in_percent(figures.bare),
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


def crop_reader(folder: Path) -> Callable[[str], Pixels]:
    from reid_desktop.adapters.media.photos import PhotoOpener

    opener = PhotoOpener()

    def read(path: str) -> Pixels:
        return opener.open((folder / path).read_bytes(), path.rsplit("/", 1)[-1]).at_least(_WHOLE)

    return read


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rDescribing {done:,} of {total:,} crops" + ("\n" if done == total else ""))
