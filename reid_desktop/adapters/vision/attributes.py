"""Clothing by the network `person-attributes-recognition-crossroad-0230`."""

from __future__ import annotations

from collections.abc import Sequence

from reid_desktop.adapters.vision.pictures import fit_crop, to_batch
from reid_desktop.adapters.vision.sessions import Session
from reid_desktop.domain.clothing import Worn
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Pixels, Size
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.sighting import ModelKey

SURE = 0.5
_OUTPUTS: dict[int, Worn] = {
    1: Worn.BAG,
    2: Worn.BACKPACK,
    3: Worn.HAT,
    4: Worn.LONG_SLEEVES,
    5: Worn.LONG_TROUSERS,
    7: Worn.COAT,
}
"""Which of the network's eight answers are taken. The first tells sex and the seventh the length of hair:
they are dropped here and reach no other part of the program."""


class CrossroadAttributes:
    """Runs the network crop by crop."""

    def __init__(self, card: ModelCard, key: ModelKey, session: Session) -> None:
        """Take a graph of the card's input size."""
        self._card, self._key, self._session = card, key, session
        self._size = Size(card.input.width_px, card.input.height_px)

    @property
    def key(self) -> ModelKey:
        """Weights and preprocessing."""
        return self._key

    def describe(self, crops: Sequence[Pixels]) -> list[frozenset[str]]:
        """Return the words that hold, for each crop."""
        return [self._one(crop) for crop in crops]

    def _one(self, crop: Pixels) -> frozenset[str]:
        batch = to_batch([fit_crop(crop, self._size)], self._card.input)
        answers = [one.reshape(-1) for one in self._session.run(batch)]
        shares = next((one for one in answers if one.size == self._card.dimensions), None)
        if shares is None:
            raise ModelError("The model {name} gave another answer than its card says.", name=self._card.name)
        return frozenset(word.value for place, word in _OUTPUTS.items() if shares[place] >= SURE)
