"""What is done with a whole case, for which nobody may have it open: encrypted, brought back, purged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LockErrand:
    """Encrypt a case into one file, and remove its folder."""

    keys: tuple[str, ...]
    """Public keys, or files that hold one."""
    out: Path
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnlockErrand:
    """Bring a case back from its encrypted file."""

    sealed: Path
    key: Path
    """File with a secret key."""
    folder: Path


@dataclass(frozen=True, slots=True)
class PurgeErrand:
    """Delete all of a case but its facts and its log."""

    reason: str
    is_early: bool = False
    """Before the day until which it was to be kept."""


ClosingErrand = LockErrand | PurgeErrand
"""What follows when a window has let go of its case."""


class WholeCases(Protocol):
    """Does what is done with whole cases; all of it takes time, and raises a sentence where it fails."""

    def lock(self, case: Path, errand: LockErrand) -> Path:
        """Return the encrypted file; the folder is gone."""
        ...

    def unlock(self, errand: UnlockErrand) -> Path:
        """Return the folder of the case."""
        ...

    def purge(self, case: Path, errand: PurgeErrand) -> Mapping[str, int]:
        """Return how many rows of each table were deleted."""
        ...

    def new_key(self, path: Path) -> str:
        """Write a new secret key; return its public key."""
        ...
