"""What a window shows while it is toured."""

from __future__ import annotations

from reid_desktop.domain.ids import SightingId
from reid_desktop.services.browsing import View
from reid_desktop.services.cards import Card
from reid_desktop.ui.main_window import MainWindow

_MOST_LOOKED_THROUGH = 2000


def view_of(window: MainWindow) -> View:
    """Return what the gallery shows."""
    view = window.panels.workbench.view
    assert view is not None
    return view


def cards_of(window: MainWindow) -> list[Card]:
    """Return the cards of the sightings that the gallery lists, at most some thousands."""
    ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids[:_MOST_LOOKED_THROUGH]]
    return window.panels.desk.browsing.cards(ids)


def look_at(window: MainWindow, place: int) -> None:
    """Look at the sighting in a place of the gallery, if there is one."""
    ids = window.panels.gallery.model.ids
    if 0 <= place < len(ids):
        window.panels.selection.look_at(SightingId(int(ids[place])))
