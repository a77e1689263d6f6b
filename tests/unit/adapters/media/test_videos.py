"""Decoding clips: rotation, real time stamps, damage."""

from __future__ import annotations

import io
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from reid_desktop.adapters.media.clip import orientation_of
from reid_desktop.adapters.media.container_facts import container_facts
from reid_desktop.adapters.media.findings import Findings
from reid_desktop.adapters.media.single_values import with_single_values
from reid_desktop.adapters.media.videos import ClipReader
from reid_desktop.adapters.sources import OpenEvidence
from reid_desktop.domain.capture import PlaceSource
from reid_desktop.domain.errors import MediaError, NotMediaError, UsageError
from reid_desktop.domain.geometry import Size
from reid_desktop.domain.media import RawFacts

NOW_MS = 1_732_000_000_000


def clip(
    path: Path,
    *,
    metadata: dict[str, str] | None = None,
    turn_deg: int = 0,
    flip: bool = False,
    codec: str = "libx264",
    frames: int = 20,
    pix_fmt: str = "yuv420p",
) -> Path:
    """Write 96 by 64 frames, white in the upper left quarter, brighter below with time."""
    options = {"movflags": "use_metadata_tags"} if path.suffix == ".mov" else {}
    with av.open(str(path), "w", options=options) as out:
        out.metadata.update(metadata or {})
        track = out.add_stream(codec, rate=10, options={"g": "5"})
        assert isinstance(track, VideoStream)
        track.width, track.height, track.pix_fmt = 96, 64, pix_fmt
        if turn_deg or flip:
            track.set_display_rotation(turn_deg, hflip=flip)
        for at in range(frames):
            pixels = np.full((64, 96, 3), 10 * at % 200, dtype=np.uint8)
            pixels[:32, :48] = 255
            out.mux(track.encode(av.VideoFrame.from_ndarray(pixels, format="bgr24")))
        out.mux(track.encode())
    return path


def facts(path: Path, container: str) -> RawFacts:
    with path.open("rb") as file:
        found = Findings(NOW_MS)
        return with_single_values(found.added_to(container_facts(file, container, found)))


def white_corner(path: Path) -> tuple[tuple[int, int], str]:
    pixels = next(iter(ClipReader(OpenEvidence()).frames(str(path), 1.0))).pixels
    rows, columns = pixels.shape[0] // 2, pixels.shape[1] // 2
    corners = {
        "upper left": pixels[:rows, :columns],
        "upper right": pixels[:rows, columns:],
        "lower left": pixels[rows:, :columns],
        "lower right": pixels[rows:, columns:],
    }
    return (pixels.shape[1], pixels.shape[0]), max(corners, key=lambda name: float(corners[name].mean()))


@pytest.mark.parametrize(
    ("turn_deg", "flip", "size", "corner"),
    [
        (0, False, (96, 64), "upper left"),
        (-90, False, (64, 96), "upper right"),
        (180, False, (96, 64), "lower right"),
        (90, False, (64, 96), "lower left"),
        (0, True, (96, 64), "upper right"),
    ],
)
def test_clips_come_upright(
    tmp_path: Path, turn_deg: int, flip: bool, size: tuple[int, int], corner: str
) -> None:
    path = clip(tmp_path / "x.mp4", turn_deg=turn_deg, flip=flip)
    assert white_corner(path) == (size, corner)
    assert facts(path, "mp4").size == Size(*size)


def test_an_iphones_date_keeps_its_offset(tmp_path: Path) -> None:
    path = clip(
        tmp_path / "x.mov",
        metadata={
            "creation_time": "2024-05-18T12:22:40.000000Z",
            "com.apple.quicktime.creationdate": "2024-05-18T14:22:33+0200",
            "com.apple.quicktime.location.ISO6709": "+48.8577-002.2950+035.000/",
            "com.apple.quicktime.location.accuracy.horizontal": "14.5",
            "com.apple.quicktime.make": "Apple\x07",
            "com.apple.quicktime.model": "iPhone 13",
        },
    )
    found = facts(path, "mov")
    assert (found.container_utc_ms, found.container_offset) == (1_716_034_953_000, "+02:00")
    assert (found.make, found.model, found.codec) == ("Apple", "iPhone 13", "h264")
    assert found.duration_s == pytest.approx(2.0)
    assert found.place is not None
    assert (found.place.latitude_deg, found.place.longitude_deg) == (48.8577, -2.295)
    assert (found.place.altitude_m, found.place.accuracy_m) == (35.0, 14.5)
    assert found.place.source is PlaceSource.VIDEO_ATOM


@pytest.mark.parametrize("date", ["1970-01-01T00:00:00.000000Z", "2031-01-01T00:00:00.000000Z"])
def test_dates_that_cannot_be_are_none(tmp_path: Path, date: str) -> None:
    found = facts(clip(tmp_path / "x.mp4", metadata={"creation_time": date}), "mp4")
    assert (found.container_utc_ms, found.local_time) == (None, None)


@pytest.mark.parametrize(
    ("suffix", "codec"), [(".avi", "mpeg4"), (".mkv", "libx264"), (".mp4", "mpeg4"), (".3gp", "mpeg4")]
)
def test_other_containers_and_codecs_keep_their_times(tmp_path: Path, suffix: str, codec: str) -> None:
    path = clip(tmp_path / f"x{suffix}", codec=codec)
    frames = list(ClipReader(OpenEvidence()).frames(str(path), 100.0))
    assert [round(frame.time_s, 2) for frame in frames] == [at / 10 for at in range(20)]
    assert ClipReader(OpenEvidence()).frame_at(str(path), 1.23).time_s == pytest.approx(1.2, abs=0.01)


def test_ten_bits_become_eight(tmp_path: Path) -> None:
    path = clip(tmp_path / "x.mp4", pix_fmt="yuv420p10le")
    assert white_corner(path) == ((96, 64), "upper left")


def test_avi_with_b_frames_counts_its_packets(shared_samples: Path) -> None:
    frames = list(ClipReader(OpenEvidence()).frames(str(shared_samples / "video" / "vtest.avi"), 2.0))
    assert [round(frame.time_s, 3) for frame in frames[:5]] == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert len(frames) == 159


def test_a_seek_finds_what_walking_finds(shared_samples: Path) -> None:
    for name in ("vtest.avi", "one-by-one-person-detection.mp4", "car-detection.mp4"):
        path = str(shared_samples / "video" / name)
        walked = None
        for frame in ClipReader(OpenEvidence()).frames(path, 100.0):
            if frame.time_s > 7.3 + 0.002:
                break
            walked = frame
        assert walked is not None
        shown = ClipReader(OpenEvidence()).frame_at(path, 7.3)
        assert shown.time_s == pytest.approx(walked.time_s)
        np.testing.assert_array_equal(shown.pixels, walked.pixels)


def test_leaving_frames_out_keeps_times_true(shared_samples: Path) -> None:
    path = str(shared_samples / "video" / "car-detection.mp4")
    every = {round(frame.time_s, 4): frame.pixels for frame in ClipReader(OpenEvidence()).frames(path, 100.0)}
    for frame in ClipReader(OpenEvidence()).frames(path, 1.0):
        np.testing.assert_array_equal(frame.pixels, every[round(frame.time_s, 4)])


def test_of_a_damaged_clip_the_good_frames_come(tmp_path: Path) -> None:
    path = clip(tmp_path / "x.mkv", frames=60)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    assert 20 <= len(list(ClipReader(OpenEvidence()).frames(str(path), 100.0))) < 60
    middle = bytearray(data)
    middle[len(data) // 2 : len(data) // 2 + 300] = bytes(range(256)) + bytes(44)
    path.write_bytes(middle)
    assert len(list(ClipReader(OpenEvidence()).frames(str(path), 100.0))) >= 25


@pytest.mark.parametrize("junk", [b"", bytes(300), b"\xff" * 5000])
def test_a_wholly_broken_clip_is_a_media_error(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + junk)
    with pytest.raises(MediaError):
        list(ClipReader(OpenEvidence()).frames(str(path), 1.0))
    with pytest.raises(MediaError):
        ClipReader(OpenEvidence()).frame_at(str(path), 1.0)


def test_sound_alone_is_no_media(tmp_path: Path) -> None:
    path = tmp_path / "x.mp4"
    with av.open(str(path), "w") as out:
        track = out.add_stream("aac", rate=8000, layout="mono")
        sound = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono"
        )
        sound.sample_rate = 8000
        out.mux(track.encode(sound))
        out.mux(track.encode())
    with pytest.raises(NotMediaError):
        facts(path, "mp4")


def test_a_rate_must_be_above_zero(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        next(iter(ClipReader(OpenEvidence()).frames(str(tmp_path / "x.mp4"), 0.0)))


def test_a_playlist_is_no_video_and_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(b"#EXTM3U\n#EXT-X-TARGETDURATION:1\nhttp://192.0.2.1/secret.ts\n")
    with pytest.raises(NotMediaError):
        list(ClipReader(OpenEvidence()).frames(str(path), 1.0))
    with pytest.raises(MediaError):
        container_facts(io.BytesIO(path.read_bytes()), "mp4", Findings(NOW_MS))


class _OddFrame:
    """A frame with side data of a kind that PyAV has no name for."""

    def __init__(self, rotation: int) -> None:
        self.rotation = rotation

    @property
    def side_data(self) -> object:
        raise ValueError("31 is not a valid Type")


@pytest.mark.parametrize(
    ("rotation", "orientation"), [(0, 1), (-90, 6), (90, 8), (180, 3), (-180, 3), (45, 1)]
)
def test_side_data_of_an_unknown_kind_leaves_the_turn_readable(rotation: int, orientation: int) -> None:
    assert orientation_of(cast(av.VideoFrame, _OddFrame(rotation))) == orientation
