"""Writing a card for a YOLO checkpoint of the user's own."""

from __future__ import annotations

import json
import re
from pathlib import Path

from reid_desktop.adapters.vision.cards import read_card
from reid_desktop.adapters.vision.hashing import write_aside
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelCard

_CARD = """\
# Written by `models add --trust`. Correct what is not true; the name is part of the model key.
name = {name}
title = {title}
role = "detector"
output = "yolo"
dimensions = 0
runtime = "ultralytics"
architecture = "unknown"
precisions = ["float32", "bf16"]
preprocessing = "v1"
preference = 0
trained_on = "Not stated."
licence = "Not stated; YOLO checkpoints of ultralytics are AGPL-3.0."
limits = "Trusted by the user, not measured. Class 0 must be a person."
source = "Added by hand."

[input]
height_px = 640
width_px = 640
layout = "NCHW"
colour_order = "RGB"
scale = 0.00392156862745098
mean = [0.0, 0.0, 0.0]
std = [1.0, 1.0, 1.0]
resize = "letterbox"

[[files]]
name = {file}
size_bytes = {size}
sha256 = {sha256}
"""


def is_yolo(file: Path) -> bool:
    """Tell whether a file is named like an ultralytics checkpoint."""
    return file.suffix.lower() == ".pt"


def write_yolo_card(file: Path, sha256: str, folder: Path, taken: set[str]) -> ModelCard:
    """Write a card for a trusted checkpoint and return it.

    :raises ModelError: another model has that name, or the name makes none.
    """
    name = re.sub(r"[^a-z0-9_.-]+", "-", file.stem.lower()).strip("-._")[:60]
    if not name or name in taken:
        raise ModelError("A model called {name} is there already; rename the file first.", name=name)
    safe_file = re.sub(r"[^A-Za-z0-9_.-]+", "-", file.name).lstrip(".-")
    text = _CARD.format(
        name=json.dumps(name), title=json.dumps(f"{name} (own)"), file=json.dumps(safe_file),
        size=file.stat().st_size, sha256=json.dumps(sha256),
    )  # fmt: skip
    path = folder / f"{name}.toml"
    write_aside(path, text.encode())
    return read_card(path)
