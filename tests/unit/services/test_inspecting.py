"""Original pixels and exact frames: what is shown, kept and logged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.errors import CaseError, SourceError, UsageError
from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.ids import ExhibitId, SightingId
from reid_desktop.domain.media import Copy, Inspection, MediaKind
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.inspection import (
    CloseUpRequest,
    FramesRequest,
    KeepFrameRequest,
    LaidRequest,
    ViewedRequest,
)
from reid_desktop.services.inspecting import MOST_PIXELS, Encoders, Inspect
from tests.fakes.media import FakePhotoReader, FakeVideoReader
from tests.fakes.store import FakeCaseStore

PHOTO = b"photo 400 300 7"
BOX = Box(100, 100, 150, 200)


def _encode(pixels: Pixels) -> bytes:
    return b"%d %d " % (pixels.shape[1], pixels.shape[0]) + pixels.tobytes()


def _shape(data: bytes) -> tuple[int, int]:
    width, height, _ = data.split(b" ", 2)
    return int(width), int(height)


def _read(path: str) -> bytes:
    if path != "/e/a.jpg":
        raise SourceError("{path} cannot be opened.", path=path)
    return PHOTO


@pytest.fixture
def store() -> FakeCaseStore:
    """A photo with a lost copy before the one that is there, and a clip of 30 frames."""
    store = FakeCaseStore(CaseFacts("1", "t", "e"))
    with store.transaction("e") as case:
        case.add_exhibit(Exhibit(ExhibitId("E")))
        source = case.add_source(ExhibitId("E"), "/e", "folder")
        for sha, kind, paths in (
            ("aa" * 32, MediaKind.PHOTO, ("/gone.jpg", "/e/a.jpg")),
            ("bb" * 32, MediaKind.VIDEO, ("/e/v.mp4",)),
        ):
            is_clip = kind is MediaKind.VIDEO
            media_id, _ = case.add_media(Inspection(sha, 9, kind, "x"), None, None)
            for path in paths:
                case.add_copy(media_id, Copy(ExhibitId("E"), source, path, path, 9, 0))
            quality, vector = Quality(0.5, 100, 0.5, False), np.ones(1, np.float32)
            times = (0.5, 2.0, 1.0) if is_clip else (None, None, None)
            case.finish_media(
                media_id, "k", [NewSighting(BOX, Size(400, 300), 0.9, quality, vector, *times)], 1.0
            )
    return store


@pytest.fixture
def inspect(store: FakeCaseStore) -> Inspect:
    """Over the fakes; a picture's code is its size and pixels."""
    frames = [np.full((300, 400, 3), number, np.uint8) for number in range(30)]
    clips = FakeVideoReader({"/e/v.mp4": frames, "/e/w.mp4": frames})
    return Inspect(store, FakePhotoReader(), clips, _read, Encoders(_encode, _encode))


def test_the_pixels_are_those_of_the_file(inspect: Inspect) -> None:
    found = inspect.close_up(CloseUpRequest(SightingId(1), margin=0.0), "e")
    assert found.region == BOX
    assert found.frame_size == Size(400, 300)
    assert found.png == _encode(FakePhotoReader().open(PHOTO, "x").region(BOX))


def test_the_margin_is_in_heights_of_the_box_and_ends_at_the_frame(inspect: Inspect) -> None:
    assert inspect.close_up(CloseUpRequest(SightingId(1), margin=0.5), "e").region == Box(50, 50, 200, 250)
    assert inspect.close_up(CloseUpRequest(SightingId(1), is_whole=True), "e").region == Box(0, 0, 400, 300)
    assert inspect.close_up(CloseUpRequest(SightingId(1), margin=9.0), "e").region.area_px <= MOST_PIXELS


def test_a_frame_of_a_clip_comes_with_its_own_time(inspect: Inspect) -> None:
    best = inspect.close_up(CloseUpRequest(SightingId(2)), "e")
    assert best.time_s == 1.0
    other = inspect.close_up(CloseUpRequest(SightingId(2), at_s=1.57), "e")
    assert other.time_s == 1.5
    assert set(other.png.split(b" ", 2)[2]) == {15}


def test_a_frame_is_cut_around_where_the_person_is_then(store: FakeCaseStore, inspect: Inspect) -> None:
    rows = np.array([[0.5, 100, 100, 150, 200], [2.0, 300, 200, 350, 290]], np.float32)
    with store.transaction("t") as case:
        quality, vector = Quality(0.5, 100, 0.5, False), np.ones(1, np.float32)
        moving = NewSighting(BOX, Size(400, 300), 0.9, quality, vector, 0.5, 2.0, 0.5, track=rows)
        media_id, _ = case.add_media(Inspection("c" * 64, 9, MediaKind.VIDEO, "x"), None, None)
        source = case.add_source(ExhibitId("E"), "/e", "folder")
        case.add_copy(media_id, Copy(ExhibitId("E"), source, "/e/w.mp4", "/e/w.mp4", 9, 0))
        case.finish_media(media_id, "k", [moving], 1.0)
    number = max(int(one) for one in store.sighting_table("k").ids)
    best = inspect.close_up(CloseUpRequest(SightingId(number), margin=0.0), "e")
    late = inspect.close_up(CloseUpRequest(SightingId(number), margin=0.0, at_s=2.0), "e")
    assert best.region == BOX
    assert late.region == Box(300, 200, 350, 290)


def test_a_probe_from_outside_is_shown_too(inspect: Inspect) -> None:
    found = inspect.close_up(CloseUpRequest(data=PHOTO, box=Box(0, 0, 40, 30), margin=0.0), "e")
    assert _shape(found.png) == (40, 30)
    with pytest.raises(UsageError):
        inspect.close_up(CloseUpRequest(), "e")


def test_frames_come_in_order_and_the_end_is_told(inspect: Inspect) -> None:
    first = inspect.frames(FramesRequest(SightingId(2), 1.0, 4), "e")
    assert [frame.time_s for frame in first.frames] == [1.0, 1.1, 1.2, 1.3]
    assert not first.is_end
    assert inspect.frames(FramesRequest(SightingId(2), 2.8, 4), "e").is_end
    with pytest.raises(UsageError):
        inspect.frames(FramesRequest(SightingId(1), 0.0), "e")


def test_the_first_look_of_a_session_is_logged_once(inspect: Inspect, store: FakeCaseStore) -> None:
    for _ in range(3):
        inspect.close_up(CloseUpRequest(SightingId(1)), "e")
    looks = [one for one in store.audit() if one.action == "view"]
    assert [one.object for one in looks] == ["sighting 1"]


def test_a_changed_display_is_logged(inspect: Inspect, store: FakeCaseStore) -> None:
    inspect.viewed(ViewedRequest((SightingId(1), SightingId(2)), {"gamma": "1.4"}), "e")
    [row] = [one for one in store.audit() if one.action == "view.adjusted"]
    assert (row.object, "1.4" in row.detail) == ("sighting 1, sighting 2", True)


def test_what_lay_on_the_map_is_logged_with_its_hash(inspect: Inspect, store: FakeCaseStore) -> None:
    laid = LaidRequest("/maps/walk.gpx", "gpx", "walk", "ab" * 32)
    inspect.laid(laid, "e")
    inspect.laid(replace(laid, is_on=False), "e")
    inspect.laid(replace(laid, is_hashed=True), "e")
    rows = [one for one in store.audit() if one.action.startswith("map.")]
    assert [(row.action, row.object) for row in rows] == [
        ("map.laid", "walk"),
        ("map.taken_off", "walk"),
        ("map.hashed", "walk"),
    ]
    assert all("ab" * 32 in row.detail and "/maps/walk.gpx" in row.detail for row in rows)
    inspect.laid(replace(laid, is_hashed=True, is_read_now=False), "e")
    told = ["earlier opening" in one.detail for one in store.audit() if one.action.startswith("map.")]
    assert told == [False, False, False, True]


def test_the_exact_frame_is_kept_with_its_facts_and_never_written_over(
    inspect: Inspect, store: FakeCaseStore, tmp_path: Path
) -> None:
    out = inspect.keep(KeepFrameRequest(SightingId(2), 1.57), "e", tmp_path)
    assert out.name == f"frame_{'bb' * 8}_1500ms.png"
    facts = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert (facts["frame_time_s"], facts["source_sha256"]) == (1.5, "bb" * 32)
    assert [one.action for one in store.audit()][-1] == "frame.keep"
    with pytest.raises(CaseError, match="already"):
        inspect.keep(KeepFrameRequest(SightingId(2), 1.57), "e", tmp_path)


def test_what_cannot_be_reached_is_said(store: FakeCaseStore) -> None:
    def gone(path: str) -> bytes:
        raise SourceError("{path} cannot be opened.", path=path)

    inspect = Inspect(store, FakePhotoReader(), FakeVideoReader({}), gone, Encoders(_encode, _encode))
    with pytest.raises(SourceError, match="sighting 1"):
        inspect.close_up(CloseUpRequest(SightingId(1)), "e")
    with pytest.raises(UsageError):
        inspect.close_up(CloseUpRequest(SightingId(99)), "e")
