"""What lies on the map besides the sightings: it is kept between two starts, and paths are fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from reid_desktop.domain.ids import PersonId, SightingId
from reid_desktop.ports.inspection import LaidRequest
from reid_desktop.services.browsing import View
from reid_desktop.services.travelling import Travelled

from . import text
from .dialogs.map_files import MapFilesDialog, Row
from .map_hashing import MapHashing
from .painting.map_layers import MapLayers
from .panels import Panels
from .preferences import Preferences
from .route_words import path_words, route_of
from .translating import tr
from .views.map_menu import NO_PATH

FIRST_CANDIDATES = 20
_CANDIDATES, _CONFIRMED, _SELECTION, _PERSON = "candidates", "confirmed", "selection", "person:"
Say = Callable[[str], None]


class Mapping(QObject):
    """Lays map files and paths on the map of a case."""

    def __init__(
        self, panels: Panels, preferences: Preferences, case: Path, say: Say, parent: QObject
    ) -> None:
        """Bring back what lay on the map; `say` tells why something cannot be shown."""
        super().__init__(parent)
        self._panels, self._preferences, self._case = panels, preferences, case
        self._chosen = NO_PATH
        self._persons: list[tuple[PersonId, str]] = []
        layers, menu = panels.map.layers, panels.map.menu
        layers.failed.connect(lambda problem: say(text.told(problem)))
        for path, opacity in preferences.map_opacities.items():
            layers.set_opacity(path, opacity)
        for path in preferences.map_hidden:
            layers.hide_at_first(path)
        self._coming = (preferences.map_archives, preferences.case_overlays(case))
        for path in self._coming[0]:
            layers.add_archive(path)
        for path in self._coming[1]:
            layers.add_overlay(path)
        self._hashing = MapHashing(panels.desk.maps, preferences, self)
        self._hashing.known.connect(self._on_hash)
        layers.changed.connect(self._keep)
        self._logged: dict[str, LaidRequest] = {}
        menu.listing_wanted.connect(self.list_files)
        menu.path_wanted.connect(self.choose_path)
        panels.map.path_closed.connect(lambda: self.choose_path(NO_PATH))
        panels.workbench.shown.connect(self._on_shown)
        panels.selection.changed.connect(lambda _origin: self._on_selection())

    def choose_path(self, key: str) -> None:
        """Show a path by its key, or none."""
        self._chosen = key
        self._offer()
        self._fetch()

    def _keep(self) -> None:
        layers = self._panels.map.layers
        # What was there and is still being read is not forgotten if the program ends now.
        archives, overlays = ([one for one in some if one in layers.awaited] for some in self._coming)
        self._preferences.map_archives = [*layers.archives, *archives]
        self._preferences.keep_case_overlays(self._case, [*layers.overlays, *overlays])
        if not layers.awaited:
            self._preferences.map_opacities = layers.opacities
            self._preferences.map_hidden = layers.hidden
        self._hashing.keep_to(set(layers.archives))
        self._log()

    def close(self) -> None:
        """Take no more hashes; blocks for the piece of a file in hand."""
        self._hashing.close()

    def _on_hash(self, path: str) -> None:
        """Have the hash of an archive logged, that lies on the map since a while."""
        laid = next((one for one in self._files() if one.path == path), None)
        if laid is not None:
            self._logged[path] = laid
            if laid.sha256:
                hashed = replace(laid, is_hashed=True, is_read_now=not self._hashing.is_recalled(path))
                self._panels.tasks.submit(hashed, tr("Note what lies on the map"))

    def _log(self) -> None:
        """Have it logged which files came onto the map, and which went."""
        there = {one.path: one for one in self._files()}
        for path in there.keys() - self._logged.keys():
            self._panels.tasks.submit(there[path], tr("Note what lies on the map"))
        for path in self._logged.keys() - there.keys():
            gone = replace(self._logged[path], is_on=False)
            self._panels.tasks.submit(gone, tr("Note what lies on the map"))
        self._logged = there

    def _files(self) -> list[LaidRequest]:
        """Return the files on the map."""
        layers = self._panels.map.layers
        archives = (one.facts for one in layers.archives.values())
        found = [
            LaidRequest(one.path, one.kind, one.name, self._hashing.hash_of(one.path), one.size_bytes)
            for one in archives
        ]
        overlays = (one.overlay for one in layers.overlays.values())
        return found + [LaidRequest(one.path, one.format, one.name, one.sha256) for one in overlays]

    def list_files(self) -> None:
        """List the files on the map, with what tells which they were, and change how they lie."""
        view = self._panels.map
        dialog = MapFilesDialog(view.window(), lambda: file_rows(view.layers, self._hashing))
        dialog.moved.connect(view.layers.move)
        dialog.faded.connect(view.layers.set_opacity)
        dialog.turned.connect(view.layers.turn)
        dialog.removed.connect(view.layers.remove)
        dialog.wanted.connect(view.show_file)
        view.layers.changed.connect(dialog.refresh)
        self._hashing.known.connect(dialog.refresh)
        dialog.show()

    def _on_shown(self, view: View, _is_live: bool) -> None:
        if view.record is None and self._chosen in (_CANDIDATES, _CONFIRMED):
            self._chosen = NO_PATH
        self._panels.reader.ask("path persons", self._panels.desk.travelling.persons, self._on_persons)
        self._fetch()

    def _on_persons(self, persons: list[tuple[PersonId, str]]) -> None:
        self._persons = persons
        self._offer()

    def _on_selection(self) -> None:
        if self._chosen == _SELECTION:
            self._fetch()

    def _offer(self) -> None:
        view = self._panels.workbench.view
        paths = [(_SELECTION, tr("Selected sightings"))]
        if view is not None and view.record is not None:
            count = min(FIRST_CANDIDATES, len(view.record.candidates))
            paths.append((_CONFIRMED, tr("Confirmed in this search")))
            words = text.plural(
                count, "First candidate, unconfirmed", "First {count} candidates, unconfirmed"
            )
            paths.append((_CANDIDATES, words))
        paths += [(f"{_PERSON}{number}", name) for number, name in self._persons]
        self._panels.map.menu.set_paths(paths, self._chosen)

    def _fetch(self) -> None:
        work = self._work()
        if work is None:
            self._panels.reader.drop("path")
            self._panels.map.show_route(None)
            return
        self._panels.reader.ask("path", work, self._on_path)

    def _work(self) -> Callable[[], Travelled] | None:
        travelling, view = self._panels.desk.travelling, self._panels.workbench.view
        if self._chosen.startswith(_PERSON):
            person = PersonId(int(self._chosen.removeprefix(_PERSON)))
            return lambda: travelling.path(travelling.confirmed_for(person))
        if self._chosen == _SELECTION:
            ids = [SightingId(int(one)) for one in self._panels.selection.ids]
            return lambda: travelling.path(ids)
        if view is None or view.record is None or self._chosen == NO_PATH:
            return None
        if self._chosen == _CANDIDATES:
            first = [one.sighting_id for one in view.record.candidates[:FIRST_CANDIDATES]]
            return lambda: travelling.path(first)
        search = view.record.search_id
        return lambda: travelling.path(travelling.confirmed_in(search))

    def _on_path(self, found: Travelled) -> None:
        self._panels.map.show_route(route_of(found.path), path_words(found))


def file_rows(layers: MapLayers, hashes: MapHashing) -> list[Row]:
    """Return a row for each file on the map, the topmost first."""
    shown = {True: tr("yes"), False: tr("no")}
    archives = [
        (
            one.facts.name,
            one.facts.kind,
            shown[one.is_shown],
            _percent(one.opacity),
            text.size(one.facts.size_bytes),
            hashes.words(path, tr("being taken …")),
            one.facts.attribution,
            path,
        )
        for path, one in layers.archives.items()
    ]
    overlays = [
        (
            one.overlay.name,
            one.overlay.format,
            shown[one.is_shown],
            _percent(one.opacity),
            text.counted(len(one.overlay.parts), "part", "parts"),
            one.overlay.sha256,
            "",
            path,
        )
        for path, one in layers.overlays.items()
    ]
    return [*reversed(overlays), *reversed(archives)]


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"
