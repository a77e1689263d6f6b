"""A detector that learns, and its graph."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from reid_desktop.adapters.training.yolo import PersonRun, history_of, refuse_another
from reid_desktop.adapters.training.yolo_graph import write_graph
from reid_desktop.adapters.training.yolo_network import State, network_of, opened
from reid_desktop.domain.detector_training import DetectorOptions, DetectorRound, LabelledPicture, is_finished
from reid_desktop.domain.errors import ModelError
from reid_desktop.ports.detector_training import BEST, CHECKPOINT, Tell


class YoloLearner:
    """A DetectorLearner over ultralytics."""

    def __init__(self, start: State | None = None) -> None:
        """Start from weights at random, or from those of another network whose first class is a person."""
        self._start = start

    def train(
        self,
        taught: Sequence[LabelledPicture],
        judging: Sequence[LabelledPicture],
        options: DetectorOptions,
        folder: Path,
        tell: Tell,
    ) -> list[DetectorRound]:
        """Train, or go on with the run that lies in `folder`."""
        if options.device != "cpu" and not torch.cuda.is_available():
            raise ModelError("There is no graphics processor that torch can use; leave out --device.")
        file = folder / CHECKPOINT
        if file.is_file():
            table = opened(file)
            refuse_another(table, options, file)
            if is_finished(history_of(table), options):
                return history_of(table)
        with _quiet():
            run = PersonRun(taught, judging, options, folder, tell, self._start)
            run.train()
        return run.history

    def export(self, folder: Path, graph: Path, options: DetectorOptions) -> None:
        """Write the best network's graph."""
        state = opened(folder / BEST)["network"]
        with _quiet():
            write_graph(network_of(options.architecture, state), graph, options.side_px)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep progress bars off standard output, where the answer goes, and notes of both libraries away."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
