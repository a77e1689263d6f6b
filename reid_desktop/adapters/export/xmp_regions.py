"""Where persons are seen, as XMP sidecars with regions of the Metadata Working Group (MWG 2.0)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from .evidence_tools import list_of, original_name
from .row_facts import verdict
from .writing import in_the_users_words
from .xml_writing import XmlWriter

COLUMNS = ("sidecar", "source_sha256", "exhibits", "device_paths", "regions")
NAMESPACES = {
    "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "xmlns:stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
    "xmlns:stArea": "http://ns.adobe.com/xmp/sType/Area#",
}
_KIND = "Person"
"""Not `Face`: the boxes are of whole bodies."""


class XmpSidecars:
    """Writes a folder: a sidecar a photo, named by the SHA-256 of the photo, and `index.csv`.

    The originals of a `clips` export bear the same names, so that the two folders can be laid together.
    Videos have no frames that a sidecar could refer to, and are left out.
    """

    format = "xmp"
    title = "XMP sidecars with person regions (folder)"

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a folder that does not exist.

        :raises ExportError: it cannot be written.
        """
        by_media = sorted(
            (int(row.media.media_id), done)
            for done, row in enumerate(_told(selection, job))
            if row.media.kind is MediaKind.PHOTO
        )
        with in_the_users_words():
            out.mkdir()
            with list_of(out / "index.csv", COLUMNS) as line:
                for _, group in groupby(by_media, key=lambda pair: pair[0]):
                    rows = [selection.rows[done] for _, done in group]
                    job.breathe()
                    name = f"{original_name(rows[0].media)}.xmp"
                    with (out / name).open("x", encoding="utf-8", newline="\n") as file:
                        _write(XmlWriter(file), rows)
                    copies = rows[0].media.copies
                    exhibits = "; ".join(copy.exhibit_id for copy in copies)
                    paths = "; ".join(copy.device_path for copy in copies)
                    line([name, rows[0].media.sha256, exhibits, paths, len(rows)])


def _told(selection: Selection, job: JobControl) -> Iterator[ExportRow]:
    for done, row in enumerate(selection.rows):
        job.checkpoint(Progress("Writing the regions", done, len(selection.rows), "sightings"))
        yield row


def _write(xml: XmlWriter, rows: Sequence[ExportRow]) -> None:
    frame = rows[0].sighting.frame_size
    turn = rows[0].media.facts.orientation
    stored = Size(frame.height_px, frame.width_px) if turn >= 5 else frame
    sizes = {"stDim:w": str(stored.width_px), "stDim:h": str(stored.height_px), "stDim:unit": "pixel"}
    with (
        xml.element("x:xmpmeta", {"xmlns:x": "adobe:ns:meta/"}),
        xml.element("rdf:RDF", NAMESPACES),
        xml.element("rdf:Description", {"rdf:about": ""}),
    ):
        with xml.element("dc:description"), xml.element("rdf:Alt"):
            xml.leaf(
                "rdf:li", f"{LEAD_NOTICE} File SHA-256 {rows[0].media.sha256}", {"xml:lang": "x-default"}
            )
        with xml.element("mwg-rs:Regions", {"rdf:parseType": "Resource"}):
            with xml.element("mwg-rs:AppliedToDimensions", sizes):
                pass
            with xml.element("mwg-rs:RegionList"), xml.element("rdf:Bag"):
                for row in rows:
                    _region(xml, row, turn)


def _region(xml: XmlWriter, row: ExportRow, turn: int) -> None:
    about = {
        "mwg-rs:Name": ", ".join(row.persons) or f"sighting {row.sighting.sighting_id}",
        "mwg-rs:Type": _KIND,
        "mwg-rs:Description": f"{LEAD_NOTICE} {verdict(row)}",
    }
    x, y, w, h = stored_area(row.sighting.box, row.sighting.frame_size, turn)
    area = {"stArea:x": x, "stArea:y": y, "stArea:w": w, "stArea:h": h}
    values = {name: f"{value:.6f}" for name, value in area.items()}
    with (
        xml.element("rdf:li"),
        xml.element("rdf:Description", about),
        xml.element("mwg-rs:Area", {**values, "stArea:unit": "normalized"}),
    ):
        pass


def stored_area(box: Box, frame: Size, turn: int) -> tuple[float, float, float, float]:
    """Return middle, width and height of a box as shares of the picture as it is stored, before it is turned.

    :param turn: the EXIF orientation, 1 to 8, that turns the stored picture upright.
    """
    x = (box.left_px + box.right_px) / 2 / frame.width_px
    y = (box.top_px + box.bottom_px) / 2 / frame.height_px
    w, h = box.width_px / frame.width_px, box.height_px / frame.height_px
    middle = {
        2: (1 - x, y),
        3: (1 - x, 1 - y),
        4: (x, 1 - y),
        5: (y, x),
        6: (y, 1 - x),
        7: (1 - y, 1 - x),
        8: (1 - y, x),
    }.get(turn, (x, y))
    return (*middle, h, w) if turn >= 5 else (*middle, w, h)
