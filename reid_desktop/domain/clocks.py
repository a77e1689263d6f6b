"""What an exhibit's clock is worth: events that two clocks saw, and the offset they give."""

from __future__ import annotations

from dataclasses import dataclass

from .ids import MediaId


@dataclass(frozen=True, slots=True)
class ReferenceEvent:
    """One moment that the exhibit's clock and a trusted clock both show."""

    device_utc_ms: int
    """As the exhibit's clock reads without any offset, in UTC."""
    true_utc_ms: int
    true_uncertainty_s: float
    """The trusted clock is right to plus or minus this."""
    basis: str
    """How it is known: `GPS time in the same photo`, `copy of media 12 on EX-2`, `by hand`."""
    media_id: MediaId | None = None


@dataclass(frozen=True, slots=True)
class SameMoment:
    """Two items that show one moment, as an examiner saw; the time of the second is trusted."""

    own: MediaId
    other: MediaId
    apart_s: float
    """They were taken within so many seconds of each other."""


@dataclass(frozen=True, slots=True)
class ClockSolution:
    """The offset that reference events support."""

    offset_s: float
    """Seconds to add to the exhibit's clock to get true time."""
    uncertainty_s: float
    events: tuple[ReferenceEvent, ...]
    """Those that were used."""
    left_out: tuple[ReferenceEvent, ...] = ()
    """Those that do not fit the others."""
    note: str = ""
    """What the examiner should know (`the clock was set during use`)."""
