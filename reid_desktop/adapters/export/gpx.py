"""The placed sightings as waypoints of a GPX 1.1 file."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from .csv_table import settle
from .geojson import flat
from .kml import description_of
from .row_fields import sighting_fields, title_of
from .writing import in_the_users_words
from .xml_writing import XmlWriter

NAMESPACE = "http://www.topografix.com/GPX/1/1"
OURS = "https://reid-desktop.example/gpx/1"
"""Names the extension elements; nothing lies at this address, and no program asks for it."""


class Gpx:
    """Writes waypoints, not tracks: that two sightings show one person is not known."""

    format = "gpx"
    title = "GPX (waypoints)"

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        with in_the_users_words(), out.open("x", encoding="utf-8", newline="\n") as file:
            xml = XmlWriter(file)
            names = {"xmlns": NAMESPACE, "xmlns:r": OURS, "version": "1.1", "creator": "reid-desktop"}
            with xml.element("gpx", names):
                with xml.element("metadata"):
                    xml.leaf("name", f"Case {selection.case.number}: {selection.case.title}")
                    xml.leaf("desc", LEAD_NOTICE)
                    xml.leaf("time", selection.created_utc)
                for done, row in enumerate(selection.rows):
                    job.checkpoint(Progress("Writing the places", done, len(selection.rows), "sightings"))
                    if row.media.place is not None:
                        _waypoint(xml, row)
            settle(file)


def _waypoint(xml: XmlWriter, row: ExportRow) -> None:
    fields, place = flat(sighting_fields(row)), row.media.place
    assert place is not None
    at = {"lat": f"{place.latitude_deg:.7f}", "lon": f"{place.longitude_deg:.7f}"}
    with xml.element("wpt", at):
        xml.leaf("ele", place.altitude_m)
        xml.leaf("time", fields["time_utc"])
        xml.leaf("name", title_of(row))
        xml.leaf("desc", description_of(fields))
        with xml.element("extensions"):
            for name, value in fields.items():
                if value is not None:
                    xml.leaf(f"r:{name}", str(value))
