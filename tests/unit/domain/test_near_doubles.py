"""Perceptual hashes, and finding what is near without comparing each with each."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.domain.fingerprints import (
    FARTHEST_BITS,
    FINGERPRINT_BYTES,
    HASH_BYTES,
    Fingerprints,
    as_array,
    bits_apart,
    fingerprint,
    show_one_moment,
)
from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.near_doubles import Groups, Pairing, pairings


def scene(seed: int, width_px: int = 640, height_px: int = 480) -> Pixels:
    """Return soft patches of light and some sharp boxes, as a photo has them."""
    chance = np.random.default_rng(seed)
    small = chance.integers(0, 256, (9, 12, 3), dtype=np.uint8)
    picture = cv2.resize(small, (width_px, height_px), interpolation=cv2.INTER_CUBIC)
    for _ in range(6):
        x, y = (int(v) for v in chance.integers(0, min(width_px, height_px) - 60, 2))
        colour = [int(v) for v in chance.integers(0, 256, 3)]
        cv2.rectangle(picture, (x, y), (x + 50, y + 90), colour, -1)
    return np.asarray(picture, np.uint8)


def sent(picture: Pixels, scale: float, quality: int) -> Pixels:
    """Return a picture as a messenger passes it on."""
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def print_of(picture: Pixels) -> bytes:
    found = fingerprint(picture)
    assert found is not None
    assert len(found) == FINGERPRINT_BYTES
    return found


def is_same(one: bytes, other: bytes) -> bool:
    near = bits_apart(one, other) <= FARTHEST_BITS
    return near and bool(show_one_moment(as_array([one]), as_array([other]))[0])


def test_another_size_and_compression_is_near() -> None:
    for seed in range(6):
        picture = scene(seed)
        for scale, quality in ((1.0, 30), (0.5, 60), (1.7, 80)):
            assert is_same(print_of(picture), print_of(sent(picture, scale, quality)))


def test_light_and_contrast_do_not_matter() -> None:
    picture = scene(1)
    brighter = np.clip(picture * 0.8 + 20, 0, 255).astype(np.uint8)
    assert is_same(print_of(picture), print_of(brighter))


def test_other_pictures_are_far() -> None:
    prints = [print_of(scene(seed)) for seed in range(20)]
    assert min(bits_apart(a, b) for i, a in enumerate(prints) for b in prints[:i]) > FARTHEST_BITS


def test_one_place_at_another_moment_is_not_the_same_picture() -> None:
    street = scene(3, 1280, 960)
    one, other = street.copy(), street.copy()
    cv2.rectangle(one, (200, 300), (280, 520), (10, 10, 10), -1)
    cv2.rectangle(other, (700, 300), (780, 520), (10, 10, 10), -1)
    assert not is_same(print_of(one), print_of(other))


def test_a_plain_surface_has_no_print() -> None:
    assert fingerprint(np.full((200, 300, 3), 90, np.uint8)) is None


@given(st.integers(1, 90), st.integers(1, 90))
@settings(max_examples=30, deadline=None)
def test_every_size_has_a_print_or_is_plain(width_px: int, height_px: int) -> None:
    chance = np.random.default_rng(width_px * 100 + height_px)
    picture = chance.integers(0, 256, (height_px, width_px, 3), dtype=np.uint8)
    found = fingerprint(picture)
    assert found is None or len(found) == FINGERPRINT_BYTES


def made(seed: int, groups: int, each: int, flips: int) -> Fingerprints:
    """Return `groups` hashes with `each` near doubles, in `flips` bits different from the first."""
    chance = np.random.default_rng(seed)
    heads = chance.integers(0, 256, (groups, FINGERPRINT_BYTES), dtype=np.uint8)
    rows = np.repeat(heads, each, axis=0)
    for row in range(len(rows)):
        if row % each:
            bits = np.unpackbits(rows[row, :HASH_BYTES])
            bits[chance.choice(256, flips, replace=False)] ^= 1
            rows[row, :HASH_BYTES] = np.packbits(bits)
    return rows


@given(st.integers(0, 1000), st.integers(0, FARTHEST_BITS))
@settings(max_examples=15, deadline=None)
def test_what_is_near_is_found_whichever_bits_differ(seed: int, flips: int) -> None:
    prints = made(seed, 60, 2, flips)
    found = {(p.better, p.other, p.bits) for p in pairings(prints, range(len(prints)), Groups((), ()))}
    assert found == {(row, row + 1, flips) for row in range(0, len(prints), 2)}


def test_more_than_one_chunk_gives_the_same_groups() -> None:
    prints = made(5, 1500, 3, 8)
    order = np.random.default_rng(2).permutation(len(prints)).tolist()
    found = list(pairings(prints, order, Groups((), ())))
    assert len(found) == 3000
    assert all(one.better // 3 == one.other // 3 for one in found)
    place = {row: number for number, row in enumerate(order)}
    assert all(place[one.better] < place[one.other] for one in found)
    assert len({one.other for one in found}) == len(found)


def test_a_thousand_copies_make_a_thousand_links_and_no_more() -> None:
    prints = made(1, 1, 1000, 5)
    assert len(list(pairings(prints, range(1000), Groups((), ())))) == 999


def test_what_was_taken_apart_does_not_meet_again_by_way_of_a_third() -> None:
    prints = made(2, 1, 3, 4)
    groups = Groups(joined=[], apart=[(0, 1)])
    found = list(pairings(prints, [0, 1, 2], groups))
    joined = {frozenset((p.better, p.other)) for p in found}
    assert frozenset((0, 1)) not in joined
    assert len(joined) == 1
    # Whatever the third joined, it does not also join the other.
    assert list(pairings(prints, [0, 1], Groups(joined=[(0, 2)], apart=[(0, 1)]))) == []
    [left] = pairings(prints, [0, 1], Groups(joined=[(0, 2)], apart=[]))
    assert left == Pairing(0, 1, 4)


def test_real_photos_in_two_sizes_are_near_and_others_are_not(shared_samples: Path) -> None:
    root = shared_samples / "takeout/app/upload/TEST_DATA/folder"
    low = {path.name: path for path in sorted((root / "low").glob("*.jpg"))}
    high = {path.name: path for path in sorted((root / "high").rglob("*.jpg"))}
    names = sorted(low.keys() & high.keys())
    assert len(names) == 8
    found = as_array([print_of(picture(path[name])) for name in names for path in (high, low)])
    pairs = {(p.better, p.other) for p in pairings(found, range(len(found)), Groups((), ()))}
    assert pairs == {(row, row + 1) for row in range(0, len(found), 2)}


def picture(path: Path) -> Pixels:
    read = cv2.imread(str(path), cv2.IMREAD_REDUCED_COLOR_2)
    assert read is not None
    return np.asarray(read, np.uint8)
