"""What every inspector, photo reader, video reader and thumbnail store must do."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from reid_desktop.adapters.media.inspector import FileInspector
from reid_desktop.adapters.media.photos import PhotoOpener
from reid_desktop.adapters.media.thumbnails import ThumbnailFolder
from reid_desktop.adapters.media.videos import ClipReader
from reid_desktop.adapters.sources import OpenEvidence
from reid_desktop.domain.errors import MediaError, NotMediaError, SourceError
from reid_desktop.domain.geometry import Box, Pixels, Size, crop
from reid_desktop.domain.media import MediaKind, SourceEntry
from reid_desktop.ports.media import MediaInspector, PhotoReader, ThumbnailStore, VideoReader
from tests.fakes.media import (
    FakeInspector,
    FakePhotoReader,
    FakeThumbnails,
    FakeVideoReader,
    FixedClock,
)


def picture(width: int, height: int, seed: int = 0) -> Pixels:
    """Smooth noise, so that scaled decoding has something to agree about."""
    chance = np.random.default_rng(seed)
    small = chance.integers(0, 256, (height // 16 + 2, width // 16 + 2, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def encoded(pixels: Pixels, container: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels[:, :, ::-1]).save(file, container, quality=95)
    return file.getvalue()


def grey(at: int) -> int:
    """Grey of frame `at` of `clip`: its luma (BT.601, 16 to 235) as full range."""
    return round((20 + 7 * at - 16) * 255 / 219)


def clip(frames: int, rate: int = 10) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        track = out.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "crf": "4"})
        track.width, track.height, track.pix_fmt = 64, 48, "yuv420p"
        for at in range(frames):
            frame = av.VideoFrame(64, 48, "yuv420p")
            for plane, value in zip(frame.planes, (20 + 7 * at, 128, 128), strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            out.mux(track.encode(frame))
        out.mux(track.encode())
    return file.getvalue()


# ------------------------------------------------------------------- inspector

FAKE_FILES = {"photo": b"photo 64 48", "video": b"video 64 48", "broken": b"broken", "text": b"hello"}


@pytest.fixture(params=["fake", "real"])
def inspect(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[[str], tuple[MediaInspector, bytes, str]]:
    real = {
        "photo": encoded(picture(64, 48)),
        "video": clip(5),
        "broken": b"\x89PNG\r\n\x1a\n" + bytes(40),
        "text": b"hello",
    }

    def prepare(name: str) -> tuple[MediaInspector, bytes, str]:
        path = tmp_path / name
        if request.param == "fake":
            return (
                FakeInspector({str(tmp_path / n): d for n, d in FAKE_FILES.items()}),
                FAKE_FILES[name],
                str(path),
            )
        path.write_bytes(real[name])
        return FileInspector(FixedClock(), OpenEvidence()), real[name], str(path)

    return prepare


@pytest.mark.parametrize("kind", list(MediaKind))
def test_media_are_told_by_hash_kind_and_size(
    inspect: Callable[[str], tuple[MediaInspector, bytes, str]], kind: MediaKind
) -> None:
    inspector, data, path = inspect(kind.value)
    found = inspector.inspect(SourceEntry(path, "name.txt", len(data), 0))
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert (found.kind, found.size_bytes, found.facts.size) == (kind, len(data), Size(64, 48))


def test_other_files_are_no_media(inspect: Callable[[str], tuple[MediaInspector, bytes, str]]) -> None:
    inspector, data, path = inspect("text")
    with pytest.raises(NotMediaError):
        inspector.inspect(SourceEntry(path, "name.jpg", len(data), 0))


def test_a_damaged_header_is_a_media_error(
    inspect: Callable[[str], tuple[MediaInspector, bytes, str]],
) -> None:
    inspector, data, path = inspect("broken")
    with pytest.raises(MediaError) as caught:
        inspector.inspect(SourceEntry(path, "name.png", len(data), 0))
    assert not isinstance(caught.value, NotMediaError)


def test_a_missing_file_is_a_source_error(
    inspect: Callable[[str], tuple[MediaInspector, bytes, str]],
) -> None:
    inspector, _, path = inspect("photo")
    with pytest.raises(SourceError):
        inspector.inspect(SourceEntry(f"{path}-gone", "x", 0, 0))


# ---------------------------------------------------------------------- photos


@pytest.fixture(params=["fake", "JPEG", "PNG", "WEBP", "TIFF"])
def photo(request: pytest.FixtureRequest) -> tuple[PhotoReader, bytes, Size]:
    if request.param == "fake":
        return FakePhotoReader(), b"photo 500 300", Size(500, 300)
    return PhotoOpener(), encoded(picture(500, 300), request.param), Size(500, 300)


@pytest.mark.parametrize("side", [1, 60, 63, 125, 126, 250, 251, 499, 500, 9000])
def test_a_photo_is_at_least_as_large_as_asked(photo: tuple[PhotoReader, bytes, Size], side: int) -> None:
    reader, data, size = photo
    opened = reader.open(data, "x")
    pixels = opened.at_least(side)
    assert opened.size == size
    assert max(pixels.shape[:2]) >= min(side, 500)
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx(500 / 300, rel=0.02)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous


def test_a_region_is_the_part_of_the_whole(photo: tuple[PhotoReader, bytes, Size]) -> None:
    reader, data, size = photo
    opened = reader.open(data, "x")
    whole = opened.at_least(9000)
    box = Box(37, 11, 201, 299)
    part = opened.region(box)
    np.testing.assert_array_equal(part, crop(whole, box))
    assert part.flags.c_contiguous
    np.testing.assert_array_equal(opened.region(Box(-5, -5, 9000, 9000)), whole)
    part[:] = 0
    np.testing.assert_array_equal(opened.region(box), crop(whole, box))
    assert opened.warnings == ()
    assert size == opened.size


def test_what_is_no_photo_is_refused(photo: tuple[PhotoReader, bytes, Size]) -> None:
    with pytest.raises(MediaError):
        photo[0].open(b"hello", "x.jpg")


# ---------------------------------------------------------------------- videos


@pytest.fixture(params=["fake", "mp4"])
def video(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[VideoReader, str]:
    path = str(tmp_path / "clip.mp4")
    if request.param == "fake":
        frames = [np.full((48, 64, 3), grey(at), dtype=np.uint8) for at in range(30)]
        return FakeVideoReader({path: frames}), path
    Path(path).write_bytes(clip(30))
    return ClipReader(OpenEvidence()), path


@pytest.mark.parametrize(
    ("rate", "count"), [(1.0, 3), (2.0, 6), (5.0, 15), (10.0, 30), (100.0, 30), (0.25, 1)]
)
def test_frames_come_at_most_as_often_as_asked(
    video: tuple[VideoReader, str], rate: float, count: int
) -> None:
    frames = list(video[0].frames(video[1], rate))
    assert len(frames) == count
    assert frames[0].time_s == 0
    for at, frame in enumerate(frames):
        assert frame.time_s == pytest.approx(at * max(1 / rate, 0.1), abs=0.01)
        assert frame.pixels.shape == (48, 64, 3)
        assert abs(int(frame.pixels.mean()) - grey(round(frame.time_s * 10))) <= 3


@pytest.mark.parametrize(
    ("time_s", "shown_s"), [(0.0, 0.0), (0.05, 0.0), (1.0, 1.0), (1.47, 1.4), (99.0, 2.9)]
)
def test_the_frame_shown_at_a_time(video: tuple[VideoReader, str], time_s: float, shown_s: float) -> None:
    frame = video[0].frame_at(video[1], time_s)
    assert frame.time_s == pytest.approx(shown_s, abs=0.01)
    assert abs(int(frame.pixels.mean()) - grey(round(shown_s * 10))) <= 3


@pytest.mark.parametrize(
    ("from_s", "count", "shown"),
    [(0.0, 3, [0, 1, 2]), (0.05, 2, [0, 1]), (1.47, 3, [14, 15, 16]), (2.8, 9, [28, 29]), (99.0, 5, [29])],
)
def test_frames_follow_one_another_and_none_is_left_out(
    video: tuple[VideoReader, str], from_s: float, count: int, shown: list[int]
) -> None:
    reader = video[0]
    assert isinstance(reader, ClipReader | FakeVideoReader)
    frames = list(reader.run(video[1], from_s, count))
    assert [round(frame.time_s * 10) for frame in frames] == shown
    for frame in frames:
        assert abs(int(frame.pixels.mean()) - grey(round(frame.time_s * 10))) <= 3


def test_a_missing_video_is_a_source_error(video: tuple[VideoReader, str]) -> None:
    with pytest.raises(SourceError):
        list(video[0].frames(f"{video[1]}-gone", 1.0))
    with pytest.raises(SourceError):
        video[0].frame_at(f"{video[1]}-gone", 0.0)


def test_an_iteration_may_be_left_early(video: tuple[VideoReader, str]) -> None:
    frames = video[0].frames(video[1], 10.0)
    next(frames)
    close = getattr(frames, "close", None)
    assert close is not None
    close()


# ------------------------------------------------------------------ thumbnails


@pytest.fixture(params=["fake", "folder"])
def thumbs(request: pytest.FixtureRequest, tmp_path: Path) -> ThumbnailStore:
    return FakeThumbnails(tmp_path) if request.param == "fake" else ThumbnailFolder(tmp_path / "thumbs")


def test_every_crop_and_view_has_a_path_of_its_own(thumbs: ThumbnailStore) -> None:
    one, other = "ab" * 32, "cd" * 32
    paths = [
        thumbs.crop_path(one, Box(1, 2, 3, 4), None),
        thumbs.crop_path(one, Box(1, 2, 3, 5), None),
        thumbs.crop_path(one, Box(1, 2, 3, 4), 0.0),
        thumbs.crop_path(one, Box(1, 2, 3, 4), 1.5),
        thumbs.crop_path(other, Box(1, 2, 3, 4), None),
        thumbs.scene_path(one, None),
        thumbs.scene_path(one, 1.5),
        thumbs.scene_path(other, None),
    ]
    assert len(set(paths)) == len(paths)
    assert paths[0] == thumbs.crop_path(one, Box(1, 2, 3, 4), None)


def test_putting_twice_is_harmless(thumbs: ThumbnailStore) -> None:
    for _ in range(2):
        thumbs.put_crop("ab" * 32, Box(0, 0, 9, 9), 1.25, picture(90, 200))
        thumbs.put_scene("ab" * 32, 1.25, picture(90, 200))
