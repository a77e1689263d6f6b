"""The import on a tour: before anything is there, while it comes in, what did not."""

from __future__ import annotations

from reid_desktop.domain.query import Filters
from reid_desktop.ports.engine import ImportRequest
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.translating import tr

from .camera import Camera
from .showing import view_of

IMPORT_PATIENCE_S = 1800.0
_BIG_CARD_PX = 220
_BEFORE = ("queues", "failures", "past_searches")
"""Commands whose lists are empty in an empty case."""


def bring_in(camera: Camera, window: MainWindow) -> None:
    """Import: the empty case, the dialog, the work, what came of it."""
    stops = camera.stops
    camera.keep(window, "empty-case")
    window.actions_table["jobs"].trigger()
    camera.keep(window, "no-jobs")
    for command in _BEFORE:
        window.actions_table[command].trigger()
        camera.keep_dialog(window, f"no-{command.replace('_', '-')}")
    window.errands.ask_import()
    camera.keep_dialog(window, "dialog-empty")
    window.errands.ask_import([stops.source])
    camera.keep_dialog(window, "dialog")
    request = ImportRequest((str(stops.source),), stops.exhibit)
    window.panels.tasks.submit(request, tr("Import"))
    camera.wait("the import begun", lambda: bool(window.panels.tasks.work))
    _glimpse(camera, window)
    camera.keep(window, "running")
    camera.wait_for_work(window, "the import", IMPORT_PATIENCE_S)
    camera.keep(window, "done")
    window.framing.lay_out()
    window.errands.show_failures()
    camera.keep_dialog(window, "failures")


def _glimpse(camera: Camera, window: MainWindow) -> None:
    """Hold the import once the quick pass over a long clip has shown somebody, if there is such a clip."""
    tasks, workbench = window.panels.tasks, window.panels.workbench
    workbench.set_filters(Filters(quick_only=True))
    camera.wait(
        "the quick pass", lambda: len(view_of(window).ids) > 0 or not tasks.work, patience_s=IMPORT_PATIENCE_S
    )
    if len(view_of(window).ids) and tasks.work:
        job = tasks.work[0].job_id
        tasks.pause(job)
        camera.keep(window, "quick-pass", card_px=_BIG_CARD_PX)
        camera.keep(window, "quick-pass-small")
        tasks.resume(job)
    workbench.set_filters(Filters())
