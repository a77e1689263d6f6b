"""An open case as the window works on it: what reads it, and the engine that works on it.

Nothing imported here brings a codec or a runtime into the window's process.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reid_desktop.adapters.maps.child import ChildMapFiles
from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.process.engine import QUERY
from reid_desktop.adapters.store.case import open_case
from reid_desktop.app.engine import start_engine
from reid_desktop.app.formats import EXPORT_TITLES
from reid_desktop.app.settings import Settings
from reid_desktop.domain.model_card import ModelStatus
from reid_desktop.services.browsing import Browsing
from reid_desktop.services.review_desk import ReviewDesk
from reid_desktop.services.travelling import Travelling
from reid_desktop.ui.desk import Desk


def open_desk(settings: Settings, folder: Path, library: Callable[[], list[ModelStatus]]) -> Desk:
    """Open the case for a window.

    :raises CaseError: it cannot be opened.
    """
    store = open_case(folder)
    engine = start_engine(settings, folder)

    def warm_and_list() -> list[ModelStatus]:
        engine.warm_up(QUERY)
        return library()

    maps = ChildMapFiles()

    def close() -> None:
        maps.close()
        engine.close()
        store.close()

    return Desk(
        case=folder,
        browsing=Browsing(store, ThumbnailNames(folder / "thumbs")),
        review=ReviewDesk(store),
        who=settings.examiner or store.facts().examiner,
        engine=engine,
        library=warm_and_list,
        export_formats=tuple(EXPORT_TITLES.items()),
        basemap_dir=settings.resources / "map",
        maps=maps,
        travelling=Travelling(store),
        close=close,
    )
