"""Pictures of the real window, taken in a process of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from reid_desktop.app.bench.processes import run_job
from reid_desktop.app.demo.story import Result
from reid_desktop.app.settings import Settings, as_table
from reid_desktop.domain.errors import EngineError

CHILD = "reid_desktop.app.demo.window_child"
SHOTS = (
    ("window-light.png", 1440, 900, "light"),
    ("window-dark.png", 1440, 900, "dark"),
    ("window-small.png", 1280, 720, "light"),
    ("window-large.png", 2560, 1440, "dark"),
)
NO_PICTURES = "No pictures of the window: {why}"


def take(settings: Settings, result: Result) -> tuple[list[Path], tuple[str, ...]]:
    """Return the pictures, and sentences about what could not be had."""
    folder = result.out / "screenshots"
    folder.mkdir()
    with TemporaryDirectory(prefix="reid-demo-") as scratch:
        own = replace(settings, config=Path(scratch))  # the user's own layout stays as it is
        job = {
            "settings": as_table(own),
            "case": str(result.case),
            "search_id": int(result.found.search_id),
            "shots": [[str(folder / name), width, height, theme] for name, width, height, theme in SHOTS],
        }
        try:
            written = run_job(CHILD, job)["written"]
        except EngineError as problem:
            return [], (NO_PICTURES.format(why=problem),)
    assert isinstance(written, list)
    return [Path(str(path)) for path in written], ()
