"""A clip goes on where it stood, and comes to the same as if it had never been stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.domain.errors import Cancelled
from reid_desktop.domain.geometry import Box, Pixels
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.sighting import NewSighting
from reid_desktop.services.clip_memory import ClipsInWork
from reid_desktop.services.clip_state import packed, unpacked
from reid_desktop.services.clips import ClipAnalyser
from tests.fakes.export import CountingJob
from tests.fakes.media import FakeThumbnails, FakeVideoReader, FixedClock
from tests.fakes.vision import FakeVisionLoader
from tests.unit.services.scene import Scene
from tests.unit.services.test_clips import RATE, SHA, frame, walking

NOBODY: list[Pixels] = [frame()] * 30
TWO = [frame((Box(10 + n, 20, 50 + n, 120), 64), (Box(200 - n, 20, 240 - n, 120), 128)) for n in range(30)]
CLIP = [*walking(30), *NOBODY, *TWO, *NOBODY, *walking(25)]


class Memory:
    """Keeps the state after so many frames, in this process."""

    def __init__(self, every: int = 1) -> None:
        """Keep it at every so many frames."""
        self.state: bytes | None = None
        self.until_s: float | None = None
        self.reached: list[float] = []
        self._every = every

    def kept(self) -> bytes | None:
        """Return it."""
        return self.state

    def has_reached(self, time_s: float) -> bool:
        """Want it now and then."""
        self.reached.append(time_s)
        return len(self.reached) % self._every == 0

    def keep(self, until_s: float, state: bytes) -> None:
        """Take it."""
        self.until_s, self.state = until_s, state


class Stopping(CountingJob):
    """Is stopped at the nth frame."""

    def __init__(self, at: int) -> None:
        """Stop at frame `at`."""
        super().__init__()
        self._left = at

    def breathe(self) -> None:
        """Count down."""
        if self._left == 0:
            raise Cancelled
        self._left -= 1


def analyser(thumbnails: FakeThumbnails) -> ClipAnalyser:
    vision = FakeVisionLoader().load(None, None, "float32")
    return ClipAnalyser(FakeVideoReader({"/v": CLIP}, RATE), thumbnails, vision)


def told(found: list[NewSighting]) -> list[tuple[object, ...]]:
    return [
        (s.box, s.score, s.quality, s.start_s, s.end_s, s.best_s, s.appearance, s.vector.round(5).tolist())
        + ((s.track.tolist(),) if s.track is not None else ())
        for s in found
    ]


WHOLE = analyser(FakeThumbnails())("/v", SHA, 5.0, CountingJob())


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 70), st.integers(1, 9))
def test_stopped_anywhere_it_comes_to_the_same(at: int, every: int) -> None:
    memory, thumbnails = Memory(every), FakeThumbnails()
    with pytest.raises(Cancelled):
        analyser(thumbnails)("/v", SHA, 5.0, Stopping(at), memory)
    found, frames = analyser(thumbnails)("/v", SHA, 5.0, CountingJob(), memory)
    assert told(found) == told(WHOLE[0])
    assert frames == WHOLE[1]
    for one in found:
        assert thumbnails.crop_path(SHA, one.box, one.best_s) in thumbnails.pictures
        assert thumbnails.scene_path(SHA, one.best_s) in thumbnails.pictures


def test_killed_it_goes_on_from_what_was_kept_last() -> None:
    memory = Memory(every=10)
    with pytest.raises(Cancelled):
        analyser(FakeThumbnails())("/v", SHA, 5.0, Stopping(35), memory)
    killed = Memory()
    killed.state = memory.state  # as it stood; what came after is lost with the process
    found, _ = analyser(FakeThumbnails())("/v", SHA, 5.0, CountingJob(), killed)
    assert told(found) == told(WHOLE[0])
    assert killed.reached[0] == pytest.approx(7.0), "nothing is looked at twice"


def test_at_another_rate_or_from_a_damaged_state_it_begins_anew() -> None:
    memory = Memory(every=10)
    with pytest.raises(Cancelled):
        analyser(FakeThumbnails())("/v", SHA, 5.0, Stopping(35), memory)
    assert memory.state is not None
    for state, rate in ((memory.state, 2.0), (memory.state[:-200], 5.0), (b"PK\x03\x04junk", 5.0)):
        again = Memory()
        again.state = state
        found, _ = analyser(FakeThumbnails())("/v", SHA, rate, CountingJob(), again)
        assert again.reached[0] == 0.0
        assert len(found) == len(WHOLE[0])


def test_a_state_is_small_and_holds_no_pictures() -> None:
    memory = Memory()
    analyser(FakeThumbnails())("/v", SHA, 5.0, CountingJob(), memory)
    assert memory.state is not None
    assert len(memory.state) < 20_000
    state = unpacked(memory.state, 5.0)
    assert state is not None
    assert all(shot.crop is None for shots in state.shots.values() for shot in shots.best)
    again = unpacked(packed(state), 5.0)
    assert again is not None
    assert told([replace(one, appearance=1) for one in again.found]) == told(
        [replace(one, appearance=1) for one in state.found]
    )


def test_the_case_keeps_it_and_lets_go_when_the_clip_is_done() -> None:
    scene = Scene({"/e/v": CLIP})
    media_id = scene.add("/e/v", b"video", MediaKind.VIDEO)
    item = scene.store.media([media_id])[0]
    clips = ClipsInWork(scene.store, "key", FixedClock(), keep_every_s=0.0)
    with pytest.raises(Cancelled):
        analyser(FakeThumbnails())("/v", SHA, 5.0, Stopping(12), clips.memory(item, "adler"))
    assert scene.store.clip_progress(media_id, "key") is not None
    assert scene.store.clip_progress(media_id, "other key") is None
    words, _ = clips.now()
    assert words.startswith("v: 0:02")
    clips.done(media_id)
    assert clips.now() == ("", None)
    with scene.store.transaction("adler") as case:
        case.finish_media(media_id, "key", [], 1.0)
    assert scene.store.clip_progress(media_id, "key") is None
