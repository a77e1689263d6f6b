"""Training a detector: labels completed by a stronger one, rounds, and the best network as a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from reid_desktop.domain.detector_training import (
    DetectorOptions,
    DetectorRound,
    Found,
    LabelledPicture,
    check_options,
    completed,
)
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.ports.detector_training import DetectorLearner, Tell


class Teacher(Protocol):
    """What finds persons."""

    def detect(self, picture: Pixels) -> Sequence[PersonBox]:
        """Return the persons in a picture."""
        ...


class CompleteLabels:
    """Asks a stronger detector for the persons whom labels miss."""

    def __init__(
        self, teacher: Teacher, read: Callable[[str], Pixels], progress: Callable[[int, int], None]
    ) -> None:
        """Read a picture by its path; `progress` hears pictures done and in all."""
        self._teacher = teacher
        self._read = read
        self._progress = progress

    def __call__(self, pictures: Sequence[LabelledPicture]) -> list[LabelledPicture]:
        """Return the pictures with their labels completed."""
        done: list[LabelledPicture] = []
        for picture in pictures:
            done.append(completed(picture, self._found(self._read(picture.path))))
            self._progress(len(done), len(pictures))
        return done

    def _found(self, pixels: Pixels) -> list[Found]:
        height, width = pixels.shape[:2]
        return [
            Found(
                (
                    (one.box.left_px + one.box.right_px) / 2 / width,
                    (one.box.top_px + one.box.bottom_px) / 2 / height,
                    one.box.width_px / width,
                    one.box.height_px / height,
                ),
                one.score,
            )
            for one in self._teacher.detect(pixels)
        ]


class TrainDetector:
    """Runs rounds until no better one comes, and writes the best network's graph."""

    def __init__(self, learner: DetectorLearner, folder: Path, tell: Tell) -> None:
        """Keep what a run needs to go on in `folder`."""
        self._learner = learner
        self._folder = folder
        self._tell = tell

    def __call__(
        self,
        taught: Sequence[LabelledPicture],
        judging: Sequence[LabelledPicture],
        options: DetectorOptions,
        graph: Path,
    ) -> list[DetectorRound]:
        """Train, or go on with a run that was stopped; return all rounds, the starting network's first.

        :raises UsageError: the options make no sense.
        :raises ModelError: the folder holds another run, or the network cannot be trained or exported here.
        """
        check_options(options)
        self._folder.mkdir(parents=True, exist_ok=True)
        history = self._learner.train(taught, judging, options, self._folder, self._tell)
        self._learner.export(self._folder, graph, options)
        return history
