"""How far archives may go before they are taken for bombs."""

from __future__ import annotations

from dataclasses import dataclass

from reid_desktop.domain.errors import SourceError

MIB, GIB = 1 << 20, 1 << 30


class BombError(SourceError):
    """An archive expands in a way that only one made to do harm does."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes and counts that honest extractions stay far below."""

    depth: int = 3
    """Archives inside archives: the outermost has depth 1."""
    members: int = 4_000_000
    """In one outermost archive, those of the archives in it included."""
    ratio: int = 250
    """Expanded to packed size; honest pictures and videos stay below 30."""
    free_bytes: int = 64 * MIB
    """What expands to no more than this may have any ratio."""
    total_ratio: int = 100
    """All members of an outermost archive together, by the sizes they declare."""
    total_free_bytes: int = 64 * GIB
    memory_bytes: int = 16 * MIB
    """A member up to this size is expanded in memory, a larger one in a private file."""
    reserve_bytes: int = GIB
    """So much of the disk is never filled with expanded members."""

    def check_growth(self, expanded_bytes: int, packed_bytes: int) -> None:
        """Refuse to go on expanding.

        :raises BombError: it became too large for what it was packed in.
        """
        if expanded_bytes > self.free_bytes and expanded_bytes > self.ratio * max(packed_bytes, 1):
            raise BombError(
                "It expands to more than {ratio} times its packed size of {packed} bytes, which only "
                "archives made to fill disks do; it was not read further.",
                ratio=self.ratio,
                packed=packed_bytes,
            )


class Budget:
    """Counts the members of one outermost archive and of all archives in it."""

    def __init__(self, limits: Limits, archive_bytes: int) -> None:
        """Allow what is fit for an archive of this size."""
        self._limits = limits
        self._members = 0
        self._expanded_bytes = 0
        self._allowed_bytes = max(limits.total_free_bytes, limits.total_ratio * archive_bytes)

    def refusal_of(self, size_bytes: int) -> str | None:
        """Count one member; return why it is refused, if it is."""
        self._members += 1
        if self._members > self._limits.members:
            return f"The archive has more than {self._limits.members:,} members; the others are not read."
        if self._expanded_bytes + size_bytes > self._allowed_bytes:
            return (
                f"With it, the archive would expand to more than {self._allowed_bytes:,} bytes, "
                "which only archives made to fill disks do; it is not read."
            )
        self._expanded_bytes += size_bytes
        return None
