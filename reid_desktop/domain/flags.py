"""Warnings about media items that can be filtered for."""

from __future__ import annotations

from enum import IntFlag


class MediaFlag(IntFlag):
    """What deserves a second look; stored as a bit mask, so values are never reused."""

    NONE = 0
    TIMES_DISAGREE = 1
    """Two claims about the time cannot both be right."""
    GPS_TIME_DISAGREES = 2
    """The satellite fix and the camera clock do not fit any zone."""
    NAME_DISAGREES = 4
    """The date in the file name and the one inside differ."""
    PLACES_DISAGREE = 8
    EDITED = 16
    """Software that edits pictures has written it, or it says it was changed after it was taken."""
    STRIPPED = 32
    """No camera facts at all, as messengers leave it."""
    CLOCK_AMBIGUOUS = 64
    """Daylight saving doubles or leaves out this hour."""
    IMPOSSIBLE_TIME = 128
    """A date was there that cannot be: zero, before cameras, in the future."""
    IMPOSSIBLE_PLACE = 256
    ZONE_ASSUMED = 512
    """No zone is known: the clock was read as UTC."""
    DAMAGED = 1024
    """Cut short or broken, read as far as it goes."""
    CORRECTED = 2048
    """Somebody corrected time or place by hand."""
