"""The command `calibrate`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reid_desktop import __version__
from reid_desktop.app.calibrations import open_calibrations
from reid_desktop.app.case_models import open_library
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.cli.strength_records import calibration_row
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.settings import Settings
from reid_desktop.domain.calibration import STRENGTH_NOTICE, Calibration, Condition
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.services.calibration_sets import DescribeSets, make_calibration

_WHOLE = 1_000_000
FEW_PERSONS = 100
"""A calibration of fewer persons comes with a warning."""
FALSE_MATCHES = (1e-2, 1e-3, 1e-4)


def calibrate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Measure what an embedder's scores are worth on labelled crops."""
    from reid_desktop.adapters.datasets.layouts import read_layout
    from reid_desktop.adapters.media.photos import PhotoOpener
    from reid_desktop.adapters.media.thumbnails import shrink
    from reid_desktop.adapters.vision.loader import GraphVisionLoader

    crops: list[LabelledCrop] = []
    homes: dict[int, Path] = {}
    for folder in map(Path, arguments.folders):
        for crop in read_layout(arguments.layout, folder).crops:
            homes[len(crops)] = folder
            crops.append(_of_folder(crop, folder, several=len(arguments.folders) > 1))
    folders = {(crop.of_set, crop.path): homes[row] for row, crop in enumerate(crops)}
    loader = GraphVisionLoader(open_library(settings), settings.cache, 1, settings.device)
    embedder = loader.load_embedder(arguments.embedder, arguments.precision)
    opener = PhotoOpener()

    def read(crop: LabelledCrop) -> Pixels:
        path = folders[crop.of_set, crop.path] / crop.path
        return opener.open(path.read_bytes(), path.name).at_least(_WHOLE)

    sets = DescribeSets(embedder, read, shrink, _show)(crops)
    today = iso_utc(SystemClock().now_utc_ms())[:10]
    made = f"reid-desktop {__version__} calibrate --layout {arguments.layout}, {today}"
    found = make_calibration(sets, str(embedder.key), made)
    kept = open_calibrations(settings).keep(found) if arguments.keep else None
    if arguments.json:
        print_json(calibration_row(found, kept))
    else:
        _print(found)
    if kept is not None:
        say(f"Kept: {kept}")
    return 0


def _of_folder(crop: LabelledCrop, folder: Path, *, several: bool) -> LabelledCrop:
    """Return the crop as one of its folder's set, so that nobody is in two."""
    if not several or crop.of_set:
        return crop
    name = folder.name
    return LabelledCrop(crop.path, f"{name}/{crop.person}", f"{name}/{crop.camera}", name)


def _print(found: Calibration) -> None:
    line(STRENGTH_NOTICE)
    line(f"{found.embedder}: {found.persons} persons of {', '.join(found.sets)}; {found.method}")
    if found.persons < FEW_PERSONS:
        line(f"Fewer than {FEW_PERSONS} persons: this calibration says little.")
    valid = found.validity
    across = ", in different clips or scenes" if valid.across_cameras else ""
    line(
        f"Holds for persons from {valid.least_height_px} px on (measured to {valid.tallest_measured_px} px), "
        f"in full view, in the same clothes{across}."
    )
    for one in found.conditions:
        _print_condition(one)


def _print_condition(one: Condition) -> None:
    line(f"{one.comparison}:")
    figures = (("Cllr", one.cllr), ("Cllr_min", one.least_cllr), ("EER", one.equal_error_rate))
    for name, figure in figures:
        line(f"  {name:9} {figure.value:.3f}  (95 %: {figure.low:.3f} to {figure.high:.3f})")
    for rate in FALSE_MATCHES:
        threshold = one.threshold(rate)
        if threshold is not None:
            missed = one.at(threshold).false_non_match
            line(f"  1 false match in {1 / rate:,.0f}: from {threshold:.2f} on; misses {missed:.1%}")


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rDescribing {done:,} of {total:,} crops" + ("\n" if done == total else ""))
