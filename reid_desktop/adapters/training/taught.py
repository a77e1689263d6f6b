"""A teacher's vectors on disk, so that a run that goes on, or runs elsewhere, need not ask it again."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Vectors

_STEPS = 127
"""Numbers are kept in 8 bits, as shares of the row's largest: a cosine of 0.9999, a quarter of the room."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What a teacher says of crops."""

    key: str
    """The teacher's model key."""
    vectors: Mapping[str, NDArray[np.float32]]
    """By the path of the crop, of length 1."""


def keep_taught(taught: Taught, file: Path) -> None:
    """Write vectors, whole or not at all."""
    rows = np.stack(list(taught.vectors.values()))
    bytes_of = np.round(_STEPS * rows / np.abs(rows).max(axis=1, keepdims=True)).astype(np.int8)
    names = np.array(list(taught.vectors))
    written = io.BytesIO()
    np.savez_compressed(written, key=np.array(taught.key), names=names, vectors=bytes_of)
    aside = file.with_name(f"{file.name}.part")
    aside.write_bytes(written.getvalue())
    aside.replace(file)


def read_taught(file: Path) -> Taught:
    """Return what `keep_taught` wrote.

    :raises ModelError: the file holds something else.
    """
    try:
        with np.load(file, allow_pickle=False) as table:
            rows = table["vectors"].astype(np.float32)
            names, key = table["names"].tolist(), str(table["key"])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        if not np.all(lengths > 0) or len(names) != len(rows):
            raise ValueError("rows do not fit")
    except (OSError, EOFError, BadZipFile, ValueError, KeyError, AttributeError) as cause:
        raise ModelError("{file} holds no vectors of a teacher.", file=str(file)) from cause
    return Taught(key, dict(zip(map(str, names), rows / lengths, strict=True)))


def rows_of(taught: Taught, paths: list[str]) -> Vectors | None:
    """Return the vectors of crops in their order; None if one is missing."""
    if any(path not in taught.vectors for path in paths):
        return None
    return np.stack([taught.vectors[path] for path in paths])
