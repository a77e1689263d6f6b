"""Reads hash, kind and facts of one file of evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from reid_desktop.adapters.media.container_facts import container_facts
from reid_desktop.adapters.media.evidence import reason, sha256_of
from reid_desktop.adapters.media.findings import Findings
from reid_desktop.adapters.media.header import PHOTO_LIMIT_BYTES
from reid_desktop.adapters.media.photo_facts import photo_facts
from reid_desktop.adapters.media.single_values import with_single_values
from reid_desktop.adapters.media.sniff import HEAD_BYTES, sniff
from reid_desktop.domain.errors import MediaError, NotMediaError, SourceError
from reid_desktop.domain.media import Inspection, MediaKind, RawFacts, SourceEntry
from reid_desktop.ports.media import Evidence
from reid_desktop.ports.system import Clock


class FileInspector:
    """Tells what a file is and says by its content alone; its name counts for nothing."""

    def __init__(self, clock: Clock, evidence: Evidence) -> None:
        """Need the present time, to tell dates that lie in the future."""
        self._clock = clock
        self._evidence = evidence

    def inspect(self, entry: SourceEntry, breathe: Callable[[], None] = lambda: None) -> Inspection:
        """Read one file, calling `breathe` now and then.

        :raises NotMediaError: it is no photo and no video.
        :raises MediaError: it is one, but its header cannot be read.
        :raises SourceError: the file cannot be opened or read.
        """
        with self._evidence.open(entry.path) as file:
            head = _head(file)
            if not head:
                raise NotMediaError("The file is empty.")
            found = sniff(head)
            if found is None:
                raise NotMediaError("It is no photo and no video.")
            kind, container = found
            sha256, size_bytes = sha256_of(file, breathe)
            try:
                facts = self._facts(file, kind, container, size_bytes)
            except OSError as cause:
                raise SourceError("The file cannot be read: {reason}.", reason=reason(cause)) from cause
            except MediaError as cause:
                cause.sha256 = sha256
                raise
        return Inspection(sha256, size_bytes, kind, container, facts)

    def _facts(self, file: BinaryIO, kind: MediaKind, container: str, size_bytes: int) -> RawFacts:
        found = Findings(self._clock.now_utc_ms())
        if kind is MediaKind.VIDEO:
            return with_single_values(found.added_to(container_facts(file, container, found)))
        if size_bytes > PHOTO_LIMIT_BYTES:
            raise MediaError(
                "The photo has {size} bytes, more than the limit of {limit}; it was not opened.",
                size=size_bytes,
                limit=PHOTO_LIMIT_BYTES,
            )
        return with_single_values(found.added_to(photo_facts(file, container, size_bytes, found)))


def _head(file: BinaryIO) -> bytes:
    try:
        return file.read(HEAD_BYTES)
    except OSError as cause:
        raise SourceError("The file cannot be read: {reason}.", reason=reason(cause)) from cause
