"""What the exporters that open evidence share: tools, names of files, one line of a list."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from reid_desktop.domain.geometry import Pixels
from reid_desktop.domain.media import MediaItem
from reid_desktop.ports.export import ExportRow
from reid_desktop.ports.export_media import EvidencePictures, PictureEncoder

from .csv_table import Cell, open_table, settle, text_cell
from .row_facts import crop_name

_SUFFIXES = {"jpeg": "jpg", "tiff": "tif"}


@dataclass(frozen=True, slots=True)
class EvidenceTools:
    """Reads evidence and writes pictures."""

    evidence: EvidencePictures
    encoder: PictureEncoder


def stem_of(row: ExportRow) -> str:
    """Return the name of a row's files without suffix: time, place and camera are in it."""
    return crop_name(row).removesuffix(".jpg")


def original_name(item: MediaItem) -> str:
    """Return the name under which the bytes of an item are given out: hash and format."""
    suffix = _SUFFIXES.get(item.container, item.container)
    safe = "".join(c for c in suffix if c.isascii() and c.isalnum())[:8].lower()
    return f"{item.sha256[:64]}.{safe or 'bin'}"


def smaller(pixels: Pixels, longest_side_px: int) -> Pixels:
    """Return a picture no longer than that on its longer side."""
    height, width = pixels.shape[:2]
    scale = longest_side_px / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS), dtype=np.uint8)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that must not exist; it is on the disk at the end."""
    path.parent.mkdir(exist_ok=True)
    with path.open("xb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def list_of(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Sequence[Cell]], None]]:
    """Open a CSV list with a header; what is given writes a line, texts made inert."""
    with open_table(path) as file:
        table = csv.writer(file)
        table.writerow(columns)

        def line(cells: Sequence[Cell]) -> None:
            table.writerow([text_cell(cell) if isinstance(cell, str) else cell for cell in cells])

        yield line
        settle(file)
