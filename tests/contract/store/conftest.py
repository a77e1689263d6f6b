"""The stores that the suite runs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reid_desktop.adapters.store import create_case, open_case
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.media import MediaKind
from reid_desktop.ports.store import CaseStore, Listener
from tests.contract.store.builders import (
    EXHIBIT,
    FACTS,
    KEY,
    NEWER_KEY,
    OTHER,
    add,
    at,
    new_sighting,
)
from tests.fakes.store import FakeCaseStore

Make = Callable[[Listener | None], CaseStore]


@pytest.fixture(params=["fake", "sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    opened: list[CaseStore] = []

    def build(listener: Listener | None) -> CaseStore:
        store: CaseStore
        if request.param == "fake":
            store = FakeCaseStore(FACTS, listener)
        else:
            folder = tmp_path / f"{len(opened)}.reidcase"
            create_case(folder, FACTS, "adler").close()
            store = open_case(folder, listener=listener)
        opened.append(store)
        return store

    yield build
    for store in opened:
        store.close()


@pytest.fixture
def store(make: Make) -> CaseStore:
    case = make(None)
    with case.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        writer.add_exhibit(Exhibit(OTHER, time_zone="Europe/Berlin"))
    return case


@pytest.fixture
def filled(store: CaseStore) -> CaseStore:
    """Sightings 1 to 5: a photo and a clip with time and place, and a photo with neither."""
    with store.transaction("adler") as writer:
        here = Place(52.52, 13.405, PlaceSource.GPS_TAG)
        far = Place(-17.0, 179.999, PlaceSource.GPS_TAG)
        a = add(writer, "a", time=at(1_000), place=here)
        b = add(writer, "b", time=at(5_000), place=far, exhibit=OTHER, kind=MediaKind.VIDEO)
        c = add(writer, "c")
        add(writer, "c", exhibit=OTHER)
        assert writer.finish_media(a, KEY, [new_sighting(0.25), new_sighting(0.75)], 1.0) == [1, 2]
        assert writer.finish_media(b, KEY, [new_sighting(0.5, 0.0), new_sighting(0.5, 2.0)], 1.0) == [3, 4]
        assert writer.finish_media(c, KEY, [new_sighting(0.9)], 1.0) == [5]
        assert writer.finish_media(c, NEWER_KEY, [new_sighting(0.9)], 1.0) == [6]
    return store
