"""A network that learns to describe persons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.training import Round

Rows = NDArray[np.int64]
ReadRow = Callable[[int], Pixels]
Breathe = Callable[[], float | None]
"""Called between two steps; says which share of the run's time is over, None where rounds decide."""


class Learner(Protocol):
    """A network in training."""

    def learn(self, number: int, batches: Sequence[Rows], read: ReadRow, breathe: Breathe) -> float:
        """Go through the batches of a round, or as far as the time goes; return the mean loss.

        :param batches: rows of the crops that teach; those beyond the labelled ones are of nobody known.
        """
        ...

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """Return one row of length 1 for each crop."""
        ...

    def keep(self, file: Path, history: Sequence[Round]) -> None:
        """Write everything that is needed to go on, whole or not at all."""
        ...

    def go_on(self, file: Path) -> list[Round]:
        """Take up what `keep` wrote; return the history.

        :raises ModelError: it is another run's, or no checkpoint.
        """
        ...

    def keep_network(self, file: Path) -> None:
        """Write the network alone, with its neck, as a checkpoint that can be exported."""
        ...
