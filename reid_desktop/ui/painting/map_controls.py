"""The buttons and chips that lie on the map."""

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QWidget

from reid_desktop.ui.painting.map_chip import (
    ChipButton,
    SignButton,
    draw_fit,
    draw_lasso,
    draw_minus,
    draw_plus,
    draw_window,
)

translate = QCoreApplication.translate

_MARGIN_PX = 10
_GAP_PX = 4
_FOOT_PX = 32
"""Where the sources of the base map are named."""


class MapControls:
    """Makes and places the map's buttons; the view connects them."""

    def __init__(self, owner: QWidget) -> None:
        """Make the buttons as children of the map."""
        self._owner = owner
        self.unplaced = ChipButton(owner)
        self.area = ChipButton(owner)
        self.area.hide()
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
        self._column = (self.closer, self.farther, self.fit, self.lasso, self.window)

    def say_unplaced(self, count: int) -> None:
        """Show how many sightings have no place."""
        self.unplaced.show_text(
            translate("MapControls", "no place known: {count}").format(count=QLocale().toString(count)),
            translate("MapControls", "Show the sightings whose place is not known"),
            is_quiet=count == 0,
        )
        self.arrange()

    def say_area(self, count: int | None) -> None:
        """Show how many sightings the area holds and that a click clears it; None: no area."""
        if count is not None:
            text = translate("MapControls", "area: {count}  ✕").format(count=QLocale().toString(count))
            self.area.show_text(text, translate("MapControls", "Clear the area (Esc)"))
            self.area.setAccessibleName(
                translate("MapControls", "Clear the area of {count} sightings").format(count=count)
            )
        self.area.setVisible(count is not None)
        self.arrange()

    def arrange(self) -> None:
        """Place everything for the size of the map: chips at the upper left, buttons at the right."""
        width = self._owner.width()
        x = _MARGIN_PX
        for chip in (self.unplaced, self.area):
            chip.limit_width(max(60, width - x - 60))
            chip.move(x, _MARGIN_PX)
            x += chip.width() + 6 if not chip.isHidden() else 0
        step = self.fit.height() + _GAP_PX
        room = self._owner.height() - _MARGIN_PX - _FOOT_PX
        rows = max(1, min(len(self._column), room // step))  # a low map has them in columns
        for number, button in enumerate(self._column):
            column, row = divmod(number, rows)
            x = width - _MARGIN_PX - (column + 1) * button.width() - column * _GAP_PX
            button.move(x, _MARGIN_PX + row * step)
