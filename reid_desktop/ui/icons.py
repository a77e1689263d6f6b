"""Our icons: drawn as strokes, coloured from the palette, changed with the theme."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel

from .turns import Turns

_SIZES_PX = (16, 20, 24)
"""On a screen of 96 dpi; denser ones are drawn for as they are."""

Wearer = QAction | QAbstractButton | QLabel


class IconShelf(QObject):
    """Hands out icons by name and colours them anew when the palette changes."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Read the drawings from `folder`, each when it is first needed."""
        super().__init__(parent)
        self._folder = folder
        self._drawings: dict[str, str] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._worn: dict[Wearer, tuple[str, int]] = {}
        self._sides_px = _sides_px()
        self._turns = Turns(self)

    def icon(self, name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
        """Return an icon in the colour that `role` has now."""
        palette = QGuiApplication.palette()
        colour = palette.color(role).name()
        faint = palette.color(QPalette.ColorGroup.Disabled, role).name()
        key = (name, colour)
        if key not in self._icons:
            icon = QIcon()
            for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, faint)):
                drawing = self._drawing(name, ink)
                for side_px in self._sides_px:
                    icon.addPixmap(_painted(drawing, side_px), mode)
            self._icons[key] = icon
        return self._icons[key]

    def pixmap(self, name: str, side_px: int, colour: str) -> QPixmap:
        """Return one picture of an icon, sharp on dense screens too."""
        ratio = QGuiApplication.primaryScreen().devicePixelRatio()
        picture = _painted(self._drawing(name, colour), round(side_px * ratio))
        picture.setDevicePixelRatio(ratio)
        return picture

    def dress(self, wearer: Wearer, name: str, side_px: int = 20) -> None:
        """Give an action, button or label an icon that follows the theme."""
        if wearer not in self._worn:
            wearer.destroyed.connect(lambda: self._worn.pop(wearer, None))
        self._worn[wearer] = (name, side_px)
        self._put_on(wearer, name, side_px)

    def undress(self, wearer: Wearer) -> None:
        """Let something wear what it likes from now on, such as the picture of somebody."""
        self._worn.pop(wearer, None)

    def recolour(self) -> None:
        """Give every wearer the icon in the new colours: at once where it is seen, soon after elsewhere.

        Each is drawn once a theme and set of screens.
        """
        sides_px = _sides_px()
        if sides_px != self._sides_px:
            self._sides_px = sides_px
            self._icons.clear()
        hidden: list[Wearer] = []
        for wearer in list(self._worn):
            if _is_seen(wearer):
                self._renew(wearer)
            else:
                hidden.append(wearer)
        self._turns.begin(partial(self._renew, wearer) for wearer in hidden)

    def _renew(self, wearer: Wearer) -> None:
        worn = self._worn.get(wearer)
        if worn is not None:  # else it is gone by now
            self._put_on(wearer, *worn)

    def _put_on(self, wearer: Wearer, name: str, side_px: int) -> None:
        if isinstance(wearer, QLabel):
            colour = QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText).name()
            wearer.setPixmap(self.pixmap(name, side_px, colour))
        else:
            wearer.setIcon(self.icon(name))

    def _drawing(self, name: str, colour: str) -> QSvgRenderer:
        if name not in self._drawings:
            self._drawings[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        return QSvgRenderer(QByteArray(self._drawings[name].replace("currentColor", colour).encode()))


def _is_seen(wearer: Wearer) -> bool:
    """Tell whether an icon can be seen now; a menu that is open is not, for it closes first."""
    if isinstance(wearer, QAction):
        return any(isinstance(one, QAbstractButton) and one.isVisible() for one in wearer.associatedObjects())
    return wearer.isVisible()


def _painted(drawing: QSvgRenderer, side_px: int) -> QPixmap:
    picture = QPixmap(side_px, side_px)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter)
    painter.end()
    return picture


def _sides_px() -> list[int]:
    """Return how large icons are drawn for the screens that there are, ascending."""
    ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    return sorted({round(side_px * ratio) for side_px in _SIZES_PX for ratio in ratios})
