"""The base map files that ship: complete, whole at the antimeridian, right where one can check."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reid_desktop.ui.geometry.basemap import (
    LAND_GRIDS,
    BaseMapDamagedError,
    load_countries,
    load_land,
    load_places,
    pack_deltas,
    unpack_deltas,
)
from reid_desktop.ui.geometry.clipping import clip_ring, thinned
from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.geometry.viewport import Bounds

Floats = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def folder(checkout: Path) -> Path:
    return checkout / "resources" / "map"


def test_the_files_stay_small(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.glob("*.npz")) < 8_000_000
    assert (folder / "NOTICE.md").is_file()


@pytest.mark.parametrize(
    ("latitude", "longitude", "country"),
    [
        (50.85, 4.35, "Belgium"),
        (-29.5, 28.2, "Lesotho"),
        (41.9, 12.5, "Italy"),
        (66.5, -172.0, "Russia"),
        (66.5, 172.0, "Russia"),
        (-17.8, 178.0, "Fiji"),
        (-80.0, 10.0, "Antarctica"),
        (30.0, -40.0, None),
        (0.0, 179.9, None),
    ],
)
@pytest.mark.parametrize("resolution", ["50m", "10m"])
def test_countries_are_where_they_are(
    folder: Path, resolution: str, latitude: float, longitude: float, country: str | None
) -> None:
    x, y = to_unit(latitude, longitude)
    assert load_land(folder, resolution).country_at(float(x), float(y)) == country


@pytest.mark.parametrize("resolution", list(LAND_GRIDS))
def test_no_line_runs_across_the_world(folder: Path, resolution: str) -> None:
    land = load_land(folder, resolution)
    for lines in (land.coasts, land.borders):
        points, first = lines.gathered(np.arange(len(lines.size)))
        steps = np.abs(np.diff(points[:, 0]))[~first[1:]]
        assert float(steps.max()) < 0.06
        assert len(lines.size) > 10
    assert land.rings.low.min() > -0.2
    assert land.rings.high.max() < 1.2


def test_capitals_are_places_that_come_early(folder: Path) -> None:
    places = load_places(folder)
    assert len(places) > 100_000
    first = {places[i]: i for i in range(3000)}
    for name, latitude, longitude in (
        ("Brussels", 50.85, 4.35),
        ("Tokyo", 35.69, 139.69),
        ("Nairobi", -1.28, 36.82),
    ):
        i = first[name]
        x, y = to_unit(latitude, longitude)
        assert places.is_capital[i]
        assert abs(places.x[i] - float(x)) < 1e-3
        assert abs(places.y[i] - float(y)) < 1e-3


def test_places_appear_in_the_order_of_their_zoom(folder: Path) -> None:
    places = load_places(folder)
    assert (np.diff(places.zoom) >= 0).all()
    europe = Bounds(0.5, 0.3, 0.55, 0.36)
    seen = [len(places.visible(europe, zoom)) for zoom in (3, 5, 7, 9, 12)]
    assert seen == sorted(seen)
    assert seen[0] < seen[-1]


def test_a_country_is_named_once(folder: Path) -> None:
    countries = load_countries(folder)
    names = [countries[i] for i in range(len(countries))]
    assert {"Belgium", "Japan", "Brazil"} <= set(names)
    assert len(names) == len(set(names))
    assert countries.weight.argmax() == 0


def test_a_damaged_file_is_named(folder: Path, tmp_path: Path) -> None:
    whole = (folder / "places.npz").read_bytes()
    (tmp_path / "places.npz").write_bytes(b"no archive at all")
    with pytest.raises(BaseMapDamagedError, match=r"places\.npz"):
        load_places(tmp_path)
    (tmp_path / "places.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BaseMapDamagedError, match=r"places\.npz"):
        load_places(tmp_path)
    with pytest.raises(FileNotFoundError):
        load_land(tmp_path, "10m")


def test_a_file_with_objects_is_not_unpickled(tmp_path: Path) -> None:
    np.savez(tmp_path / "land-50m.npz", land_xy=np.array([{"a": 1}], dtype=object))
    with pytest.raises(BaseMapDamagedError):
        load_land(tmp_path, "50m")


@given(
    arrays.arrays(np.int64, st.tuples(st.integers(0, 40), st.just(2)), elements=st.integers(-(2**29), 2**29))
)
def test_points_come_back_from_their_planes(points: npt.NDArray[np.int64]) -> None:
    assert unpack_deltas(pack_deltas(points)).tolist() == points.tolist()


rings = arrays.arrays(np.float64, st.tuples(st.integers(3, 12), st.just(2)), elements=st.floats(-1, 2))


@given(rings, st.floats(0, 1), st.floats(0, 1))
def test_clipping_keeps_the_inside_of_the_box(ring: Floats, x: float, y: float) -> None:
    box = Bounds(-0.001, -0.001, 1.001, 1.001)
    cut = clip_ring(ring, box)
    assert len(cut) == 0 or (cut.min() >= -0.0011 and cut.max() <= 1.0011)
    if min(_gap(ring, x, y), _gap(cut, x, y)) > 1e-6:
        assert _turns(ring, x, y) == _turns(cut, x, y)


def _turns(ring: Floats, x: float, y: float) -> int:
    """Return the winding number of a ring around a point by summing angles."""
    if len(ring) == 0:
        return 0
    angle = np.arctan2(ring[:, 1] - y, ring[:, 0] - x)
    step = (np.roll(angle, -1) - angle + np.pi) % (2 * np.pi) - np.pi
    return round(float(step.sum() / (2 * np.pi)))


def _gap(ring: Floats, x: float, y: float) -> float:
    if len(ring) == 0:
        return np.inf
    a, b = ring, np.roll(ring, -1, axis=0)
    edge = b - a
    length = np.maximum((edge**2).sum(axis=1), 1e-300)
    along = np.clip(((x - a[:, 0]) * edge[:, 0] + (y - a[:, 1]) * edge[:, 1]) / length, 0, 1)
    return float(np.hypot(x - a[:, 0] - along * edge[:, 0], y - a[:, 1] - along * edge[:, 1]).min())


def test_thinning_keeps_both_ends_of_every_line() -> None:
    points = np.column_stack([np.linspace(0, 1, 100), np.zeros(100)])
    first = np.zeros(100, dtype=np.bool_)
    first[[0, 60]] = True
    kept = thinned(points, first, 0.5)
    assert np.flatnonzero(kept).tolist() == [0, 50, 59, 60, 99]
