"""Which stills and clips are one shot."""

from __future__ import annotations

from reid_desktop.domain.companions import BY_ID, BY_NAME, INSIDE, Companion, Where, shots
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import EmbeddedPart, MediaKind, whole_of
from reid_desktop.domain.stacks import LinkKind, MediaLink

PHOTO, VIDEO = MediaKind.PHOTO, MediaKind.VIDEO


def item(
    number: int,
    kind: MediaKind,
    name: str,
    *,
    content_id: str | None = None,
    duration_s: float | None = 2.5,
    utc_ms: int | None = None,
    source: int = 1,
    pixels: int = 100,
) -> Companion:
    place = Where(source, f"/seized/{name}", name)
    length_s = duration_s if kind is VIDEO else None
    return Companion(MediaId(number), kind, pixels, 10, content_id, length_s, utc_ms, 0, (place,))


def found(*items: Companion) -> list[tuple[int, int, str]]:
    return [(link.first, link.second, link.detail) for link in shots(lambda: items)]


def test_a_content_identifier_joins_whatever_the_names() -> None:
    still = item(1, PHOTO, "a/IMG_1.HEIC", content_id="X")
    clip = item(2, VIDEO, "b/other.MOV", content_id="X", duration_s=None)
    assert found(clip, still) == [(1, 2, BY_ID)]


def test_a_pair_is_linked_once_though_name_and_identifier_say_it() -> None:
    assert found(
        item(1, PHOTO, "IMG_1.HEIC", content_id="X"), item(2, VIDEO, "IMG_1.MOV", content_id="X")
    ) == [(1, 2, BY_ID)]


def test_a_name_joins_without_regard_to_case_and_endings() -> None:
    assert found(item(1, PHOTO, "DCIM/img_1.heic"), item(2, VIDEO, "DCIM/IMG_1.MOV")) == [(1, 2, BY_NAME)]
    assert found(item(1, PHOTO, "x/PXL_7.MP.jpg"), item(2, VIDEO, "x/PXL_7.MP")) == [(1, 2, BY_NAME)]


def test_a_word_for_a_name_joins_only_what_was_taken_together() -> None:
    assert found(item(1, PHOTO, "Holiday.heic"), item(2, VIDEO, "Holiday.mov")) == []
    assert found(item(1, PHOTO, "Holiday.heic", utc_ms=1_000), item(2, VIDEO, "Holiday.mov")) == []
    both = item(1, PHOTO, "Holiday.heic", utc_ms=1_000), item(2, VIDEO, "Holiday.mov", utc_ms=1_000)
    assert found(*both) == [(1, 2, BY_NAME)]


def test_a_name_alone_does_not_join_what_contradicts_it() -> None:
    still = item(1, PHOTO, "IMG_1.HEIC", content_id="X", utc_ms=1_000_000)
    assert found(still, item(2, VIDEO, "IMG_1.MOV", content_id="Y")) == []
    assert found(still, item(2, VIDEO, "IMG_1.MOV", duration_s=60.0)) == []
    assert found(still, item(2, VIDEO, "IMG_1.MOV", duration_s=None)) == []
    assert found(still, item(2, VIDEO, "IMG_1.MOV", utc_ms=2_000_000)) == []
    assert found(still, item(2, VIDEO, "IMG_1.MOV", source=2)) == []
    assert found(still, item(2, VIDEO, "other/IMG_1.MOV")) == []
    assert found(still, item(2, VIDEO, "IMG_1.MOV", utc_ms=1_030_000)) == [(1, 2, BY_NAME)]


def test_the_best_still_is_joined_first_and_the_others_with_the_clip() -> None:
    items = [
        item(1, PHOTO, "IMG_1.JPG", content_id="X", pixels=50),
        item(2, PHOTO, "IMG_1.HEIC", content_id="X", pixels=100),
        item(3, VIDEO, "IMG_1.MOV", content_id="X"),
    ]
    assert found(*items) == [(2, 3, BY_ID), (1, 3, BY_ID)]


def test_many_files_of_one_identifier_do_not_make_a_link_for_each_pair() -> None:
    stills = [item(n, PHOTO, f"s{n}.jpg", content_id="X") for n in range(1, 201)]
    clips = [item(n, VIDEO, f"c{n}.mov", content_id="X") for n in range(201, 401)]
    assert len(found(*stills, *clips)) == 399


def test_the_video_inside_a_file_belongs_to_it() -> None:
    part = EmbeddedPart(100, 200, "mp4")
    inner = part.path_in("/seized/m.jpg")
    assert (inner, whole_of(inner), whole_of("/seized/m.jpg")) == (
        "/seized/m.jpg!/@100+200.mp4",
        "/seized/m.jpg",
        None,
    )
    clip = Companion(MediaId(2), VIDEO, places=(Where(1, inner, "m.jpg (moving part).mp4"),))
    [link] = shots(lambda: [item(1, PHOTO, "m.jpg"), clip])
    assert link == MediaLink(MediaId(1), MediaId(2), LinkKind.MOTION_PHOTO, INSIDE)
