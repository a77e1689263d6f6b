"""Of the network's answers only those about clothing are taken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.vision.attributes import CrossroadAttributes
from reid_desktop.adapters.vision.pictures import to_batch
from reid_desktop.adapters.vision.sessions import Batch, Pictures, Shape
from reid_desktop.app.case_models import open_library
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.clothing import Worn
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelInput
from reid_desktop.domain.sighting import ModelKey

NAME = "person-attributes-recognition-crossroad-0230"
KEY = ModelKey(NAME, "a" * 64, "v1")


class Session:
    """Answers what it was given."""

    def __init__(self, *answers: list[float]) -> None:
        self._answers = answers

    @property
    def input_shape(self) -> Shape:
        return (1, 3, 160, 80)

    def takes(self, shape: Shape) -> bool:
        return shape == self.input_shape

    def look(self, pictures: Pictures, how: ModelInput) -> list[Batch]:
        return self.run(to_batch(list(pictures), how))

    def run(self, batch: Batch) -> list[Batch]:
        assert batch.shape == (1, 3, 160, 80)
        return [np.array(one, np.float32).reshape(1, -1, 1, 1) for one in self._answers]


def words(*answers: list[float]) -> frozenset[str]:
    card = open_library(load_settings()).card(NAME)
    crop = np.zeros((160, 80, 3), np.uint8)
    return CrossroadAttributes(card, KEY, Session(*answers)).describe([crop])[0]


def test_sex_and_hair_are_dropped_here() -> None:
    points = [0.5, 0.5]
    assert words(points, [1.0] * 8) == {word.value for word in Worn}
    assert words([1.0, 0, 0, 0, 0, 0, 1.0, 0], points) == set()
    assert words([0.0, 0, 1.0, 0, 0, 0, 0, 0.51]) == {"backpack", "coat"}


def test_another_answer_than_the_card_says_is_refused() -> None:
    with pytest.raises(ModelError, match="another answer"):
        words([1.0] * 7)


@pytest.mark.usefixtures("shared_models")
def test_the_network_itself_sees_long_trousers(shared_models: Path, shared_samples: Path) -> None:
    from reid_desktop.adapters.media.photos import PhotoOpener
    from reid_desktop.adapters.vision.loader import GraphVisionLoader

    library = open_library(load_settings(shared_models))
    model = GraphVisionLoader(library, load_settings().cache, 1).load_clothing()
    assert model is not None
    paths = sorted((shared_samples / "reid_pku" / "images").glob("*/*.png"))[::40]
    crops = [PhotoOpener().open(path.read_bytes(), path.name).at_least(10_000) for path in paths]
    found = model.describe(crops)
    assert model.describe(crops) == found
    assert all(one <= {word.value for word in Worn} for one in found)
    assert any(found)
