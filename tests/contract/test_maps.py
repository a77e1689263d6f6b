"""What every reader of map files must do: in this process, in a child, and the fake."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pmtiles.tile import TileType

from reid_desktop.adapters.maps.child import ChildMapFiles
from reid_desktop.adapters.maps.files import OpenMapFiles
from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import (
    MapFiles,
    OverlayKind,
    PictureTile,
    Role,
    ShapeTile,
    TileFormat,
)
from tests.fakes.maps import FakeMapFiles
from tests.map_files import picture, town_tile, write_mbtiles, write_pmtiles

GEOJSON = (
    '{"type": "FeatureCollection", "name": "Cells", "features": [{"type": "Feature", "properties": '
    '{"name": "C1", "time": "2024-05-18T12:00:00Z"}, "geometry": {"type": "Point", "coordinates": '
    "[13.4, 52.5]}}]}"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture archive, a shape archive, an overlay, and something else."""
    folder = tmp_path_factory.mktemp("maps")
    tiles = {(0, 0, 0): picture("red"), (1, 0, 0): picture("blue"), (1, 1, 1): b"\x89PNG\r\n\x1a\ntorn"}
    write_mbtiles(folder / "p.mbtiles", tiles, name="Town plan", attribution='<a href="x">&copy; City</a>')
    write_pmtiles(folder / "s.pmtiles", {(0, 0, 0): town_tile()}, TileType.MVT, name="Roads")
    (folder / "o.geojson").write_text(GEOJSON, "utf-8")
    (folder / "no").write_bytes(b"no map at all")
    return folder


@pytest.fixture(params=["open", "child", "fake"])
def files(request: pytest.FixtureRequest, folder: Path) -> Iterator[MapFiles]:
    reader = OpenMapFiles()
    found: MapFiles = reader
    if request.param == "child":
        found = ChildMapFiles()
    elif request.param == "fake":
        shapes, plan = str(folder / "s.pmtiles"), str(folder / "p.mbtiles")
        tiles = {
            plan: {key: reader.tile(plan, *key) for key in ((0, 0, 0), (1, 0, 0))},
            shapes: {(0, 0, 0): reader.tile(shapes, 0, 0, 0)},
        }
        known = {
            path: (reader.describe(path), {key: tile for key, tile in some.items() if tile is not None})
            for path, some in tiles.items()
        }
        overlay = str(folder / "o.geojson")
        fake = FakeMapFiles(known, {overlay: reader.overlay(overlay)})
        fake.contents = {path: Path(path).read_bytes() for path in known}
        found = fake
    yield found
    found.close()
    reader.close()


def test_an_archive_says_what_it_is(files: MapFiles, folder: Path) -> None:
    plan = files.describe(str(folder / "p.mbtiles"))
    assert (plan.kind, plan.name, plan.format) == ("mbtiles", "Town plan", TileFormat.PNG)
    assert (plan.min_zoom, plan.max_zoom, plan.attribution) == (0, 1, "© City")
    roads = files.describe(str(folder / "s.pmtiles"))
    assert (roads.kind, roads.is_vector, roads.name) == ("pmtiles", True, "Roads")


def test_rows_are_counted_from_the_north(files: MapFiles, folder: Path) -> None:
    tile = files.tile(str(folder / "p.mbtiles"), 1, 0, 0)
    assert isinstance(tile, PictureTile)
    assert (tile.width_px, tile.height_px, tile.rgba[:4]) == (256, 256, bytes([0, 0, 255, 255]))
    assert files.tile(str(folder / "p.mbtiles"), 1, 1, 0) is None
    assert files.tile(str(folder / "p.mbtiles"), 9, 0, 0) is None


def test_shapes_come_in_roles(files: MapFiles, folder: Path) -> None:
    tile = files.tile(str(folder / "s.pmtiles"), 0, 0, 0)
    assert isinstance(tile, ShapeTile)
    roles = {shapes.role: shapes for shapes in tile.shapes}
    assert set(roles) == {Role.WATER, Role.BUILDING, Role.MAJOR_ROAD, Role.PATH, Role.PLACE}
    assert roles[Role.WATER].is_area
    assert roles[Role.WATER].points.tolist() == [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]]
    assert roles[Role.PATH].sizes.tolist() == [2, 2]
    assert roles[Role.PLACE].names == ("Bree",)
    assert roles[Role.PLACE].points.tolist() == [[0.25, 0.75]]


def test_an_overlay_says_what_it_holds(files: MapFiles, folder: Path) -> None:
    overlay = files.overlay(str(folder / "o.geojson"))
    assert (overlay.format, overlay.name, overlay.left_out) == ("geojson", "Cells", 0)
    [part] = overlay.parts
    assert (part.kind, part.name, part.degrees.tolist()) == (OverlayKind.POINT, "C1", [[52.5, 13.4]])
    assert part.times_utc_ms.tolist() == [1_716_033_600_000]


def test_every_file_has_a_fingerprint(files: MapFiles, folder: Path) -> None:
    for name in ("p.mbtiles", "s.pmtiles"):
        data = (folder / name).read_bytes()
        found = files.fingerprint(str(folder / name), lambda: True)
        assert (found.sha256, found.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))


def test_a_file_that_is_as_it_was_known_is_not_read_again(files: MapFiles, folder: Path) -> None:
    path = str(folder / "p.mbtiles")
    found = files.fingerprint(path, lambda: True)
    told = replace(found, sha256="of then")  # nobody could read that from the file
    assert files.fingerprint(path, lambda: True, told) == told
    for other in (replace(told, state="another"), replace(told, size_bytes=found.size_bytes + 1)):
        assert files.fingerprint(path, lambda: True, other) == found


def test_a_hash_that_nobody_wants_is_not_taken(files: MapFiles, folder: Path) -> None:
    with pytest.raises(MapFileError, match="not wanted"):
        files.fingerprint(str(folder / "p.mbtiles"), lambda: False)
    with pytest.raises(MapFileError, match="cannot be read"):
        files.fingerprint(str(folder / "gone.mbtiles"), lambda: True)


@pytest.mark.parametrize("question", ["describe", "overlay"])
def test_what_is_no_map_is_refused_in_a_sentence(files: MapFiles, folder: Path, question: str) -> None:
    for name in ("no", "missing"):
        with pytest.raises(MapFileError, match=name) as refused:
            getattr(files, question)(str(folder / name))
        assert str(refused.value).endswith(".")
