"""Labelled person crops, and how they are parted and drawn for training."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class LabelledCrop:
    """One crop of a known person."""

    path: str
    set_name: str
    person: str
    """Known within its set."""
    camera: str

    @property
    def identity(self) -> tuple[str, str]:
        """Who it is, across sets: the same number in two sets is two persons."""
        return self.set_name, self.person


def part(
    crops: Sequence[LabelledCrop], held_out: int, of_set: str, seed: int
) -> tuple[list[LabelledCrop], list[LabelledCrop]]:
    """Return crops to train on, and all crops of `held_out` persons of one set to judge by.

    Persons are parted, never crops: who is judged by was not trained on.
    """
    persons = sorted({crop.person for crop in crops if crop.set_name == of_set})
    chosen = np.random.default_rng(seed).permutation(len(persons))[:held_out]
    kept_back = {(of_set, persons[row]) for row in chosen}
    train = [crop for crop in crops if crop.identity not in kept_back]
    return train, [crop for crop in crops if crop.identity in kept_back]


def batches(
    crops: Sequence[LabelledCrop], persons: int, shots: int, seed: int, epoch: int
) -> Iterator[list[int]]:
    """Yield rows of `crops`: `persons` times `shots` of each, of as many cameras as there are.

    Every person is drawn once for each `shots` crops that they have, but at
    most four times an epoch, so that the often seen do not crowd out the others.
    The order depends on seed and epoch alone.
    """
    chance = np.random.default_rng((seed, epoch))
    by_person: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, crop in enumerate(crops):
        by_person[crop.identity][crop.camera].append(row)
    turns = [
        identity
        for identity, cameras in sorted(by_person.items())
        for _ in range(min(4, max(1, sum(map(len, cameras.values())) // shots)))
    ]
    order = [turns[row] for row in chance.permutation(len(turns))]
    for start in range(0, len(order) - persons + 1, persons):
        chosen = list(dict.fromkeys(order[start : start + persons]))
        yield [row for identity in chosen for row in _shots(by_person[identity], shots, chance)]


def _shots(cameras: dict[str, list[int]], shots: int, chance: np.random.Generator) -> list[int]:
    """Return `shots` rows of one person, camera by camera in turn."""
    piles = [list(chance.permutation(rows)) for _, rows in sorted(cameras.items())]
    piles = [piles[row] for row in chance.permutation(len(piles))]
    drawn: list[int] = []
    while len(drawn) < shots and any(piles):
        for pile in piles:
            if pile and len(drawn) < shots:
                drawn.append(int(pile.pop()))
    while len(drawn) < shots:
        drawn.append(drawn[int(chance.integers(len(drawn)))])
    return drawn
