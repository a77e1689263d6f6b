"""How far the clips in work have come: told while they run, and kept in the case so that they go on there."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import MediaItem
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock

KEEP_EVERY_S = 5.0
"""So much work on a clip may be lost at most when the process dies."""


@dataclass(slots=True)
class _Running:
    name: str
    duration_s: float | None
    begun_s: float
    """Of the clip, where this run began; minus one until the first frame."""
    started_s: float
    reached_s: float = 0.0


class ClipsInWork:
    """The clips that are being analysed, one a thread at most."""

    def __init__(
        self, store: CaseStore, model_key: str, clock: Clock, keep_every_s: float = KEEP_EVERY_S
    ) -> None:
        """Keep states in `store` after so many seconds of work on a clip."""
        self._store = store
        self._model_key = model_key
        self._clock = clock
        self._keep_every_s = keep_every_s
        self._running: dict[MediaId, _Running] = {}
        self._lock = threading.Lock()

    def memory(self, item: MediaItem, who: str) -> StoredClip:
        """Return the memory of one clip, from now on in work."""
        name = item.copies[0].device_path.rsplit("/", 1)[-1]
        with self._lock:
            self._running[item.media_id] = _Running(
                name, item.facts.duration_s, -1.0, self._clock.monotonic_s()
            )
        return StoredClip(self, item.media_id, who)

    def done(self, media_id: MediaId) -> None:
        """Let go of a clip."""
        with self._lock:
            self._running.pop(media_id, None)

    def now(self) -> tuple[str, float | None]:
        """Return the clip that needs longest, in words, and how many seconds of work it needs."""
        with self._lock:
            told = [_told(one, self._clock.monotonic_s()) for one in self._running.values() if one.reached_s]
        return max(told, key=lambda one: one[1] or 0.0, default=("", None))

    def reached(self, media_id: MediaId, time_s: float) -> None:
        """Note how far a clip has come."""
        with self._lock:
            running = self._running.get(media_id)
            if running is not None:
                running.begun_s = time_s if running.begun_s < 0 else running.begun_s
                running.reached_s = time_s

    def kept(self, media_id: MediaId) -> bytes | None:
        """Return what the case keeps of a clip."""
        return self._store.clip_progress(media_id, self._model_key)

    def keep(self, media_id: MediaId, who: str, until_s: float, state: bytes) -> None:
        """Have the case keep a state."""
        with self._store.transaction(who) as case:
            case.keep_clip_progress(media_id, self._model_key, until_s, state)

    def is_due(self, since_s: float) -> bool:
        """Tell whether a state last kept at `since_s` of the clock should be kept again."""
        return self.time_s() - since_s >= self._keep_every_s

    def time_s(self) -> float:
        """Return the clock's time."""
        return self._clock.monotonic_s()


class StoredClip:
    """A ClipMemory in the case."""

    def __init__(self, clips: ClipsInWork, media_id: MediaId, who: str) -> None:
        """Remember one clip."""
        self._clips = clips
        self._media_id = media_id
        self._who = who
        self._last_s = clips.time_s()

    def kept(self) -> bytes | None:
        """Return what the case keeps."""
        return self._clips.kept(self._media_id)

    def has_reached(self, time_s: float) -> bool:
        """Tell whether enough work was done since the last time."""
        self._clips.reached(self._media_id, time_s)
        return self._clips.is_due(self._last_s)

    def keep(self, until_s: float, state: bytes) -> None:
        """Have the case keep it."""
        self._clips.keep(self._media_id, self._who, until_s, state)
        self._last_s = self._clips.time_s()


def _told(one: _Running, now_s: float) -> tuple[str, float | None]:
    words = f"{one.name}: {_clock(one.reached_s)}"
    if not one.duration_s:
        return words, None
    rate = (one.reached_s - one.begun_s) / max(now_s - one.started_s, 1e-3)
    left_s = max(0.0, one.duration_s - one.reached_s)
    return f"{words} of {_clock(one.duration_s)}", left_s / rate if rate > 0 else None


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
