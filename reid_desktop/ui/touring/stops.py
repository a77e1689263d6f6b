"""What a tour works on, and the parts that it has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reid_desktop.domain.case import Exhibit
from reid_desktop.ui.theme import ThemeChoice
from reid_desktop.ui.tour_parts import PARTS

SIZES_PX = ((1280, 720), (2560, 1440))
THEMES = (ThemeChoice.LIGHT, ThemeChoice.DARK)


@dataclass(frozen=True, slots=True)
class Stops:
    """What the tour works on."""

    case: Path
    source: Path
    exhibit: Exhibit
    out: Path
    probe: Path | None = None
    """A picture of who is looked for; None takes the best sighting."""
    sizes_px: tuple[tuple[int, int], ...] = SIZES_PX
    themes: tuple[ThemeChoice, ...] = THEMES
    parts: tuple[str, ...] = PARTS
    names_case: Path | None = None
    """A case of its own for names of every length and script; None leaves that part out."""
    names_source: Path | None = None
    """Files whose names are as long as names can be."""
    names_exhibits: tuple[Exhibit, ...] = ()
    """Each takes the files of the folder within `names_source` that has its number in the row."""
    maps: tuple[Path, ...] = ()
    """Map archives and overlays that are laid on the map."""
    crops: Path | None = None
    """Labelled crops on which a model is judged; None shows the empty dialog only."""
    settle_ms: int = 350
    """How long a window or dialog rests before it is taken: what fades in has come by then."""
