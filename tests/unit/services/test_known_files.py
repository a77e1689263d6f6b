"""What a hash set knows is tagged and graded through the review."""

from __future__ import annotations

import hashlib

import pytest

from reid_desktop.domain.errors import CaseError
from reid_desktop.ports.hash_sets import KnownFile
from reid_desktop.ports.review import UndoRequest
from reid_desktop.services.known_files import KNOWN_TAG, MarkKnownFiles
from reid_desktop.services.reviewing import ReviewCase
from tests.fakes.export import CountingJob
from tests.fakes.export_media import FakeEvidencePictures
from tests.fakes.hash_sets import FakeHashSet
from tests.fakes.media import FixedClock
from tests.fakes.store import FakeCaseStore
from tests.unit.services.test_searching import filled


def marking(store: FakeCaseStore, files: dict[str, bytes] | None = None) -> MarkKnownFiles:
    evidence = FakeEvidencePictures({sha256: (data, []) for sha256, data in (files or {}).items()})
    return MarkKnownFiles(store, evidence, ReviewCase(store, FixedClock()))


def test_the_sightings_of_known_files_are_tagged_graded_logged_and_can_be_taken_back() -> None:
    store = filled(5)
    first = store.media(store.media_ids()[:1])[0]
    known = FakeHashSet({first.sha256: KnownFile(3, ("red",))})
    summary = marking(store)(known, KNOWN_TAG, "t", "", CountingJob())
    assert (summary.files, summary.known, summary.sightings, summary.unreachable) == (5, 1, 1, 0)
    [sighting] = store.sightings_of_media(first.media_id, str(store.newest_model_key()))
    [review] = store.reviews([sighting.sighting_id])
    assert set(review.tags) == {KNOWN_TAG, "red"}
    assert dict(review.grades) == {"vic": 3}
    logged = next(entry for entry in store.audit() if entry.action == "review.tag")
    assert "fake set" in logged.detail
    for _ in range(3):
        ReviewCase(store, FixedClock())(UndoRequest(), "t")
    [review] = store.reviews([sighting.sighting_id])
    assert (review.tags, dict(review.grades)) == ((), {})


def test_bytes_are_hashed_where_the_set_asks_and_what_cannot_be_read_is_counted() -> None:
    store = filled(3)
    first, second, _ = store.media(store.media_ids())
    known = FakeHashSet(
        {hashlib.md5(b"one", usedforsecurity=False).hexdigest(): KnownFile()}, needs_bytes=True
    )
    files = {first.sha256: b"one", second.sha256: b"two"}
    summary = marking(store, files)(known, KNOWN_TAG, "t", "", CountingJob())
    assert (summary.files, summary.known, summary.unreachable) == (2, 1, 1)


def test_nothing_known_writes_nothing_and_an_empty_case_is_said() -> None:
    store = filled(2)
    before = len(list(store.audit()))
    marking(store)(FakeHashSet({}), KNOWN_TAG, "t", "", CountingJob())
    assert len(list(store.audit())) == before
    with pytest.raises(CaseError, match="Nothing has been analysed"):
        marking(FakeCaseStore())(FakeHashSet({}), KNOWN_TAG, "t", "", CountingJob())
