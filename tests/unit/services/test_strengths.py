"""What the scores of a recorded search are worth."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from reid_desktop.domain.calibration import UNCALIBRATED, Calibration, Strength, Validity
from reid_desktop.domain.capture import CaptureTime, TimeSource
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.query import Candidate, Filters, IndexKind, IndexState, ProbeOrigin, SearchRecord
from reid_desktop.domain.search_options import DEFAULT, SearchOptions
from reid_desktop.domain.settled import Settled
from reid_desktop.services.strengths import COMPOSED, Strengths, embedder_in
from tests.unit.domain.test_calibration import CALIBRATION
from tests.unit.services.scene import BOXES, Scene

LENIENT = replace(CALIBRATION, validity=Validity(20, 160, 0.0, across_cameras=True, most_overlap=1.0))


class OneCalibration:
    """Has the calibration of one embedder."""

    def __init__(self, embedder: str) -> None:
        self._embedder = embedder
        self.asked = 0

    def find(self, embedder: str) -> Calibration | None:
        self.asked += 1
        return LENIENT if embedder == self._embedder else None

    def keep(self, calibration: Calibration) -> str:
        raise NotImplementedError


@pytest.fixture
def scene() -> Scene:
    """Photos /e/a, /e/b and /e/c of one person each, a minute apart; a and b are of one scene."""
    scene = Scene()
    for number, name in enumerate("abc"):
        data = b"persons 1 " + name.encode()
        media_id = scene.add(f"/e/{name}", data)
        minutes = (0, 1, 120)[number]
        time = CaptureTime(minutes * 60_000, 1.0, "", None, TimeSource.ASSUMED_UTC)
        with scene.store.transaction("t") as case:
            case.settle(media_id, Settled(time, None))
    scene.analyse()
    return scene


def judged(
    scene: Scene,
    origin: ProbeOrigin,
    embedder: str | None = None,
    shared: str = "x",
    options: SearchOptions = DEFAULT,
) -> list[Strength]:
    ids = scene.store.sighting_table(scene.key).ids.tolist()
    candidates = tuple(Candidate(rank, SightingId(i), 0.5) for rank, i in enumerate(ids, start=1))
    state = IndexState(IndexKind.EXACT, True, 10, 10, shared_part=shared)
    record = SearchRecord(
        SearchId(1), "", "", origin, scene.key, Filters(), 10, state, candidates, options=options
    )
    sightings = {s.sighting_id: s for s in scene.store.sightings([c.sighting_id for c in candidates])}
    items = {item.media_id: item for item in scene.store.media([s.media_id for s in sightings.values()])}
    strengths = Strengths(scene.store, OneCalibration(embedder or embedder_in(scene.key)))
    found = strengths.of_search(record, sightings, items)
    gone = replace(record, candidates=(*candidates, Candidate(99, SightingId(99), 0.1)))
    assert strengths.of_record(gone) == found
    by_path = {items[sightings[i].media_id].copies[0].path: strength for i, strength in found.items()}
    return [by_path[path] for path in ("/e/a", "/e/b", "/e/c")]


def test_a_probe_from_elsewhere_is_judged_against_all(scene: Scene) -> None:
    found = judged(scene, ProbeOrigin("p.jpg", "ab" * 32, BOXES[0]))
    assert [(one.log10_lr, one.expected_false) for one in found] == [(1.0, 0.1)] * 3


def test_a_probe_of_the_case_says_nothing_about_its_own_scene(scene: Scene) -> None:
    digest = hashlib.sha256(b"persons 1 a").hexdigest()
    found = judged(scene, ProbeOrigin("a", digest, BOXES[0]))
    assert [one.log10_lr for one in found] == [None, None, 1.0]
    assert "clip or scene" in found[1].reason


def test_the_probe_itself_is_no_evidence_even_without_a_time(scene: Scene) -> None:
    [sighting_id] = scene.store.filtered(scene.key, Filters()).tolist()[:1]
    item = scene.store.media([scene.store.sightings([sighting_id])[0].media_id])[0]
    with scene.store.transaction("t") as case:
        for media_id in scene.store.media_ids():
            case.settle(media_id, Settled(None, None))
    found = judged(scene, ProbeOrigin("s", item.sha256, BOXES[0], SightingId(sighting_id)))
    assert [one.log10_lr is None for one in found].count(True) == 1


def test_a_small_probe_a_bare_search_and_other_models_have_no_strength(scene: Scene) -> None:
    small = ProbeOrigin("p.jpg", "ab" * 32, replace(BOXES[0], bottom_px=BOXES[0].top_px + 19))
    assert "19 px" in judged(scene, small)[0].reason
    origin = ProbeOrigin("p.jpg", "ab" * 32, BOXES[0])
    assert "way to compare" in judged(scene, origin, shared="")[0].reason
    assert judged(scene, origin, embedder="other@1#v1")[0].reason == UNCALIBRATED


def test_a_list_that_was_composed_otherwise_has_no_strength(scene: Scene) -> None:
    origin = ProbeOrigin("p.jpg", "ab" * 32, BOXES[0])
    for options in (SearchOptions(expand=True), SearchOptions(unliked=(SightingId(1),))):
        assert {one.reason for one in judged(scene, origin, options=options)} == {COMPOSED}


def test_a_list_ordered_by_neighbours_keeps_the_strength_of_its_scores(scene: Scene) -> None:
    origin = ProbeOrigin("p.jpg", "ab" * 32, BOXES[0])
    assert judged(scene, origin, options=SearchOptions(rerank=True)) == judged(scene, origin)


def test_bf16_takes_the_calibration_of_float32_where_it_has_none_of_its_own(scene: Scene) -> None:
    ours = embedder_in(scene.key)
    in_bf16 = Strengths(scene.store, OneCalibration(f"{ours}-bf16"))
    assert in_bf16.calibration(f"{scene.key}-bf16") is LENIENT
    assert in_bf16.calibration(scene.key) is None
    in_float32 = Strengths(scene.store, OneCalibration(ours))
    assert in_float32.calibration(f"{scene.key}-bf16") is LENIENT
