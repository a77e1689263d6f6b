"""Columns are read once, then only what was touched, and are always those of the case."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.media import Copy, Inspection, MediaKind
from reid_desktop.domain.settled import Settled
from reid_desktop.ports.columns import Columns
from reid_desktop.services import columns as columns_module
from reid_desktop.services.columns import KeptColumns
from tests.fakes.store import FakeCaseStore
from tests.unit.services.test_browsing import KEY, sighting


class Noting(FakeCaseStore):
    """A case that notes which columns were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[ChangeSet | None] = []
        self.is_torn = False

    def columns(self, model_key: str, touched: ChangeSet | None = None) -> Columns:
        self.asked.append(touched)
        if self.is_torn:
            raise CaseError("The case cannot be read.")
        return super().columns(model_key, touched)


class Bench:
    """A case with its kept columns, told of every change."""

    def __init__(self) -> None:
        self.store = Noting()
        self.kept = KeptColumns(self.store)
        self.store._listener = self.kept.note
        self.media: list[MediaId] = []
        self.add_exhibit("A")

    def add_exhibit(self, name: str) -> None:
        with self.store.transaction("t") as case:
            case.add_exhibit(Exhibit(ExhibitId(name)))
            self.source = case.add_source(ExhibitId(name), f"/{name}", "folder")
            self.exhibit = name

    def add(self, sightings: int) -> None:
        number = len(self.media)
        with self.store.transaction("t") as case:
            media, _ = case.add_media(Inspection(f"{number:064}", 1, MediaKind.PHOTO, "jpeg"), None, None)
            path = f"/{number}.jpg"
            case.add_copy(media, Copy(ExhibitId(self.exhibit), self.source, path, path, 1, 0))
            case.finish_media(media, KEY, [sighting(0.5)] * sightings, 1.0)
        self.media.append(media)

    def settle(self, place: int, utc_ms: int) -> None:
        time = CaptureTime(utc_ms, 2.0, "x", None, TimeSource.GPS_UTC)
        where = Place(float(utc_ms % 80), 4.0, PlaceSource.GPS_TAG, 3.0)
        with self.store.transaction("t") as case:
            case.settle(self.media[place % len(self.media)], Settled(time, where))

    def is_true(self) -> bool:
        """Tell whether what is kept is what the case holds."""
        kept, whole = self.kept.of(KEY), FakeCaseStore.columns(self.store, KEY)
        return all(
            np.array_equal(getattr(one, field.name), getattr(other, field.name), equal_nan=True)
            for one, other in ((kept.table, whole.table), (kept.known, whole.known))
            for field in fields(one)
        )


@pytest.fixture
def bench() -> Bench:
    """Three items with six sightings, read."""
    bench = Bench()
    for sightings in (1, 3, 2):
        bench.add(sightings)
    assert len(bench.kept.of(KEY).table.ids) == 6
    return bench


def test_nothing_is_read_twice_and_only_what_was_touched_again(bench: Bench) -> None:
    first = bench.kept.of(KEY)
    assert bench.kept.of(KEY) is first
    assert bench.store.asked == [None]
    bench.add(2)
    assert bench.is_true()
    assert bench.store.asked[1:] == [
        ChangeSet(media=frozenset({bench.media[3]}), sightings=frozenset({SightingId(7), SightingId(8)})),
    ]


def test_what_an_item_is_known_of_is_read_again_for_all_in_it(bench: Bench) -> None:
    bench.settle(1, 5_000)
    assert bench.is_true()
    assert (bench.kept.of(KEY).table.time_utc_ms == 5_000).sum() == 3


def test_everything_is_read_where_much_or_an_exhibit_was_touched(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.add_exhibit("B")
    bench.add(1)
    assert bench.is_true()
    assert bench.store.asked == [None, None]
    monkeypatch.setattr(columns_module, "MOST_PATCHED", 3)
    bench.add(5)
    assert bench.is_true()
    bench.kept.forget()
    assert bench.is_true()
    assert bench.store.asked == [None] * 4


def test_a_reading_that_failed_is_made_up_for(bench: Bench) -> None:
    bench.add(1)
    bench.store.is_torn = True
    with pytest.raises(CaseError):
        bench.kept.of(KEY)
    bench.store.is_torn = False
    assert bench.is_true()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=12))
def test_after_any_changes_what_is_kept_is_what_the_case_holds(steps: list[tuple[int, int]]) -> None:
    bench = Bench()
    bench.add(2)
    for kind, number in steps:
        if kind == 0:
            bench.add(number % 4)
        elif kind == 1:
            bench.settle(number, 1000 * number)
        elif kind == 2 and number == 0:
            bench.add_exhibit(f"E{len(bench.media)}")
        else:
            assert bench.is_true()
    assert bench.is_true()
