"""What the flags of a media item are called, and what they mean, one sentence each."""

from __future__ import annotations

from dataclasses import dataclass

from reid_desktop.domain.flags import MediaFlag

_FLAG = MediaFlag


@dataclass(frozen=True, slots=True)
class FlagWords:
    """How a flag is shown."""

    name: str
    sentence: str
    warns: bool = True


FLAGS: dict[MediaFlag, FlagWords] = {
    _FLAG.TIMES_DISAGREE: FlagWords(
        "Times disagree", "Two of the times that were found cannot both be right."
    ),
    _FLAG.GPS_TIME_DISAGREES: FlagWords(
        "GPS time disagrees", "The satellite time and the camera clock fit no time zone."
    ),
    _FLAG.NAME_DISAGREES: FlagWords(
        "File name disagrees", "The date in the file's name is not the date inside the file."
    ),
    _FLAG.PLACES_DISAGREE: FlagWords(
        "Places disagree", "Two of the places that were found cannot both be right."
    ),
    _FLAG.EDITED: FlagWords(
        "Edited", "It was written by software that edits pictures, or changed after it was taken."
    ),
    _FLAG.STRIPPED: FlagWords(
        "Stripped", "It carries no camera facts at all, as messengers leave pictures.", warns=False
    ),
    _FLAG.CLOCK_AMBIGUOUS: FlagWords(
        "Hour doubled or left out", "Daylight saving time doubles or leaves out this hour in its zone."
    ),
    _FLAG.IMPOSSIBLE_TIME: FlagWords(
        "Impossible date", "A date was found that cannot be: zero, before cameras, or in the future."
    ),
    _FLAG.IMPOSSIBLE_PLACE: FlagWords(
        "Impossible place", "A position was found that cannot be, such as zero degrees both ways."
    ),
    _FLAG.ZONE_ASSUMED: FlagWords(
        "Zone assumed", "No time zone is known: the camera clock was read as UTC and may be 14 hours off."
    ),
    _FLAG.DAMAGED: FlagWords("Damaged", "The file is cut short or broken; it was read as far as it goes."),
    _FLAG.CORRECTED: FlagWords(
        "Corrected by hand", "Somebody corrected time or place; what was found is still shown.", warns=False
    ),
}  # fmt: skip

DISAGREE = (
    _FLAG.TIMES_DISAGREE | _FLAG.GPS_TIME_DISAGREES | _FLAG.NAME_DISAGREES | _FLAG.PLACES_DISAGREE
)  # fmt: skip
"""Flags of facts that contradict each other."""


def flags_in(flags: MediaFlag) -> list[tuple[MediaFlag, FlagWords]]:
    """Return the flags that are set with their words, in the order of their list."""
    return [(flag, words) for flag, words in FLAGS.items() if flag & flags]
