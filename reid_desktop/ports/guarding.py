"""Facts of a case whose rows are guarded: each row's digest at each writing, sealed by the log."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowSeal:
    """What a row of the log says of all rows that were written before it."""

    row: int
    """Of the log."""
    newest: int
    """The newest digest that is covered."""
    sha256: str
    """Over the digests since the seal before it, and that seal's own."""


@dataclass(frozen=True, slots=True)
class RowFindings:
    """What a check of all guarded rows found."""

    problems: tuple[str, ...]
    """A sentence each; empty where every row is as the program wrote it."""
    unguarded: int
    """Rows that were written before rows were guarded, and not since."""
    unsealed: int
    """Rows that were written after the last row of the log, which the next one seals."""
