"""What stands above a group of cards."""

from __future__ import annotations

from reid_desktop.services.card_groups import By
from reid_desktop.services.cards import Card

from . import text
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
    return text.told(card.place_name or "") or text.coordinates(card.place)


def group_words(by: By, card: Card | None, sightings: int) -> str:
    """Return the heading of a group in one line, for screen readers."""
    many = text.counted(sightings, "sighting", "sightings")
    return f"{group_title(by, card)}: {many}"
