"""Brightness, contrast and gamma of what is shown; what is kept of the evidence stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True)
class Display:
    """How pictures are shown."""

    brightness: int = 0
    """-100 to 100, in percent of full white."""
    contrast: int = 0
    """-100 to 100."""
    gamma: float = 1.0
    """0.2 to 5; above 1 lifts the shadows."""

    @property
    def is_plain(self) -> bool:
        """Tell whether pictures are shown as they are."""
        return self == Display()

    def words(self) -> dict[str, str]:
        """Return what is changed, for the log."""
        changed = {}
        if self.brightness:
            changed["brightness"] = f"{self.brightness:+d} %"
        if self.contrast:
            changed["contrast"] = f"{self.contrast:+d} %"
        if self.gamma != 1.0:
            changed["gamma"] = f"{self.gamma:.2f}"
        return changed


def shown_as(image: QImage, display: Display) -> QImage:
    """Return a picture as the display shows it; itself where nothing is changed."""
    if display.is_plain or image.isNull():
        return image
    levels = np.arange(256) / 255.0
    steep = (100 + display.contrast) / (100.0 - min(display.contrast, 99))
    curve = np.clip((levels - 0.5) * steep + 0.5 + display.brightness / 100.0, 0.0, 1.0)
    table = np.round(255 * curve ** (1.0 / display.gamma)).astype(np.uint8)
    made = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(made.bits(), np.uint8)
    pixels[:] = table[pixels]
    return made
