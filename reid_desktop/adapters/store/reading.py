"""Reading the case, its exhibits, media and files."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.case import AuditEntry, CaseFacts, Exhibit, Source
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.ids import ExhibitId, MediaId, SourceId
from reid_desktop.domain.media import Copy, FileOutcome, MediaItem, MediaKind, Outcome
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.store import Brought, Counts, ManifestLine, Mark

from .database import Database, rows_of
from .log_head import read_head
from .rows import (
    LOG_ROWS,
    LOG_SHA256,
    any_text,
    copy_from,
    correction_from,
    link_from,
    media_from,
    restored,
    restored_or_none,
    stored,
)
from .states import PENDING

_AUDIT_TEXTS = ("at_utc", "who", "action", "object", "detail", "previous_sha256", "sha256")
PAGE = 1000
"""Rows fetched at a time by what yields: no read stays open while the caller works."""

_OUTCOME = "path, outcome, reason, size_bytes, mtime_ns, sha256"
_COPY = """
    SELECT copy.media_id, exhibit.exhibit_id, copy.source_id, copy.path, copy.device_path,
           copy.size_bytes, copy.mtime_ns, copy.beside
    FROM copy JOIN exhibit USING (exhibit_row)
"""


def id_list(ids: Iterable[int]) -> str:
    """Return ids as JSON for `json_each`: one parameter, however many they are."""
    return json.dumps([int(i) for i in ids])


def model_id_of(connection: sqlite3.Connection, model_key: str) -> int:
    """Return the row of a model key, -1 if the case has none."""
    row = connection.execute("SELECT model_id FROM model WHERE model_key = ?", (model_key,)).fetchone()
    return -1 if row is None else int(row[0])


def _outcome(row: sqlite3.Row) -> FileOutcome:
    return FileOutcome(
        restored(row["path"]),
        Outcome(row["outcome"]),
        restored_or_none(row["reason"]),
        row["size_bytes"],
        row["mtime_ns"],
        row["sha256"],
    )


class MediaReading:
    """Answers about everything that comes before an analysis."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def facts(self) -> CaseFacts:
        """Return the case facts."""
        found = {
            row["name"]: restored(row["value"])
            for row in self._database.rows("SELECT name, value FROM case_fact")
        }
        return CaseFacts(**{f.name: found[f.name] for f in fields(CaseFacts) if f.name in found})

    def exhibits(self) -> list[Exhibit]:
        """Return the exhibits in the order they were added."""
        return [
            Exhibit(
                ExhibitId(restored(row["exhibit_id"])),
                restored(row["description"]),
                restored(row["seal"]),
                restored(row["owner"]),
                restored_or_none(row["time_zone"]),
                row["clock_offset_s"],
                row["clock_uncertainty_s"],
                restored(row["clock_basis"]),
                restored(row["make"]),
                restored(row["model"]),
            )
            for row in self._database.rows("SELECT * FROM exhibit ORDER BY exhibit_row")
        ]

    def sources(self) -> list[Source]:
        """Return what was imported, in the order it came."""
        rows = self._database.rows(
            "SELECT source_id, exhibit_id, source.path, kind FROM source "
            "JOIN exhibit USING (exhibit_row) ORDER BY source_id"
        )
        return [
            Source(
                row["source_id"], ExhibitId(restored(row["exhibit_id"])), restored(row["path"]), row["kind"]
            )
            for row in rows
        ]

    def counts(self, model_key: str | None) -> Counts:
        """Return how much the case holds (`None`: under the newest model key)."""
        key = self.newest_model_key() if model_key is None else model_key
        with self._database.reading() as connection:
            model_id = -1 if key is None else model_id_of(connection, key)

            def count(sql: str) -> int:
                return int(connection.execute(f"SELECT COUNT(*) FROM {sql}").fetchone()[0])

            photos, videos = count("media WHERE kind = 'photo'"), count("media WHERE kind = 'video'")
            dealt_with, analysed, sightings = connection.execute(
                f"SELECT COUNT(*) - ifnull(SUM(state IN {PENDING}), 0), "
                "ifnull(SUM(state = 'done'), 0), ifnull(SUM(sightings), 0) "
                "FROM analysis WHERE model_id = ?",
                (model_id,),
            ).fetchone()
            return Counts(
                media=photos + videos,
                photos=photos,
                videos=videos,
                copies=count("copy"),
                sightings=sightings,
                analysed=analysed,
                waiting=photos + videos - dealt_with,
                unreadable=count("file_outcome WHERE outcome = 'failed'"),
                searches=count("search"),
            )

    def media_ids(self) -> list[MediaId]:
        """Return all media items, oldest import first."""
        with self._database.reading() as connection:
            return [MediaId(i) for (i,) in connection.execute("SELECT media_id FROM media ORDER BY media_id")]

    def media(self, ids: Sequence[MediaId]) -> list[MediaItem]:
        """Return the items asked for, in that order; unknown ids are left out."""
        wanted = id_list(ids)
        with self._database.reading() as connection:
            copies: defaultdict[int, list[Copy]] = defaultdict(list)
            of_these = "WHERE copy.media_id IN (SELECT value FROM json_each(?)) ORDER BY copy.copy_id"
            for row in rows_of(connection, _COPY + of_these, (wanted,)):
                copies[row["media_id"]].append(copy_from(row))
            found = {
                row["media_id"]: media_from(row, tuple(copies[row["media_id"]]))
                for row in rows_of(
                    connection,
                    "SELECT * FROM media WHERE media_id IN (SELECT value FROM json_each(?))",
                    (wanted,),
                )
            }
        return [found[i] for i in ids if i in found]

    def corrections(self, media_id: MediaId | None = None) -> list[Correction]:
        """Return the corrections of one item, or of all, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM correction WHERE ? IS NULL OR media_id = ? ORDER BY correction_id",
            (media_id, media_id),
        )
        return [correction_from(row) for row in rows]

    def links(self, media_id: MediaId | None = None) -> list[MediaLink]:
        """Return the links that one item is in, or all, undone ones among them."""
        rows = self._database.rows(
            "SELECT * FROM media_link WHERE ? IS NULL OR first = ? OR second = ? ORDER BY link_id",
            (media_id, media_id, media_id),
        )
        return [link_from(row) for row in rows]

    def fingerprints(self) -> dict[MediaId, bytes]:
        """Return the perceptual hashes of all items that have one."""
        rows = self._database.rows(
            "SELECT media_id, fingerprint FROM media WHERE fingerprint IS NOT NULL ORDER BY media_id"
        )
        return {MediaId(row["media_id"]): bytes(row["fingerprint"]) for row in rows}

    def media_by_sha256(self, sha256: str) -> MediaId | None:
        """Return the item with this content, if the case has it."""
        rows = self._database.rows("SELECT media_id FROM media WHERE sha256 = ?", (sha256,))
        return MediaId(rows[0]["media_id"]) if rows else None

    def known_copy(self, exhibit_id: ExhibitId, path: str) -> Copy | None:
        """Return the copy already noted at `path` for the exhibit."""
        rows = self._database.rows(
            _COPY + "WHERE exhibit.exhibit_id = ? AND copy.path = ?", (stored(exhibit_id), stored(path))
        )
        return copy_from(rows[0]) if rows else None

    def media_on(self, exhibit_id: ExhibitId) -> list[MediaId]:
        """Return the items that have a copy on an exhibit, each once, oldest import first."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT DISTINCT media_id FROM copy JOIN exhibit USING (exhibit_row) "
                "WHERE exhibit.exhibit_id = ? ORDER BY media_id",
                (stored(exhibit_id),),
            )
            return [MediaId(i) for (i,) in found]

    def copies(self) -> Iterator[tuple[MediaItem, Copy]]:
        """Yield every copy with its item."""
        ids = self.media_ids()
        for start in range(0, len(ids), PAGE):
            for item in self.media(ids[start : start + PAGE]):
                for copy in item.copies:
                    yield item, copy

    def outcomes(self, source_id: SourceId | None = None) -> Iterator[FileOutcome]:
        """Yield how each file of a source (or of all) ended."""
        after = -1
        while True:
            rows = self._database.rows(
                f"SELECT outcome_id, {_OUTCOME} FROM file_outcome "
                "WHERE outcome_id > ? AND (? IS NULL OR source_id = ?) ORDER BY outcome_id LIMIT ?",
                (after, source_id, source_id, PAGE),
            )
            for row in rows:
                yield _outcome(row)
            if len(rows) < PAGE:
                return
            after = rows[-1]["outcome_id"]

    def mark(self) -> Mark:
        """Return where the case stands now."""
        [row] = self._database.rows(
            "SELECT (SELECT MAX(outcome_id) FROM file_outcome) AS outcome, "
            "(SELECT MAX(media_id) FROM media) AS media, (SELECT MAX(sighting_id) FROM sighting) AS sighting"
        )
        return Mark(row["outcome"] or 0, row["media"] or 0, row["sighting"] or 0)

    def is_noted_since(self, mark: Mark, source_id: SourceId, path: str) -> bool:
        """Tell whether the outcome of a file was first noted after the mark."""
        rows = self._database.rows(
            "SELECT outcome_id FROM file_outcome WHERE source_id = ? AND path = ?", (source_id, stored(path))
        )
        return bool(rows) and int(rows[0]["outcome_id"]) > mark.outcome

    def brought(self, mark: Mark, source_ids: Sequence[SourceId], model_key: str | None) -> Brought:
        """Return what came into the sources since the mark; sightings under `model_key`."""
        since = (mark.outcome, id_list(source_ids))
        of_sources = "outcome_id > ? AND file_outcome.source_id IN (SELECT value FROM json_each(?))"
        with self._database.reading() as connection:
            by_outcome = connection.execute(
                f"SELECT outcome, COUNT(*) FROM file_outcome WHERE {of_sources} GROUP BY outcome", since
            ).fetchall()
            failures = rows_of(
                connection,
                f"SELECT {_OUTCOME} FROM file_outcome WHERE {of_sources} AND outcome = ? ORDER BY outcome_id",
                (*since, Outcome.FAILED.value),
            )
            kinds = connection.execute(
                "SELECT media.kind, COUNT(DISTINCT media.media_id) FROM file_outcome "
                "JOIN copy ON copy.source_id = file_outcome.source_id AND copy.path = file_outcome.path "
                f"JOIN media ON media.media_id = copy.media_id WHERE {of_sources} "
                "AND media.media_id > ? AND outcome = ? GROUP BY media.kind",
                (*since, mark.media, Outcome.IMPORTED.value),
            ).fetchall()
            [sightings] = connection.execute(
                "SELECT COUNT(*) FROM sighting JOIN model USING (model_id) "
                "WHERE sighting_id > ? AND model_key = ? AND EXISTS (SELECT 1 FROM copy "
                "    WHERE copy.media_id = sighting.media_id "
                "    AND copy.source_id IN (SELECT value FROM json_each(?)))",
                (mark.sighting, model_key, since[1]),
            ).fetchone()
        counts, by_kind = dict(by_outcome), dict(kinds)
        return Brought(
            {outcome: counts.get(outcome.value, 0) for outcome in Outcome},
            tuple(_outcome(row) for row in failures),
            by_kind.get(MediaKind.PHOTO.value, 0),
            by_kind.get(MediaKind.VIDEO.value, 0),
            int(sightings),
        )

    def undone(self, model_key: str, limit: int, leave_out: Sequence[MediaId] = ()) -> list[MediaItem]:
        """Return media not yet analysed under `model_key`: photos first, newest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT media_id FROM media WHERE (NOT EXISTS (SELECT 1 FROM analysis "
                "    WHERE analysis.model_id = ? AND analysis.media_id = media.media_id) "
                "OR EXISTS (SELECT 1 FROM analysis INDEXED BY idx_analysis_pending "
                "    WHERE analysis.model_id = ? AND analysis.media_id = media.media_id "
                f"    AND state IN {PENDING})) "
                "AND media_id NOT IN (SELECT value FROM json_each(?)) "
                "ORDER BY kind, time_utc_ms DESC, media_id LIMIT ?",
                (*[model_id_of(connection, model_key)] * 2, id_list(leave_out), limit),
            ).fetchall()
            return self.media([MediaId(i) for (i,) in found])

    def newest_model_key(self) -> str | None:
        """Return the model key of the newest analysis, if any."""
        rows = self._database.rows(
            "SELECT model_key FROM analysis JOIN model USING (model_id) ORDER BY analysis_id DESC LIMIT 1"
        )
        return str(rows[0]["model_key"]) if rows else None

    def model_keys(self) -> list[str]:
        """Return the model keys that have analysed media, oldest first."""
        rows = self._database.rows(
            "SELECT model_key FROM model WHERE model_id IN (SELECT model_id FROM analysis) ORDER BY model_id"
        )
        return [str(row["model_key"]) for row in rows]

    def manifest(self, source_id: SourceId) -> Iterator[ManifestLine]:
        """Yield what was noted of each file of a source, in the order it was noted."""
        after = -1
        while True:
            rows = self._database.rows(
                "SELECT copy_id, sha256, copy.size_bytes, mtime_ns, path, device_path "
                "FROM copy JOIN media USING (media_id) "
                "WHERE source_id = ? AND copy_id > ? ORDER BY copy_id LIMIT ?",
                (source_id, after, PAGE),
            )
            for row in rows:
                yield ManifestLine(
                    row["copy_id"],
                    row["sha256"],
                    row["size_bytes"],
                    row["mtime_ns"],
                    restored(row["path"]),
                    restored(row["device_path"]),
                )
            if len(rows) < PAGE:
                return
            after = rows[-1]["copy_id"]

    @property
    def is_read_only(self) -> bool:
        """Tell whether nothing can be written to the case."""
        return self._database.read_only

    def log_heads(self) -> list[LogHead]:
        """Return what the case itself remembers of how far its log had come."""
        rows = self._database.rows(
            "SELECT name, value FROM case_fact WHERE name IN (?, ?)", (LOG_ROWS, LOG_SHA256)
        )
        facts = {row["name"]: any_text(row["value"]) for row in rows}
        heads = [read_head(self._database.folder)]
        if facts.get(LOG_ROWS, "").isdecimal():
            heads.append(LogHead(int(facts[LOG_ROWS]), facts.get(LOG_SHA256, ""), "the case's own note"))
        for row in self._database.rows(
            "SELECT search_id, log_rows, log_sha256 FROM search WHERE log_rows IS NOT NULL ORDER BY search_id"
        ):
            rows_then, sha256 = int(row["log_rows"]), any_text(row["log_sha256"])
            heads.append(LogHead(rows_then, sha256, f"search {row['search_id']}"))
        return [head for head in heads if head is not None]

    def audit(self) -> Iterator[AuditEntry]:
        """Yield the log, oldest first."""
        after = -(2**63)
        while True:
            rows = self._database.rows(
                "SELECT * FROM audit WHERE audit_id > ? ORDER BY audit_id LIMIT ?", (after, PAGE)
            )
            for row in rows:
                # Someone else may have put anything there: it shall be told, not end in a program error.
                yield AuditEntry(row["audit_id"], *(any_text(row[name]) for name in _AUDIT_TEXTS))
            if len(rows) < PAGE:
                return
            after = rows[-1]["audit_id"]
