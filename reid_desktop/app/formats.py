"""The export formats as the user reads them; the window needs this much and no exporter."""

from __future__ import annotations

EXPORT_TITLES = {
    "html": "HTML report (one file)",
    "htmlfolder": "HTML report (folder, for long lists)",
    "pdf": "PDF report",
    "sheet": "Sighting sheet (PDF, one page a sighting)",
    "csv": "CSV table",
    "xlsx": "Excel workbook",
    "json": "JSON document",
    "eventscsv": "Events in order of time (CSV)",
    "eventsjson": "Events in order of time (JSON)",
    "geojson": "GeoJSON (map programs)",
    "kml": "KML (Google Earth)",
    "kmz": "KMZ (KML, zipped)",
    "gpx": "GPX (waypoints)",
    "case-uco": "CASE/UCO graph (JSON-LD)",
    "vics": "Project VIC, VICS 2.0 (folder)",
    "xmp": "XMP sidecars with person regions (folder)",
    "crops": "Person crops with a list (folder)",
    "clips": "Exact stills, clips and original files (folder)",
    "redacted": "Redacted copies with a check list (folder)",
    "disclosure": "Disclosure pack (folder)",
    "bag": "Signed bundle with verifier (folder)",
}
