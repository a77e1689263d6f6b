"""A small card folder for tests: an ONNX embedder of a few kilobytes, made on the spot."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reid_desktop.adapters.vision.library import CardLibrary

CARD = """\
name = "{name}"
title = "Tiny"
role = "{role}"
output = "{output}"
dimensions = {dimensions}
runtime = "{runtime}"
architecture = "{architecture}"
preprocessing = "v1"
preference = {preference}
trained_on = "nothing"
licence = "none"
limits = "a test"
source = "none"

[input]
height_px = 256
width_px = 128
layout = "NCHW"
colour_order = "RGB"
scale = 1.0
mean = [0.0, 0.0, 0.0]
std = [1.0, 1.0, 1.0]
resize = "stretch"
"""
FILE = """
[[files]]
name = "{name}"
size_bytes = {size}
sha256 = "{sha256}"
"""


def write_card(
    folder: Path, name: str, files: dict[str, bytes], *, pinned: bool = True, url: str | None = None,
    role: str = "embedder", output: str = "embedding", dimensions: int = 4, runtime: str = "onnx",
    architecture: str = "tiny", preference: int = 50,
) -> Path:  # fmt: skip
    """Write the card of a model with these files; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    text = CARD.format(
        name=name, role=role, output=output, dimensions=dimensions, runtime=runtime,
        architecture=architecture, preference=preference,
    )  # fmt: skip
    for file, data in files.items():
        digest = hashlib.sha256(data).hexdigest() if pinned else ""
        text += FILE.format(name=file, size=len(data) if pinned else 0, sha256=digest)
        text += f'url = "{url}/{file}"\n' if url else ""
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def open_library(root: Path, *folders: Path) -> CardLibrary:
    """Return a library over `root`/cards, the folders, `root`/user and `root`/cache."""
    return CardLibrary(root / "cards", folders, root / "user", root / "cache")
