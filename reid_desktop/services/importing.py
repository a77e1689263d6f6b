"""Bringing the files of a source into the case, each accounted for."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from reid_desktop.domain.apps import why_no_media
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.claims import joined
from reid_desktop.domain.errors import MediaError, NotMediaError, ReidError, SourceError
from reid_desktop.domain.ids import MediaId, SourceId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import (
    Copy,
    EmbeddedPart,
    FileOutcome,
    Inspection,
    MediaItem,
    Outcome,
    SourceEntry,
)
from reid_desktop.domain.name_template import NameTemplate
from reid_desktop.domain.naming import beside_of_path
from reid_desktop.ports.media import MediaInspector, SourceReader
from reid_desktop.ports.store import CaseStore, Mark
from reid_desktop.ports.system import Clock, JobControl
from reid_desktop.services.manifests import ACTION, sealed
from reid_desktop.services.settling import Settler

HashEvidence = Callable[[str, Callable[[], None]], str]
"""(path, breathe) -> SHA-256 of a file of evidence; raises SourceError."""

BATCH_FILES = 200
FIRST_BATCH_S, BATCH_S = 0.005, 1.0
"""The first batch is committed at once, so that the analysis has work; the next take twice as long each."""

CHANGED = (
    "The file is not the one that was imported from this path before: its content changed. "
    "Import it under another exhibit to compare them."
)

FOLDERS_LOGGED = 1000
INSIDE = "It is the video inside the file of a motion photo."

UNEXPECTED = "An error in the program stopped the reading of this file ({kind}), so it was left out."


@dataclass(slots=True)
class ImportTally:
    """What one import met; how each file ended stands in the case."""

    mark: Mark
    """Where the case stood before the import's first attempt."""
    sources: list[SourceId] = field(default_factory=list)
    read: int = 0
    """Files met so far."""
    unchanged: int = 0
    """Files that were in the case before, by path, size and date."""


@dataclass(frozen=True, slots=True)
class Read:
    """One file as it was read."""

    entry: SourceEntry
    found: Inspection | FileOutcome
    parts: tuple[tuple[SourceEntry, Inspection], ...] = ()
    """Files in it, such as the video of a motion photo: items of their own, but no files of the source."""


class ImportSource:
    """Reads every file of a source and records what became of it.

    A file whose path, size and mtime the case already knows is not read
    again, so an interrupted import goes on where it stopped.
    """

    def __init__(
        self,
        store: CaseStore,
        inspector: MediaInspector,
        reader_for: Callable[[str], SourceReader],
        settler: Settler,
        clock: Clock,
        condemned: Mapping[str, str] | None = None,
        hash_evidence: HashEvidence | None = None,
    ) -> None:
        """`condemned` maps paths that crashed the process before to the reason.

        `hash_evidence` hashes archives as the files they are; None leaves that out.
        """
        self._store = store
        self._inspector = inspector
        self._reader_for = reader_for
        self._settler = settler
        self._clock = clock
        self._hash_evidence = hash_evidence
        self._condemned = condemned or {}

    def __call__(
        self,
        path: str,
        exhibit: Exhibit,
        who: str,
        job: JobControl,
        tally: ImportTally,
        templates: Sequence[NameTemplate] = (),
    ) -> None:
        """Import `path` for `exhibit`; add what happens to `tally`.

        File names are read by the first of the `templates` that fits.

        :raises SourceError: there is nothing at `path`.
        """
        reader = self._reader_for(path)
        with self._store.transaction(who) as case:
            case.add_exhibit(exhibit)
            source_id = case.add_source(exhibit.exhibit_id, path, reader.kind)
            case.log("import.started", f"exhibit {exhibit.exhibit_id}", path=path, kind=reader.kind)
        tally.sources.append(source_id)
        batch: list[Read] = []
        wait_s = FIRST_BATCH_S
        due_s = self._clock.monotonic_s() + wait_s
        closed: set[str] = set()
        for entry in reader.entries(path):
            if isinstance(entry, FileOutcome) and entry.path.endswith("/"):
                closed.add(entry.path)
            read = self._read(entry, exhibit, source_id, job, tally)
            if read is not None:
                batch.append(_named(read, templates))
            now_s = self._clock.monotonic_s()
            if len(batch) >= BATCH_FILES or now_s >= due_s:
                self._record(batch, exhibit, source_id, who)
                wait_s = min(2 * wait_s, BATCH_S)
                batch, due_s = [], now_s + wait_s
                job.checkpoint(Progress("Reading files", done=tally.read))
        self._record(batch, exhibit, source_id, who)
        self._forgive_folders(closed, source_id, who)
        self._seal(path, reader.kind, exhibit, source_id, who, job)
        job.checkpoint(Progress("Reading files", done=tally.read, total=tally.read))

    def _forgive_folders(self, closed: Set[str], source_id: SourceId, who: str) -> None:
        """Take back that folders could not be listed: this import could, and told each file in them."""
        listed = [
            outcome.path
            for outcome in self._store.outcomes(source_id)
            if outcome.outcome is Outcome.FAILED and outcome.path.endswith("/") and outcome.path not in closed
        ]
        if listed:
            with self._store.transaction(who) as case:
                for folder in listed:
                    case.drop_outcome(source_id, folder)
                case.log("import.listed", f"source {source_id}", folders=listed[:FOLDERS_LOGGED])

    def _seal(
        self, path: str, kind: str, exhibit: Exhibit, source_id: SourceId, who: str, job: JobControl
    ) -> None:
        """Note in the log what the source gave, so that a change of that list shows."""
        container_sha256 = None
        # An archive is hashed as the file it is: what lies between its members counts, too.
        if self._hash_evidence and kind != "file" and Path(path).is_file():
            job.working_on(path)
            try:
                container_sha256 = self._hash_evidence(path, job.breathe)
            except SourceError:
                pass  # pulled in mid-import: its files say so one by one
            finally:
                job.finished(path)
        seal = sealed(self._store.manifest(source_id))
        ends = Counter(outcome.outcome.value for outcome in self._store.outcomes(source_id))
        with self._store.transaction(who) as case:
            case.log(
                ACTION,
                f"exhibit {exhibit.exhibit_id}",
                path=path,
                source=source_id,
                container_sha256=container_sha256,
                copies=seal.copies,
                last_copy=seal.last_copy,
                manifest_sha256=seal.sha256,
                **ends,
            )

    def _read(
        self,
        entry: SourceEntry | FileOutcome,
        exhibit: Exhibit,
        source_id: SourceId,
        job: JobControl,
        tally: ImportTally,
    ) -> Read | None:
        tally.read += 1
        if isinstance(entry, FileOutcome):
            return Read(SourceEntry(entry.path, entry.path, 0, 0), entry)
        known = self._store.known_copy(exhibit.exhibit_id, entry.path)
        if known is not None and (known.size_bytes, known.mtime_ns) == (entry.size_bytes, entry.mtime_ns):
            # Noted since the mark: this import read it itself, before its process died.
            tally.unchanged += not self._store.is_noted_since(tally.mark, source_id, entry.path)
            return None
        job.breathe()
        job.working_on(entry.path)
        try:
            found = self._inspect(entry, job)
            parts = self._parts(entry, found, job)
        finally:
            job.finished(entry.path)
        if isinstance(found, FileOutcome):
            found = replace(found, size_bytes=entry.size_bytes, mtime_ns=entry.mtime_ns)
        elif known is not None and not self._is_at(found.sha256, known):
            return Read(entry, FileOutcome(entry.path, Outcome.FAILED, CHANGED))
        return Read(entry, found, parts)

    def _parts(
        self, entry: SourceEntry, found: Inspection | FileOutcome, job: JobControl
    ) -> tuple[tuple[SourceEntry, Inspection], ...]:
        """Read the files inside a file; one that cannot be read is left out: its whole came in."""
        if isinstance(found, FileOutcome):
            return ()
        read = []
        for part in found.facts.parts:
            inner = _entry_of(entry, part)
            inspected = self._inspect(inner, job)
            if isinstance(inspected, Inspection):
                read.append((inner, inspected))
        return tuple(read)

    def _is_at(self, sha256: str, known: Copy) -> bool:
        """Tell whether the content is the one that was imported from this path before."""
        media_id = self._store.media_by_sha256(sha256)
        copies = self._store.media([media_id])[0].copies if media_id is not None else ()
        return any((c.exhibit_id, c.path) == (known.exhibit_id, known.path) for c in copies)

    def _inspect(self, entry: SourceEntry, job: JobControl) -> Inspection | FileOutcome:
        if entry.path in self._condemned:
            return FileOutcome(entry.path, Outcome.FAILED, self._condemned[entry.path])
        try:
            return self._inspector.inspect(entry, job.breathe)
        except NotMediaError as cause:
            why = why_no_media(entry.device_path) or str(cause)
            return FileOutcome(entry.path, Outcome.NOT_MEDIA, why, sha256=cause.sha256)
        except MediaError as cause:
            return FileOutcome(entry.path, Outcome.FAILED, str(cause), sha256=cause.sha256)
        except SourceError as cause:
            return FileOutcome(entry.path, Outcome.FAILED, str(cause))
        except ReidError:
            raise  # the user asked to stop
        except Exception as bug:  # whatever a hostile file provokes in a reader costs that file only
            logging.getLogger("reid_desktop").exception("a file was left out")
            return FileOutcome(entry.path, Outcome.FAILED, UNEXPECTED.format(kind=type(bug).__name__))

    def _record(self, batch: list[Read], exhibit: Exhibit, source_id: SourceId, who: str) -> None:
        if not batch:
            return
        with self._store.transaction(who) as case:
            new: list[MediaItem] = []
            again: list[MediaId] = []

            def add(entry: SourceEntry, found: Inspection) -> bool:
                copy = _copy(entry, exhibit, source_id)
                media_id, is_new = case.add_media(found, None, None)
                case.add_copy(media_id, copy)
                if is_new:
                    new.append(_item(media_id, found, copy))
                else:
                    again.append(media_id)
                return is_new

            for read in batch:
                outcome = read.found
                if isinstance(outcome, Inspection):
                    is_new = add(read.entry, outcome)
                    outcome = FileOutcome(read.entry.path, Outcome.IMPORTED if is_new else Outcome.DUPLICATE)
                case.add_outcome(source_id, outcome)
                for part in read.parts:
                    add(*part)
            # Another copy may say more of an item: such are read again with all their copies.
            known = set(again)
            self._settler.write(case, [item for item in new if item.media_id not in known], exhibit)
            self._settler.write(case, self._store.media(list(dict.fromkeys(again))), exhibit)


def _copy(entry: SourceEntry, exhibit: Exhibit, source_id: SourceId) -> Copy:
    return Copy(
        exhibit.exhibit_id,
        source_id,
        entry.path,
        entry.device_path,
        entry.size_bytes,
        entry.mtime_ns,
        entry.beside,
    )


def _item(media_id: MediaId, found: Inspection, copy: Copy) -> MediaItem:
    return MediaItem(
        media_id,
        found.sha256,
        found.kind,
        found.container,
        found.size_bytes,
        found.facts,
        None,
        None,
        (copy,),
    )


def _entry_of(entry: SourceEntry, part: EmbeddedPart) -> SourceEntry:
    """Return a file inside a file as a file of its own; what stands beside the whole holds for it, too."""
    name = f"{entry.device_path} (moving part).{part.container}"
    beside = replace(entry.beside, notes=(*entry.beside.notes, INSIDE))
    return SourceEntry(part.path_in(entry.path), name, part.size_bytes, entry.mtime_ns, beside)


def _named(read: Read, templates: Sequence[NameTemplate]) -> Read:
    """Return what was read with what the names say."""
    parts = tuple((_with_name(entry, templates), found) for entry, found in read.parts)
    return Read(_with_name(read.entry, templates), read.found, parts)


def _with_name(entry: SourceEntry, templates: Sequence[NameTemplate]) -> SourceEntry:
    """Add what the name and the folders say to what stands beside the file."""
    return replace(entry, beside=joined(entry.beside, beside_of_path(entry.device_path, templates)))
