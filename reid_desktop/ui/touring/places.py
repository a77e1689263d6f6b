"""Places: everything that the map shows, from the whole world down to one street."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtCore import QPointF, Qt

from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.engine import CorrectRequest
from reid_desktop.ui.geometry.place_finder import FoundPlace
from reid_desktop.ui.main_window import MainWindow

from .camera import Camera
from .hands import click, drag, let_go, press_key
from .main_job import begin_search
from .overlay_files import write_overlays
from .showing import cards_of, view_of
from .times import times

_ARCHIVES = frozenset({".mbtiles", ".pmtiles"})
_STREET_ZOOM, _TOWN_ZOOM = 18.3, 13.0
_STREET_M = 40.0
_FIJI_DEG = ((-16.80, 179.97), (-16.83, -179.96), (-17.60, 177.45))
"""On either side of the antimeridian, and a little off."""


def places_and_times(camera: Camera, window: MainWindow) -> None:
    """Show candidates, areas, layers, corrected places and paths on the map; then the timeline."""
    begin_search(camera, window)
    window.framing.show_only(("spacetime",))
    _fit(window)
    camera.keep(window, "candidates")
    window.actions_table["clear_search"].trigger()
    camera.rest(window)
    _fit(window)
    camera.keep(window, "all")
    if len(view_of(window).points.ids):
        _areas(camera, window)
        _looks(camera, window)
        _layers(camera, window)
        _corrected(camera, window)
    _nothing(camera, window)
    times(camera, window)
    window.framing.lay_out()


def _fit(window: MainWindow) -> None:
    window.panels.map.fit()
    window.panels.timeline.fit()


def _areas(camera: Camera, window: MainWindow) -> None:
    """Choose by a click on a cluster, by a lasso, by a distance."""
    map_ = window.panels.map
    centre, _ = max(map_.bubbles_in_view(), key=lambda bubble: len(bubble[1]))
    click(map_, centre)
    camera.keep(window, "cluster-clicked")
    window.panels.selection.clear()
    # The view is fitted anew at each size: an area is drawn where the marks lie at the first of them.
    centre, _ = max(map_.bubbles_in_view(), key=lambda bubble: len(bubble[1]))
    press_key(map_, Qt.Key.Key_L)
    turns = (math.radians(angle) for angle in range(0, 360, 15))
    way = [
        centre + QPointF(64 * math.cos(turn), 46 * math.sin(turn) + 6 * math.sin(3 * turn)) for turn in turns
    ]
    drag(map_, way)
    camera.keep(window, "lasso")
    press_key(map_, Qt.Key.Key_Escape)
    camera.rest(window)
    centre, _ = max(map_.bubbles_in_view(), key=lambda bubble: len(bubble[1]))
    press_key(map_, Qt.Key.Key_R)
    drag(map_, (centre, centre + QPointF(30, 10), centre + QPointF(58, 20)), lets_go=False)
    camera.keep(window, "by-distance-drawn")
    let_go(map_, centre + QPointF(58, 20))
    camera.keep(window, "by-distance")
    press_key(map_, Qt.Key.Key_Escape)
    camera.rest(window)


def _looks(camera: Camera, window: MainWindow) -> None:
    """Show heat, the table, circles of accuracy in a street, and a place that was looked for."""
    map_ = window.panels.map
    map_.layers.shows_heat = True
    map_.layers.changed.emit()
    camera.keep(window, "heat")
    map_.layers.shows_heat = False
    map_.layers.changed.emit()
    press_key(map_, Qt.Key.Key_T)
    camera.keep(window, "table-beside")
    press_key(map_, Qt.Key.Key_T)
    points = view_of(window).points
    known = np.flatnonzero(~np.isnan(points.accuracy_m))
    which = int(known[np.argmax(points.accuracy_m[known] < _STREET_M)]) if len(known) else 0
    window.panels.selection.look_at(SightingId(int(points.ids[which])))
    map_.show_spot(float(points.latitude_deg[which]), float(points.longitude_deg[which]), _STREET_ZOOM)
    camera.keep(window, "circles-of-accuracy")
    map_.go_to(FoundPlace("Schöneberg", 52.4832, 13.3561, _TOWN_ZOOM, "Germany"))
    map_.find_place()
    map_.finder.field.setText("Schö")
    camera.wait("the places found", lambda: map_.finder.found.count() > 0)
    camera.keep(window, "place-found")
    map_.finder.close_again()
    map_.unpin()
    map_.fit()


def _layers(camera: Camera, window: MainWindow) -> None:
    """Lay overlays and archives on the map, and list them."""
    layers, points = window.panels.map.layers, view_of(window).points
    place = float(points.latitude_deg[0]), float(points.longitude_deg[0])
    with TemporaryDirectory(prefix="reid-tour-overlays-") as folder:
        files = write_overlays(Path(folder), *place)
        for path in files:
            layers.add_overlay(str(path))
        camera.wait("the overlays", lambda: len(layers.overlays) == len(files))
        window.panels.map.show_file(str(files[0]))
        camera.keep(window, "overlays")
        for path in camera.stops.maps:
            _lay(camera, window, path)
        window.mapping.list_files()
        camera.keep_dialog(window, "files-on-the-map")
        for laid in [*layers.overlays, *layers.archives]:
            layers.remove(laid)
    window.panels.map.fit()


def _lay(camera: Camera, window: MainWindow, path: Path) -> None:
    """Lay a file of one's own on the map, alone among its kind, and go there."""
    layers = window.panels.map.layers
    if path.suffix.lower() in _ARCHIVES:
        layers.add_archive(str(path))
    else:
        layers.add_overlay(str(path))
    camera.wait(f"the map {path.name}", lambda: str(path) in {*layers.archives, *layers.overlays})
    map_, archive = window.panels.map, layers.archives.get(str(path))
    map_.show_file(str(path))
    if archive is not None and map_.viewport.zoom < archive.facts.min_zoom:
        map_.zoom_by(archive.facts.min_zoom + 0.5 - map_.viewport.zoom)
    camera.keep(window, f"map-{path.stem}")
    layers.show_file(str(path), False)


def _corrected(camera: Camera, window: MainWindow) -> None:
    """Move some photos to the antimeridian by hand; follow a path that nobody can have gone."""
    moved = _close_in_time(window)[: len(_FIJI_DEG)]
    media = {one.sighting_id: one.media_id for one in cards_of(window)}
    for sighting, (latitude_deg, longitude_deg) in zip(moved, _FIJI_DEG, strict=False):
        place = Place(latitude_deg, longitude_deg, PlaceSource.MANUAL, 400.0)
        request = CorrectRequest((media[sighting],), Corrected.PLACE, "for the tour", place=place)
        window.panels.tasks.submit(request, "Correct the place")
    camera.wait_for_work(window, "the corrections")
    _fit(window)
    camera.keep(window, "corrected-by-hand")
    window.panels.selection.select(np.array(sorted(int(one) for one in moved), np.int64))
    window.mapping.choose_path("selection")
    camera.rest(window)
    window.panels.map.show_spot(-17.0, 179.0, 7.0)
    camera.keep(window, "antimeridian")
    others = _close_in_time(window)[len(_FIJI_DEG) : len(_FIJI_DEG) + 6]
    window.panels.selection.select(np.array(sorted(int(one) for one in (*moved, *others)), np.int64))
    camera.wait("the path", lambda: window.panels.map.layers.route is not None)
    window.panels.map.fit()
    camera.keep(window, "path-nobody-can-have-gone")
    window.mapping.choose_path("")
    window.panels.selection.clear()
    window.panels.map.fit()


def _close_in_time(window: MainWindow) -> list[SightingId]:
    """Return placed and timed sightings of different photos, the newest first."""
    points, seen, found = view_of(window).points, set[int](), list[SightingId]()
    media = {one.sighting_id: int(one.media_id) for one in cards_of(window) if one.start_s is None}
    order = np.argsort(-points.time_utc_ms)
    for one in points.ids[order].tolist():
        owner = media.get(SightingId(one))
        if owner is not None and owner not in seen:
            seen.add(owner)
            found.append(SightingId(one))
    return found


def _nothing(camera: Camera, window: MainWindow) -> None:
    """Show what has no place, and what lets nothing through at all."""
    before = window.panels.workbench.question.filters
    window.panels.map.unplaced_wanted.emit()
    camera.keep(window, "no-place-known")
    window.panels.workbench.set_filters(replace(before, camera="a camera that nobody has"))
    camera.keep(window, "nothing-passes")
    window.panels.workbench.set_filters(before)
    camera.rest(window)
    _fit(window)
