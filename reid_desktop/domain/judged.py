"""What came of judging a model on labelled crops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .slices import Slice


@dataclass(frozen=True, slots=True)
class Failed:
    """A query whose first candidate is somebody else."""

    query: str
    """Path of the crop."""
    rank: int
    """Of the first crop of the right person."""
    wrong: str
    wrong_score: float
    right: str
    right_score: float


@dataclass(frozen=True, slots=True)
class ErrorCurves:
    """How pairs of one person and of two persons part, as searched; empty where there are too few persons."""

    det: tuple[tuple[float, float], ...] = ()
    """(share of pairs of two persons taken for one, share of pairs of one person missed) at rising scores."""
    tippett: tuple[tuple[float, float, float], ...] = ()
    """(log10 LR, share of pairs of one person at least so, share of pairs of two persons at least so)."""
    equal_error_rate: float | None = None
    persons: int = 0
    """Who have two crops of two cameras, or of any where there is but one."""


NO_CURVES = ErrorCurves()


@dataclass(frozen=True, slots=True)
class Judged:
    """The figures of one model on one set; those of retrieval in per cent by name, as `rank_1` or `mAP`."""

    model_key: str
    queries: int
    gallery: int
    cameras: int
    searched: Mapping[str, float]
    bare: Mapping[str, float]
    curve: tuple[float, ...]
    """CMC in per cent at ranks 1, 2, ..., as searched."""
    bare_curve: tuple[float, ...]
    errors: ErrorCurves
    slices: tuple[Slice, ...]
    failures: tuple[Failed, ...]
    pictures: tuple[Path, ...]
    """Of the failures, in their order."""
