"""Vector tiles on the map, read from a real archive: a town that one can find one's way in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from reid_desktop.adapters.maps.files import OpenMapFiles
from reid_desktop.adapters.maps.vectors import decoded_shapes
from reid_desktop.ui.geometry.mercator import to_degrees
from reid_desktop.ui.geometry.tile_grid import TilePart
from reid_desktop.ui.geometry.tile_pieces import pieces_of
from reid_desktop.ui.painting.map_colours import LIGHT
from reid_desktop.ui.painting.map_tile_pictures import TileLook, picture_of
from reid_desktop.ui.views.map import MapView
from tests.drawn_town import KEY, openmaptiles, protomaps, write_town

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
GREEN, WATER, HOUSE = "#dfead5", "#cfe0ea", "#d8d0c8"
SPOTS = {
    (900, 900): GREEN,  # where park and wood overlap
    (1100, 1100): WATER,  # the lake in both
    (2700, 700): HOUSE,
    (2900, 900): LIGHT.land,  # its courtyard
    (300, 300): GREEN,
    (3700, 500): LIGHT.land,  # only the area that nobody knows is there
    (2350, 300): WATER,
}


def colour_at(image: QImage, x: int, y: int) -> str:
    side = image.width() / 4096
    return image.pixelColor(round(x * side), round(y * side)).name()


@pytest.mark.parametrize("tile", [openmaptiles, protomaps])
@pytest.mark.usefixtures("qapp")
def test_the_town_is_painted_as_it_is(tile: Callable[[], bytes]) -> None:
    found = picture_of(decoded_shapes(tile()), TileLook(LIGHT, 1.0))
    assert {spot: colour_at(found.image, *spot) for spot in SPOTS} == SPOTS
    assert colour_at(found.image, 2048, 2150) == "#f4c981"  # the motorway
    assert colour_at(found.image, 150, 2600) == "#ffffff"  # a street
    assert sorted(name for _, _, name, _ in found.labels) == ["Bree", "Ring", "Vijver"]


@pytest.mark.usefixtures("qapp")
def test_deeper_than_the_archive_shapes_are_drawn_anew_and_not_stretched() -> None:
    tile = decoded_shapes(openmaptiles())
    corner = TilePart(2500 / 4096, 500 / 4096, 1 / 16)  # around the upper left corner of the house
    found = picture_of(tile, TileLook(LIGHT, 1.0, 18, corner))
    row = [found.image.pixelColor(x, 450).name() for x in range(512)]
    edge = [one for one in row if one not in (LIGHT.land, HOUSE)]
    assert {row[0], row[-1]} == {LIGHT.land, HOUSE}
    assert len(edge) <= 2  # stretched sixteenfold it would fade over some thirty
    assert found.labels == ()


@given(
    st.lists(st.lists(st.tuples(st.floats(-3, 4), st.floats(-3, 4)), min_size=3, max_size=6), max_size=120),
    st.floats(0, 0.9),
    st.booleans(),
)
def test_pieces_hold_each_line_that_is_seen_once(
    lines: list[list[tuple[float, float]]], left: float, is_area: bool
) -> None:
    points = np.array([spot for line in lines for spot in line], np.float32).reshape(-1, 2)
    sizes = np.array([len(line) for line in lines], np.int32)
    part = TilePart(left, left, 0.1)
    found = pieces_of(points, sizes, part, is_area=is_area)
    drawn = [line for spots, first in found for line in np.split(spots, np.flatnonzero(first)[1:])]
    split = np.split(points.astype(np.float64), np.cumsum(sizes)[:-1]) if lines else []
    placed = [(line - left) / 0.1 for line in split]
    seen = [one for one in placed if (one.max(axis=0) >= -0.05).all() and (one.min(axis=0) <= 1.05).all()]
    assert len(drawn) == len(seen)
    assert all(np.array_equal(a, b) for a, b in zip(drawn, seen, strict=True))


def test_an_archive_of_the_town_shows_its_streets_on_the_map(qtbot: QtBot, tmp_path: Path) -> None:
    files = OpenMapFiles()
    path = str(write_town(tmp_path / "town.pmtiles", protomaps()))
    view = MapView(RESOURCES / "map", None, None, files)
    qtbot.addWidget(view)
    view.resize(520, 520)
    view.show()
    view.layers.add_archive(path)
    qtbot.waitUntil(lambda: bool(view.layers.archives), timeout=5000)
    assert "Town" in view.credit()
    view.show_points(np.array([1]), np.array([10.0]), np.array([10.0]))  # else a sentence lies in the middle
    zoom, column, row = KEY
    x, y = (column + 0.27) / (1 << zoom), (row + 0.27) / (1 << zoom)  # the lake
    latitude_deg, longitude_deg = to_degrees(x, y)
    for closer in (16.0, 18.0):
        view.show_spot(float(latitude_deg), float(longitude_deg), closer)
        qtbot.waitUntil(lambda: view.is_settled, timeout=20_000)
        image = view.grab().toImage()
        seen = {image.pixelColor(px, 255).name() for px in range(240, 280, 2)}
        assert WATER in seen
        assert view.layers.covers(view.viewport)
    files.close()
