"""The tools above two pictures that are compared: how they lie, how they are shown."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.adjusting import Display
from reid_desktop.ui.painting.close_frame import TURN_DEG, CloseFrame
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import frame, icon_button, label, padded, push_button, set_tone
from reid_desktop.ui.text import figures_in
from reid_desktop.ui.translating import said, tr

SIDE, OVERLAY, FLICKER = "side", "overlay", "flicker"
_MODES = (
    (SIDE, "compare", said("Side by side")),
    (OVERLAY, "overlay", said("Laid over each other")),
    (FLICKER, "stack", said("Flicker: one, then the other")),
)
_GAMMAS = 100


class CompareBar(QWidget):
    """One row of tools."""

    mode_chosen = Signal(str)
    share_changed = Signal(float)
    """How much of the candidate is seen over the probe, 0 to 1."""
    display_changed = Signal(object)  # Display
    left_wanted = Signal()

    def __init__(self, icons: IconShelf, shared: CloseFrame) -> None:
        """Drive `shared`, the frame of both pictures."""
        super().__init__()
        self._mode = SIDE
        self.title = ElidedLabel("", Qt.TextElideMode.ElideMiddle, "strong")
        self._share = QSlider(Qt.Orientation.Horizontal)
        self._sliders: dict[str, QSlider] = {}
        self._values: dict[str, QLabel] = {}
        self._modes = QButtonGroup(self)
        self._adjust = QToolButton()
        self.angle = QSpinBox()
        self._build(icons, shared)

    @property
    def display(self) -> Display:
        """Return how pictures are to be shown."""
        gamma = 5.0 ** (self._sliders["gamma"].value() / _GAMMAS)
        bright, contrast = self._sliders["brightness"].value(), self._sliders["contrast"].value()
        return Display(bright, contrast, round(gamma, 2))

    @property
    def display_menu(self) -> QMenu:
        """Return what the sliders of the display stand in."""
        return self._adjust.menu()

    def open_display(self) -> None:
        """Show the sliders of the display below their button."""
        self.display_menu.popup(self._adjust.mapToGlobal(self._adjust.rect().bottomLeft()))

    def choose(self, mode: str) -> None:
        """Show the pictures in a way, as a click on its button does."""
        self._modes.button([name for name, _, _ in _MODES].index(mode)).click()

    def show_display(self, display: Display) -> None:
        """Set the sliders."""
        self._sliders["brightness"].setValue(display.brightness)
        self._sliders["contrast"].setValue(display.contrast)
        self._sliders["gamma"].setValue(round(math.log(display.gamma, 5.0) * _GAMMAS))

    def reset_display(self) -> None:
        """Show pictures as they are."""
        for slider in self._sliders.values():
            slider.setValue(0)

    def _build(self, icons: IconShelf, shared: CloseFrame) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(10, 3, 6, 3)
        row.setSpacing(2)
        row.addWidget(self.title, 1)
        for number, (mode, icon, words) in enumerate(_MODES):
            button = icon_button(icons, icon, tr(words), partial(self._choose, mode))
            button.setCheckable(True)
            button.setChecked(mode == SIDE)
            self._modes.addButton(button, number)
            row.addWidget(button)
        self._share.setRange(0, 100)
        self._share.setValue(50)
        self._share.setFixedWidth(90)
        self._share.setAccessibleName(tr("How much of the candidate is seen"))
        self._share.setToolTip(tr("How much of the candidate is seen"))
        self._share.valueChanged.connect(lambda value: self.share_changed.emit(value / 100))
        self._share.setEnabled(False)
        row.addWidget(self._share)
        tools = (
            ("zoom-in", tr("Magnify"), lambda: shared.zoom_by(1.4)),
            ("zoom-out", tr("Reduce"), lambda: shared.zoom_by(1 / 1.4)),
            ("fit", tr("Show the whole person"), shared.fit),
            ("dot", tr("One pixel of the picture is one of the screen"), shared.show_pixels),
            ("turn", tr("Turn both by a quarter"), lambda: shared.turn_by(TURN_DEG)),
        )
        for icon, words, call in tools:
            row.addWidget(icon_button(icons, icon, words, call))
        self._build_angle(shared)
        row.addWidget(self.angle)
        self._build_adjusting(icons)
        row.addWidget(self._adjust)
        row.addWidget(icon_button(icons, "close", tr("Back to the gallery"), self.left_wanted.emit))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame("bar", row))

    def _build_angle(self, shared: CloseFrame) -> None:
        words = tr("Angle of both pictures: Ctrl and wheel, or Ctrl and arrows, turn by a degree")
        self.angle.setRange(-179, 180)
        self.angle.setWrapping(True)
        self.angle.setSuffix("°")
        self.angle.setAccessibleName(words)
        self.angle.setToolTip(words)
        padded(self.angle, 62)
        self.angle.valueChanged.connect(lambda degrees: shared.turn_to(degrees))
        shared.changed.connect(lambda: self.angle.setValue(round((shared.turn_deg + 179) % 360 - 179)))

    def _build_adjusting(self, icons: IconShelf) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(12, 10, 12, 10)
        names = (
            ("brightness", tr("Brightness"), 100),
            ("contrast", tr("Contrast"), 100),
            ("gamma", tr("Gamma"), _GAMMAS),
        )
        for line, (name, words, most) in enumerate(names):
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(-most, most)
            slider.setFixedWidth(180)
            slider.setAccessibleName(words)
            slider.valueChanged.connect(lambda _value: self._on_display())
            self._sliders[name] = slider
            grid.addWidget(label(words), line, 0)
            grid.addWidget(slider, line, 1)
            self._values[name] = label("", "muted")
            self._values[name].setMinimumWidth(48)
            grid.addWidget(self._values[name], line, 2)
        note = label(tr("For viewing only. The log notes that it was on."), "muted", wraps=True)
        grid.addWidget(note, 3, 0, 1, 3)
        grid.addWidget(push_button(tr("As it is"), self.reset_display), 4, 1)
        inside = QFrame()
        inside.setLayout(grid)
        menu = QMenu(self)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(inside)
        menu.addAction(holder)
        icons.dress(self._adjust, "adjust")
        words = tr("Brightness, contrast and gamma, for viewing only")
        self._adjust.setToolTip(words)
        self._adjust.setAccessibleName(words)
        self._adjust.setProperty("compact", "true")
        self._adjust.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._adjust.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._adjust.setMenu(menu)

    def _choose(self, mode: str) -> None:
        self._mode = mode
        self._share.setEnabled(mode == OVERLAY)
        self.mode_chosen.emit(mode)

    def _on_display(self) -> None:
        changed = self.display.words()
        for name, value in self._values.items():
            value.setText(figures_in(changed.get(name, "")))
        set_tone(self._adjust, "chip", "" if self.display.is_plain else "true")
        self.display_changed.emit(self.display)
