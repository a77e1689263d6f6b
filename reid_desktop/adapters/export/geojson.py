"""The placed sightings as GeoJSON (RFC 7946), and how many have no place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from .csv_table import settle
from .head_fields import head_fields
from .row_fields import opinion_line, sighting_fields, title_of, whole_decision
from .writing import in_the_users_words

SCHEMA_VERSION = 1


class GeoJson:
    """Writes a FeatureCollection; what has no place is a feature whose geometry is null, as the RFC allows.

    The properties are flat, so that map programs show them as columns.
    """

    format = "geojson"
    title = "GeoJSON (map programs)"

    def __init__(self, program_version: str) -> None:
        """`program_version` stands in the document."""
        self._program_version = program_version

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        about = {
            "schema": "reid-desktop/geojson",
            "schema_version": SCHEMA_VERSION,
            **head_fields(selection, self._program_version),
        }
        opening = json.dumps({"type": "FeatureCollection", "reid_desktop": about}, allow_nan=False)[:-1]
        with in_the_users_words(), out.open("x", encoding="ascii", newline="\n") as file:
            file.write(opening + ',\n"features": [')
            for done, feature in enumerate(_features(selection, job)):
                file.write(",\n" if done else "\n")
                file.write(json.dumps(feature, allow_nan=False))
            file.write("\n]}\n")
            settle(file)


def _features(selection: Selection, job: JobControl) -> Iterator[dict[str, Any]]:
    for done, row in enumerate(selection.rows):
        job.checkpoint(Progress("Writing the places", done, len(selection.rows), "sightings"))
        yield {
            "type": "Feature",
            "id": int(row.sighting.sighting_id),
            "geometry": _geometry(row),
            "properties": {"name": title_of(row), **flat(sighting_fields(row))},
        }


def _geometry(row: ExportRow) -> dict[str, Any] | None:
    place = row.media.place
    if place is None:
        return None
    position = [round(place.longitude_deg, 7), round(place.latitude_deg, 7)]
    return {"type": "Point", "coordinates": position + ([place.altitude_m] if place.altitude_m else [])}


def flat(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a row without nesting: those of the file as `media_...`, lists as one text."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "media":
            copies = value["copies"]
            found |= {f"media_{key}": inner for key, inner in value.items() if not isinstance(inner, list)}
            found |= {
                "media_flags": ", ".join(value["flags"]),
                "media_warnings": "; ".join(value["warnings"]),
                "media_exhibits": "; ".join(dict.fromkeys(copy["exhibit"] for copy in copies)),
                "media_device_paths": "; ".join(copy["device_path"] for copy in copies),
            }
        elif name == "second_opinions":
            found[name] = "; ".join(map(opinion_line, value))
        elif name == "strength":
            found |= {f"strength_{key}": inner for key, inner in (value or {}).items()}
        elif name == "decisions":
            found[name] = "; ".join(map(whole_decision, value))
        elif isinstance(value, dict):
            found[name] = ", ".join(f"{key}:{inner}" for key, inner in value.items())
        else:
            found[name] = " ".join(map(str, value)) if isinstance(value, list) else value
    return found
