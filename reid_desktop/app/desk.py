"""An open case as the window works on it: what reads it, and the engine that works on it.

Nothing imported here brings a codec or a runtime into the window's process.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from reid_desktop.adapters.maps.child import ChildMapFiles
from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.process.engine import QUERY
from reid_desktop.adapters.store.case import may_write, open_case
from reid_desktop.app.account import system_account
from reid_desktop.app.agency import agency_policy, recovery_keys
from reid_desktop.app.calibrations import open_calibrations
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.engine import start_engine
from reid_desktop.app.export_profiles import ProfileFile
from reid_desktop.app.formats import EXPORT_TITLES
from reid_desktop.app.judging import CommandedJudge
from reid_desktop.app.oversight import Oversight
from reid_desktop.app.settings import Settings
from reid_desktop.app.whole_cases import CommandedCases
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.export_profile import INTERNAL, ExportProfile
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.model_card import ModelStatus
from reid_desktop.ports.drawing import GetReadyRequest
from reid_desktop.ports.media import ThumbnailPaths
from reid_desktop.ports.store import CaseReader
from reid_desktop.services.browsing import Browsing
from reid_desktop.services.cards import Details
from reid_desktop.services.case_desk import CaseDesk
from reid_desktop.services.people_desk import PeopleDesk
from reid_desktop.services.review_desk import ReviewDesk
from reid_desktop.services.strengths import Strengths
from reid_desktop.services.travelling import Travelling
from reid_desktop.services.viewing import ViewLog
from reid_desktop.services.weighing import Weighing
from reid_desktop.ui.desk import Desk


def suggested_first(profiles: list[ExportProfile]) -> tuple[ExportProfile, ...]:
    """Return the profiles, the one that leaves nothing out before the others."""
    return tuple(sorted(profiles, key=lambda one: (one.name != INTERNAL.name, one.name)))


def key_names(folder: Path) -> tuple[tuple[str, bool], ...]:
    """Return the signing keys and whether each is locked, from their files alone: nothing is opened."""
    found = []
    for path in sorted(folder.glob("*.key.pem")):
        with suppress(OSError):
            head = path.read_text(encoding="ascii", errors="replace")[:80]
            found.append((path.name.removesuffix(".key.pem"), "ENCRYPTED" in head))
    return tuple(found)


class LoggedBrowsing(Browsing):
    """Browsing that leaves a trace: every sighting of which somebody looks at all that is known."""

    def __init__(self, store: CaseReader, thumbnails: ThumbnailPaths, views: ViewLog) -> None:
        """Log into `views`."""
        super().__init__(store, thumbnails)
        self._views = views

    def details(self, sighting_id: SightingId, model_key: str | None = None) -> Details | None:
        """Return all that is known of one sighting, or None if there is no such; log the look."""
        found = super().details(sighting_id, model_key)
        if found is not None:
            self._views.saw_sighting(sighting_id)
            with suppress(CaseError):  # another program holds the case: it goes on waiting
                self._views.flush_if_due()
        return found


def open_desk(settings: Settings, folder: Path, library: Callable[[], list[ModelStatus]]) -> Desk:
    """Open the case for a window; its log says so, and which sightings were looked at.

    :raises CaseError: it cannot be opened.
    """
    store = open_case(folder, read_only=not may_write(folder), account=system_account())
    who = settings.examiner or store.facts().examiner
    views = ViewLog(store, who, SystemClock())
    views.opened()
    oversight = Oversight(store, ThumbnailNames(folder / "thumbs"), agency_policy(settings.config))
    engine, maps = start_engine(settings, folder), ChildMapFiles()

    def warm_and_list() -> list[ModelStatus]:
        engine.warm_up(QUERY)
        return library()

    def close() -> None:
        maps.close()
        engine.close()
        with suppress(CaseError):  # a full disk, say: the window closes all the same
            views.close()
        store.close()

    return Desk(
        case=folder,
        browsing=LoggedBrowsing(store, ThumbnailNames(folder / "thumbs"), views),
        review=ReviewDesk(store),
        people=PeopleDesk(store),
        gatekeeper=oversight.gatekeeper,
        running=CaseDesk(store, oversight.gatekeeper),
        second_looks=oversight.second_looks,
        second_results=oversight.second_results,
        who=who,
        engine=engine,
        library=warm_and_list,
        export_formats=tuple(EXPORT_TITLES.items()),
        export_profiles=lambda: suggested_first(ProfileFile(settings.config).profiles()),
        save_profile=ProfileFile(settings.config).save,
        signing_keys=lambda: key_names(settings.keys),
        basemap_dir=settings.resources / "map",
        maps=maps,
        travelling=Travelling(store),
        whole_cases=CommandedCases(settings),
        judge=CommandedJudge(),
        recovery_keys=lambda: recovery_keys(settings.config),
        close=close,
        get_ready=partial(engine.submit, GetReadyRequest(), "Get ready"),
        weighing=Weighing(store, Strengths(store, open_calibrations(settings))),
    )
