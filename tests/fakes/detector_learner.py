"""A detector in code: rounds that bring it nearer to the round that is best."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reid_desktop.domain.detector_training import (
    DetectorOptions,
    DetectorRound,
    LabelledPicture,
    best_of,
    is_finished,
)
from reid_desktop.domain.errors import ModelError
from reid_desktop.ports.detector_training import BEST, CHECKPOINT, Tell


class FakeDetectorLearner:
    """Is best after `best_round` rounds; what it learned is how many pictures it saw."""

    def __init__(self, best_round: int = 3) -> None:
        """Get worse again after `best_round`."""
        self._best_round = best_round
        self.taught: list[LabelledPicture] = []

    def train(
        self,
        taught: Sequence[LabelledPicture],
        judging: Sequence[LabelledPicture],
        options: DetectorOptions,
        folder: Path,
        tell: Tell,
    ) -> list[DetectorRound]:
        """Count rounds."""
        self.taught = list(taught)
        file = folder / CHECKPOINT
        settings = {"seed": options.seed, "rounds": options.rounds}
        history: list[DetectorRound] = []
        if file.is_file():
            table = _opened(file)
            if table["settings"] != settings:
                raise ModelError("{file} is another run's.", file=str(file))
            history = [DetectorRound(**row) for row in table["history"]]
        while not history or not is_finished(history, options):
            number = len(history)
            good = (1 - abs(number - self._best_round) / 100) * len(judging) / (1 + len(judging))
            history.append(DetectorRound(number, len(taught) / (1 + number), good, good / 2, good, good, 1.0))
            if best_of(history) is history[-1]:
                (folder / BEST).write_text(str(number), encoding="ascii")
            rows = [asdict(one) for one in history]
            file.write_text(json.dumps({"settings": settings, "history": rows}), encoding="ascii")
            tell(history[-1], None if number == 0 else float(options.rounds - number))
        return history

    def export(self, folder: Path, graph: Path, options: DetectorOptions) -> None:
        """Write which round was best, and the side."""
        try:
            best = (folder / BEST).read_text(encoding="ascii")
        except OSError as cause:
            raise ModelError("There is no best network in {folder}.", folder=str(folder)) from cause
        graph.write_text(f"{best} at {options.side_px}", encoding="ascii")


def _opened(file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(file.read_text(encoding="ascii")))
    except ValueError as cause:
        raise ModelError("{file} is no checkpoint.", file=str(file)) from cause
