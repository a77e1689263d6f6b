"""A person marked by hand in a scene of the case, made into a probe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.media import Copy, MediaKind
from reid_desktop.ports.engine import ProbePicture
from reid_desktop.services.cards import Details

from . import text


@dataclass(frozen=True, slots=True)
class DrawnProbe:
    """The picture to search with, and the box in its pixels."""

    picture: ProbePicture
    frame: Size
    box: Box


def drawn_probe(details: Details, box: Box, kept: Size) -> DrawnProbe:
    """Return the probe for a box in pixels of the full frame; looks at files.

    A photo is taken from its source file, at full size, while that file is as
    it was at the import. Otherwise, and for every video, the reduced scene of
    `kept` pixels that the case holds is taken; the name of the probe says so,
    and with it the record of the search.

    :raises OSError: the kept scene cannot be read.
    """
    card = details.card
    source = next((copy for copy in details.media.copies if _is_unchanged(copy)), None)
    if details.media.kind is MediaKind.PHOTO and source is not None:
        name = f"box drawn in {card.name}"
        return DrawnProbe(ProbePicture(name, path=source.path), card.frame_size, box)
    name = f"box drawn in {card.name} (reduced scene kept in the case)"
    if card.start_s is not None:
        at = text.clip_position(card.start_s)
        name = f"box drawn in {card.name} at {at} (reduced scene kept in the case)"
    picture = ProbePicture(name, data=card.scene_path.read_bytes())
    return DrawnProbe(picture, kept, _scaled(box, card.frame_size, kept))


def _is_unchanged(copy: Copy) -> bool:
    """Tell whether the file is there with the size and time it was imported with."""
    try:
        found = Path(copy.path).stat()
    except (OSError, ValueError):  # out of reach, or a name that this system cannot have
        return False
    return (found.st_size, found.st_mtime_ns) == (copy.size_bytes, copy.mtime_ns)


def _scaled(box: Box, frame: Size, kept: Size) -> Box:
    x, y = kept.width_px / frame.width_px, kept.height_px / frame.height_px
    left, top = int(box.left_px * x), int(box.top_px * y)
    right, bottom = max(round(box.right_px * x), left + 1), max(round(box.bottom_px * y), top + 1)
    return Box(left, top, right, bottom).clipped(kept)
