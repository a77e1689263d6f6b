"""What the timeline says of persons who are near each other in time."""

from collections.abc import Sequence
from datetime import tzinfo

from reid_desktop.ui.geometry.meetings import Encounter, Where
from reid_desktop.ui.geometry.time_text import stretch_text
from reid_desktop.ui.translating import tr

_MOST = 4


def encounter_lines(
    encounters: Sequence[Encounter], names: Sequence[str], lane: int, stretch: tuple[int, int], zone: tzinfo
) -> list[str]:
    """Return a line for each encounter of a lane within a stretch of time (the end not included)."""
    found = [
        one
        for one in encounters
        if lane in one.lanes and one.start_ms < stretch[1] and one.end_ms >= stretch[0]
    ]
    lines = [_words(one, names, lane, zone) for one in found[:_MOST]]
    return lines + (["…"] if len(found) > _MOST else [])


def _words(one: Encounter, names: Sequence[str], lane: int, zone: tzinfo) -> str:
    other = next((names[number] for number in one.lanes if number != lane), "")
    when = stretch_text(one.start_ms, one.end_ms, zone)
    if one.where is Where.SAME:
        return tr("with {name}, in one place: {when}", name=other, when=when)
    if one.where is Where.APART:
        return tr("near {name} in time, in another place: {when}", name=other, when=when)
    return tr("near {name} in time, a place is not known: {when}", name=other, when=when)
