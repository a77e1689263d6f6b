"""A hand-made description of a person: colours and edges on overlapping body stripes.

The baseline when no network is there. In the line of Gray and Tao 2008
(colour on horizontal stripes) and Liao et al. 2015 (overlapping windows and
lighting evened out first), written anew and much shorter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import product

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
_COLOUR_BINS = (3, 5, 5)
_LIGHT_BINS = 8
_EDGE_BINS = 8
_LIGHT_WEIGHT = 0.5
_OUTLINE = ((0.0, 0.15), (0.08, 0.25), (0.18, 0.35), (0.25, 0.45), (0.5, 0.45), (0.75, 0.4), (1.0, 0.35))
"""Half width of a body at heights from head (0) to feet (1), both as parts of the crop."""
_PER_STRIPE = int(np.prod(_COLOUR_BINS)) + _LIGHT_BINS + _EDGE_BINS
DIMENSIONS = len(_STARTS) * _PER_STRIPE
_FORMULA = (
    "stripes-1", _SIZE, _STARTS, _STRIPE_PX, _COLOUR_BINS, _LIGHT_BINS, _EDGE_BINS, _LIGHT_WEIGHT, _OUTLINE,
)  # fmt: skip

Plane = NDArray[np.float32]


class StripesEmbedder:
    """Describes a person by the colours of head, trunk and legs, for a first look only.

    The crop is scaled to 64 x 128 and its lighting evened out. Nine stripes of
    24 rows, 13 apart, each give a soft histogram of lightness and two
    logarithmic colour differences, one of lightness alone and one of edge
    directions; pixels count by how likely they are body. Square roots are
    taken, so that one large plain area does not drown everything else.
    """

    def __init__(self, card: ModelCard) -> None:
        """Need no file."""
        self._key = ModelKey(
            card.name, hashlib.sha256(repr(_FORMULA).encode()).hexdigest(), card.preprocessing
        )
        self._mask = _body_mask()
        self._mass = _stripe_sums(self._mask.sum(axis=1, keepdims=True))

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
            vectors[row] = self._describe(_even_light(fit_crop(crop, _SIZE)))
        return unit_rows(vectors, self._key.name)

    def _describe(self, picture: Pixels) -> Plane:
        lightness, red_green, blue_yellow = _colour_planes(picture)
        angle, strength = _edges(picture)
        colour = _row_histograms((lightness, red_green, blue_yellow), _COLOUR_BINS, self._mask)
        light = _row_histograms((lightness,), (_LIGHT_BINS,), self._mask)
        edges = _row_histograms((angle,), (_EDGE_BINS,), self._mask * strength, wraps=True)
        blocks = [np.sqrt(_stripe_sums(rows) / self._mass) for rows in (colour, light, edges)]
        blocks[1] *= np.float32(_LIGHT_WEIGHT)
        return np.concatenate(blocks, axis=1).ravel() + np.float32(1e-6)


def _body_mask() -> Plane:
    """Return how likely each pixel of a crop is body: narrow at the head, wide at the trunk."""
    heights, halves = zip(*_OUTLINE, strict=True)
    down = np.linspace(0, 1, _SIZE.height_px)[:, None]
    across = np.linspace(-1, 1, _SIZE.width_px)[None, :]
    return np.asarray(np.exp(-((across / np.interp(down, heights, halves)) ** 4)), dtype=np.float32)


def _even_light(picture: Pixels) -> Pixels:
    """Return the picture with the histogram of its brightness made flat."""
    parts = cv2.cvtColor(picture, cv2.COLOR_BGR2YCrCb)
    parts[..., 0] = cv2.equalizeHist(parts[..., 0])
    return np.asarray(cv2.cvtColor(parts, cv2.COLOR_YCrCb2BGR), dtype=np.uint8)


def _colour_planes(picture: Pixels) -> tuple[Plane, Plane, Plane]:
    """Return lightness, red-green and blue-yellow, each 0 to 1, from logarithms of the channels."""
    dark, full = np.float32(8), np.float32(263)  # the offset keeps noise in the dark from becoming colour
    blue, green, red = (np.log(picture[..., channel].astype(np.float32) + dark) for channel in range(3))
    lightness = ((blue + green + red) / 3 - np.log(dark)) / np.log(full / dark)
    red_green = (red - green) / 1.6 + 0.5
    blue_yellow = (blue - (red + green) / 2) / 1.6 + 0.5
    planes = [np.asarray(np.clip(p, 0, 1), dtype=np.float32) for p in (lightness, red_green, blue_yellow)]
    return planes[0], planes[1], planes[2]


def _edges(picture: Pixels) -> tuple[Plane, Plane]:
    """Return edge direction (0 to 1 for half a turn) and strength."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    angle = np.mod(np.arctan2(down, across) / np.pi, 1.0)
    return np.asarray(angle, dtype=np.float32), np.asarray(np.hypot(across, down), dtype=np.float32)


def _row_histograms(
    planes: Sequence[Plane], bins: Sequence[int], weights: Plane, *, wraps: bool = False
) -> Plane:
    """Return one joint histogram for each row of pixels; a value is shared by its nearest bins."""
    sides: list[tuple[tuple[Plane, NDArray[np.int64]], tuple[Plane, NDArray[np.int64]]]] = []
    for plane, count in zip(planes, bins, strict=True):
        place = plane * count - np.float32(0.5)
        if not wraps:
            place = np.clip(place, 0, count - 1)
        lower = np.floor(place)
        share = np.asarray(place - lower, dtype=np.float32)
        first = lower.astype(np.int64)
        sides.append(((1 - share, first % count), (share, (first + 1) % count)))
    height, total = weights.shape[0], int(np.prod(bins))
    rows = np.arange(height)[:, None] * total
    sums = np.zeros(height * total)
    for corner in product((0, 1), repeat=len(bins)):
        share, index = weights, np.zeros(weights.shape, dtype=np.int64)
        for side, which, count in zip(sides, corner, bins, strict=True):
            share = share * side[which][0]
            index = index * count + side[which][1]
        sums += np.bincount((rows + index).ravel(), share.ravel(), height * total)
    return np.asarray(sums.reshape(height, total), dtype=np.float32)


def _stripe_sums(rows: Plane) -> Plane:
    """Return the sums of pixel rows over each stripe."""
    return np.stack([rows[top : top + _STRIPE_PX].sum(axis=0) for top in _STARTS])
