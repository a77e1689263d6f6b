"""The import manifest: which files with which content a source gave, sealed by a hash in the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reid_desktop.domain.case import AuditEntry, Source
from reid_desktop.domain.media import Outcome
from reid_desktop.ports.engine import Failure
from reid_desktop.ports.guarding import RowSeal
from reid_desktop.ports.store import CaseReader, ManifestLine

ACTION = "import.read"
"""The row of the log that carries a seal."""
ROWS_SEALED = "rows_sealed"
"""Part of the detail of a row of the log: the newest digest of a row of the database, and a hash over all."""
REWRITTEN = (
    "The list of what was imported from {path} is not the one that row {row} of the log sealed: "
    "files, hashes or dates in the database were changed."
)

TAKEN_OUT = (
    "The database tells what became of {known:,} files of {path}; row {row} of the log noted {noted:,}: "
    "some were taken out."
)


@dataclass(frozen=True, slots=True)
class Seal:
    """What the log says about the files of a source."""

    copies: int
    last_copy: int
    """Newest `copy_id` that is covered; later imports of the source add more."""
    sha256: str
    """Over the lines of the manifest, each JSON: hash, size, date, path, device path."""


@dataclass(frozen=True, slots=True)
class LoggedSeal:
    """A seal and the row of the log that holds it."""

    row: int
    source_id: int
    seal: Seal
    container_sha256: str | None
    """Of the file that the source is (an archive), if it is one."""
    files: int = 0
    """What became of so many files was noted."""


def sealed(lines: Iterable[ManifestLine]) -> Seal:
    """Return the seal over all lines, given in the order they were noted."""
    seal = Seal(0, 0, hashlib.sha256().hexdigest())
    for seal in _growing(lines):  # noqa: B007 - the last one is wanted
        pass
    return seal


def _growing(lines: Iterable[ManifestLine]) -> Iterator[Seal]:
    digest = hashlib.sha256()
    for count, line in enumerate(lines, start=1):
        values = [line.sha256, line.size_bytes, line.mtime_ns, line.path, line.device_path]
        digest.update(json.dumps(values, ensure_ascii=True).encode("ascii") + b"\n")
        yield Seal(count, line.copy_id, digest.hexdigest())


def logged_seals(log: Iterable[AuditEntry]) -> list[LoggedSeal]:
    """Return the seals of a log; a row that cannot be read is left to the check of the chain."""
    return [seal for row in log if row.action == ACTION and (seal := _seal_in(row)) is not None]


def logged_row_seals(log: Iterable[AuditEntry]) -> list[RowSeal]:
    """Return what rows of a log seal of the rows of the database."""
    found = []
    for row in log:
        sealed = detail_of(row).get(ROWS_SEALED)
        if isinstance(sealed, list) and [type(part) for part in sealed] == [int, str]:
            found.append(RowSeal(row.audit_id, *sealed))
    return found


def detail_of(row: AuditEntry) -> Mapping[str, Any]:
    """Return the detail of a log row; nothing where someone made nonsense of it."""
    try:
        found = json.loads(row.detail)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _seal_in(row: AuditEntry) -> LoggedSeal | None:
    detail = detail_of(row)
    try:
        seal = Seal(int(detail["copies"]), int(detail["last_copy"]), str(detail["manifest_sha256"]))
        source_id = int(detail["source"])
    except (KeyError, TypeError, ValueError):
        return None
    container = detail.get("container_sha256")
    files = sum(count for end in Outcome if isinstance(count := detail.get(end.value), int))
    return LoggedSeal(row.audit_id, source_id, seal, container if isinstance(container, str) else None, files)


def broken_seals(reader: CaseReader, seals: Iterable[LoggedSeal]) -> Iterator[Failure]:
    """Yield each source whose files in the database are not those that the log sealed."""
    by_source: dict[int, list[LoggedSeal]] = {}
    for logged in seals:
        by_source.setdefault(logged.source_id, []).append(logged)
    sources = {int(source.source_id): source for source in reader.sources()}
    for source_id, of_source in by_source.items():
        source = sources.get(source_id)
        if source is None:
            yield Failure("case.db", REWRITTEN.format(path=f"source {source_id}", row=of_source[0].row))
            continue
        broken = _first_broken(reader, source, of_source)
        if broken is not None:
            yield Failure("case.db", REWRITTEN.format(path=source.path, row=broken.row))
        # Never fewer: what an import notes of a file later takes the place of what was noted before.
        newest, known = of_source[-1], sum(1 for _ in reader.outcomes(source.source_id))
        if known < newest.files:
            told = TAKEN_OUT.format(known=known, path=source.path, row=newest.row, noted=newest.files)
            yield Failure("case.db", told)


def _first_broken(reader: CaseReader, source: Source, logged: list[LoggedSeal]) -> LoggedSeal | None:
    wanted = {one.seal.last_copy for one in logged}
    found = {0: sealed(())}
    for seal in _growing(reader.manifest(source.source_id)):
        if seal.last_copy in wanted:
            found[seal.last_copy] = seal
    return next((one for one in logged if found.get(one.seal.last_copy) != one.seal), None)
