"""Proving that the evidence is what was imported, and that the case is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from reid_desktop.domain.case import AuditEntry
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import Copy, MediaItem
from reid_desktop.ports.engine import Failure, VerifyReport
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock, JobControl

HashEvidence = Callable[[str, Callable[[], None]], str]
"""(path, breathe) -> SHA-256 of a file of evidence; raises SourceError."""

CHUNK_BYTES = 1 << 20
REPORT_EVERY = 100


class VerifyCase:
    """Hashes every copy again and checks database, log and index."""

    def __init__(
        self,
        store: CaseStore,
        hash_evidence: HashEvidence,
        mtime_ns: Callable[[str], int],
        integrity_problem: Callable[[], str | None],
        index_problem: Callable[[], str | None],
        first_broken: Callable[[Iterable[AuditEntry]], int | None],
        clock: Clock,
    ) -> None:
        """`hash_evidence` reads a file without leaving a trace, `mtime_ns` tells its date.

        The two problems are sentences, or None; `first_broken` names the first broken log row.
        """
        self._store = store
        self._hash_evidence = hash_evidence
        self._mtime_ns = mtime_ns
        self._first_broken = first_broken
        self._integrity_problem = integrity_problem
        self._index_problem = index_problem
        self._clock = clock

    def __call__(self, who: str, job: JobControl) -> VerifyReport:
        """Check everything; nothing is changed but the log."""
        started_s = self._clock.monotonic_s()
        problems: list[Failure] = []
        checked = 0
        total = self._store.counts(None).copies
        for item, copy in self._store.copies():
            if checked % REPORT_EVERY == 0:
                job.checkpoint(Progress("Hashing the evidence again", done=checked, total=total))
            checked += 1
            problem = self._changed(item, copy, job)
            if problem:
                problems.append(Failure(copy.path, problem))
        unchanged = checked - len(problems)
        database = self._integrity_problem()
        broken = self._first_broken(self._store.audit())
        index = self._index_problem()
        for what, problem in (("case.db", database), ("index", index)):
            if problem:
                problems.append(Failure(what, problem))
        if broken is not None:
            problems.append(Failure("audit log", f"Row {broken} does not follow from the row before it."))
        report = VerifyReport(
            checked,
            unchanged,
            tuple(problems),
            database is None,
            broken is None,
            index is None,
            round(self._clock.monotonic_s() - started_s, 3),
        )
        with self._store.transaction(who) as case:
            case.log("verify", "case", files=checked, problems=[p.path for p in problems[:1000]])
        return report

    def _changed(self, item: MediaItem, copy: Copy, job: JobControl) -> str | None:
        """Say in a sentence how a copy differs from what was imported, or None."""
        try:
            mtime_ns = self._mtime_ns(copy.path)
            digest = self._hash_evidence(copy.path, job.breathe)
        except SourceError as cause:
            return str(cause)
        if digest != item.sha256:
            return "The content changed since the import (SHA-256 differs)."
        if mtime_ns != copy.mtime_ns:
            return "The content is the same, but the file's date changed since the import."
        return None


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
