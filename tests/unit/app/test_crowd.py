"""The made-up crowd is a case like any other, and alike each time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.store.case import open_case
from reid_desktop.app.bench.crowd import EXHIBITS, MODEL_KEY, make_crowd
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.store import NO_TIME
from reid_desktop.services.browsing import Browsing, Question


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crowd") / "Crowd.reidcase"
    make_crowd(folder, 600, lambda _line: None)
    return folder


def test_as_many_sightings_as_were_asked_for_are_there_with_times_and_places(crowd: Path) -> None:
    store = open_case(crowd)
    try:
        table = store.sighting_table(MODEL_KEY)
        placed = np.isfinite(table.latitude_deg)
        assert 600 <= len(table.ids) < 606
        assert 0.4 < placed.mean() < 0.95
        assert 0 < (table.time_utc_ms == NO_TIME).mean() < 0.2
        assert len(store.exhibits()) == EXHIBITS
        assert np.abs(table.longitude_deg[placed]).max() <= 180
    finally:
        store.close()


def test_every_sighting_has_its_pictures(crowd: Path) -> None:
    store = open_case(crowd)
    try:
        browsing = Browsing(store, ThumbnailNames(crowd / "thumbs"))
        ids = [SightingId(int(one)) for one in browsing.view(Question()).ids]
        cards = browsing.cards(ids)
        assert len(cards) == len(ids)
        assert all(card.crop_path.is_file() and card.scene_path.is_file() for card in cards)
    finally:
        store.close()


def test_the_same_seed_makes_the_same_crowd(crowd: Path, tmp_path: Path) -> None:
    make_crowd(tmp_path / "again.reidcase", 600, lambda _line: None, pictures=False)
    one, other = open_case(crowd), open_case(tmp_path / "again.reidcase")
    try:
        first, second = one.sighting_table(MODEL_KEY), other.sighting_table(MODEL_KEY)
        assert np.array_equal(first.time_utc_ms, second.time_utc_ms)
        assert np.array_equal(first.quality, second.quality)
    finally:
        one.close()
        other.close()
