"""Key frames: those that decoding everything shows at their times, and nothing else is decoded."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.domain.errors import MediaError
from tests.unit.adapters.media.test_video_formats import EVEN_MS, KINDS, READER, UNEVEN_MS, written


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("times_ms", [EVEN_MS, UNEVEN_MS], ids=["even", "uneven"])
def test_key_frames_are_frames_of_the_clip(tmp_path: Path, kind: str, times_ms: tuple[int, ...]) -> None:
    name, settings = KINDS[kind]
    path = str(written(tmp_path / name, times_ms, **settings))  # type: ignore[arg-type]
    whole = {round(frame.time_s, 3): frame.pixels for frame in READER.frames(path, 1000.0)}
    found = list(READER.key_frames(path, 0.0))
    assert found[0].time_s == 0
    assert 1 < len(found) <= len(whole)
    for frame in found:
        assert np.array_equal(frame.pixels, whole[round(frame.time_s, 3)])
    apart = [frame.time_s for frame in READER.key_frames(path, 1.5)]
    assert all(later - earlier >= 1.5 - 1e-6 for earlier, later in pairwise(apart))


@pytest.mark.parametrize("name", ["vtest.avi", "one-by-one-person-detection.mp4"])
def test_key_frames_of_real_clips_are_shown_at_their_times(shared_samples: Path, name: str) -> None:
    path = str(shared_samples / "video" / name)
    found = list(READER.key_frames(path, 20.0))
    assert len(found) >= 2
    for frame in found:
        shown = READER.frame_at(path, frame.time_s)
        assert shown.time_s == pytest.approx(frame.time_s, abs=0.002)
        assert np.array_equal(shown.pixels, frame.pixels)


def test_a_clip_that_cannot_be_opened_is_a_media_error(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mp4", EVEN_MS)
    path.write_bytes(path.read_bytes()[:64])
    with pytest.raises(MediaError):
        list(READER.key_frames(str(path), 1.0))
