"""Sets of files that are known elsewhere, by their hashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FileHashes:
    """The hashes of one file, lower-case hexadecimal; MD5 and SHA-1 are empty where they were not taken."""

    sha256: str
    sha1: str = ""
    md5: str = ""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What a set says of a file."""

    category: int | None = None
    """Of Project VIC, 0 to 5; None where the set has none."""
    tags: tuple[str, ...] = ()


class HashSet(Protocol):
    """One set, opened for reading."""

    @property
    def name(self) -> str:
        """Return what the set is called."""
        ...

    @property
    def needs_bytes(self) -> bool:
        """Tell whether it knows files by MD5 and SHA-1, for which their bytes must be read."""
        ...

    def matches(self, files: Sequence[FileHashes]) -> dict[str, KnownFile]:
        """Return what it says of those it knows, by their SHA-256.

        :raises SourceError: the set cannot be read.
        """
        ...
