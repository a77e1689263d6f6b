"""Small pictures of what went wrong in an evaluation: the query, whom it was taken for, whom it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from reid_desktop.domain.errors import ExportError
from reid_desktop.domain.geometry import Pixels

_WIDTH_PX, _HEIGHT_PX, _GAP_PX = 96, 192, 8
_QUALITY = 88


def write_failures(
    failures: Sequence[tuple[str, str, str]], read_crop: Callable[[str], Pixels], folder: Path
) -> list[str]:
    """Write one JPEG for each failure (paths of query, first candidate, right person); return their names.

    :raises ExportError: the folder is there already, or cannot be written.
    """
    try:
        folder.mkdir(parents=True)
        return [_write(crops, number, read_crop, folder) for number, crops in enumerate(failures, start=1)]
    except FileExistsError as cause:
        raise ExportError("The folder {to} is there already; name another.", to=folder) from cause
    except OSError as cause:
        raise ExportError(
            "The pictures cannot be written to {to} ({why}).", to=folder, why=cause.strerror or cause
        ) from cause


def _write(crops: Sequence[str], number: int, read_crop: Callable[[str], Pixels], folder: Path) -> str:
    gap = np.full((_HEIGHT_PX, _GAP_PX, 3), 255, np.uint8)
    parts: list[Pixels] = []
    for path in crops:
        parts += [np.asarray(cv2.resize(read_crop(path), (_WIDTH_PX, _HEIGHT_PX)), np.uint8), gap]
    _, data = cv2.imencode(".jpg", np.hstack(parts[:-1]), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    name = f"failure-{number:04}.jpg"
    (folder / name).write_bytes(data.tobytes())
    return name
