"""The real clock."""

from __future__ import annotations

import time


class SystemClock:
    """Tells the time of this computer."""

    def now_utc_ms(self) -> int:
        """Return milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000

    def monotonic_s(self) -> float:
        """Return seconds that never jump."""
        return time.monotonic()
