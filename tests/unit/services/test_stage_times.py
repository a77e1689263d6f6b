"""Measuring an analysis by its stages."""

from __future__ import annotations

import pytest

from reid_desktop.domain.errors import MediaError
from reid_desktop.services.analysing import AnalyseMedia
from reid_desktop.services.stage_times import KEPT_EVERY_S, Stages
from tests.fakes.export import CountingJob
from tests.fakes.media import FakeVideoReader, FixedClock
from tests.unit.services.scene import PaintedPhotos, Scene, picture


class SteppingClock(FixedClock):
    """A clock that goes on by a second whenever it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def monotonic_s(self) -> float:
        self.now_s += 1.0
        return self.now_s


def test_an_analysis_leaves_the_times_of_its_stages() -> None:
    scene = Scene()
    scene.add("/e/a", b"persons 2")
    scene.add("/e/b", b"persons 1")
    stages = Stages(scene.store, scene.key, SteppingClock())
    analyse = AnalyseMedia(
        scene.store,
        stages.photos(PaintedPhotos()),
        stages.videos(FakeVideoReader({})),
        scene.thumbnails,
        stages.vision(scene.vision),
        scene.keeper(),
        stages.reading(scene.read_bytes),
        scene.hash_evidence,
        FixedClock(),
        workers=1,
        at_end=stages,
    )
    analyse(3.0, "t", CountingJob())
    [stretch] = scene.store.stage_times()
    assert stretch.model_key == scene.key
    counts = {one.stage: one.count for one in stretch.stages}
    assert (counts["read"], counts["open photo"]) == (2, 2)
    assert counts["detect"] >= 2  # photos are turned where nobody stands
    assert counts["embed"] >= 3
    assert all(one.elapsed_s > 0 for one in stretch.stages)


def test_times_are_kept_every_minute_and_each_once() -> None:
    scene, clock = Scene(), SteppingClock()
    stages = Stages(scene.store, scene.key, clock)
    with stages.stage("detect"):
        pass
    stages.keep_up("t", CountingJob())
    assert scene.store.stage_times() == []
    clock.now_s += KEPT_EVERY_S
    stages.keep_up("t", CountingJob())
    stages("t", CountingJob())
    assert len(scene.store.stage_times()) == 1


def test_frames_are_passed_on_and_a_failure_is_measured_and_told() -> None:
    stages = Stages(Scene().store, "k", SteppingClock())
    frames = [picture(1), picture(2)]
    read = list(stages.videos(FakeVideoReader({"/c": frames})).frames("/c", 10.0))
    assert len(read) == 2
    with pytest.raises(MediaError):
        stages.photos(PaintedPhotos()).open(b"broken", "x")
