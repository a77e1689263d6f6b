"""What stands above a group of cards."""

from __future__ import annotations

from math import floor

from reid_desktop.services.card_groups import By
from reid_desktop.services.cards import Card

from . import text
from .geometry.ground import degrees_text
from .translating import tr


def group_title(by: By, card: Card | None) -> str:
    """Return what all cards of a group share, by its first card; empty until that has come."""
    if card is None:
        return ""
    if by is By.EXHIBIT:
        return tr("no exhibit") if card.exhibit_id is None else text.plain(card.exhibit_id)
    if by is By.CLIP:
        return f"{tr(text.KINDS[card.kind])} {text.plain(card.name)}"
    if by is By.DAY:
        utc_ms = card.shown_utc_ms
        return tr("no time known") if utc_ms is None else f"{text.moment(utc_ms)[:10]} UTC"
    if card.place is None:
        return tr("no place known")
    if not card.place_name:
        return text.coordinates(card.place)
    # several neighbourhoods have the name of one town
    north, east = (floor(one * 100) / 100 for one in (card.place.latitude_deg, card.place.longitude_deg))
    return f"{text.told(card.place_name)}  ·  {degrees_text(north, east, 2)}"


def group_count(cards: int, sightings: int) -> str:
    """Return how many cards a group has, and how many more sightings, of whatever group, they stand for."""
    words = text.counted(cards, "sighting", "sightings")
    more = sightings - cards
    return f"{words} · {tr('{number} more folded', number=text.number(more))}" if more > 0 else words


def group_words(by: By, card: Card | None, cards: int, sightings: int) -> str:
    """Return the heading of a group in one line, for screen readers."""
    return text.labelled(group_title(by, card), group_count(cards, sightings))
