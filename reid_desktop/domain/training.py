"""How an embedder is trained: options, which crops come together, and how fast it learns when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi

import numpy as np
from numpy.typing import NDArray

from .errors import UsageError

Labels = NDArray[np.int64]

ARCHITECTURES = (
    "osnet_x0_25", "osnet_x0_5", "osnet_x0_75", "osnet_x1_0", "osnet_ibn_x1_0",
    "osnet_ain_x0_25", "osnet_ain_x0_5", "osnet_ain_x0_75", "osnet_ain_x1_0",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What decides a run; the same options and crops give the same run on the same machine."""

    architecture: str = "osnet_x0_25"
    rounds: int = 60
    steps_per_round: int = 200
    """A round ends after so many batches, or when every person was shown."""
    persons_per_batch: int = 8
    crops_per_person: int = 4
    learning_rate: float = 3.5e-4
    warm_up: float = 0.1
    """Share of all steps in which the rate rises from a hundredth."""
    margin: float = 0.3
    smoothing: float = 0.1
    erasing: float = 0.5
    """How often a part of a crop is erased (Zhong et al. 2020)."""
    hold_out: float = 0.25
    """Share of the persons who judge the run and are never trained on."""
    patience: int = 10
    """The run ends when so many rounds brought no better mAP."""
    distil: float = 1.0
    """Weight of agreeing with a teacher on who is like whom, where there is a teacher."""
    imitate: float = 1.0
    """Weight of telling the teacher's vector from one's own by a linear map, where there is a teacher."""
    unlabelled_per_batch: int = 16
    """Crops of nobody in particular that join a batch for the teacher's sake, where there are any."""
    variety: float = 0.5
    """How strongly a crop is made another camera's: 0 mirrors and shifts it only, 1 changes it most."""
    passes: int = 1
    """How often a round shows every person."""
    minutes: float = 0.0
    """Time for training, all starts together; the rate then falls with it. 0: rounds alone decide."""
    even_light: bool = False
    """The network brings each colour of a crop to the same mean and spread before it looks."""
    seed: int = 0
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Round:
    """How one round ended; round 0 is the network it started from."""

    number: int
    loss: float
    mean_ap: float
    """Of the persons held out, 0 to 1, vectors as the network gives them."""
    rank_1: float
    elapsed_s: float


def held_out(persons: Sequence[str], share: float, seed: int) -> frozenset[str]:
    """Return the persons who judge the run.

    :raises UsageError: too few are left on either side.
    """
    names = sorted(set(persons))
    count = max(2, round(share * len(names)))
    if len(names) - count < 4:
        raise UsageError("Training needs at least 6 persons; there are {found}.", found=len(names))
    order = np.random.default_rng(seed).permutation(len(names))
    return frozenset(names[row] for row in order[:count])


def batches(persons: Labels, cameras: Labels, options: TrainingOptions, number: int) -> list[Labels]:
    """Return the rows of each batch of a round: some persons, some crops of each, of different cameras first.

    Every person is in one batch of each pass, as far as the steps of a round go (Hermans et al. 2017).
    """
    random = np.random.default_rng((options.seed, number))
    names = np.unique(persons)
    rows_of = {int(one): np.flatnonzero(persons == one) for one in names}
    per_batch = min(options.persons_per_batch, len(names))
    found: list[Labels] = []
    for _ in range(options.passes):
        everyone = random.permutation(names)
        for start in range(0, len(everyone) - per_batch + 1, per_batch):
            some = everyone[start : start + per_batch]
            rows = [_crops_of(rows_of[int(one)], cameras, options, random) for one in some]
            found.append(np.concatenate(rows))
            if len(found) == options.steps_per_round:
                return found
    return found


def joined(
    found: Sequence[Labels], first: int, count: int, options: TrainingOptions, number: int
) -> list[Labels]:
    """Return batches with some of the `count` unlabelled rows, which begin at `first`, at the end of each."""
    per_batch = min(options.unlabelled_per_batch, count)
    if not per_batch:
        return list(found)
    random = np.random.default_rng((options.seed, number, 2))
    return [np.concatenate([rows, first + random.choice(count, per_batch, replace=False)]) for rows in found]


def _crops_of(rows: Labels, cameras: Labels, options: TrainingOptions, random: np.random.Generator) -> Labels:
    """Return crops of one person, each camera once before any twice; with repeats where there are too few."""
    rows = random.permutation(rows)
    turn = dict.fromkeys(np.unique(cameras[rows]).tolist(), 0)
    keys = []
    for row in rows:
        camera = int(cameras[row])
        keys.append(turn[camera])
        turn[camera] += 1
    ordered = rows[np.argsort(keys, kind="stable")]
    return np.resize(ordered, options.crops_per_person).astype(np.int64)


def rate_at(step: int, steps: int, options: TrainingOptions) -> float:
    """Return the learning rate of a step: up in a straight line, then down along a cosine to a hundredth."""
    rising = max(1, round(options.warm_up * steps))
    if step < rising:
        share = 0.01 + 0.99 * (step + 1) / rising
    else:
        done = (step - rising) / max(1, steps - rising)
        share = 0.01 + 0.99 * (1 + cos(pi * min(1.0, done))) / 2
    return options.learning_rate * share


def time_over(elapsed_s: float, options: TrainingOptions) -> float | None:
    """Return which share of the run's time is over; None where time does not decide."""
    return elapsed_s / (60 * options.minutes) if options.minutes > 0 else None


def is_over(history: Sequence[Round], options: TrainingOptions) -> bool:
    """Tell whether the run has come to its end, or gets no better."""
    spent = time_over(sum(one.elapsed_s for one in history), options)
    if history[-1].number >= options.rounds or (spent is not None and spent >= 1):
        return True
    best = max(history, key=lambda one: one.mean_ap)
    return history[-1].number - best.number >= options.patience
