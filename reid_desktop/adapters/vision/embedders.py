"""Embedders that are a graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reid_desktop.adapters.vision.pictures import fit_crop
from reid_desktop.adapters.vision.sessions import Session, Shape
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Pixels, Size, Vectors
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.sighting import ModelKey

BATCH = 4
"""Crops run together in bf16: a quarter faster than one by one. In float32 one by one is a little
faster, since what lies between two layers then fits the processor's cache."""


def batch_size(precision: str) -> int:
    """Return how many crops run together."""
    return BATCH if precision == "bf16" else 1


def hot_shapes(card: ModelCard, batch: int) -> frozenset[Shape]:
    """Return the input shapes that get a graph of their own."""
    counts = {1, batch}
    return frozenset((count, 3, card.input.height_px, card.input.width_px) for count in counts)


class GraphEmbedder:
    """Describes persons with a graph whose first output is one row per crop."""

    def __init__(self, card: ModelCard, key: ModelKey, session: Session, batch: int) -> None:
        """Run `batch` crops together and the rest one by one, so that only two shapes occur."""
        self._card = card
        self._key = key
        self._session = session
        self._batch = batch
        self._size = Size(card.input.width_px, card.input.height_px)

    @property
    def key(self) -> ModelKey:
        """Weights and preprocessing."""
        return self._key

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._card.dimensions

    @property
    def input_size(self) -> Size:
        """What the network sees."""
        return self._size

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """Return one row of length 1 for each crop, in order."""
        vectors = np.empty((len(crops), self.dimensions), dtype=np.float32)
        fitted = [fit_crop(crop, self._size) for crop in crops]
        start = 0
        while start < len(fitted):
            count = self._batch if len(fitted) - start >= self._batch else 1
            pictures = np.stack(fitted[start : start + count])
            rows = self._session.look(pictures, self._card.input)[0].reshape(count, -1)
            if rows.shape[1] != self.dimensions:
                raise ModelError(
                    "The model {name} gives {found} numbers where its card says {expected}.",
                    name=self._card.name,
                    found=rows.shape[1],
                    expected=self.dimensions,
                )
            vectors[start : start + count] = rows
            start += count
        return unit_rows(vectors, self._card.name)


def unit_rows(vectors: Vectors, name: str) -> Vectors:
    """Return rows of length 1.

    :raises ModelError: a row is not finite or has no length.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.all(np.isfinite(lengths)) or np.any(lengths <= 0):
        raise ModelError("The model {name} gave an answer that is no vector; it is not used.", name=name)
    return np.asarray(vectors / lengths, dtype=np.float32)
