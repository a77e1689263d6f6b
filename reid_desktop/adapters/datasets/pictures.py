"""Reads pictures with persons marked in YOLO's form: `images/PART/NAME.jpg` with `labels/PART/NAME.txt`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from reid_desktop.domain.detector_training import LabelledPicture
from reid_desktop.domain.errors import UsageError

_PICTURES = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"}
_ORIENTATION, _ON_ITS_SIDE = 0x0112, {5, 6, 7, 8}
_PERSON = 0
_LONGEST_LINE = 4096


def read_pictures(folder: Path, part: str) -> list[LabelledPicture]:
    """Return the pictures of a part; class 0 is a person, others are left out, as is what is no picture.

    A picture without a label file shows nobody.

    :raises UsageError: there are no such pictures, or a label file is not in YOLO's form.
    """
    home = folder / "images" / part
    files = sorted(path for path in home.rglob("*") if path.suffix.lower() in _PICTURES)
    found = [_picture(path, folder / "labels" / part / path.relative_to(home)) for path in files]
    pictures = [one for one in found if one is not None]
    if not pictures:
        raise UsageError(
            "There are no pictures in {folder}. Pictures belong into images/train and images/val, labels in "
            "YOLO's form into labels/train and labels/val.",
            folder=str(home),
        )
    return pictures


def _picture(path: Path, beside: Path) -> LabelledPicture | None:
    try:
        with Image.open(path) as opened:
            width_px, height_px = opened.size
            if opened.getexif().get(_ORIENTATION) in _ON_ITS_SIDE:
                width_px, height_px = height_px, width_px
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return LabelledPicture(str(path), width_px, height_px, _persons(beside.with_suffix(".txt")))


def _persons(file: Path) -> tuple[tuple[float, float, float, float], ...]:
    try:
        lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except FileNotFoundError:
        return ()
    rows = [_box(line, file, number) for number, line in enumerate(lines, 1) if line.strip()]
    return tuple(row for row in rows if row is not None)


def _box(line: str, file: Path, number: int) -> tuple[float, float, float, float] | None:
    """Return the box of a person, cut at the picture's edge; None for another class or an empty one."""
    try:
        kind, x, y, width, height = (float(word) for word in line[:_LONGEST_LINE].split())
    except ValueError:
        kind, x, y, width, height = -1.0, 2.0, 2.0, 2.0, 2.0
    if not (0 <= x <= 1 and 0 <= y <= 1 and 0 <= width <= 1 and 0 <= height <= 1) or kind < 0:
        raise UsageError(
            "Line {number} of {file} is no label in YOLO's form: class, then centre x and y, width and "
            "height from 0 to 1.",
            number=number,
            file=str(file),
        )
    left, right = max(0.0, x - width / 2), min(1.0, x + width / 2)
    top, bottom = max(0.0, y - height / 2), min(1.0, y + height / 2)
    if kind != _PERSON or right <= left or bottom <= top:
        return None
    return ((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
