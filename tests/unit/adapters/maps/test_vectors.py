"""Vector tiles of the schemas that agencies have: every part is known for what it is."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from reid_desktop.adapters.maps.vectors import decoded_shapes
from reid_desktop.ports.maps import Role
from tests.drawn_town import COURT, HOUSE, openmaptiles, protomaps
from tests.map_files import layer

SCHEMAS = pytest.mark.parametrize("tile", [openmaptiles, protomaps])
Tile = Callable[[], bytes]


@SCHEMAS
def test_roads_water_green_houses_and_names_are_known(tile: Tile) -> None:
    found = {one.role: one for one in decoded_shapes(tile()).shapes}
    areas = {role for role, one in found.items() if one.is_area}
    assert areas == {Role.BUILT, Role.GREEN, Role.WATER, Role.BUILDING}
    assert found[Role.GREEN].sizes.tolist() == [4, 4]
    assert found[Role.MAJOR_ROAD].sizes.tolist() == [2]
    assert len(found[Role.ROAD].sizes) == 20
    names = {role: one.names for role, one in found.items() if one.names}
    assert names == {
        Role.PLACE: ("Bree",), Role.STREET_NAME: ("Ring",), Role.WATER_NAME: ("Vijver",),
    }  # fmt: skip


@SCHEMAS
def test_a_lake_lies_above_its_park_and_a_motorway_above_streets(tile: Tile) -> None:
    order = [one.role for one in decoded_shapes(tile()).shapes]
    below = [Role.BUILT, Role.GREEN, Role.WATER, Role.BUILDING, Role.ROAD, Role.MAJOR_ROAD]
    assert [role for role in order if role in below] == below


def test_an_area_that_nobody_knows_is_outlined_and_covers_nothing() -> None:
    [unknown] = [one for one in decoded_shapes(openmaptiles()).shapes if one.role is Role.OTHER]
    assert not unknown.is_area


def test_holes_run_against_their_ring_however_the_tile_has_them() -> None:
    turned = gzip.compress(layer("building", [(3, [HOUSE[::-1], COURT[::-1]], {})]))
    for tile in (turned, openmaptiles()):
        [house] = [one for one in decoded_shapes(tile).shapes if one.role is Role.BUILDING]
        x, y = house.points[:4, 0], house.points[:4, 1]
        assert float((x * [*y[1:], y[0]] - y * [*x[1:], x[0]]).sum()) > 0
        x, y = house.points[4:, 0], house.points[4:, 1]
        assert float((x * [*y[1:], y[0]] - y * [*x[1:], x[0]]).sum()) < 0
