"""The colours of the map, for a light and for a dark palette."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

from reid_desktop.ui import colours
from reid_desktop.ui.colours import colours_of


@dataclass(frozen=True, slots=True)
class MapColours:
    """What the base map and the marks on it are painted with, as #rrggbb."""

    sea: str
    land: str
    coast: str
    border: str
    province: str
    river: str
    country_text: str
    place_text: str
    place_dot: str
    halo: str
    grid: str
    mark: str
    mark_text: str
    chosen: str
    chosen_text: str
    rim: str
    current: str
    panel: str
    panel_text: str
    panel_edge: str
    confirmed: str
    excluded: str
    flagged: str
    heat_low: str
    heat_middle: str
    heat_high: str

    @classmethod
    def of(cls, palette: QPalette) -> "MapColours":
        """Return the colours that go with the theme of a palette."""
        return _OF_THEME[colours_of(palette)]


def is_dark(palette: QPalette) -> bool:
    """Tell whether the theme of a palette has light text on a dark window."""
    return colours_of(palette) is not colours.LIGHT


def is_dark_colour(colour: str) -> bool:
    """Tell whether text on a colour has to be light."""
    return QColor(colour).lightness() < 128


def translucent(colour: str, alpha: int) -> QColor:
    """Return a colour with an opacity of 0..255."""
    mixed = QColor(colour)
    mixed.setAlpha(alpha)
    return mixed


LIGHT = MapColours(
    sea="#cfe0ea",
    land="#f7f5f0",
    coast="#86a3b4",
    border="#b3a3b0",
    province="#ddd5dc",
    river="#b4cfdf",
    country_text="#6a6475",
    place_text="#2c3036",
    place_dot="#59616a",
    halo="#f7f5f0",
    grid="#7d93a1",
    mark="#1f5f99",
    mark_text="#ffffff",
    chosen="#c2410c",
    chosen_text="#ffffff",
    rim="#ffffff",
    current="#a3126b",
    panel="#ffffff",
    panel_text="#23272c",
    panel_edge="#9aa5ae",
    confirmed="#1b7a3d",
    excluded="#5f6870",
    flagged="#b3261e",
    heat_low="#5b8fc0",
    heat_middle="#8e4b9e",
    heat_high="#c2410c",
)
DARK = MapColours(
    sea="#121a22",
    land="#27303a",
    coast="#557086",
    border="#6b6073",
    province="#3c4049",
    river="#2c4558",
    country_text="#a3a9b8",
    place_text="#dde2e7",
    place_dot="#aab3bc",
    halo="#1b232b",
    grid="#5f7485",
    mark="#7db6e6",
    mark_text="#0b1722",
    chosen="#ffae57",
    chosen_text="#241302",
    rim="#10171e",
    current="#ff7ac3",
    panel="#1d252d",
    panel_text="#e4e8ec",
    panel_edge="#55626e",
    confirmed="#6fcf8e",
    excluded="#98a2ab",
    flagged="#ff8a80",
    heat_low="#3d6f9e",
    heat_middle="#b87fd0",
    heat_high="#ffe08a",
)
CONTRAST = MapColours(
    sea="#000000",
    land="#202020",
    coast="#d0d0d0",
    border="#c8b400",
    province="#787878",
    river="#3f8fc4",
    country_text="#ffe66b",
    place_text="#ffffff",
    place_dot="#ffffff",
    halo="#000000",
    grid="#a8a8a8",
    mark="#7fd0ff",
    mark_text="#000000",
    chosen="#ffb347",
    chosen_text="#000000",
    rim="#000000",
    current="#ff8ad8",
    panel="#000000",
    panel_text="#ffffff",
    panel_edge="#ffffff",
    confirmed="#6cff8f",
    excluded="#c8c8c8",
    flagged="#ff8a80",
    heat_low="#4d9fe0",
    heat_middle="#d48cff",
    heat_high="#ffff70",
)
_OF_THEME = {colours.LIGHT: LIGHT, colours.DARK: DARK, colours.CONTRAST: CONTRAST}
