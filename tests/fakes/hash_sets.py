"""A hash set in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reid_desktop.ports.hash_sets import FileHashes, KnownFile


class FakeHashSet:
    """Knows files by SHA-256, or by MD5 where it needs bytes."""

    name = "fake set"

    def __init__(self, known: Mapping[str, KnownFile], *, needs_bytes: bool = False) -> None:
        """Know the files with these hashes."""
        self._known = known
        self.needs_bytes = needs_bytes

    def matches(self, files: Sequence[FileHashes]) -> dict[str, KnownFile]:
        """Return what it says of those it knows."""
        return {
            one.sha256: self._known[key]
            for one in files
            if (key := one.md5 if self.needs_bytes else one.sha256) in self._known
        }
