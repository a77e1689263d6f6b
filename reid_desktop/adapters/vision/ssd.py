"""SSD detectors of Open Model Zoo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reid_desktop.adapters.vision.glancing import shrunk
from reid_desktop.adapters.vision.pictures import letterbox, stretch, to_batch
from reid_desktop.adapters.vision.sessions import Session
from reid_desktop.domain.detecting import LEAST_SCORE
from reid_desktop.domain.geometry import Pixels, Size
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.sighting import ModelKey, PersonBox
from reid_desktop.domain.turning import turned

CONFIDENCE = LEAST_SCORE["ssd"]
_PERSON = 1


class SsdDetector:
    """Finds persons with an SSD graph, output (1, 1, n, 7): picture, class, score, four corners 0 to 1."""

    def __init__(self, card: ModelCard, key: ModelKey, session: Session) -> None:
        """Take a graph with fixed height and width; suppression is part of it."""
        self._card = card
        self._key = key
        self._session = session
        self._size = Size(card.input.width_px, card.input.height_px)

    @property
    def key(self) -> ModelKey:
        """Weights and preprocessing."""
        return self._key

    @property
    def input_side_px(self) -> int:
        """Longest side the network looks at."""
        return max(self._size.width_px, self._size.height_px)

    def detect(self, picture: Pixels) -> list[PersonBox]:
        """Return the persons, best first, boxes in pixels of `picture`."""
        if self._card.input.resize == "letterbox":
            laid, framing = letterbox(picture, self._size, None)
        else:
            laid, framing = stretch(picture, self._size)
        rows = self._session.run(to_batch([laid], self._card.input))[0].reshape(-1, 7)
        found: list[PersonBox] = []
        for number, kind, score, left, top, right, bottom in rows.tolist():
            if number < 0:
                break  # the list ends here; what follows is left over
            if int(kind) == _PERSON and score >= CONFIDENCE:
                width, height = self._size.width_px, self._size.height_px
                box = framing.back(left * width, top * height, right * width, bottom * height)
                found.append(PersonBox(box, min(1.0, score)))
        return sorted(found, key=lambda person: -person.score)

    def glance(self, picture: Pixels, turns_deg: Sequence[int]) -> list[float]:
        """Return how many persons it sees in the picture after each clockwise turn.

        Its one input is small, and several views on one sheet are too small for it: each turn is a full look.
        """
        small = shrunk(picture, 2 * self.input_side_px)
        looks = (self.detect(np.ascontiguousarray(turned(small, turn))) for turn in turns_deg)
        return [sum(person.score for person in persons) for persons in looks]
