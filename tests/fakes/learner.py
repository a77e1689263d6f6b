"""A network in code: a turn of the colour vector that rounds bring nearer to useful."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.training import Round
from reid_desktop.ports.training import Breathe, ReadRow, Rows


class FakeLearner:
    """Describes a crop by its mean colour, drowned in a constant that each round makes smaller."""

    def __init__(self, seed: int = 0, best_round: int = 3) -> None:
        """Get worse again after `best_round`."""
        self.seed = seed
        self._best_round = best_round
        self._round = 0
        self.seen: list[list[int]] = []

    def learn(self, number: int, batches: Sequence[Rows], read: ReadRow, breathe: Breathe) -> float:
        """Look at the crops, as far as the time goes."""
        for rows in batches:
            share = breathe()
            if share is not None and share >= 1:
                break
            self.seen.append(rows.tolist())
            assert all(read(int(row)).ndim == 3 for row in rows)
        self._round = number
        return 1.0 / number

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """Return colours, and noise that depends on how far training has come."""
        random = np.random.default_rng(self.seed)
        colours = np.array([crop.reshape(-1, 3).mean(axis=0) - 128 for crop in crops])
        noise = 60.0 * abs(self._round - self._best_round)
        found = colours + noise * random.normal(size=colours.shape)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)

    def keep(self, file: Path, history: Sequence[Round]) -> None:
        """Write the round and the history."""
        table = {"seed": self.seed, "round": self._round, "history": [asdict(one) for one in history]}
        file.write_text(json.dumps(table), encoding="ascii")

    def go_on(self, file: Path) -> list[Round]:
        """Read them."""
        try:
            table = json.loads(file.read_text(encoding="ascii"))
        except ValueError as cause:
            raise ModelError("{file} is no checkpoint.", file=str(file)) from cause
        if table["seed"] != self.seed:
            raise ModelError("{file} is another run's.", file=str(file))
        self._round = table["round"]
        return [Round(**one) for one in table["history"]]

    def keep_network(self, file: Path) -> None:
        """Write the round."""
        file.write_text(str(self._round), encoding="ascii")
