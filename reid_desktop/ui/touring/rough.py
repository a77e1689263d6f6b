"""What is rough on a window: the first start, every dock, high contrast, names of any length and script."""

from __future__ import annotations

from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.engine import ImportRequest
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.theme import ThemeChoice

from .bringing_in import IMPORT_PATIENCE_S
from .camera import Camera
from .main_job import begin_search
from .showing import view_of

_SMALL_PX, _LARGE_PX = (1280, 720), (2560, 1440)


def first_start(camera: Camera) -> None:
    """Show the start page as it is for the first time, and what it asks."""
    program = camera.program
    program.show_start()
    camera.keep(program.start_window, "first-start")
    program.ask_new()
    camera.keep_dialog(program.start_window, "new-case")
    program.ask_unlock()
    camera.keep_dialog(program.start_window, "unlock")


def later_start(camera: Camera) -> None:
    """Show the start page with cases to choose from, and with a problem."""
    program = camera.program
    camera.keep(program.start_window, "recent")
    program.open(camera.stops.out / "A case that is no longer there, for somebody moved it.reidcase")
    camera.wait("the refusal", lambda: program.reader.is_idle)
    camera.keep(program.start_window, "refused")


def looks(camera: Camera, window: MainWindow) -> None:
    """Show high contrast, and all panels at once on a large screen."""
    begin_search(camera, window)
    camera.choose(ThemeChoice.CONTRAST)
    for size in (_SMALL_PX, _LARGE_PX):
        camera.keep_at(window, "contrast", *size)
    window.comparing.begin()
    compared = window.panels.compare
    camera.wait("the original pixels", lambda: compared.candidate.has_picture)
    camera.keep_at(window, "contrast-compare", *_SMALL_PX)
    window.comparing.leave()
    for theme in camera.stops.themes:
        camera.choose(theme)
        window.framing.show_only(("sources", "inspector", "spacetime", "jobs"))
        camera.keep_at(window, "all-docks", *_LARGE_PX)
    window.framing.lay_out()


def names(camera: Camera, window: MainWindow) -> None:
    """Show exhibits and files with names of every length and script."""
    stops = camera.stops
    assert stops.names_source is not None
    for number, exhibit in enumerate(stops.names_exhibits):
        request = ImportRequest((str(stops.names_source / str(number)),), exhibit)
        window.panels.tasks.submit(request, "Import")
    camera.pause(500)
    camera.wait_for_work(window, "the import", IMPORT_PATIENCE_S)
    window.actions_table["fold"].trigger()
    camera.rest(window)
    ids = view_of(window).ids
    if not len(ids):
        return
    window.panels.selection.look_at(SightingId(int(ids[0])))
    camera.keep(window, "gallery")
    window.actions_table["scene_mode"].trigger()
    camera.keep(window, "scenes")
    window.actions_table["crop_mode"].trigger()
    window.probing.search_for(SightingId(int(ids[0])))
    camera.wait("the candidates", lambda: view_of(window).record is not None)
    camera.keep(window, "candidates")
    window.comparing.begin()
    camera.wait("the original pixels", lambda: window.panels.compare.candidate.has_picture)
    camera.keep(window, "compare")
    window.comparing.leave()
    for command in ("import", "exhibit", "export", "authority", "past_searches", "correct"):
        window.actions_table[command].trigger()
        camera.keep_dialog(window, command.replace("_", "-"))
