"""Training an embedder: rounds, judged by persons it never sees, stopped and taken up at will."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.domain.retrieval import Labelled, Retrieval, retrieve
from reid_desktop.domain.training import (
    Round,
    TrainingOptions,
    batches,
    held_out,
    is_over,
    joined,
    time_over,
)
from reid_desktop.ports.system import Clock
from reid_desktop.ports.training import Breathe, Learner
from reid_desktop.ports.vision import Embedder

CHECKPOINT, BEST = "checkpoint.pth", "best.pth"
AT_ONCE = 64
FEWEST_JUDGES, FEWEST_TAUGHT = 2, 4

ReadCrop = Callable[[LabelledCrop], Pixels]


@dataclass(frozen=True, slots=True, eq=False)
class TrainingSet:
    """Which crops teach, and which judge."""

    taught: tuple[LabelledCrop, ...]
    judging: tuple[LabelledCrop, ...]
    unlabelled: tuple[LabelledCrop, ...] = ()
    """Crops of nobody in particular, for a teacher's sake."""

    @property
    def shown(self) -> tuple[LabelledCrop, ...]:
        """Return all crops that are trained on, the labelled ones first."""
        return (*self.taught, *self.unlabelled)

    @property
    def persons(self) -> int:
        """Return how many persons are taught."""
        return len({crop.person for crop in self.taught})


def split(
    crops: Sequence[LabelledCrop],
    options: TrainingOptions,
    judges: Collection[str] = (),
    unlabelled: Sequence[LabelledCrop] = (),
) -> TrainingSet:
    """Return crops in two, no person in both.

    :param judges: persons who judge; none: as many as the options say, drawn by the seed.
    :raises UsageError: there are too few persons.
    """
    names = {crop.person for crop in crops}
    apart = names & set(judges) if judges else held_out(list(names), options.hold_out, options.seed)
    if len(apart) < FEWEST_JUDGES or len(names) - len(apart) < FEWEST_TAUGHT:
        raise UsageError(
            "Of {found} persons {judges} judge; at least {fewest} must, and {rest} must be left to teach.",
            found=len(names), judges=len(apart), fewest=FEWEST_JUDGES, rest=FEWEST_TAUGHT,
        )  # fmt: skip
    return TrainingSet(
        tuple(crop for crop in crops if crop.person not in apart),
        tuple(crop for crop in crops if crop.person in apart),
        tuple(unlabelled),
    )


def ask(teacher: Embedder, crops: Sequence[LabelledCrop], read_crop: ReadCrop) -> Vectors:
    """Return a stronger model's vectors of crops: the mean of a crop and its mirror image, of length 1."""
    found = []
    for start in range(0, len(crops), AT_ONCE):
        pictures = [read_crop(crop) for crop in crops[start : start + AT_ONCE]]
        mirrored = [np.ascontiguousarray(picture[:, ::-1]) for picture in pictures]
        both = teacher.embed(pictures) + teacher.embed(mirrored)
        found.append(both / np.linalg.norm(both, axis=1, keepdims=True))
    return np.concatenate(found)


def labels_of(names: Sequence[str]) -> NDArray[np.int64]:
    """Return names as numbers from 0, without gaps."""
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)


class TrainEmbedder:
    """Runs rounds until no better one comes; what was done is on disk after each."""

    def __init__(
        self,
        learner: Learner,
        read_crop: ReadCrop,
        folder: Path,
        clock: Clock,
        tell: Callable[[Round, float | None], None],
    ) -> None:
        """Keep checkpoints in `folder`; `tell` hears each round, and the seconds that are probably left."""
        self._learner = learner
        self._read_crop = read_crop
        self._folder = folder
        self._clock = clock
        self._tell = tell

    def __call__(
        self, found: TrainingSet, options: TrainingOptions, breathe: Callable[[], None] = lambda: None
    ) -> list[Round]:
        """Train, or go on with a run that was stopped; return all rounds, the starting network's first.

        The best network lies in `best.pth` of the folder.
        """
        persons, cameras = (
            labels_of([c.person for c in found.taught]),
            labels_of([c.camera for c in found.taught]),
        )
        history, shown = self._begin(found), found.shown

        def read(row: int) -> Pixels:
            return self._read_crop(shown[row])

        while not is_over(history, options):
            number, started_s = history[-1].number + 1, self._clock.monotonic_s()
            before_s = sum(one.elapsed_s for one in history)
            labelled = batches(persons, cameras, options, number)
            rows = joined(labelled, len(found.taught), len(found.unlabelled), options, number)
            breath = self._breath(options, started_s - before_s, breathe)
            loss = self._learner.learn(number, rows, read, breath)
            judged = self.judge(found.judging)
            elapsed_s = self._clock.monotonic_s() - started_s
            history.append(Round(number, loss, judged.mean_ap, judged.rank_1, elapsed_s))
            if max(history, key=lambda one: one.mean_ap) is history[-1]:
                self._learner.keep_network(self._folder / BEST)
            self._learner.keep(self._folder / CHECKPOINT, history)
            self._tell(history[-1], _left_s(history, options))
        return history

    def _breath(self, options: TrainingOptions, began_s: float, breathe: Callable[[], None]) -> Breathe:
        def breath() -> float | None:
            breathe()
            return time_over(self._clock.monotonic_s() - began_s, options)

        return breath

    def _begin(self, found: TrainingSet) -> list[Round]:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / CHECKPOINT
        if file.is_file():
            return self._learner.go_on(file)
        started_s = self._clock.monotonic_s()
        judged = self.judge(found.judging)
        first = Round(0, 0.0, judged.mean_ap, judged.rank_1, self._clock.monotonic_s() - started_s)
        self._learner.keep_network(self._folder / BEST)
        self._learner.keep(file, [first])
        self._tell(first, None)
        return [first]

    def judge(self, crops: Sequence[LabelledCrop]) -> Retrieval:
        """Return how well persons are found again under the standard protocol, every crop a query."""
        vectors = np.concatenate(
            [
                self._learner.embed([self._read_crop(crop) for crop in crops[start : start + AT_ONCE]])
                for start in range(0, len(crops), AT_ONCE)
            ]
        )
        cameras = labels_of([crop.camera for crop in crops])
        everyone = Labelled(vectors, labels_of([crop.person for crop in crops]), cameras)
        return retrieve(everyone, everyone, across_cameras=len(np.unique(cameras)) > 1)


def _left_s(history: Sequence[Round], options: TrainingOptions) -> float:
    """Return how long the run goes on at most, as far as its last round tells."""
    left_s = history[-1].elapsed_s * (options.rounds - history[-1].number)
    if options.minutes > 0:
        left_s = min(left_s, 60 * options.minutes - sum(one.elapsed_s for one in history))
    return max(0.0, left_s)
