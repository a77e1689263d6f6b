"""The buttons and chips that lie on the timeline."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from reid_desktop.ui.painting.map_chip import (
    ChipButton,
    SignButton,
    draw_fit,
    draw_menu,
    draw_minus,
    draw_play,
    draw_plus,
)
from reid_desktop.ui.text import number

translate = QCoreApplication.translate

_MARGIN_PX = 6


class TimelineControls:
    """Makes and places the timeline's buttons; the view connects them."""

    def __init__(self, owner: QWidget) -> None:
        """Make the buttons as children of the timeline."""
        self._owner = owner
        self.untimed = ChipButton(owner)
        self.stretch = ChipButton(owner)
        self.stretch.hide()
        self.closer = SignButton(
            owner,
            draw_plus,
            translate("TimelineControls", "Show less time"),
            translate("TimelineControls", "Show less time (+)"),
        )
        self.farther = SignButton(
            owner,
            draw_minus,
            translate("TimelineControls", "Show more time"),
            translate("TimelineControls", "Show more time (-)"),
        )
        self.fit = SignButton(
            owner,
            draw_fit,
            translate("TimelineControls", "Show the whole time"),
            translate("TimelineControls", "Show the whole time (Home)"),
        )
        self.play = SignButton(
            owner,
            draw_play,
            translate("TimelineControls", "Play"),
            translate("TimelineControls", "Let time run through map and gallery; again to stop (Space)"),
        )
        self.play.setCheckable(True)
        self.menu = SignButton(
            owner,
            draw_menu,
            translate("TimelineControls", "Settings of the timeline"),
            translate("TimelineControls", "Zone, lanes, nights, events to a file (M)"),
        )
        self._row = (self.menu, self.play, self.fit, self.farther, self.closer)
        for button in self._row:
            button.setFixedSize(28, 28)

    def say_untimed(self, count: int) -> None:
        """Show how many sightings have no time."""
        self.untimed.show_text(
            translate("TimelineControls", "no time known: {count}").format(count=number(count)),
            translate("TimelineControls", "Show the sightings whose time is not known"),
            is_quiet=count == 0,
        )
        self.arrange()

    def say_stretch(self, text: str, count: int) -> None:
        """Show the brushed stretch and how many it holds; a click clears it. Empty text: no stretch."""
        if text:
            said = translate("TimelineControls", "{stretch}: {count}").format(
                stretch=text, count=number(count)
            )
            self.stretch.show_text(
                f"{said}  ✕", f"{said}\n{translate('TimelineControls', 'Clear the stretch of time (Esc)')}"
            )
            self.stretch.setAccessibleName(
                translate("TimelineControls", "Clear the stretch of time {stretch}").format(stretch=said)
            )
        self.stretch.setVisible(bool(text))
        self.arrange()

    def free_in_head(self) -> tuple[float, float]:
        """Return from where to where nothing lies between chips and buttons."""
        right = max(chip.x() + chip.width() for chip in (self.untimed, self.stretch) if not chip.isHidden())
        return right + _MARGIN_PX + 4.0, self.left_of_buttons()

    def left_of_buttons(self) -> float:
        """Return where the buttons begin."""
        return float(self._owner.width() - _MARGIN_PX - len(self._row) * 32)

    def arrange(self) -> None:
        """Place chips at the upper left and buttons at the upper right."""
        room = int(self.left_of_buttons()) - _MARGIN_PX
        x = _MARGIN_PX
        for chip in (self.untimed, self.stretch):
            chip.limit_width(max(room - x, 60))
            chip.move(x, _MARGIN_PX)
            x += chip.width() + 6 if not chip.isHidden() else 0
        right = self._owner.width() - _MARGIN_PX
        for button in self._row:
            right -= button.width()
            button.move(right, 5)
            right -= 4
