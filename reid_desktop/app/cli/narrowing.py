"""Options that narrow what is searched, shown or exported by the quality of the sightings."""

from __future__ import annotations

import argparse

from reid_desktop.app.cli import values
from reid_desktop.domain.query import Filters


def add_quality_filters(command: argparse.ArgumentParser) -> None:
    """Add the options."""
    command.add_argument(
        "--min-height", type=values.positive, default=0, metavar="PX", help="person at least so tall"
    )
    command.add_argument("--min-sharpness", type=values.not_negative, default=0.0, metavar="X")
    command.add_argument(
        "--min-score", type=values.share, default=0.0, metavar="S", help="of the detector, 0 to 1"
    )
    command.add_argument(
        "--max-overlap", type=values.share, default=1.0, metavar="S", help="covered by others by at most this"
    )
    command.add_argument("--whole", action="store_true", help="leave out persons whom the frame cuts")


def quality_filters(arguments: argparse.Namespace) -> Filters:
    """Return what the options say."""
    return Filters(
        minimum_height_px=arguments.min_height,
        minimum_sharpness=arguments.min_sharpness,
        minimum_score=arguments.min_score,
        maximum_overlap=arguments.max_overlap,
        whole_only=arguments.whole,
    )
