"""Options that narrow what is searched, shown or exported: quality, and what examiners said."""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import reduce
from operator import or_

from reid_desktop.app.cli import values
from reid_desktop.domain.clothing import WORDS
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import VERDICTS, tag_named


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
    quick = command.add_mutually_exclusive_group()
    quick.add_argument("--quick-only", action="store_true", help="known from the quick pass over clips only")
    quick.add_argument("--without-quick", action="store_true", help="leave those out")
    command.add_argument(
        "--flag", action="append", type=values.flag, default=[], metavar="NAME", help="media that carry it"
    )
    command.add_argument("--without-flag", action="append", type=values.flag, default=[], metavar="NAME")
    command.add_argument(
        "--wearing",
        action="append",
        choices=sorted(WORDS),
        default=[],
        metavar="WORD",
        help="such as backpack or upper:red; after `clothing`",
    )
    command.add_argument("--place-name", default="", metavar="TEXT", help="part of the name of the place")


def add_review_filters(command: argparse.ArgumentParser) -> None:
    """Add the options on what examiners said."""
    command.add_argument(
        "--decided",
        action="append",
        choices=VERDICTS,
        default=[],
        help="so decided; may be given several times",
    )
    command.add_argument("--tagged", action="append", default=[], metavar="TAG", help="carries any of these")
    command.add_argument("--without-tag", action="append", default=[], metavar="TAG")
    command.add_argument(
        "--graded", action="append", type=values.graded, default=[], metavar="SET:N", help="such as vic:1"
    )
    command.add_argument("--bookmarked", action="store_true")
    command.add_argument(
        "--newer-than", type=values.positive, metavar="N", help="found after this sighting; see `review`"
    )


def narrowed(arguments: argparse.Namespace) -> Filters:
    """Return what the options on quality and on the review say."""
    return replace(
        quality_filters(arguments),
        decisions=frozenset(arguments.decided),
        tags=frozenset(map(tag_named, arguments.tagged)),
        without_tags=frozenset(map(tag_named, arguments.without_tag)),
        grades=frozenset(arguments.graded),
        bookmarked_only=arguments.bookmarked,
        newer_than=None if arguments.newer_than is None else SightingId(arguments.newer_than),
    )


def quality_filters(arguments: argparse.Namespace) -> Filters:
    """Return what the options say."""
    return Filters(
        minimum_height_px=arguments.min_height,
        minimum_sharpness=arguments.min_sharpness,
        minimum_score=arguments.min_score,
        maximum_overlap=arguments.max_overlap,
        whole_only=arguments.whole,
        quick_only=arguments.quick_only,
        without_quick=arguments.without_quick,
        flags=reduce(or_, arguments.flag, MediaFlag.NONE),
        without_flags=reduce(or_, arguments.without_flag, MediaFlag.NONE),
        place_name=arguments.place_name,
        wearing=frozenset(arguments.wearing),
    )
