"""The sightings as KML 2.2, by itself or zipped as KMZ."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from .csv_table import settle
from .geojson import flat
from .row_fields import sighting_fields, title_of
from .writing import in_the_users_words
from .xml_writing import XmlWriter

NAMESPACE = "http://www.opengis.net/kml/2.2"
SCHEMA_VERSION = 1
_EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_MEASURED, _BY_HAND = "ff2a3ad0", "ff8a8a8a"
"""Colours as KML writes them: alpha, blue, green, red."""


class Kml:
    """Writes one placemark a placed sighting; what has no place is counted in the description.

    No icon is named: an icon would be an address that a map program asks for.
    """

    format = "kml"
    title = "KML (Google Earth)"

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        with in_the_users_words(), out.open("x", encoding="utf-8", newline="\n") as file:
            write_kml(selection, file, job)
            settle(file)


class Kmz:
    """Writes the same KML as `doc.kml` in a ZIP file, with a fixed date so that equal content is equal."""

    format = "kmz"
    title = "KMZ (KML, zipped)"

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        with in_the_users_words(), out.open("xb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                entry = zipfile.ZipInfo("doc.kml", _EARLIEST_ZIP_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with (
                    packed.open(entry, "w", force_zip64=True) as raw,
                    io.TextIOWrapper(raw, "utf-8", newline="\n") as inner,
                ):
                    write_kml(selection, inner, job)
            file.flush()
            os.fsync(file.fileno())


def write_kml(selection: Selection, file: io.TextIOBase, job: JobControl) -> None:
    """Write the document."""
    xml = XmlWriter(file)
    with xml.element("kml", {"xmlns": NAMESPACE}), xml.element("Document"):
        xml.leaf("name", f"Case {selection.case.number}: {selection.case.title}")
        xml.leaf("description", _about(selection))
        for name, colour in (("measured", _MEASURED), ("by-hand", _BY_HAND)):
            with xml.element("Style", {"id": name}), xml.element("IconStyle"):
                xml.leaf("color", colour)
        for done, row in enumerate(selection.rows):
            job.checkpoint(Progress("Writing the places", done, len(selection.rows), "sightings"))
            if row.media.place is not None:
                _placemark(xml, row)


def _about(selection: Selection) -> str:
    unplaced = sum(row.media.place is None for row in selection.rows)
    return (
        f"{LEAD_NOTICE} {len(selection.rows)} sightings, {unplaced} of them without a known place and not "
        f"shown. Written {selection.created_utc} by reid-desktop, log row {selection.log_head.rows} "
        f"(SHA-256 {selection.log_head.sha256})."
    )


def _placemark(xml: XmlWriter, row: ExportRow) -> None:
    fields = flat(sighting_fields(row))
    place = row.media.place
    assert place is not None
    with xml.element("Placemark", {"id": f"sighting-{row.sighting.sighting_id}"}):
        xml.leaf("name", title_of(row))
        xml.leaf("description", description_of(fields))
        _when(xml, fields)
        xml.leaf("styleUrl", "#by-hand" if place.source.value == "manual" else "#measured")
        with xml.element("ExtendedData"):
            for name, value in fields.items():
                if value is not None:
                    with xml.element("Data", {"name": name}):
                        xml.leaf("value", str(value))
        with xml.element("Point"):
            height = f",{place.altitude_m:.1f}" if place.altitude_m is not None else ""
            xml.leaf("coordinates", f"{place.longitude_deg:.7f},{place.latitude_deg:.7f}{height}")


def _when(xml: XmlWriter, fields: dict[str, Any]) -> None:
    if fields["time_utc"] is not None:
        with xml.element("TimeStamp"):
            xml.leaf("when", fields["time_utc"])


def description_of(fields: dict[str, Any]) -> str:
    """Return what a marker says when it is opened."""
    known = fields["time_known_from"]
    when = (
        f"{fields['time_utc']} plus or minus {fields['time_uncertainty_s']:g} s ({known})"
        if fields["time_utc"]
        else "time not known"
    )
    accuracy = fields["accuracy_m"]
    where = "accuracy not stated" if accuracy is None else f"accurate to about {accuracy:g} m"
    return (
        f"{LEAD_NOTICE} {when}. Place: {fields['place_known_from']}, {where}. "
        f"File SHA-256 {fields['media_sha256']}."
    )
