"""Writing to a case inside one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from reid_desktop.domain.audit_log import LogHead, row_sha256
from reid_desktop.domain.capture import CaptureTime, Place
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import AlarmId, ExhibitId, MediaId, PersonId, SightingId, SourceId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection
from reid_desktop.domain.settled import Settled
from reid_desktop.domain.sighting import NewSighting
from reid_desktop.domain.stacks import MediaLink

from .clip_progress import ClipProgressWriting
from .clothing import ClothingWriting
from .guarding import SEALED, keep_digests, seal
from .ledger import LedgerWriting
from .linking import LinkWriting
from .person_store import PersonWriting
from .problems import case_errors
from .review_writing import ReviewWriting
from .rows import (
    LOG_ROWS,
    LOG_SHA256,
    beside_to_json,
    correction_value,
    facts_to_json,
    place_columns,
    stored,
    stored_or_none,
    time_columns,
    to_json,
)
from .search_writing import SearchWriting
from .stage_time_store import StageTimeWriting
from .states import PENDING
from .superseding import SupersedingWriting

ACCOUNT = "account"
"""In the detail of a row of the log: the account of the system, beside the name that was given."""


class SqliteWriter(
    SupersedingWriting,
    ClothingWriting,
    ReviewWriting,
    LedgerWriting,
    PersonWriting,
    LinkWriting,
    SearchWriting,
    ClipProgressWriting,
    StageTimeWriting,
):
    """Writes rows, and remembers what was touched."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        folder: Path,
        who: str,
        now_utc: Callable[[], str],
        account: str = "",
    ) -> None:
        """Write through `connection`, in whose transaction everything happens.

        :param account: of the system; stands in every row of the log beside the name `who`.
        """
        super().__init__(connection, folder)
        self._who = who
        self._now_utc = now_utc
        self._account = account
        self._exhibits: set[ExhibitId] = set()
        self._media: set[MediaId] = set()
        self._persons: set[PersonId] = set()
        self._alarms: set[AlarmId] = set()
        self._case = False
        self.head: LogHead | None = None
        """Where the log stands; None as long as nothing was logged."""

    @property
    def changes(self) -> ChangeSet:
        """Return what was touched so far."""
        return ChangeSet(
            media=frozenset(self._media),
            sightings=frozenset(self._sightings),
            searches=frozenset(self._searches),
            exhibits=frozenset(self._exhibits),
            case=self._case,
            reviews=frozenset(self._reviews),
            persons=frozenset(self._persons),
            alarms=frozenset(self._alarms),
            log=self.head is not None,
        )

    def close_up(self) -> None:
        """Keep the digests of what was written; the last thing in a transaction."""
        with case_errors(self._folder):
            keep_digests(self._connection)

    def set_facts(self, facts: CaseFacts) -> None:
        """Keep the case facts."""
        values = [(name, stored(value)) for name, value in asdict(facts).items()]
        self._many("INSERT OR REPLACE INTO case_fact (name, value) VALUES (?, ?)", values)
        self._case = True

    def add_exhibit(self, exhibit: Exhibit) -> None:
        """Add an exhibit, or change its declared facts."""
        self._run(
            "INSERT INTO exhibit (exhibit_id, description, seal, owner, time_zone, clock_offset_s, "
            "clock_uncertainty_s, clock_basis, make, model) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (exhibit_id) DO UPDATE SET "
            "description = excluded.description, seal = excluded.seal, owner = excluded.owner, "
            "time_zone = excluded.time_zone, clock_offset_s = excluded.clock_offset_s, "
            "clock_uncertainty_s = excluded.clock_uncertainty_s, clock_basis = excluded.clock_basis, "
            "make = excluded.make, model = excluded.model",
            stored(exhibit.exhibit_id),
            stored(exhibit.description),
            stored(exhibit.seal),
            stored(exhibit.owner),
            stored_or_none(exhibit.time_zone),
            exhibit.clock_offset_s,
            exhibit.clock_uncertainty_s,
            stored(exhibit.clock_basis),
            stored(exhibit.make),
            stored(exhibit.model),
        )
        self._exhibits.add(exhibit.exhibit_id)

    def add_source(self, exhibit_id: ExhibitId, path: str, kind: str) -> SourceId:
        """Note that `path` was brought in for the exhibit; return its id (the old one if known)."""
        where = (self._exhibit_row(exhibit_id), stored(path))
        self._run("INSERT OR IGNORE INTO source (exhibit_row, path, kind) VALUES (?, ?, ?)", *where, kind)
        self._exhibits.add(exhibit_id)
        return SourceId(self._one("SELECT source_id FROM source WHERE exhibit_row = ? AND path = ?", *where))

    def add_media(
        self, inspection: Inspection, time: CaptureTime | None, place: Place | None
    ) -> tuple[MediaId, bool]:
        """Add an item by content; return its id and whether it is new."""
        added = self._run(
            "INSERT INTO media (sha256, kind, container, size_bytes, facts, time_utc_ms, time_uncertainty_s, "
            "time_original, time_zone, time_source, latitude_deg, longitude_deg, accuracy_m, altitude_m, "
            "place_source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (sha256) DO NOTHING",
            inspection.sha256,
            inspection.kind.value,
            inspection.container,
            inspection.size_bytes,
            facts_to_json(inspection.facts),
            *time_columns(time),
            *place_columns(place),
        )
        media_id = MediaId(self._one("SELECT media_id FROM media WHERE sha256 = ?", inspection.sha256))
        if added:
            self._media.add(media_id)
        return media_id, bool(added)

    def add_copy(self, media_id: MediaId, copy: Copy) -> bool:
        """Note a path; return False if it was noted before."""
        added = self._run(
            "INSERT INTO copy (media_id, exhibit_row, source_id, path, device_path, size_bytes, mtime_ns, "
            "beside) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (exhibit_row, path) DO NOTHING",
            media_id,
            self._exhibit_row(copy.exhibit_id),
            copy.source_id,
            stored(copy.path),
            stored(copy.device_path),
            copy.size_bytes,
            copy.mtime_ns,
            beside_to_json(copy.beside),
        )
        if added:
            self._media.add(media_id)
        return bool(added)

    def add_outcome(self, source_id: SourceId, outcome: FileOutcome) -> None:
        """Note how one file ended; a second note for the same path replaces the first."""
        self._run(
            # A new number for a new note: what an import noted is what is newer than its mark.
            "INSERT OR REPLACE INTO file_outcome (source_id, path, outcome, reason, size_bytes, mtime_ns, "
            "sha256) VALUES (?, ?, ?, ?, ?, ?, ?)",
            source_id,
            stored(outcome.path),
            outcome.outcome.value,
            stored_or_none(outcome.reason),
            outcome.size_bytes,
            outcome.mtime_ns,
            outcome.sha256,
        )
        self._case = True

    def drop_outcome(self, source_id: SourceId, path: str) -> None:
        """Take back what was noted of a folder: it could be listed after all."""
        self._run("DELETE FROM file_outcome WHERE source_id = ? AND path = ?", source_id, stored(path))
        self._case = True

    def finish_media(
        self,
        media_id: MediaId,
        model_key: str,
        sightings: Sequence[NewSighting],
        elapsed_ms: float,
        frames_per_s: float | None = None,
    ) -> list[SightingId]:
        """Record that an item is analysed, with what was found; do nothing if it already was."""
        if not self._note_analysis(
            media_id, model_key, "done", len(sightings), elapsed_ms=elapsed_ms, frames_per_s=frames_per_s
        ):
            return []
        return self._insert_sightings(media_id, model_key, sightings)

    def fail_media(self, media_id: MediaId, model_key: str, reason: str) -> None:
        """Record that an item cannot be analysed; its files then count as failed."""
        if not self._note_analysis(media_id, model_key, "failed", 0, reason):
            return
        self._run(
            "UPDATE file_outcome SET outcome = 'failed', reason = ? WHERE (source_id, path) IN ("
            "    SELECT source.source_id, copy.path FROM copy JOIN source USING (exhibit_row) "
            "    WHERE copy.media_id = ?)",
            stored(reason),
            media_id,
        )
        self._case = True

    def settle(self, media_id: MediaId, settled: Settled) -> None:
        """Set the capture time and place that count, with what disagrees; what was found stays."""
        self._run(
            "UPDATE media SET time_utc_ms = ?, time_uncertainty_s = ?, time_original = ?, time_zone = ?, "
            "time_source = ?, latitude_deg = ?, longitude_deg = ?, accuracy_m = ?, altitude_m = ?, "
            "place_source = ?, flags = ?, place_name = ?, testimony = ? WHERE media_id = ?",
            *time_columns(settled.time),
            *place_columns(settled.place),
            int(settled.flags),
            stored_or_none(settled.place_name),
            settled.testimony,
            media_id,
        )
        self._media.add(media_id)

    def add_correction(self, correction: Correction) -> int:
        """Keep a correction by hand; return its id."""
        self._run(
            "INSERT INTO correction (media_id, about, value, author, reason, at_utc) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            correction.media_id,
            correction.about.value,
            correction_value(correction),
            stored(correction.author),
            stored(correction.reason),
            correction.at_utc,
        )
        self._media.add(correction.media_id)
        return self._one("SELECT last_insert_rowid()")

    def set_fingerprint(self, media_id: MediaId, fingerprint: bytes) -> None:
        """Keep the perceptual hash of an item."""
        self._run("UPDATE media SET fingerprint = ? WHERE media_id = ?", fingerprint, media_id)

    def put_link(self, link: MediaLink) -> None:
        """Add a link, or change its detail and whether it is undone."""
        self._run(
            "INSERT INTO media_link (first, second, kind, detail, is_undone) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (first, second, kind) DO UPDATE SET detail = excluded.detail, "
            "is_undone = excluded.is_undone",
            link.first,
            link.second,
            link.kind.value,
            stored(link.detail),
            int(link.is_undone),
        )
        self._media.update((link.first, link.second))

    def log(self, action: str, object_: str, **detail: object) -> None:
        """Append a row to the audit log."""
        number, previous = self._log_end()
        with case_errors(self._folder):
            sealed = seal(self._connection)
        told = {ACCOUNT: self._account, SEALED: sealed}
        now, text = self._now_utc(), to_json(detail | {name: value for name, value in told.items() if value})
        own = row_sha256(previous, self._who, now, action, object_, text)
        self._run(
            "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            number + 1,
            now,
            stored(self._who),
            stored(action),
            stored(object_),
            text,
            previous,
            own,
        )
        self._many(
            "INSERT OR REPLACE INTO case_fact (name, value) VALUES (?, ?)",
            [(LOG_ROWS, str(number + 1)), (LOG_SHA256, own)],
        )
        self.head = LogHead(number + 1, own)

    def _exhibit_row(self, exhibit_id: ExhibitId) -> int:
        with case_errors(self._folder):
            row = self._connection.execute(
                "SELECT exhibit_row FROM exhibit WHERE exhibit_id = ?", (stored(exhibit_id),)
            ).fetchone()
        if row is None:
            raise CaseError("The case has no exhibit {exhibit_id}; add it first.", exhibit_id=exhibit_id)
        return int(row[0])

    def _note_analysis(
        self,
        media_id: MediaId,
        model_key: str,
        state: str,
        sightings: int,
        reason: str | None = None,
        elapsed_ms: float | None = None,
        frames_per_s: float | None = None,
    ) -> bool:
        """Note that an item is dealt with, `sightings` more found; return False if it was before."""
        item = (self._model_id(model_key), media_id)
        known = self._one(
            f"SELECT ifnull(sum(sightings), 0) FROM analysis WHERE model_id = ? AND media_id = ? "
            f"AND state IN {PENDING}",
            *item,
        )
        self._run(f"DELETE FROM analysis WHERE model_id = ? AND media_id = ? AND state IN {PENDING}", *item)
        added = self._run(
            "INSERT INTO analysis (model_id, media_id, state, sightings, reason, elapsed_ms, frames_per_s) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (model_id, media_id) DO NOTHING",
            *item,
            state,
            known + sightings,
            stored_or_none(reason),
            elapsed_ms,
            frames_per_s,
        )
        self.forget_clip_progress(media_id, model_key)
        if added:
            self._media.add(media_id)
        return bool(added)
