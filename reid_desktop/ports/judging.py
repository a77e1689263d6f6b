"""Judging a model on labelled crops, outside the process of whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reid_desktop.domain.judged import Judged


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be judged; an empty model is the best that is present."""

    folder: str
    layout: str
    embedder: str


class Judging(Protocol):
    """One model being judged."""

    def result(self) -> Judged:
        """Judge, and return what came of it; takes long, so call it outside the GUI thread, and once.

        :raises Cancelled: it was stopped.
        :raises EngineError: the program that judges does not start, or ends without an answer.
        :raises ModelError: it cannot be judged; the sentence says why.
        """
        ...

    def stop(self) -> None:
        """End it; from any thread, before, while and after it runs."""
        ...


class ModelJudge(Protocol):
    """Judges models."""

    def begin(self, wanted: Wanted, pictures: Path) -> Judging:
        """Return at once; nothing runs before `result` is asked for.

        :param pictures: a folder that is not there yet, for a small picture of each failure.
        """
        ...
