"""Searches keep their probes, their options and what they did not look at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import FileOutcome, Outcome
from reid_desktop.domain.query import Candidate, ProbeOrigin
from reid_desktop.domain.search_options import LeftOut, SearchOptions, Together, Unsearched
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import EXHIBIT, KEY, add, new_sighting, search_record


def test_a_search_is_kept_whole(store: CaseStore) -> None:
    options = SearchOptions(True, Together.ALL, 60.0, (SightingId(1),), (SightingId(2),), True, True)
    also = (ProbeOrigin("b.jpg", "cd" * 32, Box(1, 2, 3, 4), person=1),)
    candidates = (Candidate(1, SightingId(1), 0.5, 0, 0.25), Candidate(2, SightingId(2), 0.25, 1, 0.25))
    with store.transaction("adler") as writer:
        writer.finish_media(add(writer, "a"), KEY, [new_sighting(), new_sighting()], 1.0)
        record = replace(search_record(), also=also, options=options, candidates=candidates, program="9.9")
        left_out = {Unsearched.FILTERED: np.array([3, 4, 900]), Unsearched.WAITING: np.array([7])}
        search_id = writer.add_search(record, np.eye(2, 4, dtype=np.float32), left_out)
        other = writer.add_search(search_record(), None, {Unsearched.FILTERED: np.array([3, 4, 900])})
    found = store.search(search_id)
    assert (found.also, found.options, found.candidates) == (also, options, candidates)
    assert found.program == "9.9"
    assert found.left_out == (LeftOut(Unsearched.WAITING, 1), LeftOut(Unsearched.FILTERED, 3))
    assert store.left_out(search_id, Unsearched.FILTERED).tolist() == [3, 4, 900]
    assert store.left_out(other, Unsearched.FILTERED).tolist() == [3, 4, 900]
    assert len(store.left_out(search_id, Unsearched.NOBODY)) == 0
    assert np.array_equal(store.search_vectors(search_id), np.eye(2, 4, dtype=np.float32))
    assert len(store.search_vectors(other)) == 0
    assert store.searches()[0].left_out == found.left_out


def test_what_has_no_sightings_is_told_by_reason(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        seen, empty, torn, waiting = (add(writer, name) for name in "abcd")
        source = writer.add_source(EXHIBIT, "/s", "folder")
        writer.add_outcome(source, FileOutcome("/s/x", Outcome.FAILED, "no picture"))
        writer.add_outcome(source, FileOutcome("/s/y", Outcome.NOT_MEDIA, None))
        writer.finish_media(seen, KEY, [new_sighting()], 1.0)
        writer.finish_media(empty, KEY, [], 1.0)
        writer.fail_media(torn, KEY, "torn")
    found = store.unsearched_media(KEY)
    assert found[Unsearched.UNDECODABLE].tolist() == [torn]
    assert found[Unsearched.NOBODY].tolist() == [empty]
    assert found[Unsearched.WAITING].tolist() == [waiting]
    assert len(found[Unsearched.UNDECODABLE_FILE]) == 1
    assert store.unsearched_media("never used")[Unsearched.WAITING].tolist() == [seen, empty, torn, waiting]
