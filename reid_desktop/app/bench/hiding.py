"""Real labelled crops, described by the default embedder, to be hidden in a made-up case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reid_desktop.adapters.datasets.layouts import read_layout
from reid_desktop.app.bench.likenesses import Hidden
from reid_desktop.app.settings import Settings
from reid_desktop.services.evaluating import described as describe_crops


def described(settings: Settings, folder: str, tell: Callable[[str], None]) -> Hidden:
    """Return the crops of a folder with their vectors.

    :raises UsageError: the folder is not laid out as `folder`.
    :raises ModelError: there is no embedder here.
    """
    from reid_desktop.adapters.vision.loader import GraphVisionLoader
    from reid_desktop.app.case_models import open_library
    from reid_desktop.app.cli.evaluate_command import crop_reader

    found = read_layout("folder", Path(folder))
    loader = GraphVisionLoader(open_library(settings), settings.cache, 1, settings.device)
    embedder = loader.load(None, None, "float32").embedder
    tell(f"Describing {len(found.crops)} crops ...")
    vectors = describe_crops(found, embedder, crop_reader(Path(folder)), lambda done, total: None)  # noqa: ARG005
    return Hidden(vectors, tuple(c.person for c in found.crops), tuple(c.camera for c in found.crops))
