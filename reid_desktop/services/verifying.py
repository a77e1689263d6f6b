"""Proving that the evidence is what was imported, and that the case is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reid_desktop.domain.audit_log import LogHead, check_log
from reid_desktop.domain.case import AuditEntry, Source
from reid_desktop.domain.errors import CaseError, SourceError
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import Copy, FileOutcome, MediaItem, SourceEntry
from reid_desktop.domain.query import list_sha256
from reid_desktop.ports.engine import Failure, VerifyReport
from reid_desktop.ports.guarding import RowFindings, RowSeal
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock, JobControl
from reid_desktop.services.manifests import (
    LoggedSeal,
    broken_seals,
    detail_of,
    logged_row_seals,
    logged_seals,
)

HashEvidence = Callable[[str, Callable[[], None]], str]
"""(path, breathe) -> SHA-256 of a file of evidence; raises SourceError."""
ListSource = Callable[[Source], Iterable[SourceEntry | FileOutcome]]
"""Lists what a source holds now; raises SourceError."""

CHUNK_BYTES = 1 << 20
REPORT_EVERY = 100
CONTENT_CHANGED = "The content changed since the import (SHA-256 differs)."
DATE_CHANGED = "The content is the same, but the file's date changed since the import."
GONE = "The file is no longer there. It was no photo or video, so its content was not noted."
UNREAD_CHANGED = (
    "Its size or date changed since the import. It was no photo or video, or could not be read, so its "
    "content was not noted."
)
NEW = "The file was not there at the import; nothing is known of it."
NOT_LISTED = "The source cannot be listed, so new files in it would not be seen: {reason}"
PURGED_SEARCHES, PURGED_CASE = "purge.searches", ("purge.case", "portable")
"""The rows of the log that say what was deleted: searches; all, or all but a part."""
LIST_CHANGED = "The ranked list of search {search} is not the one that row {row} of the log noted."


@dataclass(frozen=True, slots=True)
class CaseChecks:
    """What says whether the parts of the case are whole: a sentence, or None."""

    database: Callable[[], str | None]
    protection: Callable[[], str | None]
    index: Callable[[], str | None]
    rows: Callable[[Sequence[RowSeal]], RowFindings] = lambda _: RowFindings((), 0, 0)
    """Compares the guarded rows of the database with what the log sealed."""


class VerifyCase:
    """Hashes every copy again and checks database, log and index."""

    def __init__(
        self,
        store: CaseStore,
        hash_evidence: HashEvidence,
        mtime_ns: Callable[[str], int],
        list_source: ListSource,
        checks: CaseChecks,
        clock: Clock,
        condemned: Mapping[str, str] | None = None,
    ) -> None:
        """`hash_evidence` reads a file without leaving a trace, `mtime_ns` tells its date.

        `condemned` maps files that could not be read to their end before to the reason.
        """
        self._store = store
        self._hash_evidence = hash_evidence
        self._mtime_ns = mtime_ns
        self._list_source = list_source
        self._checks = checks
        self._clock = clock
        self._condemned = condemned or {}

    def __call__(self, who: str, job: JobControl, heads: Sequence[LogHead] = ()) -> VerifyReport:
        """Check everything; nothing is changed but the log, and that only where it can be written.

        :param heads: where the log stood at some moment, as exports tell it.
        """
        started_s = self._clock.monotonic_s()
        database = self._told(self._checks.database)
        log = self._log_problems(heads)
        rows = RowFindings((), 0, 0)
        evidence: list[Failure] = []
        new_files: list[Failure] = []
        checked = unchanged = 0
        problem = database
        try:
            checked, evidence = self._copies(job)
            unchanged = checked - len(evidence)
            more, new_files = self._listings(job)
            evidence += [*self._containers(job), *more]
            rows = self._checks.rows(self._row_seals())
            own = [*self._own_problems(), *(Failure("case.db", sentence) for sentence in rows.problems)]
        except CaseError as cause:  # a damaged database gives what it can
            problem, own = database or str(cause), []
        index = self._told(self._checks.index)
        parts = [Failure(what, told) for what, told in (("case.db", problem), ("index", index)) if told]
        report = VerifyReport(
            files_checked=checked,
            unchanged=unchanged,
            problems=(*evidence, *parts, *own, *log),
            database_ok=problem is None and not own,
            audit_ok=not log,
            index_ok=index is None,
            elapsed_s=round(self._clock.monotonic_s() - started_s, 3),
            new_files=tuple(new_files),
            is_logged=not self._store.is_read_only,
            unguarded_rows=rows.unguarded,
            unsealed_rows=rows.unsealed,
        )
        if report.is_logged:
            with self._store.transaction(who) as case:
                named = [p.path for p in report.problems[:1000]]
                case.log("verify", "case", files=checked, problems=named, new_files=len(new_files))
        return report

    # ------------------------------------------------------------ the evidence

    def _copies(self, job: JobControl) -> tuple[int, list[Failure]]:
        """Return how many copies were hashed, and those that are not what they were."""
        problems: list[Failure] = []
        checked, total = 0, self._store.counts(None).copies
        for item, copy in self._store.copies():
            if checked % REPORT_EVERY == 0:
                job.checkpoint(Progress("Hashing the evidence again", done=checked, total=total))
            checked += 1
            problem = self._changed(item, copy, job)
            if problem:
                problems.append(Failure(copy.path, problem))
        return checked, problems

    def _changed(self, item: MediaItem, copy: Copy, job: JobControl) -> str | None:
        """Say in a sentence how a copy differs from what was imported, or None."""
        if copy.path in self._condemned:
            return self._condemned[copy.path]
        job.working_on(copy.path)
        try:
            mtime_ns = self._mtime_ns(copy.path)
            digest = self._hash_evidence(copy.path, job.breathe)
        except SourceError as cause:
            return str(cause)
        finally:
            job.finished(copy.path)
        if digest != item.sha256:
            return CONTENT_CHANGED
        return DATE_CHANGED if mtime_ns != copy.mtime_ns else None

    def _containers(self, job: JobControl) -> Iterator[Failure]:
        """Yield the archives that are not the files they were, whatever their members say."""
        sources = {int(source.source_id): source.path for source in self._store.sources()}
        newest = {seal.source_id: seal.container_sha256 for seal in self._seals() if seal.container_sha256}
        for source_id, sha256 in newest.items():
            path = sources.get(source_id)
            if path is None:
                continue  # told with the list of its files
            job.working_on(path)
            try:
                problem = None if self._hash_evidence(path, job.breathe) == sha256 else CONTENT_CHANGED
            except SourceError as cause:
                problem = str(cause)
            finally:
                job.finished(path)
            if problem:
                yield Failure(path, problem)

    def _listings(self, job: JobControl) -> tuple[list[Failure], list[Failure]]:
        """Return files that were not hashed and are gone or changed, and files that came since the import."""
        hashed = {copy.path for _, copy in self._store.copies()}
        gone: list[Failure] = []
        new: list[Failure] = []
        for source in self._store.sources():
            job.checkpoint(Progress("Looking for new files"))
            noted = {outcome.path: outcome for outcome in self._store.outcomes(source.source_id)}
            try:
                there = {
                    entry.path: (entry.size_bytes, entry.mtime_ns) for entry in self._list_source(source)
                }
            except SourceError as cause:
                new.append(Failure(source.path, NOT_LISTED.format(reason=cause)))
                continue
            missing = sorted(path for path in noted.keys() - there.keys() - hashed if not path.endswith("/"))
            gone += [Failure(path, GONE) for path in missing]
            for path in sorted((noted.keys() & there.keys()) - hashed):
                if self._is_other_content(noted[path], job):
                    gone.append(Failure(path, CONTENT_CHANGED))
                elif _is_other(noted[path], *there[path]):
                    gone.append(Failure(path, UNREAD_CHANGED))
            new += [Failure(path, NEW) for path in sorted(there.keys() - noted.keys() - hashed)]
        return gone, new

    def _is_other_content(self, noted: FileOutcome, job: JobControl) -> bool:
        """Tell whether a file that did not come in, but was read to its end, has another content now."""
        if noted.sha256 is None or noted.path in self._condemned:
            return False
        job.working_on(noted.path)
        try:
            return self._hash_evidence(noted.path, job.breathe) != noted.sha256
        except SourceError:
            return True
        finally:
            job.finished(noted.path)

    # ------------------------------------------------------------ the case

    def _log_problems(self, heads: Sequence[LogHead]) -> list[Failure]:
        try:
            known = [*self._store.log_heads(), *heads]
            found = [problem.sentence for problem in check_log(self._store.audit(), known)]
        except CaseError as cause:
            found = [str(cause)]
        bare = self._told(self._checks.protection)
        return [Failure("audit log", sentence) for sentence in (*found, *([bare] if bare else []))]

    def _own_problems(self) -> Iterator[Failure]:
        """Yield what in the database is not what the log says of it."""
        yield from broken_seals(self._store, self._seals())
        known = {search.search_id for search in self._store.searches()}
        purged, emptied_row = purges(self._store.audit())
        for row in self._store.audit():
            if row.audit_id < emptied_row:
                continue
            detail = detail_of(row) if row.action == "search" else {}
            search_id, sha256 = detail.get("search_id"), detail.get("list_sha256")
            if not (isinstance(search_id, int) and isinstance(sha256, str)):
                continue
            is_there = search_id in known
            if not is_there and search_id in purged:
                continue
            if not is_there or list_sha256(self._store.search(SearchId(search_id)).candidates) != sha256:
                yield Failure("case.db", LIST_CHANGED.format(search=search_id, row=row.audit_id))

    def _row_seals(self) -> list[RowSeal]:
        """Return what the log seals of the rows of the database, since it was last written anew."""
        _, emptied_row = purges(self._store.audit())
        return logged_row_seals(row for row in self._store.audit() if row.audit_id >= emptied_row)

    def _seals(self) -> list[LoggedSeal]:
        _, emptied_row = purges(self._store.audit())
        return logged_seals(row for row in self._store.audit() if row.audit_id > emptied_row)

    @staticmethod
    def _told(check: Callable[[], str | None]) -> str | None:
        try:
            return check()
        except CaseError as cause:
            return str(cause)


def _is_other(noted: FileOutcome, size_bytes: int | None, mtime_ns: int | None) -> bool:
    """Tell whether a file is surely not the one that was noted: both times its size and date are known."""
    if noted.size_bytes is None or size_bytes is None:
        return False
    return (noted.size_bytes, noted.mtime_ns) != (size_bytes, mtime_ns)


def purges(log: Iterable[AuditEntry]) -> tuple[frozenset[int], int]:
    """Return the searches that the log says were deleted, and the row that says that everything was."""
    found: set[int] = set()
    emptied_row = 0
    for row in log:
        if row.action == PURGED_SEARCHES:
            listed = detail_of(row).get("searches")
            found.update(listed if isinstance(listed, list) else ())
        elif row.action in PURGED_CASE:
            emptied_row = row.audit_id
    return frozenset(found), emptied_row


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def tree_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's sorted names and contents."""
    if path.is_file():
        return file_sha256(path)
    digest = hashlib.sha256()
    names: Iterable[Path] = sorted(p for p in path.rglob("*") if p.is_file())
    for name in names:
        digest.update(f"{file_sha256(name)}  {name.relative_to(path).as_posix()}\n".encode())
    return digest.hexdigest()
