"""Clothing is described once, from the crops that were kept, and narrows searches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.sighting import ModelKey
from reid_desktop.services import dressing
from reid_desktop.services.dressing import DescribeClothing
from tests.fakes.store import FakeCaseStore
from tests.unit.services.test_searching import KEY, filled


class Folder:
    """Every third crop is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def crop_path(self, sha256: str, box: Box, best_s: float | None) -> Path:  # noqa: ARG002
        path = self._folder / sha256
        if int(sha256, 16) % 3:
            path.write_bytes(b"crop")
        return path

    def scene_path(self, sha256: str, best_s: float | None) -> Path:  # noqa: ARG002
        return self._folder / "none"


class Backpacks:
    """Everybody carries one."""

    key = ModelKey("backpacks", "b" * 64, "v1")

    def describe(self, crops: Sequence[Pixels]) -> list[frozenset[str]]:
        return [frozenset({"backpack"}) for _ in crops]


def red(data: bytes) -> Pixels:
    assert data == b"crop"
    return np.full((100, 50, 3), (20, 20, 200), np.uint8)


@pytest.mark.parametrize("model", [Backpacks(), None])
def test_what_was_described_narrows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: Backpacks | None
) -> None:
    monkeypatch.setattr(dressing, "AT_ONCE", 4)
    store = filled(10)
    told: list[int] = []
    describe = DescribeClothing(store, Folder(tmp_path), red, model)
    found = describe(KEY, "t", told.append)
    assert (found.described, found.missing) == (6, 4)
    assert told == [4, 8, 10]
    assert describe(KEY, "t", told.append).described == 0
    assert passing(store, "upper:red", "lower:red") == [2, 3, 5, 6, 8, 9]
    assert passing(store, "upper:red", "backpack") == ([2, 3, 5, 6, 8, 9] if model else [])
    assert passing(store, "upper:blue") == []
    assert store.clothing([SightingId(1)]) == {SightingId(1): frozenset()}


def passing(store: FakeCaseStore, *words: str) -> list[int]:
    found: list[int] = store.filtered(KEY, Filters(wearing=frozenset(words))).tolist()
    return found
