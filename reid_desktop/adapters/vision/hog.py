"""The people detector that ships inside OpenCV 4: the baseline when no model is there."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from reid_desktop.adapters.vision.pictures import size_of, stretch
from reid_desktop.adapters.vision.suppression import Corners, keep_best
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Pixels, Size
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.sighting import ModelKey, PersonBox

_WINDOW_PX = (64, 128)
_OVERLAP = 0.4
_MOST = 50
_LEAST_MARGIN = 0.3
"""Distance from the separating plane; below it, three in four boxes are trees and posts."""
_STEP = 1.06
"""From one size of person to the next."""
_SIDE_MARGIN = 0.2
_END_MARGIN = 0.08
"""The window was trained with the person in its middle: this much of it is surroundings."""


class HogDetector:
    """Finds upright persons by gradients (Dalal and Triggs 2005), for a first look only."""

    def __init__(self, card: ModelCard) -> None:
        """Take the coefficients that OpenCV ships.

        :raises ModelError: this OpenCV ships none.
        """
        self._side_px = max(card.input.width_px, card.input.height_px)
        self._local = threading.local()
        self._key = ModelKey(card.name, hog_digest(), card.preprocessing)

    @property
    def key(self) -> ModelKey:
        """Coefficients and handling."""
        return self._key

    @property
    def input_side_px(self) -> int:
        """Longest side it looks at."""
        return self._side_px

    def detect(self, picture: Pixels) -> list[PersonBox]:
        """Return the persons, best first, boxes in pixels of `picture`."""
        seen = size_of(picture)
        scale = self._side_px / max(seen.width_px, seen.height_px)
        to = Size(
            max(_WINDOW_PX[0], round(seen.width_px * scale)),
            max(_WINDOW_PX[1], round(seen.height_px * scale)),
        )
        laid, framing = stretch(picture, to)
        boxes, margins = self._windows(laid)
        if not len(boxes):
            return []
        scores = np.asarray(1 / (1 + np.exp(-margins)), dtype=np.float32)
        corners = _without_margin(boxes)
        rows = keep_best(corners, scores, _OVERLAP, _MOST)
        return [
            PersonBox(framing.back(*(float(v) for v in corners[row])), float(scores[row])) for row in rows
        ]

    def glance(self, picture: Pixels, turns_deg: Sequence[int]) -> list[float]:  # noqa: ARG002 - the port's
        """Return zeros: it sees no one smaller than its window of 128 px, so a quick look shows nothing."""
        return [0.0] * len(turns_deg)

    def _windows(self, picture: Pixels) -> tuple[Corners, NDArray[np.float32]]:
        """Return windows (n, 4) as left, top, width, height, and their margins, size by size.

        Not by OpenCV's own search over sizes: its threads hand in windows and margins one
        after the other, so that under load a window can get the margin of another.
        """
        descriptor = self._descriptor()
        boxes: list[tuple[float, ...]] = []
        margins: list[float] = []
        scale = 1.0
        while True:
            width, height = round(picture.shape[1] / scale), round(picture.shape[0] / scale)
            if width < _WINDOW_PX[0] or height < _WINDOW_PX[1]:
                break
            level = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR_EXACT)
            places, weights = descriptor.detect(
                level, hitThreshold=_LEAST_MARGIN, winStride=(8, 8), padding=(16, 16)
            )
            window = (round(_WINDOW_PX[0] * scale), round(_WINDOW_PX[1] * scale))
            boxes += [(round(x * scale), round(y * scale), *window) for x, y in places]
            margins += [float(weight) for weight in np.ravel(weights)]
            scale *= _STEP
        return np.array(boxes, np.float32).reshape(-1, 4), np.array(margins, np.float32)

    def _descriptor(self) -> cv2.HOGDescriptor:
        if not hasattr(self._local, "hog"):
            self._local.hog = _new_descriptor()
        hog: cv2.HOGDescriptor = self._local.hog
        return hog


def hog_digest() -> str:
    """Return the SHA-256 of OpenCV's coefficients."""
    if not hasattr(cv2, "HOGDescriptor"):
        raise ModelError("This OpenCV has no people detector; OpenCV 4 is needed, or a model file.")
    coefficients = cv2.HOGDescriptor.getDefaultPeopleDetector()
    return hashlib.sha256(np.asarray(coefficients, dtype=np.float32).tobytes()).hexdigest()


def _new_descriptor() -> cv2.HOGDescriptor:
    hog = cv2.HOGDescriptor()
    hog.setSVMDetector(np.asarray(cv2.HOGDescriptor.getDefaultPeopleDetector()))
    return hog


def _without_margin(boxes: Corners) -> Corners:
    """Return corners of the person inside windows given as left, top, width, height."""
    left, top, width, height = boxes.T
    corners = np.empty_like(boxes)
    corners[:, 0] = left + width * _SIDE_MARGIN
    corners[:, 1] = top + height * _END_MARGIN
    corners[:, 2] = left + width * (1 - _SIDE_MARGIN)
    corners[:, 3] = top + height * (1 - _END_MARGIN)
    return corners
