"""The files of an export for Project VIC tools: VICS 2.0 JSON beside copies of the files."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.export_media import Breathe
from reid_desktop.ports.system import JobControl

from .evidence_tools import EvidenceTools, new_file, original_name
from .media_types import mime_type
from .plain_text import encodable
from .row_facts import camera, verdict
from .writing import in_the_users_words

CONTEXT = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases"
"""Says which data model a file follows; nobody asks a network for it."""
GRADES = "vic"


class Vics:
    """Writes `case.json` and the folder `media`; each file once, however many persons are seen in it.

    Its category is the grade of the set `vic`, the most serious where its sightings were graded apart; 0
    and none are null. MD5 and SHA-1 are taken from the bytes that are copied.
    """

    format = "vics"
    title = "Project VIC, VICS 2.0 (folder)"

    def __init__(self, program_version: str, tools: EvidenceTools) -> None:
        """Read the files with `tools`."""
        self._program_version = program_version
        self._tools = tools

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a folder that does not exist.

        :raises ExportError: it cannot be written.
        """
        case = selection.case
        head = {
            "CaseID": str(uuid.uuid5(uuid.NAMESPACE_URL, encodable(f"{case.number} {case.created_utc}"))),
            "CaseNumber": encodable(case.number),
            "ContactName": encodable(case.examiner),
            "ContactOrganization": encodable(case.agency),
            "SourceApplicationName": "reid-desktop",
            "SourceApplicationVersion": self._program_version,
        }
        with in_the_users_words():
            out.mkdir()
            with new_file(out / "case.json") as file:
                opening = (
                    json.dumps({"@odata.context": CONTEXT})[:-1] + ', "value": [' + json.dumps(head)[:-1]
                )
                file.write(f'{opening}, "Media": ['.encode("ascii"))
                for number, medium in enumerate(self._media(selection, out / "media", job)):
                    line = ("," if number else "") + "\n" + json.dumps({"MediaID": number + 1, **medium})
                    file.write(line.encode("ascii"))
                file.write(b"\n]}]}\n")

    def _media(self, selection: Selection, folder: Path, job: JobControl) -> Iterator[dict[str, Any]]:
        categories = _categories(selection)
        seen: set[MediaId] = set()
        for done, row in enumerate(selection.rows):
            job.checkpoint(Progress("Copying the files", done, len(selection.rows), "sightings"))
            if row.media.media_id not in seen:
                seen.add(row.media.media_id)
                yield self._medium(row, categories.get(row.media.media_id), folder, job.breathe)

    def _medium(self, row: ExportRow, category: int | None, folder: Path, breathe: Breathe) -> dict[str, Any]:
        item = row.media
        found: dict[str, Any] = {"Category": category, **self._copied(item, folder, breathe)}
        time = item.time
        found |= {
            "MediaSize": item.size_bytes,
            "MimeType": mime_type(item.container),
            "Comments": _comments(row),
            "Tags": ", ".join(encodable(tag) for tag in (row.review.tags if row.review else ())) or None,
            "IsPrecategorized": False,
            "Exifs": [
                {"PropertyName": name, "PropertyValue": encodable(value)}
                for name, value in (
                    ("Camera", camera(row)),
                    ("DateTimeOriginal", time.original if time else ""),
                    ("TimeUtc", time.iso_utc if time else ""),
                    ("GPSLatitude", f"{item.place.latitude_deg:.7f}" if item.place else ""),
                    ("GPSLongitude", f"{item.place.longitude_deg:.7f}" if item.place else ""),
                )
                if value
            ],
            "MediaFiles": [
                {
                    "MD5": found["MD5"],
                    "FileName": encodable(copy.device_path.rsplit("/", 1)[-1]),
                    "FilePath": encodable(f"{copy.exhibit_id}/{copy.device_path}"),
                }
                for copy in item.copies
            ],
        }
        return found

    def _copied(self, item: MediaItem, folder: Path, breathe: Breathe) -> dict[str, Any]:
        """Copy a file; without it there is no MD5, and the comment of the case says why not."""
        target = folder / original_name(item)
        try:
            with new_file(target) as file:
                hashing = _Hashing(file)
                self._tools.evidence.original(item, hashing, breathe)
        except SourceError:
            target.unlink()
            return {"MD5": None, "SHA1": None, "SHA256": item.sha256, "RelativeFilePath": None}
        return {
            "MD5": hashing.md5.hexdigest().upper(),
            "SHA1": hashing.sha1.hexdigest().upper(),
            "SHA256": item.sha256,
            "RelativeFilePath": f"media\\{target.name}",
        }


class _Hashing:
    """Passes on what is written, and hashes it as Project VIC does."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.md5, self.sha1 = hashlib.md5(usedforsecurity=False), hashlib.sha1(usedforsecurity=False)

    def write(self, data: bytes) -> int:
        self.md5.update(data)
        self.sha1.update(data)
        return self._file.write(data)


def _categories(selection: Selection) -> dict[MediaId, int]:
    """Return the most serious category of each file: 1 comes before 2, and so on."""
    found: dict[MediaId, int] = {}
    for row in selection.rows:
        grade = row.review.grades.get(GRADES) if row.review else None
        if grade:
            media_id = row.media.media_id
            found[media_id] = min(found.get(media_id, grade), grade)
    return found


def _comments(row: ExportRow) -> str:
    return f"{LEAD_NOTICE} Sighting {row.sighting.sighting_id}: {verdict(row)}."
