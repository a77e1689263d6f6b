"""What the program does for this user: language, theme, how pictures are shown, rests."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from reid_desktop.domain.languages import LANGUAGES
from reid_desktop.ui.painting.making import label, padded
from reid_desktop.ui.painting.thumbnails import Veil
from reid_desktop.ui.theme import ThemeChoice
from reid_desktop.ui.translating import said, tr

from .frame import DialogFrame, FieldForm

_THEMES = {
    ThemeChoice.SYSTEM: said("As the system"),
    ThemeChoice.LIGHT: said("Light"),
    ThemeChoice.DARK: said("Dark"),
    ThemeChoice.CONTRAST: said("High contrast"),
}
_VEILS = {
    Veil.BLUR: said("Blurred"),
    Veil.GREY: said("Grey"),
    Veil.BOTH: said("Blurred and grey"),
}
_MOST_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the user chose."""

    language: str
    theme: ThemeChoice
    veil: Veil
    begins_veiled: bool
    rest_after_min: int


class SettingsDialog(DialogFrame):
    """Asks for the settings of this user on this computer."""

    settings_chosen = Signal(object)  # Chosen

    def __init__(self, parent: QWidget | None, chosen: Chosen) -> None:
        """Show what is chosen now."""
        super().__init__(parent, tr("Settings"), tr("For you on this computer; no case is changed by them."))
        self.setMinimumWidth(500)
        self._language, self._theme, self._veil = QComboBox(), QComboBox(), QComboBox()
        self._begins = QCheckBox(tr("Veil pictures whenever a case is opened"))
        self._rest = padded(QSpinBox(), 120)
        self._build(chosen)
        self.add_button(tr("Cancel"), self.reject)
        self.add_button(tr("Use these"), self.accept, primary=True)
        self.finish()
        self.accepted.connect(lambda: self.settings_chosen.emit(self.chosen))

    @property
    def chosen(self) -> Chosen:
        """Return what the fields hold."""
        return Chosen(
            str(self._language.currentData()),
            ThemeChoice(self._theme.currentData()),
            Veil(self._veil.currentData()),
            self._begins.isChecked(),
            self._rest.value(),
        )

    def _build(self, chosen: Chosen) -> None:
        self._language.addItem(tr("As the system"), "system")
        for code, name in LANGUAGES.items():
            self._language.addItem(name, code)
        for theme, words in _THEMES.items():
            self._theme.addItem(tr(words), theme)
        for veil, words in _VEILS.items():
            self._veil.addItem(tr(words), veil)
        self._language.setCurrentIndex(max(self._language.findData(chosen.language), 0))
        self._theme.setCurrentIndex(list(_THEMES).index(chosen.theme))
        self._veil.setCurrentIndex(list(_VEILS).index(chosen.veil))
        self._begins.setChecked(chosen.begins_veiled)
        self._rest.setRange(0, _MOST_MINUTES)
        self._rest.setSingleStep(5)
        self._rest.setSuffix(tr(" min"))
        self._rest.setSpecialValueText(tr("never"))
        self._rest.setValue(chosen.rest_after_min)
        form = FieldForm()
        form.setSpacing(10)
        for words, field in (
            (tr("Language"), self._language),
            (tr("Theme"), self._theme),
            (tr("Veiled pictures"), self._veil),
        ):
            form.add(words, field)
            field.setAccessibleName(words)
        form.addRow("", self._begins)
        form.add(tr("Suggest a rest"), self._rest)
        self._rest.setAccessibleName(tr("Suggest a rest after so many minutes of looking"))
        self.add_body(form, 0)
        words = tr("Another language is shown after the next start. Videos are played without sound, always.")
        self.add_body(label(words, "muted", wraps=True), 0)
