"""Archives of tiles: real ones, broken ones, hostile ones."""

from __future__ import annotations

import gzip
import sqlite3
import struct
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.tile import TileType

from reid_desktop.adapters.maps.archives import decoded_tile, open_archive
from reid_desktop.adapters.maps.pictures import decoded
from reid_desktop.adapters.maps.vectors import decoded_shapes
from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import PictureTile, TileFormat
from tests.map_files import picture, town_tile, write_mbtiles, write_pmtiles


def test_many_tiles_come_back_as_they_went_in(tmp_path: Path) -> None:
    """Enough of them that the archive has leaf directories."""
    colours = [picture(f"#{i * 7 % 256:02x}{i * 3 % 256:02x}10", 1) for i in range(256)]
    tiles = {(7, x, y): colours[(x * 31 + y * 17) % 256] for x in range(128) for y in range(128)}
    with closing(open_archive(write_pmtiles(tmp_path / "a.pmtiles", tiles, TileType.PNG))) as archive:
        for key in [(7, 0, 0), (7, 127, 127), (7, 64, 3), (7, 5, 99)]:
            assert archive.tile(*key) == tiles[key]
        assert decoded_tile(archive, 7, 128, 0) is None
        assert decoded_tile(archive, 6, 0, 0) is None


def test_real_archives_are_read_and_broken_ones_refused(shared_samples: Path) -> None:
    spec = shared_samples / "map_pmtiles" / "spec" / "v3"
    broken = shared_samples / "map_pmtiles" / "js" / "test" / "data"
    with closing(open_archive(spec / "stamen_toner(raster)CC-BY+ODbL_z3.pmtiles")) as toner:
        assert (toner.facts.format, toner.facts.max_zoom) == (TileFormat.PNG, 3)
        assert isinstance(decoded_tile(toner, 3, 4, 2), PictureTile)
    with closing(open_archive(spec / "usgs-mt-whitney-8-15-webp-512.pmtiles")) as whitney:
        tile = decoded_tile(whitney, 8, 43, 100)
        assert isinstance(tile, PictureTile)
        assert tile.width_px == 512
    for name, why in (
        ("empty.pmtiles", "is empty"),
        ("invalid.pmtiles", "neither an MBTiles nor a PMTiles file"),
        ("invalid_v4.pmtiles", "version 4"),
        ("test_fixture_mlt.pmtiles", "neither PNG"),
    ):
        with pytest.raises(MapFileError, match=why):
            open_archive(broken / name)
    with closing(open_archive(shared_samples / "map_mbtiles" / "plain_1.mbtiles")) as plain:
        assert (plain.facts.min_zoom, plain.facts.max_zoom, plain.facts.format) == (0, 4, TileFormat.PNG)
        assert isinstance(decoded_tile(plain, 1, 0, 0), PictureTile)


def test_an_archive_is_not_written_to_and_nothing_appears_beside_it(tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture("red")})
    before = path.read_bytes(), path.stat().st_mtime_ns
    archive = open_archive(path)
    archive.tile(0, 0, 0)
    archive.close()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "sql",
    ["DROP TABLE tiles", "DROP TABLE metadata", "DELETE FROM tiles", "UPDATE tiles SET tile_data = x'00'"],
)
def test_mbtiles_without_what_they_need_are_refused(tmp_path: Path, sql: str) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture("red")})
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()
    with pytest.raises(MapFileError):
        open_archive(path)


def test_a_view_that_never_ends_is_stopped(tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture("red")})
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE tiles")
    connection.execute(
        "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS zoom_level, i AS tile_column, i AS tile_row, x'00' AS tile_data FROM n"
    )
    connection.commit()
    connection.close()
    with pytest.raises(MapFileError, match="interrupted"):
        open_archive(path)


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    whole = write_pmtiles(tmp_path / "a.pmtiles", {(0, 0, 0): town_tile()}, TileType.MVT).read_bytes()
    for length in (10, 126, 140, len(whole) - 20):
        cut = tmp_path / f"{length}.pmtiles"
        cut.write_bytes(whole[:length])
        with pytest.raises(MapFileError):
            open_archive(cut)


@given(st.data())
def test_a_changed_byte_never_ends_in_a_program_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / "whole.pmtiles"
    if not path.exists():
        write_pmtiles(path, {(0, 0, 0): town_tile(), (1, 1, 0): town_tile()}, TileType.MVT)
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    changed = folder / "changed.pmtiles"
    changed.write_bytes(whole)
    with suppress(MapFileError), closing(open_archive(changed)) as archive:
        for key in ((0, 0, 0), (1, 1, 0), (5, 3, 3)):
            decoded_tile(archive, *key)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_vector_tile_or_are_refused(data: bytes) -> None:
    with suppress(MapFileError):
        decoded_shapes(data)


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_changed_vector_tile_is_read_or_refused(at: int, value: int) -> None:
    tile = bytearray(gzip.decompress(town_tile()))
    tile[at % len(tile)] = value
    with suppress(MapFileError):
        decoded_shapes(bytes(tile))


def test_bombs_are_refused() -> None:
    with pytest.raises(MapFileError, match="expands"):
        decoded_shapes(gzip.compress(b"\x00" * 40_000_000))
    wide = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + wide + struct.pack(">I", 0)
    with pytest.raises(MapFileError):
        decoded(header)
    with pytest.raises(MapFileError, match="too large"):
        decoded(picture("red", 2049))
    with pytest.raises(MapFileError, match="damaged"):
        decoded(b"GIF89a" + b"\x00" * 50)
