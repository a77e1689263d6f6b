"""The calibrations that ship with the models, and those that were made here."""

from __future__ import annotations

from typing import Protocol

from reid_desktop.domain.calibration import Calibration


class Calibrations(Protocol):
    """Finds and keeps what the scores of embedders are worth."""

    def find(self, embedder: str) -> Calibration | None:
        """Return the calibration of an embedder's key: one made here before one that ships.

        :raises ModelError: there is one that cannot be read.
        """
        ...

    def keep(self, calibration: Calibration) -> str:
        """Keep a calibration for later searches; return where.

        :raises ModelError: it cannot be written.
        """
        ...
