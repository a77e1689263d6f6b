"""How the crops of each device spread, told in steps while a case grows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.common_part import MOST, distinct, unit
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.spread import FEWEST, Turns, evened_out, turns_from, within
from reid_desktop.ports.prepared import Array
from reid_desktop.ports.scan import VectorScan

SAMPLE = 4096
"""A device's spread is told from so many of its vectors, evenly spaced."""
MOST_DEVICES = 64
"""Only so many devices, those with most sightings, are turned."""

STEP = 1.06

Rows = NDArray[np.int64]


class Spreads:
    """What the vectors of each device are multiplied with; the same until it is told anew."""

    def __init__(self, scan: VectorScan, dimensions: int) -> None:
        """Turn nothing yet."""
        self._scan = scan
        self._dimensions = dimensions
        self._matrices: Vectors = np.empty((0, dimensions, dimensions), np.float32)
        self._of_device = np.empty(0, np.int64)
        self._turns: Turns | None = None
        self._sign: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """Return how many devices are turned."""
        return len(self._matrices)

    def bring_up(self, scenes: Rows, devices: Rows) -> bool:
        """Tell anew if the first sightings are others than before; tell whether they are.

        How many count grows in steps of 6 %: else every crop would turn all.

        :param scenes: (n,) scene of each row of the scan.
        :param devices: device of each scene.
        """
        count = len(self._scan)
        if count > FEWEST:
            steps = np.floor(np.log(count / FEWEST) / np.log(STEP) + 1e-9)
            count = min(int(FEWEST * STEP**steps), count)
        ids, first = self._scan.ids[:count], scenes[:count]
        beginning = np.zeros(len(devices), np.int64)
        beginning[first[::-1]] = ids[::-1]  # what counts is who is together, not how scenes are numbered
        with np.errstate(over="ignore"):
            sign = (count, int(ids.sum()), int((ids * ids).sum()), int((ids * beginning[first]).sum()))
        if sign == self._sign:
            return False
        self._sign = sign
        self._tell(devices[first], first)
        return True

    def _tell(self, devices: Rows, scenes: Rows) -> None:
        """Tell from the first sightings, those of `devices` and `scenes` (n,), one each a sighting.

        The numbers depend on the sightings alone, not on how devices are numbered.
        """
        every = self._scan.decoded(np.arange(0, len(devices), max(1, -(-len(devices) // SAMPLE))))
        centre = every.mean(axis=0) if len(every) else np.zeros(self._dimensions, np.float32)
        names, firsts, inner, counts = np.unique(
            devices, return_index=True, return_inverse=True, return_counts=True
        )
        large = np.flatnonzero(counts >= FEWEST)
        chosen = large[np.lexsort((firsts[large], -counts[large]))[:MOST_DEVICES]]
        chosen = chosen[np.argsort(firsts[chosen])]
        order = np.argsort(inner, kind="stable")
        ends = np.cumsum(counts)
        samples, persons = [], []
        for one in chosen:
            rows = order[ends[one] - counts[one] : ends[one]]
            rows = rows[:: max(1, -(-len(rows) // SAMPLE))]
            some = self._scan.decoded(rows)
            samples.append(within(some, scenes[rows]))
            persons.append(distinct(unit(some[:: max(1, -(-len(some) // MOST))] - centre)))
        enough = np.array([len(one) >= FEWEST for one in samples], bool)
        chosen = chosen[enough]
        samples = [one for one, is_enough in zip(samples, enough, strict=True) if is_enough]
        persons = [one for one, is_enough in zip(persons, enough, strict=True) if is_enough]
        found = evened_out(samples, counts[chosen].tolist(), persons)
        turned = [one for one in found if one is not None]
        self._matrices = np.array(turned, np.float32).reshape(-1, self._dimensions, self._dimensions)
        self._turns = None
        self._of_device = np.full(int(names.max(initial=-1)) + 1, -1, np.int64)
        is_turned = [one is not None for one in found]
        self._of_device[names[chosen[is_turned]]] = np.arange(len(turned))

    def of(self, devices: Rows) -> Turns | None:
        """Return the turns of scenes whose device is `devices` (s,), and of a last group, that stays."""
        if not len(self._matrices):
            return None
        known = np.append(self._of_device, -1)
        turn = known[np.minimum(devices, len(known) - 1)]
        if self._turns is None:
            matrices: list[Vectors | None] = list(self._matrices)
            self._turns = turns_from(matrices, np.arange(len(matrices)), self._dimensions)
            assert self._turns is not None
        return replace(self._turns, of_group=np.append(turn, -1))

    def kept(self) -> tuple[dict[str, object], dict[str, Array]]:
        """Return what is known, to be brought back by `bring_back`."""
        return {"spread_sign": self._sign}, {"turns": self._matrices, "turn_of_device": self._of_device}

    def bring_back(self, facts: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Know again what was kept.

        :raises ValueError, TypeError, KeyError: it does not fit together.
        """
        matrices = np.asarray(arrays["turns"], np.float32)
        of_device = np.asarray(arrays["turn_of_device"], np.int64)
        if matrices.ndim != 3 or matrices.shape[1:] != (self._dimensions, self._dimensions):
            raise ValueError("turns of another width")
        if of_device.ndim != 1 or (of_device >= len(matrices)).any():
            raise ValueError("devices whose turn is not there")
        sign = facts["spread_sign"]
        if not isinstance(sign, list):
            raise TypeError("no sign of the spread")
        self._sign = tuple(map(int, sign))
        self._matrices, self._of_device, self._turns = matrices, of_device, None
