"""Where calibrations are kept; loads no runtime, so that the window may ask, too."""

from __future__ import annotations

from reid_desktop.adapters.vision.calibration_files import CalibrationFiles
from reid_desktop.app.settings import Settings


def open_calibrations(settings: Settings) -> CalibrationFiles:
    """Return the calibrations made here and those that ship."""
    return CalibrationFiles(settings.user_models / "calibration", settings.cards / "calibration")
