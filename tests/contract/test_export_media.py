"""Exact pictures of evidence: the adapter on real files and the fake give the same promises."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from reid_desktop.adapters.media.export_pictures import CheckedEvidence, MediaEncoder
from reid_desktop.adapters.sources.evidence import OpenEvidence
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.media import Copy, MediaItem, MediaKind
from reid_desktop.ports.export_media import EvidencePictures, ExactFrame, PictureEncoder
from tests.fakes.export import media_item
from tests.fakes.export_media import FakeEncoder, FakeEvidencePictures

FRAMES = 24
VIDEO = Path(__file__).parents[3] / "shared/samples/video/one-by-one-person-detection.mp4"


def picture(number: int) -> Pixels:
    """Return a picture whose brightness tells its number."""
    return np.full((48, 64, 3), 10 * number, dtype=np.uint8)


def nothing() -> None:
    """Breathe."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("evidence")
    (made / "a.png").write_bytes(cv2.imencode(".png", picture(3))[1].tobytes())
    frames = (ExactFrame(n, n, "1/10", n / 10, picture(n)) for n in range(FRAMES))
    assert MediaEncoder().clip(made / "a.mp4", frames) == FRAMES
    return made


def item_of(path: Path, kind: MediaKind) -> MediaItem:
    """Return the item that a file is."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    copies = (replace(media_item(1).copies[0], path=str(path)),)
    return replace(media_item(1), sha256=digest, kind=kind, copies=copies)


@pytest.fixture(params=["adapter", "fake"])
def evidence(request: pytest.FixtureRequest, folder: Path) -> EvidencePictures:
    if request.param == "adapter":
        return CheckedEvidence(OpenEvidence(None))
    clip, photo = item_of(folder / "a.mp4", MediaKind.VIDEO), item_of(folder / "a.png", MediaKind.PHOTO)
    return FakeEvidencePictures(
        {
            clip.sha256: ((folder / "a.mp4").read_bytes(), [picture(n) for n in range(FRAMES)]),
            photo.sha256: ((folder / "a.png").read_bytes(), [picture(3)]),
        }
    )


@pytest.fixture(params=["adapter", "fake"])
def encoder(request: pytest.FixtureRequest) -> PictureEncoder:
    return MediaEncoder() if request.param == "adapter" else FakeEncoder()


def test_the_bytes_are_those_of_the_file(evidence: EvidencePictures, folder: Path) -> None:
    out = io.BytesIO()
    item = item_of(folder / "a.png", MediaKind.PHOTO)
    assert evidence.original(item, out, nothing) == str(folder / "a.png")
    assert hashlib.sha256(out.getvalue()).hexdigest() == item.sha256


def test_a_photo_comes_at_full_size(evidence: EvidencePictures, folder: Path) -> None:
    assert np.array_equal(evidence.photo(item_of(folder / "a.png", MediaKind.PHOTO), nothing), picture(3))


@pytest.mark.parametrize(
    ("start_s", "end_s", "numbers"),
    [(0.0, 0.0, [0]), (0.5, 0.8, [5, 6, 7, 8]), (0.55, 0.65, [5, 6]), (2.3, 99.0, [23])],
)
def test_every_frame_of_a_stretch_has_its_number(
    evidence: EvidencePictures, folder: Path, start_s: float, end_s: float, numbers: list[int]
) -> None:
    item = item_of(folder / "a.mp4", MediaKind.VIDEO)
    found = list(evidence.frames(item, start_s, end_s, nothing))
    assert [frame.number for frame in found] == numbers
    assert [round(frame.pixels.mean() / 10) for frame in found] == numbers
    assert [frame.time_s for frame in found] == pytest.approx([n / 10 for n in numbers])
    assert all(frame.pts is not None and "/" in frame.time_base for frame in found)


def test_beyond_the_end_is_the_last_frame(evidence: EvidencePictures, folder: Path) -> None:
    item = item_of(folder / "a.mp4", MediaKind.VIDEO)
    assert [f.number for f in evidence.frames(item, 50.0, 60.0, nothing)] == [FRAMES - 1]


def test_what_cannot_be_reached_is_said(evidence: EvidencePictures, folder: Path) -> None:
    item = item_of(folder / "a.png", MediaKind.PHOTO)
    gone = replace(item, sha256="0" * 64, copies=(replace(item.copies[0], path=str(folder / "gone.png")),))
    for ask in (
        lambda: evidence.original(gone, io.BytesIO(), nothing),
        lambda: evidence.photo(gone, nothing),
        lambda: list(evidence.frames(gone, 0, 1, nothing)),
    ):
        with pytest.raises(SourceError, match=r"No copy of the file can be reached"):
            ask()


def test_a_changed_file_is_never_given_out(folder: Path, tmp_path: Path) -> None:
    item = item_of(folder / "a.png", MediaKind.PHOTO)
    changed = tmp_path / "a.png"
    changed.write_bytes((folder / "a.png").read_bytes()[:-1] + b"x")
    good: Copy = item.copies[0]
    evidence = CheckedEvidence(OpenEvidence(None))
    with pytest.raises(SourceError, match="changed since the import"):
        evidence.photo(replace(item, copies=(replace(good, path=str(changed)),)), nothing)
    both = replace(item, copies=(replace(good, path=str(changed)), good))
    assert evidence.original(both, io.BytesIO(), nothing) == good.path


def test_an_encoder_writes_what_it_is_given(encoder: PictureEncoder, tmp_path: Path) -> None:
    assert encoder.png(picture(3)) != encoder.png(picture(9))
    assert encoder.jpeg(picture(3))
    frames = [ExactFrame(n, n, "1/10", n / 10, picture(n)) for n in (4, 5, 7)]
    assert encoder.clip(tmp_path / "out.mp4", iter(frames)) == 3
    assert (tmp_path / "out.mp4").stat().st_size > 0
    with pytest.raises(FileExistsError):
        encoder.clip(tmp_path / "out.mp4", iter(frames))


def test_a_clip_keeps_the_times_of_its_frames_and_odd_sizes_fit(tmp_path: Path) -> None:
    odd = [ExactFrame(n, n, "1/10", 5 + n / 10, picture(n)[:47, :63]) for n in (0, 1, 4)]
    MediaEncoder().clip(tmp_path / "out.mp4", odd)
    with av.open(str(tmp_path / "out.mp4")) as read:
        frames = list(read.decode(video=0))
    assert [frame.time for frame in frames] == pytest.approx([0.0, 0.1, 0.4])
    assert (frames[0].width, frames[0].height) == (62, 46)


@pytest.mark.skipif(not VIDEO.is_file(), reason="no sample videos on this machine")
def test_the_frame_of_a_real_video_is_the_one_that_ffmpeg_counts() -> None:
    item = item_of(VIDEO, MediaKind.VIDEO)
    [frame] = CheckedEvidence(OpenEvidence(None)).frames(item, 7.33, 7.33, nothing)
    with av.open(str(VIDEO)) as opened:
        for number, counted in enumerate(opened.decode(video=0)):
            if number == frame.number:
                assert counted.pts == frame.pts
                assert counted.time == pytest.approx(frame.time_s)
                assert np.array_equal(counted.to_ndarray(format="bgr24"), frame.pixels)
                return
    raise AssertionError(frame.number)
