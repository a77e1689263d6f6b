"""The log of looking: who opened the case, and which pictures were looked at in full (LED Art. 25)."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock

OPENED, VIEWED = "case.open", "view"
MOST_WAITING = 50
WRITE_EVERY_S = 20.0


@dataclass(slots=True)
class _Look:
    """One object that was looked at and is not yet logged."""

    first_utc: str
    reason: str
    times: int = 1


class ViewLog:
    """Keeps what was looked at, and writes it into the log a batch at a time.

    What counts as a view: a picture opened in full, with the item or sighting it is of; not the small
    pictures that pass by in a list. Call `flush_if_due` every few seconds, and `close` at the end: what
    is not yet written is lost with the process. Safe from several threads.
    """

    def __init__(self, store: CaseStore, who: str, clock: Clock) -> None:
        """Log into `store`; where that can only be read, nothing is logged."""
        self._store = store
        self._who = who
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, _Look] = {}
        self._due_s: float | None = None

    def opened(self, reason: str = "") -> None:
        """Log at once that the case was opened to be looked at."""
        if not self._store.is_read_only:
            with self._store.transaction(self._who) as case:
                case.log(OPENED, "case", reason=reason)

    def saw_sighting(self, sighting_id: SightingId, reason: str = "") -> None:
        """Note that a sighting's picture was opened in full."""
        self._saw(f"sighting {sighting_id}", reason)

    def saw_media(self, media_id: MediaId, reason: str = "") -> None:
        """Note that a photo or video was opened in full."""
        self._saw(f"media {media_id}", reason)

    def flush_if_due(self) -> None:
        """Write what has waited long enough, or is much; cheap when nothing is due."""
        with self._lock:
            is_due = self._due_s is not None and (
                self._clock.monotonic_s() >= self._due_s or len(self._waiting) >= MOST_WAITING
            )
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Write what waits, one row an object.

        :raises CaseError: it cannot be written; it goes on waiting.
        """
        with self._lock:
            looks, self._waiting, self._due_s = self._waiting, {}, None
        if not looks or self._store.is_read_only:
            return
        try:
            with self._store.transaction(self._who) as case:
                for what, look in looks.items():
                    case.log(VIEWED, what, first_utc=look.first_utc, times=look.times, reason=look.reason)
        except CaseError:
            with self._lock:
                self._waiting = {**looks, **self._waiting}
                self._due_s = self._clock.monotonic_s() + WRITE_EVERY_S
            raise

    def close(self) -> None:
        """Write the rest.

        :raises CaseError: it cannot be written.
        """
        self.flush()

    def _saw(self, what: str, reason: str) -> None:
        now_utc = iso_utc(self._clock.now_utc_ms())
        with self._lock:
            look = self._waiting.get(what)
            if look is None:
                self._waiting[what] = _Look(now_utc, reason)
            else:
                look.times += 1
            if self._due_s is None:
                self._due_s = self._clock.monotonic_s() + WRITE_EVERY_S
