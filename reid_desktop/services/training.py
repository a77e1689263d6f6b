"""Training an embedder: rounds, judged by persons it never sees, stopped and taken up at will."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.labelled import LabelledCrop
from reid_desktop.domain.retrieval import Labelled, Retrieval, retrieve
from reid_desktop.domain.training import Round, TrainingOptions, batches, held_out, is_over
from reid_desktop.ports.system import Clock
from reid_desktop.ports.training import Learner

CHECKPOINT, BEST = "checkpoint.pth", "best.pth"
AT_ONCE = 32

ReadCrop = Callable[[LabelledCrop], Pixels]


@dataclass(frozen=True, slots=True, eq=False)
class TrainingSet:
    """Which crops teach, and which judge."""

    taught: tuple[LabelledCrop, ...]
    judging: tuple[LabelledCrop, ...]

    @property
    def persons(self) -> int:
        """Return how many persons are taught."""
        return len({crop.person for crop in self.taught})


def split(crops: Sequence[LabelledCrop], options: TrainingOptions) -> TrainingSet:
    """Return crops in two, no person in both.

    :raises UsageError: there are too few persons.
    """
    judges = held_out([crop.person for crop in crops], options.hold_out, options.seed)
    return TrainingSet(
        tuple(crop for crop in crops if crop.person not in judges),
        tuple(crop for crop in crops if crop.person in judges),
    )


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
            _numbers([c.person for c in found.taught]),
            _numbers([c.camera for c in found.taught]),
        )
        history = self._begin(found)

        def read(row: int) -> Pixels:
            return self._read_crop(found.taught[row])

        while not is_over(history, options):
            number, started_s = history[-1].number + 1, self._clock.monotonic_s()
            loss = self._learner.learn(number, batches(persons, cameras, options, number), read, breathe)
            judged = self.judge(found.judging)
            elapsed_s = self._clock.monotonic_s() - started_s
            history.append(Round(number, loss, judged.mean_ap, judged.rank_1, elapsed_s))
            if max(history, key=lambda one: one.mean_ap) is history[-1]:
                self._learner.keep_network(self._folder / BEST)
            self._learner.keep(self._folder / CHECKPOINT, history)
            self._tell(history[-1], elapsed_s * (options.rounds - number))
        return history

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
        cameras = _numbers([crop.camera for crop in crops])
        everyone = Labelled(vectors, _numbers([crop.person for crop in crops]), cameras)
        return retrieve(everyone, everyone, across_cameras=len(np.unique(cameras)) > 1)


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)
