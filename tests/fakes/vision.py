"""Models kept in code: persons are blots of one colour, described by that colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Box, Pixels, Size, Vectors
from reid_desktop.domain.model_card import (
    ModelCard,
    ModelInput,
    ModelRole,
    ModelState,
    ModelStatus,
)
from reid_desktop.domain.sighting import ModelKey, PersonBox
from reid_desktop.domain.turning import turned
from reid_desktop.ports.vision import SelfTestResult, Vision

LEVELS = (64, 128, 192, 255)
"""A person is a rectangle whose blue channel is exactly one of these; the rest of the picture is 0 there."""


def fake_card(name: str, role: ModelRole) -> ModelCard:
    """Return a card for a fake model."""
    neutral = ModelInput(64, 64, "NCHW", "BGR", 1.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "stretch")
    is_detector = role is ModelRole.DETECTOR
    return ModelCard(
        name, name, role, (), neutral, "yolo" if is_detector else "embedding", 0 if is_detector else 6,
        "builtin", "fake", "nothing", "none", "a fake", "none", "v1", preference=1,
    )  # fmt: skip


def paint_person(picture: Pixels, box: Box, level: int, colour: tuple[int, int] = (40, 40)) -> None:
    """Paint a person that the fake detector finds; `colour` is (green, red)."""
    picture[box.top_px : box.bottom_px, box.left_px : box.right_px] = (level, *colour)


class FakeDetector:
    """Finds the rectangles of `paint_person`; larger ones score higher."""

    def __init__(self, key: ModelKey | None = None) -> None:
        """Carry a key."""
        self._key = key or ModelKey("fake-detector", "d" * 64, "v1")

    @property
    def key(self) -> ModelKey:
        """Name it."""
        return self._key

    @property
    def input_side_px(self) -> int:
        """Small, so that scaled decoding is used."""
        return 320

    def detect(self, picture: Pixels) -> list[PersonBox]:
        """Return one box for each level that occurs."""
        found: list[PersonBox] = []
        for level in LEVELS:
            rows, columns = np.nonzero(picture[..., 0] == level)
            if len(rows):
                box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
                score = 0.5 + 0.5 * box.area_px / (picture.shape[0] * picture.shape[1])
                found.append(PersonBox(box, score))
        return sorted(found, key=lambda person: -person.score)

    def glance(self, picture: Pixels, turns_deg: Sequence[int]) -> list[float]:
        """Return what `detect` would see in every turn."""
        looks = (self.detect(np.ascontiguousarray(turned(picture, turn))) for turn in turns_deg)
        return [sum(person.score for person in persons) for persons in looks]


HEAD = 250
"""Green of the uppermost fifth of a person whom `StandingDetector` knows."""


def paint_standing(picture: Pixels, box: Box, level: int) -> None:
    """Paint a person with a head at the top of `box`."""
    paint_person(picture, box, level)
    head_px = max(1, box.height_px // 5)
    picture[box.top_px : box.top_px + head_px, box.left_px : box.right_px, 1] = HEAD


class StandingDetector(FakeDetector):
    """Finds persons only when their heads are up, as networks do; sees nobody smaller than `least_px`."""

    def __init__(self, score: float = 0.9, least_px: int = 8) -> None:
        """Give everybody the same score; count what was asked."""
        super().__init__()
        self._score = score
        self._least_px = least_px
        self.looks = 0
        self.glances: list[tuple[int, ...]] = []

    def detect(self, picture: Pixels) -> list[PersonBox]:
        """Return those whose head is up, and large enough in a view of the detector's side."""
        self.looks += 1
        return self._standing(picture)

    def glance(self, picture: Pixels, turns_deg: Sequence[int]) -> list[float]:
        """Return the sums of scores."""
        self.glances.append(tuple(turns_deg))
        views = [np.ascontiguousarray(turned(picture, turn)) for turn in turns_deg]
        return [sum(person.score for person in self._standing(view)) for view in views]

    def _standing(self, picture: Pixels) -> list[PersonBox]:
        least_px = self._least_px * max(picture.shape[:2]) / self.input_side_px
        found = []
        for person in super().detect(picture):
            box = person.box
            top = picture[box.top_px, box.left_px : box.right_px, 1]
            bottom = picture[box.bottom_px - 1, box.left_px : box.right_px, 1]
            if (top == HEAD).all() and not (bottom == HEAD).any() and box.height_px >= least_px:
                found.append(PersonBox(box, self._score))
        return found


class FakeEmbedder:
    """Describes a crop by mean and spread of its channels."""

    def __init__(self, key: ModelKey | None = None) -> None:
        """Carry a key."""
        self._key = key or ModelKey("fake-embedder", "e" * 64, "v1")

    @property
    def key(self) -> ModelKey:
        """Name it."""
        return self._key

    @property
    def dimensions(self) -> int:
        """Three means and three spreads."""
        return 6

    @property
    def input_size(self) -> Size:
        """Small."""
        return Size(32, 64)

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """Return one row of length 1 for each crop."""
        rows = np.empty((len(crops), 6), dtype=np.float32)
        for row, crop in enumerate(crops):
            flat = crop.reshape(-1, 3).astype(np.float32)
            rows[row] = np.concatenate([flat.mean(axis=0), flat.std(axis=0)]) + 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@dataclass
class FakeVisionLoader:
    """Gives the fakes, under the precision asked for; names that are not known are refused."""

    detector_name: str = "fake-detector"
    embedder_name: str = "fake-embedder"
    loads: list[tuple[str | None, str | None, str]] = field(default_factory=list)

    def load(self, detector: str | None, embedder: str | None, precision: str) -> Vision:
        """Return the pair."""
        self.loads.append((detector, embedder, precision))
        for asked, there in ((detector, self.detector_name), (embedder, self.embedder_name)):
            if asked not in (None, there):
                raise ModelError("There is no model called {name}.", name=asked)
        handling = "v1" if precision == "float32" else f"v1-{precision}"
        return Vision(
            FakeDetector(ModelKey(self.detector_name, "d" * 64, handling)),
            FakeEmbedder(ModelKey(self.embedder_name, "e" * 64, handling)),
            fake_card(self.detector_name, ModelRole.DETECTOR),
            fake_card(self.embedder_name, ModelRole.EMBEDDER),
        )


class FakeModelLibrary:
    """Two built-in fakes and one model that can be fetched."""

    def __init__(self) -> None:
        """Start with the third model missing."""
        cards = [
            fake_card("fake-detector", ModelRole.DETECTOR),
            fake_card("fake-embedder", ModelRole.EMBEDDER),
            replace(fake_card("fake-far-away", ModelRole.EMBEDDER), preference=0),
        ]
        self._cards = {card.name: card for card in cards}
        self._missing = {"fake-far-away"}

    def _status(self, card: ModelCard) -> ModelStatus:
        state = ModelState.MISSING if card.name in self._missing else ModelState.PRESENT
        return ModelStatus(card, state, None, None, card.preference > 0)

    def statuses(self) -> list[ModelStatus]:
        """Return all three."""
        return [self._status(card) for card in self._cards.values()]

    def verify(self, name: str | None = None) -> list[ModelStatus]:
        """Return what is there."""
        if name is not None and name not in self._cards:
            raise ModelError("There is no model called {name}.", name=name)
        return [s for s in self.statuses() if name in (None, s.card.name)]

    def add(self, file: Path, trusted: bool) -> ModelStatus:
        """Take a trusted file as the missing model."""
        if not trusted:
            raise ModelError("No card names {file}.", file=file.name)
        self._missing.clear()
        return self._status(self._cards["fake-far-away"])

    def fetch(self, name: str, progress: Callable[[int, int], None]) -> ModelStatus:
        """Make a model present."""
        if name not in self._cards:
            raise ModelError("There is no model called {name}.", name=name)
        progress(1, 1)
        self._missing.discard(name)
        return self._status(self._cards[name])

    def default(self, role: ModelRole) -> ModelCard:
        """Return the fake of a role."""
        for status in self.statuses():
            if status.card.role is role and status.is_default:
                return status.card
        raise ModelError("No model that is a {role} is present.", role=role.value)

    def self_test(self, name: str | None = None) -> list[SelfTestResult]:
        """Pass."""
        names = [name] if name is not None else [s.card.name for s in self.verify()]
        return [SelfTestResult(one, passed=True, cosine=1.0, detail="a fake") for one in names]
