"""What the flags of a media item are called, and what they mean, one sentence each."""

from __future__ import annotations

from dataclasses import dataclass

from reid_desktop.domain.flags import MediaFlag

from .translating import said, tr

_FLAG = MediaFlag


@dataclass(frozen=True, slots=True)
class FlagWords:
    """How a flag is shown."""

    name: str
    sentence: str
    warns: bool = True


FLAGS: dict[MediaFlag, FlagWords] = {
    _FLAG.TIMES_DISAGREE: FlagWords(
        said("Times disagree"),
        said("Two of the times that were found cannot both be right."),
    ),
    _FLAG.GPS_TIME_DISAGREES: FlagWords(
        said("GPS time disagrees"),
        said("The satellite time and the camera clock fit no time zone."),
    ),
    _FLAG.NAME_DISAGREES: FlagWords(
        said("File name disagrees"),
        said("The date in the file's name is not the date inside the file."),
    ),
    _FLAG.PLACES_DISAGREE: FlagWords(
        said("Places disagree"),
        said("Two of the places that were found cannot both be right."),
    ),
    _FLAG.EDITED: FlagWords(
        said("Edited"),
        said("It was written by software that edits pictures, or changed after it was taken."),
    ),
    _FLAG.STRIPPED: FlagWords(
        said("Stripped"),
        said("It carries no camera facts at all, as messengers leave pictures."),
        warns=False,
    ),
    _FLAG.CLOCK_AMBIGUOUS: FlagWords(
        said("Hour doubled or left out"),
        said("Daylight saving time doubles or leaves out this hour in its zone."),
    ),
    _FLAG.IMPOSSIBLE_TIME: FlagWords(
        said("Impossible date"),
        said("A date was found that cannot be: zero, before cameras, or in the future."),
    ),
    _FLAG.IMPOSSIBLE_PLACE: FlagWords(
        said("Impossible place"),
        said("A position was found that cannot be, such as zero degrees both ways."),
    ),
    _FLAG.ZONE_ASSUMED: FlagWords(
        said("Zone assumed"),
        said("No time zone is known: the camera clock was read as UTC and may be 14 hours off."),
    ),
    _FLAG.DAMAGED: FlagWords(
        said("Damaged"),
        said("The file is cut short or broken; it was read as far as it goes."),
    ),
    _FLAG.CORRECTED: FlagWords(
        said("Corrected by hand"),
        said("Somebody corrected time or place; what was found is still shown."),
        warns=False,
    ),
}

DISAGREE = (
    _FLAG.TIMES_DISAGREE | _FLAG.GPS_TIME_DISAGREES | _FLAG.NAME_DISAGREES | _FLAG.PLACES_DISAGREE
)  # fmt: skip
"""Flags of facts that contradict each other."""


def flags_in(flags: MediaFlag) -> list[tuple[MediaFlag, FlagWords]]:
    """Return the flags that are set with their words, in the order of their list."""
    return [(flag, spoken(words)) for flag, words in FLAGS.items() if flag & flags]


def spoken(words: FlagWords) -> FlagWords:
    """Return the words of a flag in the language of the window."""
    return FlagWords(tr(words.name), tr(words.sentence), words.warns)
