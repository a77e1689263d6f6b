"""A hand-made description of a person: colours and edges on overlapping body stripes.

The baseline when no network is there. In the line of Gray and Tao 2008
(colour on horizontal stripes) and Liao et al. 2015 (LOMO: overlapping windows,
HSV histograms), written anew and much shorter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from reid_desktop.adapters.vision.embedders import unit_rows
from reid_desktop.adapters.vision.pictures import fit_crop
from reid_desktop.domain.geometry import Pixels, Size, Vectors
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.sighting import ModelKey

_SIZE = Size(64, 128)
_STRIPE_PX = 24
_STEP_PX = 13
_STARTS = tuple(range(0, _SIZE.height_px - _STRIPE_PX + 1, _STEP_PX))
_HUES, _SATURATIONS, _GREYS, _LIGHTS, _ANGLES = 12, 2, 6, 6, 8
_PER_STRIPE = _HUES * _SATURATIONS + _GREYS + _LIGHTS + _ANGLES
DIMENSIONS = len(_STARTS) * _PER_STRIPE
_VERSION = "stripes-1"

Plane = NDArray[np.float32]


class StripesEmbedder:
    """Describes a person by the colours of head, trunk and legs, for a first look only."""

    def __init__(self, card: ModelCard) -> None:
        """Need no file."""
        formula = (
            f"{_VERSION} {_SIZE} {_STARTS} {_STRIPE_PX} {_HUES} {_SATURATIONS} {_GREYS} {_LIGHTS} {_ANGLES}"
        )
        digest = hashlib.sha256(formula.encode()).hexdigest()
        self._key = ModelKey(card.name, digest, card.preprocessing)
        self._name = card.name
        self._mask = _body_mask()

    @property
    def key(self) -> ModelKey:
        """The formula and its version."""
        return self._key

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return DIMENSIONS

    @property
    def input_size(self) -> Size:
        """What it sees."""
        return _SIZE

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """Return one row of length 1 for each crop, in order."""
        vectors = np.empty((len(crops), DIMENSIONS), dtype=np.float32)
        for row, crop in enumerate(crops):
            vectors[row] = self._describe(fit_crop(crop, _SIZE))
        return unit_rows(vectors, self._name)

    def _describe(self, picture: Pixels) -> Plane:
        even = _even_light(picture)
        hsv = np.asarray(cv2.cvtColor(even, cv2.COLOR_BGR2HSV_FULL), dtype=np.float32) / np.float32(255)
        hue, saturation, value = (np.asarray(hsv[..., plane], dtype=np.float32) for plane in range(3))
        angle, strength = _edges(value)
        parts: list[Plane] = []
        for top in _STARTS:
            rows = slice(top, top + _STRIPE_PX)
            mask = self._mask[rows]
            colour = mask * np.clip(saturation[rows] * value[rows] * 4, 0, 1)
            blocks = (
                _colours(hue[rows], saturation[rows], colour),
                _histogram(value[rows], mask - colour, _GREYS),
                _histogram(value[rows], mask, _LIGHTS),
                _histogram(angle[rows], mask * strength[rows], _ANGLES, wraps=True),
            )
            stripe = np.concatenate(blocks)
            # The square root keeps one large plain area from drowning everything else.
            stripe = np.sqrt(stripe / max(float(mask.sum()), 1e-6))
            parts.append(stripe)
        return np.concatenate(parts) + np.float32(1e-6)


def _body_mask() -> Plane:
    """Return how likely each pixel is body: narrow at the head, wide at the trunk, soft at the sides."""
    y = np.linspace(0, 1, _SIZE.height_px, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, _SIZE.width_px, dtype=np.float32)[None, :]
    half_width = np.interp(y, [0, 0.08, 0.18, 0.25, 0.5, 0.75, 1.0], [0.2, 0.3, 0.4, 0.6, 0.6, 0.5, 0.45])
    return np.asarray(np.exp(-((x / half_width) ** 4)), dtype=np.float32)


def _even_light(picture: Pixels) -> Pixels:
    """Return the picture with its brightest and darkest hundredth at the ends of the scale."""
    low, high = np.percentile(picture, (1, 99))
    if high - low < 8:
        return picture
    spread = (picture.astype(np.float32) - low) * (255 / (high - low))
    return np.asarray(np.clip(spread, 0, 255), dtype=np.uint8)


def _edges(value: Plane) -> tuple[Plane, Plane]:
    across = cv2.Sobel(value, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(value, cv2.CV_32F, 0, 1)
    angle = np.mod(np.arctan2(down, across) / np.pi, 1.0)
    return np.asarray(angle, dtype=np.float32), np.hypot(across, down)


def _colours(hue: Plane, saturation: Plane, weight: Plane) -> Plane:
    strong = np.clip(saturation * 2 - 0.5, 0, 1)
    return np.concatenate(
        [
            _histogram(hue, weight * (1 - strong), _HUES, wraps=True),
            _histogram(hue, weight * strong, _HUES, wraps=True),
        ]
    )


def _histogram(values: Plane, weights: Plane, bins: int, *, wraps: bool = False) -> Plane:
    """Return a histogram of values 0 to 1 in which a value is shared by the two nearest bins."""
    place = values.ravel() * bins - 0.5
    lower = np.floor(place)
    share = (place - lower).astype(np.float32)
    first = lower.astype(np.int64)
    second = first + 1
    if wraps:
        first, second = first % bins, second % bins
    else:
        first, second = np.clip(first, 0, bins - 1), np.clip(second, 0, bins - 1)
    flat = weights.ravel()
    total = np.bincount(first, flat * (1 - share), bins) + np.bincount(second, flat * share, bins)
    return np.asarray(total, dtype=np.float32)
