"""The flags as filters: only media with one, or none with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from reid_desktop.domain.flags import MediaFlag
from reid_desktop.ui.flag_words import FLAGS, spoken
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.text import as_plain_tooltip
from reid_desktop.ui.translating import tr

_NONE = MediaFlag.NONE


class FlagFields(QWidget):
    """A line for each flag with two buttons; neither is pressed where the flag does not matter."""

    changed = Signal()

    def __init__(self) -> None:
        """Start with no flag mattering."""
        super().__init__()
        self._with: dict[MediaFlag, QToolButton] = {}
        self._without: dict[MediaFlag, QToolButton] = {}
        self._is_syncing = False
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(3)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(tr("Only files with any of these, or none:"), "muted", wraps=True), 0, 0, 1, 3)
        for row, (flag, plain) in enumerate(FLAGS.items(), start=1):
            words = spoken(plain)
            name = ElidedLabel(words.name)
            name.setToolTip(as_plain_tooltip(words.sentence))
            grid.addWidget(name, row, 0)
            for column, (buttons, word, hint) in enumerate(
                (
                    (self._with, tr("with"), tr("Only files with: {name}", name=words.name)),
                    (self._without, tr("without"), tr("Only files without: {name}", name=words.name)),
                ),
                start=1,
            ):
                button = self._button(word, hint, words.sentence)
                buttons[flag] = button
                grid.addWidget(button, row, column)
            self._exclude(self._with[flag], self._without[flag])
            self._exclude(self._without[flag], self._with[flag])

    @property
    def wanted(self) -> tuple[MediaFlag, MediaFlag]:
        """Return the flags that media must carry one of, and those they must not carry."""
        return _pressed(self._with), _pressed(self._without)

    def show_flags(self, flags: MediaFlag, without: MediaFlag) -> None:
        """Press the buttons of these flags."""
        self._is_syncing = True
        for buttons, value in ((self._with, flags), (self._without, without)):
            for flag, button in buttons.items():
                button.setChecked(bool(flag & value))
        self._is_syncing = False

    def button(self, flag: MediaFlag, is_with: bool) -> QToolButton:
        """Return the button of a flag."""
        return (self._with if is_with else self._without)[flag]

    def _button(self, said: str, name: str, sentence: str) -> QToolButton:
        made = QToolButton()
        made.setText(said)
        made.setCheckable(True)
        made.setProperty("chip", "plain")
        made.setProperty("compact", "true")
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAccessibleName(name)
        made.setToolTip(as_plain_tooltip(f"{name}\n{sentence}"))
        return made

    def _exclude(self, one: QToolButton, other: QToolButton) -> None:
        def turned(is_pressed: bool) -> None:
            if self._is_syncing:
                return
            if is_pressed and other.isChecked():
                self._is_syncing = True
                other.setChecked(False)
                self._is_syncing = False
            self.changed.emit()

        one.toggled.connect(turned)


def _pressed(buttons: dict[MediaFlag, QToolButton]) -> MediaFlag:
    found = _NONE
    for flag, button in buttons.items():
        if button.isChecked():
            found |= flag
    return found
