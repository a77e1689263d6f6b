"""YOLO detectors as ultralytics exports them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from reid_desktop.adapters.vision.glancing import GLANCE_SIDE_PX, WEAK, glance_together, shrunk
from reid_desktop.adapters.vision.pictures import letterbox
from reid_desktop.adapters.vision.sessions import Batch, Session, Shape
from reid_desktop.adapters.vision.suppression import keep_best
from reid_desktop.domain.detecting import LEAST_SCORE
from reid_desktop.domain.geometry import Pixels, Size
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.sighting import ModelKey, PersonBox
from reid_desktop.domain.turning import turned

CONFIDENCE = LEAST_SCORE["yolo"]
OVERLAP = 0.7
MOST = 300
"""The three are the defaults of ultralytics' predict."""
_STRIDE_PX = 32
_PERSON = 0


def hot_shapes(side_px: int) -> frozenset[Shape]:
    """Return the inputs that phone photos and clips come to: 4:3 and 16:9 both ways, and square."""
    short = {math.ceil(side_px * part / _STRIDE_PX) * _STRIDE_PX for part in (0.75, 0.5625)}
    sides = {(side_px, side_px)} | {(s, side_px) for s in short} | {(side_px, s) for s in short}
    return frozenset((1, 3, height, width) for height, width in sides)


class YoloDetector:
    """Finds persons with a YOLO graph, output (1, 4 + classes, anchors)."""

    def __init__(self, card: ModelCard, key: ModelKey, session: Session) -> None:
        """Take a graph with free or with fixed height and width."""
        self._card = card
        self._key = key
        self._session = session
        self._within = Size(card.input.width_px, card.input.height_px)
        self._is_free = session.input_shape[2] < 0

    @property
    def key(self) -> ModelKey:
        """Weights and preprocessing."""
        return self._key

    @property
    def input_side_px(self) -> int:
        """Longest side the network looks at."""
        return max(self._within.width_px, self._within.height_px)

    def detect(self, picture: Pixels) -> list[PersonBox]:
        """Return the persons, best first, boxes in pixels of `picture`."""
        return self._find(picture, self._within, CONFIDENCE)

    def glance(self, picture: Pixels, turns_deg: Sequence[int]) -> list[float]:
        """Return how many persons a quick look sees in the picture after each clockwise turn.

        A graph whose sides are fixed looks once, at all turns laid side by side.
        """
        if not self._is_free:
            return glance_together(picture, turns_deg, lambda sheet: self._find(sheet, self._within, WEAK))
        small = shrunk(picture, GLANCE_SIDE_PX)
        within = Size(GLANCE_SIDE_PX, GLANCE_SIDE_PX)
        looks = (self._find(np.ascontiguousarray(turned(small, turn)), within, WEAK) for turn in turns_deg)
        return [sum(person.score for person in persons) for persons in looks]

    def _find(self, picture: Pixels, within: Size, least: float) -> list[PersonBox]:
        laid, framing = letterbox(picture, within, _STRIDE_PX)
        if not self._session.takes((1, 3, *laid.shape[:2])):
            laid, framing = letterbox(picture, within, None)
        answer = self._session.look(laid[None], self._card.input)[0][0]
        corners, scores = persons_of(answer, least)
        return [
            PersonBox(framing.back(*(float(v) for v in corners[row])), float(scores[row]))
            for row in keep_best(corners, scores, OVERLAP, MOST)
        ]


def persons_of(answer: Batch, least: float = CONFIDENCE) -> tuple[Batch, Batch]:
    """Return corners (n, 4) and scores (n,) of the anchors whose best class is a person, above `least`."""
    row = answer[4 + _PERSON]
    likely = np.flatnonzero(row > least)
    chosen = answer[:, likely]
    is_person = chosen[4 + _PERSON] >= chosen[4:].max(axis=0, initial=0.0)
    x, y, width, height = (np.array(side, dtype=np.float32) for side in chosen[:4, is_person])
    corners = np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=1)
    return corners.astype(np.float32), np.array(chosen[4 + _PERSON, is_person], dtype=np.float32)
