"""The time zones that can be chosen."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """Return the IANA names, sorted; looks at files the first time."""
    return tuple(sorted(available_timezones()))
