"""A place on the disk that somebody types: where something new can be written, or why not."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.ui.translating import tr


def place_problem(words: str) -> str:
    """Return why nothing can be written to the path that was typed, in a sentence; empty where it can."""
    try:
        is_there = bool(words) and Path(words).exists()
    except OSError:  # too long for a name, or out of reach
        return tr("No file or folder can have this name.")
    return tr("There is already something at this place; it is never overwritten.") if is_there else ""
