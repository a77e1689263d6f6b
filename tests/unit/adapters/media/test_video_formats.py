"""Clips as phones and messengers write them: uneven rates, fragments, HEVC in 10 bits, 3GP, cut short."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from reid_desktop.adapters.media.videos import ClipReader
from reid_desktop.adapters.sources import OpenEvidence

READER = ClipReader(OpenEvidence())
EVEN_MS = tuple(range(0, 6000, 100))
UNEVEN_MS = (
    *range(0, 1000, 33), *range(1000, 3000, 250), 3100, 3110, 3120, 4500, *range(4600, 6000, 40),
)  # fmt: skip
"""A phone in the dark: 30 frames a second, then four, a burst, a pause, and 25."""


def brightness(at: int) -> int:
    """Return how bright the nth frame is: no neighbour is as bright."""
    return 30 + 11 * at % 190


def written(
    path: Path,
    times_ms: tuple[int, ...],
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    options: dict[str, str] | None = None,
) -> Path:
    """Write a frame of grain at each time."""
    grain = np.random.default_rng(1).integers(-15, 16, (64, 96, 1)).repeat(3, axis=2)
    settings = {"g": "12", "bf": "2"} if codec in B_FRAMES else {"g": "12"}
    with av.open(str(path), "w", options=options or {}) as out:
        track = out.add_stream(codec, rate=30, options=settings)
        assert isinstance(track, VideoStream)
        track.width, track.height, track.pix_fmt = 96, 64, pix_fmt
        track.codec_context.time_base = Fraction(1, 1000)
        for at, time_ms in enumerate(times_ms):
            pixels = (grain + brightness(at)).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, format="bgr24")
            frame.pts, frame.time_base = time_ms, Fraction(1, 1000)
            out.mux(track.encode(frame))
        out.mux(track.encode())
    return path


def wanted_s(times_ms: tuple[int, ...], rate: float) -> list[float]:
    """Return the first time of each period."""
    first: dict[int, float] = {}
    for time_ms in times_ms:
        first.setdefault(int((time_ms / 1000 + 0.002) * rate), time_ms / 1000)
    return list(first.values())


B_FRAMES = ("libx264", "libx265")
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
KINDS = {
    "mp4": ("a.mp4", {}),
    "fragmented mp4": ("a.mp4", {"options": FRAGMENTS}),
    "mov": ("a.mov", {}),
    "mkv": ("a.mkv", {}),
    "webm": ("a.webm", {"codec": "libvpx-vp9"}),
    "hevc in 10 bits": ("a.mp4", {"codec": "libx265", "pix_fmt": "yuv420p10le"}),
    "3gp": ("a.3gp", {"codec": "mpeg4"}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("times_ms", [EVEN_MS, UNEVEN_MS], ids=["even", "uneven"])
def test_frames_come_by_presentation_time(tmp_path: Path, kind: str, times_ms: tuple[int, ...]) -> None:
    name, settings = KINDS[kind]
    path = str(written(tmp_path / name, times_ms, **settings))  # type: ignore[arg-type]
    found = list(READER.frames(path, 5.0))
    assert [frame.time_s for frame in found] == pytest.approx(wanted_s(times_ms, 5.0), abs=0.034)
    for frame in found[1:]:
        at = min(range(len(times_ms)), key=lambda number: abs(times_ms[number] / 1000 - frame.time_s))
        assert frame.pixels.mean() == pytest.approx(brightness(at), abs=5), "the picture is that of its time"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("after_s", [0.0, 1.05, 3.11, 5.95])
def test_going_on_gives_the_frames_that_would_have_come(tmp_path: Path, kind: str, after_s: float) -> None:
    name, settings = KINDS[kind]
    path = str(written(tmp_path / name, UNEVEN_MS, **settings))  # type: ignore[arg-type]
    whole = [(frame.time_s, frame.pixels) for frame in READER.frames(path, 5.0)]
    after = max((time_s for time_s, _ in whole if time_s <= after_s), default=0.0)
    rest = [(time_s, pixels) for time_s, pixels in whole if time_s > after]
    found = list(READER.frames(path, 5.0, after))
    assert [frame.time_s for frame in found] == pytest.approx([time_s for time_s, _ in rest])
    for frame, (_, pixels) in zip(found, rest, strict=True):
        assert np.array_equal(frame.pixels, pixels)


@pytest.mark.parametrize("name", ["vtest.avi", "one-by-one-person-detection.mp4"])
def test_real_clips_go_on(shared_samples: Path, name: str) -> None:
    path = str(shared_samples / "video" / name)
    whole = [frame.time_s for frame in READER.frames(path, 1.0)]
    for after_s in (whole[10], whole[-5]):
        found = [frame.time_s for frame in READER.frames(path, 1.0, after_s)]
        assert found == pytest.approx([time_s for time_s in whole if time_s > after_s])
    assert list(READER.frames(path, 1.0, whole[-1])) == []


@pytest.mark.parametrize("kind", ["fragmented mp4", "mkv", "webm"])
@pytest.mark.parametrize("share", [0.4, 0.8])
def test_what_is_cut_short_gives_what_is_there(tmp_path: Path, kind: str, share: float) -> None:
    name, settings = KINDS[kind]
    noise = np.random.default_rng(1)
    path = written(tmp_path / name, EVEN_MS, **settings)  # type: ignore[arg-type]
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)] + noise.bytes(100))
    found = [frame.time_s for frame in READER.frames(str(path), 5.0)]
    # Where the cut falls depends on how the encoder's threads shared the work: the one picture it damages may
    # give way to the next whole one, and everything before it is as it was.
    assert found[:-1] == pytest.approx(wanted_s(EVEN_MS, 5.0)[: len(found) - 1])
    assert any(found[-1] == pytest.approx(time_ms / 1000, abs=1e-3) for time_ms in EVEN_MS)
    assert len(found) >= 5
