"""Lays broken files out as a dump."""

from __future__ import annotations

import random
from pathlib import Path

from tests.fuzz.mutations import broken
from tests.fuzz.seeds import Seed, seeds

PER_FOLDER = 200


def lay_out(folder: Path, count: int, seed: int = 0, only: str = "") -> int:
    """Write `count` broken files, of each format in turn; return how many files lie there in all.

    :param only: text that a seed's name must hold.
    """
    chance = random.Random(seed)
    chosen = [one for one in seeds() if only in one.name]
    cores = [one.core for one in chosen]
    written = 0
    for number in range(count):
        home = folder / f"{number // PER_FOLDER:03}"
        for name, data in _files(chosen[number % len(chosen)], chance, cores).items():
            path = home / f"{number:05}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            written += 1
    return written


def _files(one: Seed, chance: random.Random, cores: list[bytes]) -> dict[str, bytes]:
    return one.wrap(broken(one.core, chance, cores))
