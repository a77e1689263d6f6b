"""The menu of what lies on the map: marks or heat, circles, legend, path in time, maps and overlays."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMenu, QWidget

from reid_desktop.ui.painting.map_layers import MapLayers
from reid_desktop.ui.text import plain

_LONGEST = 60
NO_PATH = ""


class MapMenu(QObject):
    """Builds the menu anew each time, for it lists what is there.

    Signals: path_wanted (str: one of the keys of `set_paths`, or `NO_PATH`), listing_wanted, file_wanted
    (str: a file that was chosen to be laid on the map).
    """

    path_wanted = Signal(str)
    listing_wanted = Signal()
    file_wanted = Signal(str)

    def __init__(
        self, layers: MapLayers, commands: Sequence[tuple[str, QAbstractButton]], owner: QWidget
    ) -> None:
        """Change `layers`; `commands` are buttons that the menu offers too."""
        super().__init__(owner)
        self._layers, self._owner = layers, owner
        self._commands = tuple(commands)
        self._paths: tuple[tuple[str, str], ...] = ()
        self._path = NO_PATH
        self._around: Callable[[QWidget], QMenu] | None = None

    def set_around(self, make: Callable[[QWidget], QMenu]) -> None:
        """Offer distances to choose within; `make` returns their menu."""
        self._around = make

    def set_paths(self, paths: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer paths as (key, title); `chosen` is the one shown."""
        self._paths, self._path = tuple(paths), chosen

    def popup(self, at: QPoint) -> None:
        """Show the menu at a place of the screen."""
        menu = self.build()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def build(self) -> QMenu:
        """Return a new menu."""
        menu = QMenu(self._owner)
        menu.setAccessibleName(self.tr("Layers of the map"))
        layers = self._layers
        for text, button in self._commands:
            action = menu.addAction(text)
            action.setCheckable(button.isCheckable())
            action.setChecked(button.isChecked())
            action.triggered.connect(button.click)
        if self._around is not None:
            menu.addMenu(self._around(menu))
        menu.addSeparator()
        _check(menu, self.tr("Heat map instead of marks"), layers.shows_heat, self._turn("shows_heat"))
        _check(menu, self.tr("Circles of accuracy"), layers.shows_circles, self._turn("shows_circles"))
        _check(menu, self.tr("Legend"), layers.shows_legend, self._turn("shows_legend"))
        _check(
            menu,
            self.tr("Names in their own script too"),
            layers.shows_own_names,
            self._turn("shows_own_names"),
        )
        self._add_paths(menu.addMenu(self.tr("Path in time")))
        if layers.can_add:
            menu.addSeparator()
            for path, archive in layers.archives.items():
                self._add_file(menu, path, archive.facts.name, archive.is_shown)
            add = menu.addAction(self.tr("Add a map (MBTiles, PMTiles)…"))
            add.triggered.connect(lambda _on=False: self.ask_archive())
            menu.addSeparator()
            for path, laid in layers.overlays.items():
                self._add_file(menu, path, laid.overlay.name, laid.is_shown)
            lay = menu.addAction(self.tr("Lay over GeoJSON, KML, KMZ or GPX…"))
            lay.triggered.connect(lambda _on=False: self.ask_overlay())
            self._add_removal(menu)
            listing = menu.addAction(self.tr("What lies on the map: order, opacity…"))
            listing.triggered.connect(lambda _on=False: self.listing_wanted.emit())
        return menu

    def ask_archive(self) -> None:
        """Ask for map archives."""
        kinds = self.tr("Maps (*.mbtiles *.pmtiles);;All files (*)")
        self._ask(self.tr("Add maps"), kinds, self._layers.add_archive)

    def ask_overlay(self) -> None:
        """Ask for overlays."""
        kinds = self.tr("Overlays (*.geojson *.json *.kml *.kmz *.gpx);;All files (*)")
        self._ask(self.tr("Lay over the map"), kinds, self._layers.add_overlay)

    def _ask(self, title: str, kinds: str, take: Callable[[str], None]) -> None:
        dialog = QFileDialog(self._owner, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(kinds)

        def took(chosen: Sequence[str]) -> None:
            for path in (str(PurePath(one)) for one in chosen):
                self.file_wanted.emit(path)
                take(path)

        dialog.filesSelected.connect(took)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_paths(self, menu: QMenu) -> None:
        for key, title in ((NO_PATH, self.tr("None")), *self._paths):
            _check(menu, _short(title), key == self._path, self._choosing(key))

    def _choosing(self, key: str) -> Callable[[bool], None]:
        def choose(_is_on: bool) -> None:
            self._path = key
            self.path_wanted.emit(key)

        return choose

    def _add_file(self, menu: QMenu, path: str, name: str, is_shown: bool) -> None:
        _check(menu, _short(name), is_shown, lambda is_on: self._layers.show_file(path, is_on))

    def _add_removal(self, menu: QMenu) -> None:
        named = [(path, one.facts.name) for path, one in self._layers.archives.items()]
        named += [(path, one.overlay.name) for path, one in self._layers.overlays.items()]
        removal = menu.addMenu(self.tr("Take off the map"))
        removal.setEnabled(bool(named))
        for path, name in named:
            action = removal.addAction(_short(name))
            action.triggered.connect(lambda _on=False, gone=path: self._layers.remove(gone))

    def _turn(self, name: str) -> Callable[[bool], None]:
        def turn(is_on: bool) -> None:
            setattr(self._layers, name, is_on)
            self._layers.changed.emit()

        return turn


def _check(menu: QMenu, text: str, is_on: bool, turn: Callable[[bool], None]) -> None:
    action = menu.addAction(text)
    action.setCheckable(True)
    action.setChecked(is_on)
    action.triggered.connect(turn)


def _short(name: str) -> str:
    """Return hostile text fit for a menu: visible, not too long, without a letter to press."""
    shown = plain(name)
    return (shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…").replace("&", "&&")
