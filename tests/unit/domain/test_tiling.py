"""Tiles cover the picture; persons seen in several are one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.tiling import Piece, merged, piece, tiles

FRAME = Size(1000, 600)


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 5))
def test_tiles_cover_every_pixel_and_stay_inside(width: int, height: int, per_side: int) -> None:
    found = list(tiles(Size(width, height), per_side))
    assert len(found) == per_side**2
    columns, rows = np.zeros(width, dtype=bool), np.zeros(height, dtype=bool)
    for tile in found:
        assert min(tile.left_px, tile.top_px) >= 0
        assert tile.right_px <= width
        assert tile.bottom_px <= height
        columns[tile.left_px : tile.right_px] = True
        rows[tile.top_px : tile.bottom_px] = True
    assert columns.all()
    assert rows.all()


def test_a_person_narrower_than_the_overlap_is_whole_in_some_tile() -> None:
    for left in range(0, 940, 7):
        person = Box(left, 280, left + 60, 340)
        assert any(tile.shared(person) == person for tile in tiles(FRAME, 2)), f"cut in every tile: {person}"


def test_only_inner_edges_cut() -> None:
    left, right = list(tiles(FRAME, 2))[:2]
    at_the_frame = piece(PersonBox(Box(0, 100, 50, 200), 0.9), left, FRAME)
    assert not at_the_frame.cut
    width = left.width_px
    assert piece(PersonBox(Box(width - 40, 100, width, 200), 0.9), left, FRAME).cut
    moved = piece(PersonBox(Box(0, 100, 50, 200), 0.9), right, FRAME)
    assert moved.cut
    assert moved.person.box == Box(right.left_px, 100, right.left_px + 50, 200)


def test_the_same_person_at_two_scales_is_one() -> None:
    sure, unsure = PersonBox(Box(10, 10, 60, 160), 0.9), PersonBox(Box(12, 14, 64, 158), 0.6)
    assert merged([Piece(unsure, False), Piece(sure, False)]) == [sure]


def test_a_child_before_an_adult_stays() -> None:
    adult, child = PersonBox(Box(0, 0, 100, 300), 0.9), PersonBox(Box(30, 180, 80, 300), 0.8)
    assert merged([Piece(adult, False), Piece(child, False)]) == [adult, child]


def test_a_cut_piece_gives_way_to_the_whole_person_however_sure() -> None:
    whole, half = PersonBox(Box(0, 0, 100, 300), 0.4), PersonBox(Box(0, 0, 50, 300), 0.9)
    assert merged([Piece(half, True), Piece(whole, False)]) == [whole]


def test_two_halves_become_one_person() -> None:
    left, right = PersonBox(Box(400, 100, 500, 400), 0.7), PersonBox(Box(470, 110, 560, 395), 0.6)
    assert merged([Piece(left, True), Piece(right, True)]) == [PersonBox(Box(400, 100, 560, 400), 0.7)]
    upper, lower = PersonBox(Box(100, 50, 200, 300), 0.5), PersonBox(Box(105, 270, 195, 500), 0.6)
    assert merged([Piece(upper, True), Piece(lower, True)]) == [PersonBox(Box(100, 50, 200, 500), 0.6)]


def test_two_cut_persons_side_by_side_stay_two() -> None:
    one, other = PersonBox(Box(400, 100, 500, 400), 0.7), PersonBox(Box(490, 350, 600, 600), 0.6)
    assert len(merged([Piece(one, True), Piece(other, True)])) == 2
