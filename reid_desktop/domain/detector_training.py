"""How a detector is trained: options, labelled pictures whose labels are completed, and rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .errors import UsageError

DETECTOR_ARCHITECTURES = ("yolo11n", "yolo11s")
STRIDE_PX = 32
SURE, PERHAPS = 0.5, 0.25
"""From which score on what a teacher finds is a person, and from which on it may be one."""
_LEAST_WIDTH, _LEAST_HEIGHT = 0.008, 0.02
_FEWEST = 8

Shares = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class DetectorOptions:
    """What decides a run; on a processor the same options and pictures give the same run."""

    architecture: str = "yolo11n"
    side_px: int = 416
    """Longest side the network looks at."""
    rounds: int = 60
    batch: int = 32
    learning_rate: float = 5e-4
    hold_out: float = 0.08
    """Share of the pictures that judge, where the data set itself sets none apart."""
    patience: int = 15
    """The run ends when so many rounds brought no better mAP."""
    seed: int = 0
    device: str = "cpu"
    workers: int = 4
    """Processes that prepare pictures for a graphics processor."""


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """A picture and the persons in it."""

    path: str
    width_px: int
    height_px: int
    """As the picture is shown, after its own turning."""
    persons: tuple[Shares, ...]
    """Centre x, centre y, width and height of each, in shares of the picture."""
    doubtful: tuple[Shares, ...] = ()
    """Where there may be a person: painted over, and so neither learned nor unlearned."""


@dataclass(frozen=True, slots=True)
class DetectorRound:
    """How one round ended; round 0 is the network it started from."""

    number: int
    loss: float
    ap50: float
    """Of the pictures that judge, 0 to 1, as are the three below."""
    mean_ap: float
    """Mean over overlaps of 0.5 to 0.95: what decides which round is the best."""
    precision: float
    recall: float
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Found:
    """A person that a teacher found."""

    box: Shares
    score: float


def check_options(options: DetectorOptions) -> DetectorOptions:
    """Return options that make sense.

    :raises UsageError: the side does not fit the network's strides.
    """
    if options.side_px % STRIDE_PX or options.side_px < STRIDE_PX:
        raise UsageError("--side must be a multiple of {stride} pixels.", stride=STRIDE_PX)
    return options


def best_of(history: Sequence[DetectorRound]) -> DetectorRound:
    """Return the first of the rounds that are best."""
    return max(history, key=lambda one: one.mean_ap)


def is_finished(history: Sequence[DetectorRound], options: DetectorOptions) -> bool:
    """Tell whether a run has come to its end, or gets no better."""
    last = history[-1].number
    return last >= options.rounds or last - best_of(history).number >= options.patience


def set_apart(
    pictures: Sequence[LabelledPicture], share: float, seed: int
) -> tuple[list[LabelledPicture], list[LabelledPicture]]:
    """Return the pictures that teach and those that judge.

    :raises UsageError: there are too few.
    """
    if len(pictures) < _FEWEST:
        raise UsageError("Training needs at least {least} pictures; there are {found}.",
                         least=_FEWEST, found=len(pictures))  # fmt: skip
    count = max(2, min(len(pictures) - 2, round(share * len(pictures))))
    judges = set(np.random.default_rng(seed).permutation(len(pictures))[:count].tolist())
    taught = [one for row, one in enumerate(pictures) if row not in judges]
    return taught, [one for row, one in enumerate(pictures) if row in judges]


def completed(picture: LabelledPicture, found: Sequence[Found]) -> LabelledPicture:
    """Return a picture with the persons that its labels miss and a teacher is sure of; the doubtful marked.

    Labels are never changed: what lies on a labelled person, or holds one, adds nothing.
    """
    known = list(picture.persons)
    new: list[Shares] = []
    doubtful: list[Shares] = []
    for one in sorted(found, key=lambda each: -each.score):
        if one.score < PERHAPS or one.box[2] < _LEAST_WIDTH or one.box[3] < _LEAST_HEIGHT:
            continue
        if any(_is_same(one.box, other) for other in known) or any(_lies_in(one.box, o) > 0.8 for o in new):
            continue
        (new if one.score >= SURE else doubtful).append(one.box)
    everyone = (*known, *new)
    free = [box for box in doubtful if all(_lies_in(other, box) <= 0.3 for other in everyone)]
    return replace(picture, persons=everyone, doubtful=tuple(free))


def _is_same(one: Shares, other: Shares) -> bool:
    return _overlap(one, other) > 0.4 or max(_lies_in(one, other), _lies_in(other, one)) > 0.7


def _corners(box: Shares) -> Shares:
    x, y, width, height = box
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _common(one: Shares, other: Shares) -> float:
    a, b = _corners(one), _corners(other)
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _overlap(one: Shares, other: Shares) -> float:
    common = _common(one, other)
    return common / max(1e-12, one[2] * one[3] + other[2] * other[3] - common)


def _lies_in(one: Shares, other: Shares) -> float:
    """Return the share of `one` that lies in `other`."""
    return _common(one, other) / max(1e-12, one[2] * one[3])
