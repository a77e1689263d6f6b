"""Overlays for the map of a tour: a track, cell sites and an area, with names that do not mean well."""

from __future__ import annotations

import json
import math
from pathlib import Path

_LONG = (
    "the track of a watch that somebody gave a name as long as a sentence, and then went on to the next line"
)
_HOSTILE = ("\u202etrack gpx.exe", "<b>bold</b> & <img src=x> %s {place}", "محطة ٤٧ · 基地局 · сота")
_STEP_DEG = 0.004


def write_overlays(folder: Path, latitude_deg: float, longitude_deg: float) -> tuple[Path, ...]:
    """Write a GPX, a GeoJSON and a KML around a place; return their paths."""
    track, cells, area = folder / "track.gpx", folder / "cells.geojson", folder / "area.kml"
    turns = [number / 3 for number in range(24)]
    spots = [
        (latitude_deg + _STEP_DEG * turn / 4 * math.sin(turn), longitude_deg + _STEP_DEG * turn / 2)
        for turn in turns
    ]
    points = "".join(
        f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"><time>2024-07-13T16:{minute:02}:00Z</time></trkpt>'
        for minute, (lat, lon) in enumerate(spots)
    )
    track.write_text(
        '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">'
        f"<metadata><name>{_LONG}</name></metadata><trk><name>{_LONG}</name><trkseg>{points}</trkseg></trk></gpx>",
        "utf-8",
    )
    places = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {
                "type": "Point",
                "coordinates": [longitude_deg - _STEP_DEG * n, latitude_deg + _STEP_DEG * n / 2],
            },
        }
        for n, name in enumerate(_HOSTILE, 1)
    ]
    named = {"type": "FeatureCollection", "name": _HOSTILE[1], "features": places}
    cells.write_text(json.dumps(named, ensure_ascii=False), "utf-8")
    west, east = longitude_deg - 3 * _STEP_DEG, longitude_deg + _STEP_DEG
    south, north = latitude_deg - 2 * _STEP_DEG, latitude_deg - _STEP_DEG / 2
    ring = f"{west},{south} {east},{south} {east},{north} {west},{north} {west},{south}"
    area.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>{_HOSTILE[2]}</name><Placemark>'
        f"<name>{_HOSTILE[2]}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}"
        "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>",
        "utf-8",
    )
    return track, cells, area
