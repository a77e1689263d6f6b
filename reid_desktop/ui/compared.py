"""What is known of the two who are compared, in a line and in warnings."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtGui import QImage

from reid_desktop.domain.geometry import Box
from reid_desktop.ports.inspection import CloseUpRequest
from reid_desktop.services.cards import Card, Details

from . import text
from .flag_words import flags_in
from .translating import tr

_SIZE = "{wide}\u00a0\u00d7\u00a0{high}\u00a0px"
"""Never broken over two lines."""
_HIDDEN = 0.25
"""From this share on, being covered by others is worth a warning."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: how to get its pixels, and what to say of it."""

    request: CloseUpRequest | None
    """None where only `image` is left."""
    words: str
    doubts: tuple[str, ...]
    box: Box | None
    image: QImage = field(default_factory=QImage)


def line_of(card: Card) -> str:
    """Return when, where and in which exhibit, each with how it is known."""
    parts = [f"{text.moment_utc(card.shown_utc_ms)} ({text.known_time(card.time)})"]
    if card.place is not None:
        where = text.told(card.place_name) if card.place_name else text.coordinates(card.place)
        parts.append(f"{where} ({tr(text.PLACE_SOURCES[card.place.source])})")
    else:
        parts.append(tr("no place known"))
    if card.exhibit_id is not None:
        parts.append(text.plain(card.exhibit_id))
    parts.append(_SIZE.format(wide=card.box.width_px, high=card.box.height_px))
    return text.side_by_side(parts, "\u00a0· ")  # no line begins with a dot


def doubts_of(details: Details) -> tuple[str, ...]:
    """Return everything about a sighting that deserves a second look."""
    found = [text.labelled(words.name, words.sentence) for _, words in flags_in(details.media.flags)]
    quality = details.assessment
    if quality is not None and quality.truncated:
        found.append(tr("The person is cut by the edge of the picture."))
    if quality is not None and quality.overlap is not None and quality.overlap > _HIDDEN:
        found.append(tr("Others cover {share} of the person.", share=f"{quality.overlap:.0%}"))
    if details.card.time is not None and details.card.time.source in text.DOUBTFUL:
        found.append(tr("The time is doubtful: {how}.", how=text.known_time(details.card.time)))
    return tuple(found)
