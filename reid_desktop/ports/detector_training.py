"""A detector that learns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from reid_desktop.domain.detector_training import DetectorOptions, DetectorRound, LabelledPicture

Tell = Callable[[DetectorRound, float | None], None]
"""Hears each round when it is on disk, and the seconds that are probably left."""

CHECKPOINT, BEST = "checkpoint.pth", "best.pth"
"""What a run keeps in its folder: all it needs to go on, and its best network alone."""


class DetectorLearner(Protocol):
    """Trains a detector whose only class is a person."""

    def train(
        self,
        taught: Sequence[LabelledPicture],
        judging: Sequence[LabelledPicture],
        options: DetectorOptions,
        folder: Path,
        tell: Tell,
    ) -> list[DetectorRound]:
        """Train, or go on with the run in `folder`; return all rounds, the starting network's first.

        Both files are written whole or not at all after every round. Whatever `tell` raises ends the run.

        :raises ModelError: the folder holds another run, or the network or device cannot be had.
        """
        ...

    def export(self, folder: Path, graph: Path, options: DetectorOptions) -> None:
        """Write the best network of a run as an ONNX graph with free sides, compared with the network itself.

        :raises ModelError: there is no such network, or the graph differs from it.
        """
        ...
