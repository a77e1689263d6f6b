"""The buttons and chips that lie on the map."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from reid_desktop.ui.painting.map_chip import (
    ChipButton,
    SignButton,
    draw_circle,
    draw_find,
    draw_fit,
    draw_lasso,
    draw_layers,
    draw_minus,
    draw_plus,
    draw_table,
    draw_window,
)
from reid_desktop.ui.text import number, plural

translate = QCoreApplication.translate

_MARGIN_PX = 10
_GAP_PX = 4
_FOOT_PX = 42
"""Where the sources of the base map are named, and a gap above."""


class MapControls:
    """Makes and places the map's buttons; the view connects them."""

    def __init__(self, owner: QWidget) -> None:
        """Make the buttons as children of the map."""
        self._owner = owner
        self.unplaced = ChipButton(owner)
        self.area = ChipButton(owner)
        self.area.hide()
        self.path = ChipButton(owner)
        self.path.hide()
        self.closer = SignButton(
            owner, draw_plus, translate("MapControls", "Zoom in"), translate("MapControls", "Zoom in (+)")
        )
        self.farther = SignButton(
            owner, draw_minus, translate("MapControls", "Zoom out"), translate("MapControls", "Zoom out (-)")
        )
        self.fit = SignButton(
            owner,
            draw_fit,
            translate("MapControls", "Show all sightings"),
            translate("MapControls", "Show all sightings (Home)"),
        )
        self._make_tools(owner)

    def _make_tools(self, owner: QWidget) -> None:
        """Make what draws areas, and what opens layers and list."""
        self.lasso = SignButton(
            owner,
            draw_lasso,
            translate("MapControls", "Draw an area"),
            translate("MapControls", "Draw an area with the mouse (L); a rectangle: Shift and drag"),
        )
        self.lasso.setCheckable(True)
        self.window = SignButton(
            owner,
            draw_window,
            translate("MapControls", "Choose what is in view"),
            translate("MapControls", "Choose the sightings in view as an area (V)"),
        )
        self.circle = SignButton(
            owner,
            draw_circle,
            translate("MapControls", "Choose by distance"),
            translate("MapControls", "Choose what lies within a distance: drag from the middle outwards (R)"),
        )
        self.circle.setCheckable(True)
        self.layers = SignButton(
            owner,
            draw_layers,
            translate("MapControls", "Layers"),
            translate("MapControls", "Maps, overlays, heat, path in time, legend (M)"),
        )
        self.table = SignButton(
            owner,
            draw_table,
            translate("MapControls", "List of the sightings in view"),
            translate("MapControls", "List the sightings in view beside the map (T)"),
        )
        self.table.setCheckable(True)
        self.find = SignButton(
            owner,
            draw_find,
            translate("MapControls", "Go to a place"),
            translate("MapControls", "Go to a town, country or coordinates (F)"),
        )
        areas = (self.lasso, self.circle, self.window)
        self._column = (self.closer, self.farther, self.fit, self.find, *areas, self.layers, self.table)
        self._few = (self.closer, self.farther, self.fit, self.layers)

    def say_unplaced(self, count: int) -> None:
        """Show how many sightings have no place."""
        self.unplaced.show_text(
            translate("MapControls", "no place known: {count}").format(count=number(count)),
            translate("MapControls", "Show the sightings whose place is not known"),
            is_quiet=count == 0,
        )
        self.arrange()

    def say_area(self, count: int | None) -> None:
        """Show how many sightings the area holds and that a click clears it; None: no area."""
        if count is not None:
            text = translate("MapControls", "area: {count}  ✕").format(count=number(count))
            self.area.show_text(text, translate("MapControls", "Clear the area (Esc)"))
            self.area.setAccessibleName(
                plural(count, "Clear the area of {count} sighting", "Clear the area of {count} sightings")
            )
        self.area.setVisible(count is not None)
        self.arrange()

    def say_path(self, text: str) -> None:
        """Show what is to be said of the path in time, and that a click takes it off; empty: no path."""
        if text:
            self.path.show_text(f"{text}  ✕", translate("MapControls", "Take the path off the map"))
            self.path.setAccessibleName(text)
        self.path.setVisible(bool(text))
        self.arrange()

    def arrange(self) -> None:
        """Place everything for the size of the map: chips at the upper left, buttons at the right."""
        shown, rows = self._arrange_buttons()
        columns = -(-len(shown) // rows)
        x = _MARGIN_PX
        y, room = _MARGIN_PX, self._owner.width() - columns * (self.fit.width() + _GAP_PX) - 2 * _MARGIN_PX
        for chip in (self.unplaced, self.area, self.path):
            chip.limit_width(max(60, room - _MARGIN_PX))
            if chip.isHidden():
                continue
            if x > _MARGIN_PX and x + chip.width() > room:  # no room in the row
                x, y = _MARGIN_PX, y + chip.height() + _GAP_PX
            chip.move(x, y)
            x += chip.width() + 6

    def _arrange_buttons(self) -> tuple[tuple[SignButton, ...], int]:
        """Place the buttons in a column, or in a row where the map is too low for one."""
        step = self.fit.height() + _GAP_PX
        room = self._owner.height() - _MARGIN_PX - _FOOT_PX
        # A low map keeps the most needed; the others stand in the menu of the layers, too.
        shown = self._column if room // step >= len(self._column) else self._few
        rows = len(shown) if room // step >= len(shown) else 1
        for button in self._column:
            button.setVisible(button in shown)
        for place, button in enumerate(shown):
            column, row = divmod(place, rows)
            x = self._owner.width() - _MARGIN_PX - (column + 1) * button.width() - column * _GAP_PX
            button.move(x, _MARGIN_PX + row * step)
        return shown, rows

    def commands(self) -> list[tuple[str, SignButton]]:
        """Return what the buttons that a low map hides do, with their keys, for a menu."""
        return [
            (translate("MapControls", "Go to a place…\tF"), self.find),
            (translate("MapControls", "Draw an area\tL"), self.lasso),
            (translate("MapControls", "Choose by distance\tR"), self.circle),
            (translate("MapControls", "Choose what is in view\tV"), self.window),
            (translate("MapControls", "List of the sightings in view\tT"), self.table),
        ]
