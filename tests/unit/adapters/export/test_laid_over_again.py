"""What is written for maps can be laid over the map again, with places and times as they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reid_desktop.adapters.export.geojson import GeoJson
from reid_desktop.adapters.export.gpx import Gpx
from reid_desktop.adapters.export.kml import Kml, Kmz
from reid_desktop.adapters.maps.overlays import read_overlay
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.ports.maps import OverlayKind
from tests.fakes.export import CountingJob, media_item, selection

PLACES = ((52.3731, 4.8925), (-17.75, 179.9999), (-90.0, 0.0), (64.1, -180.0))


@pytest.mark.parametrize("exporter", [GeoJson("1"), Kml(), Kmz(), Gpx()], ids=lambda one: one.format)
def test_places_and_times_come_back(exporter: GeoJson | Kml | Kmz | Gpx, tmp_path: Path) -> None:
    items = [
        replace(media_item(number), place=Place(*spot, PlaceSource.GPS_TAG, 12.0, 3.0))
        for number, spot in enumerate(PLACES, start=1)
    ]
    out = tmp_path / "places"
    exporter.write(selection(tmp_path, items, text="<b>x</b> & \u202e"), out, CountingJob())
    overlay = read_overlay(out)
    assert (overlay.format, overlay.left_out) == (exporter.format, 0)
    assert {part.kind for part in overlay.parts} == {OverlayKind.POINT}
    found = [tuple(part.degrees[0].tolist()) for part in overlay.parts]
    assert found == [pytest.approx(spot, abs=1e-6) for spot in PLACES]
    times = [part.times_utc_ms.tolist() for part in overlay.parts]
    assert times == [[item.time.utc_ms] for item in items if item.time is not None]
    assert all(part.name and "<" not in part.name for part in overlay.parts)
