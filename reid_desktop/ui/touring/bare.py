"""A case without anything in it: every page and every dialog that can be opened there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog

from reid_desktop.ui.dialogs.export_case import ExportDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views.people import ALARMS, GROUPS, TOGETHER

from . import overseen
from .camera import Camera

_DIALOGS = (
    "import",
    "export",
    "failures",
    "past_searches",
    "queues",
    "note",
    *overseen.EMPTY,
)


def _counted(camera: Camera, command: str) -> Callable[[QDialog], None] | None:
    """Have an export counted first."""
    if command != "export":
        return None

    def wait(dialog: QDialog) -> None:
        assert isinstance(dialog, ExportDialog)
        camera.wait("the preview", lambda: not dialog.preview.endswith("…"))

    return wait


def empty(camera: Camera, window: MainWindow) -> None:
    """Show what a case says of itself before anything was brought in."""
    camera.keep(window, "case")
    window.framing.show_only(("sources", "inspector", "spacetime", "jobs"))
    window.panels.map.table_wanted.emit(True)
    camera.keep(window, "all-docks")
    window.panels.map.table_wanted.emit(False)
    window.framing.lay_out()
    for tab, name in ((0, "persons"), (GROUPS, "groups"), (TOGETHER, "together"), (ALARMS, "alarms")):
        window.peopling.begin(tab)
        camera.keep(window, name)
    window.peopling.leave()
    for command in _DIALOGS:
        if window.actions_table[command].isEnabled():
            window.actions_table[command].trigger()
            camera.keep_dialog(window, command.replace("_", "-"), _counted(camera, command))
    window.mapping.list_files()
    camera.keep_dialog(window, "map-files")
    window.actions_table["verify"].trigger()
    camera.keep_dialog(window, "verified")
