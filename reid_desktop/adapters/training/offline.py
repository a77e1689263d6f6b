"""Keeping ultralytics to itself: nothing is installed, fetched or reported, and no library changed."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

from PIL import Image


def keep_offline(folder: Path) -> None:
    """Import ultralytics, quiet and without the network; its settings go into `folder`.

    It puts a function of its own in the place of Pillow's `open`, which would install a package where a file
    is no picture; the right one is put back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        YOLO_AUTOINSTALL="false", YOLO_OFFLINE="true", YOLO_VERBOSE="false",
        YOLO_CONFIG_DIR=str(folder), MPLCONFIGDIR=str(folder),
    )  # fmt: skip
    open_picture = Image.open
    importlib.import_module("ultralytics.utils.patches")
    Image.open = open_picture
