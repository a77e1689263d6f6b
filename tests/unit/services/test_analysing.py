"""The analysis works off what waits, and loses neither files nor results."""

from __future__ import annotations

import json

import pytest

from reid_desktop.domain.errors import Cancelled, CaseError
from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import MediaKind, Outcome
from reid_desktop.services import analysing, indexing
from tests.fakes.export import CountingJob
from tests.fakes.media import FakeThumbnails
from tests.fakes.vision import FakeVisionLoader
from tests.unit.services.scene import BOXES, Scene, picture


def outcomes(scene: Scene) -> dict[str, Outcome]:
    return {o.path: o.outcome for o in scene.store.outcomes()}


@pytest.fixture(autouse=True)
def every_case_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "SAVE_EVERY", 1)
    monkeypatch.setattr(indexing, "BUILD_FROM", 1)


def test_persons_are_found_described_kept_and_indexed() -> None:
    scene = Scene()
    media_id = scene.add("/e/a", b"persons 2")
    scene.add("/e/b", b"persons 0")
    tally = scene.analyse()
    assert (tally.media, tally.sightings, tally.failures, tally.waiting) == (2, 2, [], 0)
    found = scene.store.sightings_of_media(media_id, scene.key)
    assert {s.box for s in found} == set(BOXES[:2])
    assert len(scene.thumbnails.pictures) == 4  # two crops, two scenes
    index = scene.indexes.open(scene.key, scene.vision.embedder.dimensions)
    assert (len(index), index.saved) == (2, 1)


def test_the_log_says_that_persons_were_looked_for() -> None:
    scene = Scene()
    scene.add("/e/a", b"persons 2")
    scene.analyse()
    [row] = [row for row in scene.store.audit() if row.action == "analyse"]
    detail = json.loads(row.detail)
    assert (detail["media"], detail["sightings"], detail["model_key"]) == (1, 2, scene.key)
    scene.analyse()
    assert len([row for row in scene.store.audit() if row.action == "analyse"]) == 1


def test_a_second_analysis_has_nothing_to_do() -> None:
    scene = Scene()
    scene.add("/e/a", b"persons 1")
    scene.analyse()
    assert scene.analyse().media == 0
    assert scene.store.counts(scene.key).sightings == 1


def test_a_file_that_cannot_be_decoded_failed_for_good() -> None:
    scene = Scene()
    scene.add("/e/a", b"broken")
    tally = scene.analyse()
    assert [(f.path, f.reason) for f in tally.failures] == [("/e/a", "a is broken.")]
    assert outcomes(scene) == {"/e/a": Outcome.FAILED}
    assert scene.analyse().media == 0


def test_a_file_out_of_reach_goes_on_waiting() -> None:
    scene = Scene()
    scene.add("/e/a", b"persons 1")
    scene.add("/e/b", b"persons 2")
    away = scene.files.pop("/e/a")
    tally = scene.analyse()
    assert (tally.waiting, len(tally.failures), tally.sightings) == (1, 1, 2)
    assert outcomes(scene)["/e/a"] is Outcome.IMPORTED
    scene.files["/e/a"] = away
    again = scene.analyse()
    assert (again.media, again.sightings, again.waiting) == (1, 1, 0)


def test_another_copy_stands_in_for_one_out_of_reach() -> None:
    scene = Scene()
    scene.add("/e/a", b"persons 1")
    scene.add("/e/b", b"persons 1")
    del scene.files["/e/a"]
    assert (scene.analyse().sightings, scene.store.counts(scene.key).waiting) == (1, 0)


def test_a_file_that_changed_since_the_import_is_not_taken_for_the_one_imported() -> None:
    scene = Scene()
    scene.add("/e/a", b"persons 1")
    scene.files["/e/a"] = b"persons 3"
    tally = scene.analyse()
    assert tally.sightings == 0
    assert [f.reason for f in tally.failures] == [analysing.CHANGED]


def test_a_clip_that_changed_since_the_import_is_not_looked_at() -> None:
    scene = Scene(clips={"/e/clip": [picture(1)] * 8, "/e/copy": [picture(1)] * 8})
    scene.add("/e/clip", b"clip", MediaKind.VIDEO)
    scene.files["/e/clip"] = b"another"
    tally = scene.analyse()
    assert (tally.sightings, tally.waiting) == (0, 1)
    assert [f.reason for f in tally.failures] == [analysing.CHANGED]
    scene.add("/e/copy", b"clip", MediaKind.VIDEO)
    assert scene.analyse().sightings == 1  # a copy that is what was imported stands in for it


def test_an_error_in_the_program_costs_the_file_that_met_it() -> None:
    scene = Scene()
    scene.add("/e/a", b"evil")
    scene.add("/e/b", b"persons 1")
    tally = scene.analyse()
    assert tally.sightings == 1
    assert "ZeroDivisionError" in tally.failures[0].reason


def test_an_error_that_every_file_meets_ends_the_job() -> None:
    scene = Scene()
    for number in range(2 * analysing.ENOUGH):
        scene.add(f"/e/{number}", b"evil %d" % number)
    with pytest.raises(ZeroDivisionError):
        scene.analyse()
    assert scene.store.counts(scene.key).waiting > 0


class FullDisk(FakeThumbnails):
    """Has no room for scenes."""

    def put_scene(self, sha256: str, best_s: float | None, picture: Pixels) -> None:
        """Refuse."""
        name = self.scene_path(sha256, best_s)
        raise CaseError("No room for {name}, {size} bytes.", name=name, size=picture.nbytes)


def test_a_full_disk_is_not_laid_to_the_file() -> None:
    scene = Scene()
    scene.thumbnails = FullDisk()
    scene.add("/e/a", b"persons 1")
    with pytest.raises(CaseError):
        scene.analyse()
    assert outcomes(scene) == {"/e/a": Outcome.IMPORTED}


def test_a_condemned_file_is_never_opened_through_any_copy() -> None:
    scene = Scene()
    scene.add("/e/a", b"evil")
    scene.add("/e/b", b"evil")
    tally = scene.analyse(condemned={"/e/b": "It crashed {the} process."})
    assert [f.reason for f in tally.failures] == ["It crashed {the} process."]
    assert outcomes(scene) == {"/e/a": Outcome.FAILED, "/e/b": Outcome.FAILED}


def test_stopped_what_was_committed_stays_and_the_rest_waits() -> None:
    scene = Scene()
    for number in range(200):
        scene.add(f"/e/{number}", b"persons 1 %d" % number)
    with pytest.raises(Cancelled):
        scene.analyse(CountingJob(cancel_at=0))
    counts = scene.store.counts(scene.key)
    assert 0 < counts.analysed < 200
    assert counts.sightings == counts.analysed
    index = scene.indexes.open(scene.key, scene.vision.embedder.dimensions)
    assert len(index) == counts.sightings
    assert index.saved
    scene.analyse()
    assert scene.store.counts(scene.key).sightings == 200


def test_other_models_start_anew_and_leave_the_old_results() -> None:
    scene = Scene()
    scene.add("/e/a", b"persons 1")
    scene.analyse()
    old, before = scene.key, scene.store.vectors(scene.key)
    scene.vision = FakeVisionLoader().load(None, None, "int8")
    assert scene.key != old
    assert scene.analyse().sightings == 1
    assert scene.store.vectors(old)[0].tolist() == before[0].tolist()
    assert scene.store.vectors(scene.key)[0].tolist() == [SightingId(2)]


def test_a_clip_gives_a_sighting_with_its_stretch_of_time() -> None:
    moving = [picture(1) for _ in range(20)]  # two seconds, ten frames each
    scene = Scene({"/e/v": moving})
    media_id = scene.add("/e/v", b"video", MediaKind.VIDEO)
    assert scene.analyse().sightings == 1
    [found] = scene.store.sightings_of_media(media_id, scene.key)
    assert found.box == BOXES[0]
    assert found.start_s == 0.0
    assert found.end_s is not None
    assert 1.5 <= found.end_s <= 2.0
    assert Box(0, 0, 320, 240).iou(found.box) > 0


def test_bad_files_among_good_ones_never_end_the_job() -> None:
    scene = Scene()
    for number in range(3 * analysing.ENOUGH):
        good = number % (analysing.ENOUGH // 2) == 0
        scene.add(f"/e/{number:03}", b"%s %d" % (b"persons 1" if good else b"evil", number))
    tally = scene.analysis(workers=1)(3.0, "t", CountingJob())
    assert (tally.media, tally.sightings) == (3 * analysing.ENOUGH, 6)
    assert scene.store.counts(scene.key).waiting == 0
