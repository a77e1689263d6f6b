"""Labelled crops of persons, as data sets for re-identification hold them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelledCrop:
    """One crop of a known person."""

    path: str
    """Below the data set's folder."""
    person: str
    camera: str
    of_set: str = ""
    """Which of several sets in one table it is from."""
    day: int | None = None
    """Day it was taken, counted from any day; None: not known."""


@dataclass(frozen=True, slots=True)
class Split:
    """One way to ask: rows of the set's crops."""

    queries: tuple[int, ...]
    gallery: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A data set for judging an embedder."""

    layout: str
    crops: tuple[LabelledCrop, ...]
    splits: tuple[Split, ...]
    across_cameras: bool = True
    """The query's person in the query's own camera is left out of the gallery."""
    left_out: int = 0
    """Junk that the set itself marks (no good box), not among the crops."""
