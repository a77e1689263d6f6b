"""What is compared is the whole case, as if every vector were prepared and compared in full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reid_desktop.adapters.index.files import HnswIndexStore
from reid_desktop.adapters.index.scan import CodeScan
from reid_desktop.domain import spread
from reid_desktop.domain.cameras import Shot
from reid_desktop.domain.capture import CaptureTime, TimeSource
from reid_desktop.domain.common_part import common_part, unit
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import Copy, Inspection, MediaKind, RawFacts
from reid_desktop.domain.settled import Settled
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.prepared import Prepared
from reid_desktop.services.comparing import ComparedVectors
from tests.fakes.store import FakeCaseStore
from tests.unit.services.test_importing import EXHIBIT

KEY, WIDTH = "d@1#v1 + e@2#v1", 32
PHONES = 3
STRETCH = np.linspace(0.2, 2.0, WIDTH).astype(np.float32)
"""Each phone presses some directions and stretches others."""


@pytest.fixture(autouse=True, scope="module")
def few_will_do() -> Iterator[None]:
    """Let the spread of the few persons here count."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spread, "HALF", 3.0)
        yield


def compared(store: FakeCaseStore) -> ComparedVectors:
    return ComparedVectors(store, KEY, WIDTH, lambda: CodeScan(WIDTH))


def see(store: FakeCaseStore, count: int, seed: int) -> None:
    """Add photos of a few persons, taken with three phones in scenes of some hours."""
    rng = np.random.default_rng(seed)
    persons = unit(np.random.default_rng(1).normal(size=(40, WIDTH)).astype(np.float32))
    phones = unit(np.random.default_rng(2).normal(size=(PHONES, WIDTH)).astype(np.float32))
    with store.transaction("t") as case:
        case.add_exhibit(EXHIBIT)
        source = case.add_source(EXHIBIT.exhibit_id, "/phone", "folder")
        case.log("import", f"photos {seed}")
        for number in range(count):
            phone = int(rng.integers(PHONES))
            name = f"{seed:032x}{number:032x}"
            facts = RawFacts(make="Acme", model=f"Phone {phone}")
            time = CaptureTime(int(rng.integers(4)) * 3_600_000, 1.0, "", None, TimeSource.GPS_UTC)
            media_id, _ = case.add_media(Inspection(name, 1, MediaKind.PHOTO, "jpeg", facts), time, None)
            case.add_copy(media_id, Copy(EXHIBIT.exhibit_id, source, f"/{name}", name, 1, 1))
            vectors = persons[rng.integers(40, size=2)] + 0.8 * phones[phone]
            vectors = vectors + 0.1 * rng.normal(size=vectors.shape).astype(np.float32)
            vectors = unit(vectors * np.roll(STRETCH, 9 * phone))
            quality = Quality(0.5, 9, 1.0, truncated=False)
            found = [NewSighting(Box(0, 0, 5, 9), Size(10, 10), 0.9, quality, v) for v in vectors]
            case.finish_media(media_id, KEY, found, 1.0)


def brute_force(
    of: ComparedVectors, store: FakeCaseStore, probe: NDArray[np.float32], *, bare: bool
) -> list[tuple[float, int]]:
    """Return (minus score, id) of everything, best first, every vector in full."""
    ids, vectors = store.vectors(KEY)
    ready = of.prepared(ids, vectors, bare=bare).astype(np.float64)
    return sorted(zip((-(ready * probe.astype(np.float64)).sum(axis=1)).tolist(), ids.tolist(), strict=True))


@pytest.mark.parametrize("bare", [True, False])
def test_the_list_is_that_of_comparing_everything(bare: bool) -> None:
    store = FakeCaseStore()
    see(store, 400, 5)
    of = compared(store)
    of.bring_up()
    ids, vectors = store.vectors(KEY)
    for row in range(0, 800, 40):
        probe = of.probe(vectors[row], MediaId(row // 2 + 1), bare=bare)
        assert probe.is_bare is bare
        everything = brute_force(of, store, probe.vector, bare=bare)
        found = of.rank(probe, 25)
        assert [i for i, _ in found] == [i for _, i in everything[:25]]
        assert [s for _, s in found] == pytest.approx([min(-s, 1.0) for s, _ in everything[:25]], abs=1e-7)
        some = ids[row % 7 :: 7]
        narrowed = of.rank(probe, 25, some)
        assert [i for i, _ in narrowed] == [i for _, i in everything if i in set(some.tolist())][:25]


def test_the_shared_part_is_that_of_the_whole_case() -> None:
    store = FakeCaseStore()
    see(store, 300, 6)
    of = compared(store)
    of.bring_up()
    ids, vectors = store.vectors(KEY)
    media = of.media_of(ids)
    items = store.media(MediaId(int(i)) for i in media)  # type: ignore[arg-type]
    devices = np.array([int((item.facts.model or "")[-1]) for item in items])
    scenes = devices * 10 + np.array([item.time.utc_ms // 3_600_000 if item.time else 0 for item in items])
    part = common_part(vectors, [devices, scenes])
    assert part.turns is not None
    assert (part.turns.of_group[:-1] >= 0).all()
    expected = part.without(vectors, part.groups)
    assert "those of 3 devices spread was evened out" in of.description
    likeness = (of.prepared(ids, vectors) * expected).sum(axis=1)
    assert float(likeness.min()) > 0.999


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_it_does_not_matter_in_how_many_steps_a_case_grew(steps: list[int]) -> None:
    store = FakeCaseStore()
    followed = compared(store)
    for seed, count in enumerate(steps):
        see(store, count, seed)
        followed.bring_up()
    at_once = compared(store)
    at_once.bring_up()
    assert_alike(followed, at_once, store)


def test_moved_times_and_lost_vectors_are_followed() -> None:
    store = FakeCaseStore()
    see(store, 80, 7)
    followed = compared(store)
    followed.bring_up()
    with store.transaction("t") as case:
        for media_id in (3, 30, 31):
            later = CaptureTime(90_000_000, 1.0, "", None, TimeSource.MANUAL)
            case.settle(MediaId(media_id), Settled(later, None, MediaFlag.NONE))
    store.lose(17)
    store.lose(60)
    see(store, 5, 8)
    followed.bring_up()
    at_once = compared(store)
    at_once.bring_up()
    assert 17 not in followed.ids
    assert_alike(followed, at_once, store)


def kept_in(store: FakeCaseStore, folder: Path) -> ComparedVectors:
    """Return vectors whose scan, cameras and shared parts are kept in a folder."""
    files = HnswIndexStore(folder)
    return ComparedVectors(
        store, KEY, WIDTH, lambda: files.open_scan(KEY, WIDTH), shelf=files.shelf(KEY, WIDTH)
    )


class Untold(FakeCaseStore):
    """Tells nothing of old items again: what was kept must do."""

    is_silent = False

    def shots(self, after: MediaId | None = None) -> list[Shot]:
        assert after is not None or not self.is_silent
        return super().shots(after)


def test_cameras_and_shared_parts_come_back_from_disk(tmp_path: Path) -> None:
    store = Untold()
    see(store, 120, 11)
    first = kept_in(store, tmp_path)
    first.bring_up()
    first.save()
    store.is_silent = True
    with store.transaction("t") as case:
        later = CaptureTime(90_000_000, 1.0, "", None, TimeSource.MANUAL)
        case.settle(MediaId(7), Settled(later, None, MediaFlag.NONE))
    store.lose(17)
    see(store, 9, 12)
    again = kept_in(store, tmp_path)
    again.bring_up()
    store.is_silent = False
    assert_alike(again, built(store), store)
    again.save()
    store.is_silent = True
    once_more = kept_in(store, tmp_path)
    once_more.bring_up()
    store.is_silent = False
    assert_alike(once_more, built(store), store)


def built(store: FakeCaseStore) -> ComparedVectors:
    of = compared(store)
    of.bring_up()
    return of


@pytest.mark.parametrize("harm", ["damaged", "another case", "another row", "lost unseen"])
def test_what_does_not_belong_to_the_case_is_made_anew(tmp_path: Path, harm: str) -> None:
    store = FakeCaseStore()
    see(store, 60, 13)
    first = kept_in(store, tmp_path)
    first.bring_up()
    first.save()
    if harm == "damaged":
        (path,) = tmp_path.glob("prepared-*.bin")
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    elif harm == "another case":
        store = FakeCaseStore()
        see(store, 60, 14)
    elif harm == "another row":
        shelf = HnswIndexStore(tmp_path).shelf(KEY, WIDTH)
        prepared = shelf.load()
        assert prepared is not None
        shelf.keep(Prepared({**prepared.facts, "log_sha256": "0" * 64}, prepared.arrays))
    else:
        store.lose(3)
        store._state.changes[0] = ("media", 1)
        store._state.changes.append(("vector", 3))
    again = kept_in(store, tmp_path)
    again.bring_up()
    assert_alike(again, built(store), store)


def assert_alike(one: ComparedVectors, other: ComparedVectors, store: FakeCaseStore) -> None:
    ids, vectors = store.vectors(KEY)
    assert one.ids.tolist() == other.ids.tolist() == ids.tolist()
    assert one.description == other.description
    for row in range(0, len(ids), 9):
        media = MediaId(int(one.media_of(ids[row : row + 1])[0]))
        first, second = (of.probe(vectors[row], media, bare=False) for of in (one, other))
        assert np.array_equal(first.vector, second.vector)
        assert one.rank(first, 30) == other.rank(second, 30)
