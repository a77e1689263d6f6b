"""Networks: finding persons, describing them, comparing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Pixels, Size, Vectors
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.model_card import ModelCard, ModelRole, ModelStatus
from reid_desktop.domain.query import IndexKind
from reid_desktop.domain.sighting import ModelKey, PersonBox
from reid_desktop.ports.scan import ScanStore


class Detector(Protocol):
    """Finds persons in a picture; may be called from several threads."""

    @property
    def key(self) -> ModelKey:
        """Weights and preprocessing."""
        ...

    @property
    def input_side_px(self) -> int:
        """Longest side the network looks at; a larger picture adds nothing."""
        ...

    def detect(self, picture: Pixels) -> list[PersonBox]:
        """Return the persons, best first, boxes in pixels of `picture`."""
        ...

    def glance(self, picture: Pixels, turns_deg: Sequence[int]) -> list[float]:
        """Return how many persons a quick look sees in the picture after each clockwise turn.

        The sum of their scores, weak ones included; 0 from a detector that cannot look quickly.
        Much cheaper than `detect`: the picture is looked at as small as is useful.
        """
        ...


class Embedder(Protocol):
    """Describes persons by vectors; may be called from several threads."""

    @property
    def key(self) -> ModelKey:
        """Weights and preprocessing."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def input_size(self) -> Size:
        """What the network sees; a larger crop adds nothing."""
        ...

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """Return one row of length 1 for each crop, in order."""
        ...


class Look(StrEnum):
    """How hard persons are looked for; part of the model key, since other looks find other persons."""

    UPRIGHT = ""
    """Once, as the photo is stored: how cases were analysed before photos were turned."""
    TURNED = ".turned"
    """The default: a photo that is stored sideways or upside down is recognised and turned."""
    THOROUGH = ".thorough"
    """Every photo in all four turns, and large ones tile by tile as well."""


@dataclass(frozen=True, slots=True)
class Vision:
    """A detector and an embedder that work together, loaded and self-tested."""

    detector: Detector
    embedder: Embedder
    detector_card: ModelCard
    embedder_card: ModelCard
    look: Look = Look.TURNED

    @property
    def model_key(self) -> str:
        """Return the key under which sightings and vectors are kept."""
        return f"{self.detector.key}{self.look} + {self.embedder.key}"


@dataclass(frozen=True, slots=True)
class SelfTestResult:
    """How one model did on its stored inputs."""

    model: str
    passed: bool
    cosine: float
    """Smallest cosine between stored and new answer (detectors: smallest IoU)."""
    detail: str


class VisionLoader(Protocol):
    """Finds models on this computer and loads them."""

    def load(self, detector: str | None, embedder: str | None, precision: str) -> Vision:
        """Load two models by name (None: the best that is present) and self-test them.

        `precision` is `float32`, `bf16` or `int8`.

        :raises ModelError: missing, damaged, not trusted, or the self-test failed.
        """
        ...


class ModelLibrary(Protocol):
    """The cards and what is there of them."""

    def statuses(self) -> list[ModelStatus]:
        """Return every card with what was found on this computer."""
        ...

    def verify(self, name: str | None = None) -> list[ModelStatus]:
        """Hash the files of one model, or of all that are present, again."""
        ...

    def add(self, file: Path, trusted: bool) -> ModelStatus:
        """Copy a file that some card names (by hash) into the user's model folder.

        :raises ModelError: no card names it and `trusted` is False.
        """
        ...

    def fetch(self, name: str, progress: Callable[[int, int], None]) -> ModelStatus:
        """Download a model from its official address; resume; refuse a wrong hash.

        :raises ModelError: no address, no network, or a wrong file came.
        """
        ...

    def default(self, role: ModelRole) -> ModelCard:
        """Return the card of the best model that is present for `role`."""
        ...

    def self_test(self, name: str | None = None) -> list[SelfTestResult]:
        """Run the known-answer test of one model, or of all that are present."""
        ...


Ids = NDArray[np.int64]


class VectorIndex(Protocol):
    """Finds the nearest vectors of one model key."""

    kind: IndexKind

    def __len__(self) -> int:
        """Return how many vectors it holds."""
        ...

    @property
    def newest(self) -> SightingId | None:
        """Return the highest id it holds."""
        ...

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors; an id that is there is replaced."""
        ...

    def remove(self, ids: Ids) -> None:
        """Forget vectors; unknown ids are ignored."""
        ...

    def nearest(
        self, probe: NDArray[np.float32], count: int, allowed: Ids | None = None, effort: int = 0
    ) -> list[tuple[SightingId, float]]:
        """Return up to `count` ids with cosine similarity, best first, ties by id.

        :param allowed: ids (ascending) that the answer is narrowed to.
        :param effort: least number of vectors that an approximate index looks at; 0: as it sees fit.
        """
        ...


class StoredIndex(VectorIndex, Protocol):
    """An index that is kept on disk beside the case; a cache of the database."""

    @property
    def was_refused(self) -> bool:
        """Tell whether an index was on disk that is damaged or foreign, so that this one began empty."""
        ...

    @property
    def ids(self) -> Ids:
        """Return the ids it holds, ascending."""
        ...

    def stored(self, ids: Ids) -> Vectors:
        """Return the vectors it holds of these ids, which are all in it."""
        ...

    def save(self) -> None:
        """Write aside, checksum, rename."""
        ...


class IndexStore(ScanStore, Protocol):
    """Opens the stored indexes of a case."""

    @property
    def is_available(self) -> bool:
        """Tell whether the library is installed; if not, only exact search is offered."""
        ...

    def open(self, model_key: str, dimensions: int) -> StoredIndex:
        """Load the index of a model key; an absent, foreign or damaged one comes back empty."""
        ...
