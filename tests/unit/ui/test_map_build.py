"""The builder of the base map on a small world of its own."""

import json
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.ui.geometry.basemap import LAND_GRIDS, load_countries, load_land, load_lines, load_places
from reid_desktop.ui.geometry.mercator import to_unit
from tools.build_basemap import first_zooms, main


def topology() -> dict[str, object]:
    """Return two squares that share a border across the antimeridian, and a cap around the south pole."""

    def coded(points: list[tuple[float, float]]) -> list[list[int]]:
        whole = np.array([((x + 180) * 100, (y + 90) * 100) for x, y in points], dtype=np.int64)
        steps: list[list[int]] = np.diff(whole, axis=0, prepend=0).tolist()
        return steps

    arcs = [
        coded([(-178, 10), (-178, 20)]),
        coded([(-178, 20), (170, 20), (170, 10), (-178, 10)]),
        coded([(-178, 20), (-165, 20), (-165, 10), (-178, 10)]),
        coded([(-180, -70), (-90, -75), (0, -70), (90, -75), (180, -70)]),
    ]
    squares = [("West", [[0, 1]]), ("East", [[2, 0]]), ("Cap", [[3]])]
    return {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [-180, -90]},
        "arcs": arcs,
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "arcs": rings, "properties": {"name": name}}
                    for name, rings in squares
                ]
            }
        },
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, target = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    for resolution in LAND_GRIDS:
        (source / f"countries-{resolution}.json").write_text(json.dumps(topology()), "utf-8")
    town = {"name": "Bree", "latitude": 15.0, "longitude": 175.0, "countrycode": "WE", "population": 5000}
    city = {
        "name": "Minas",
        "latitude": 15.0,
        "longitude": -170.0,
        "countrycode": "WE",
        "population": 900_000,
    }
    (source / "cities1000.json").write_text(json.dumps({"1": town, "2": city}), "utf-8")
    (source / "countries.json").write_text(json.dumps({"WE": {"name": "West", "capital": "Minas"}}), "utf-8")
    (source / "provinces").mkdir()
    world = topology()
    (source / "provinces" / "wes.topo.json").write_text(json.dumps(world), "utf-8")
    river = np.array([[179.0, 12.0], [179.5, 13.0], [180.5, 14.0], [181.0, 15.0]], "<f4").tobytes()
    (source / "rivers_i.dat").write_bytes(b"skip" + river)
    (source / "riversmeta_i.dat").write_text(f"-1 -1 4 12.0 15.0 4 {len(river)} 0\n", "ascii")
    assert main([str(source), str(target)]) == 0
    return target


@pytest.mark.parametrize("resolution", list(LAND_GRIDS))
@pytest.mark.parametrize(
    ("latitude", "longitude", "country"),
    [
        (15, 175, "West"),
        (15, 179.9, "West"),
        (15, -179.9, "West"),
        (15, -177, "East"),
        (15, -166, "East"),
        (-80, 30, "Cap"),
        (-80, -179, "Cap"),
        (15, 0, None),
        (15, -160, None),
    ],
)
def test_land_goes_on_across_the_antimeridian(
    built: Path, resolution: str, latitude: float, longitude: float, country: str | None
) -> None:
    x, y = to_unit(latitude, longitude)
    assert load_land(built, resolution).country_at(float(x), float(y)) == country


def test_a_shared_arc_is_a_border_and_others_are_coast(built: Path) -> None:
    land = load_land(built, "110m")
    x, _ = to_unit(0.0, -178.0)
    assert land.borders.points[:, 0] == pytest.approx(float(x), abs=1e-5)
    assert len(land.borders.points) == 2


def test_names_and_places_are_kept(built: Path) -> None:
    places, countries = load_places(built), load_countries(built)
    assert [places[i] for i in range(len(places))] == ["Minas", "Bree"]
    assert places.is_capital.tolist() == [True, False]
    assert {countries[i] for i in range(len(countries))} == {"West", "East", "Cap"}


def test_no_suburb_comes_before_its_city() -> None:
    x, y = np.array([0.5, 0.5 + 0.02, 0.5 + 0.021]), np.array([0.4, 0.4, 0.4])
    zooms = first_zooms(x, y, np.array([9e6, 5e5, 4.9e5]))
    assert zooms[0] <= zooms[1] < zooms[2]


def test_wrong_usage_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Usage" in capsys.readouterr().err


def test_provinces_are_shared_lines_and_rivers_go_on_across_the_antimeridian(built: Path) -> None:
    lines = load_lines(built)
    x, _ = to_unit(0.0, -178.0)
    assert lines.provinces.points[:, 0] == pytest.approx(float(x), abs=1e-5)
    low, high = lines.rivers.points[:, 0].min(), lines.rivers.points[:, 0].max()
    assert low == pytest.approx(-1 / 360, abs=1e-5)
    assert high == pytest.approx(1 + 1 / 360, abs=1e-5)
    assert len(lines.rivers.size) == 2  # once for each side of the world
