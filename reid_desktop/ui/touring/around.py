"""What stands around the search: people, exports, oversight, dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit

from reid_desktop.domain.authority import Authority
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.ports.judging import Wanted
from reid_desktop.ports.ledger import AuthorityRequest, SnapshotRequest
from reid_desktop.services.space_time import LaneBy
from reid_desktop.ui.dialogs.evaluation import EvaluationDialog
from reid_desktop.ui.dialogs.merging import ConflictsDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views.people import ALARMS, GROUPS, TOGETHER

from .camera import Camera
from .main_job import begin_search

LONG_NAME = "Unknown 2, a very long name to see whether it fits anywhere"
_JUDGED_S = 600.0
_DETAILS = 'Traceback (most recent call last):\n  File "reid_desktop/…", line 1, in tour\nRuntimeError: shown'
_OVERSIGHT = (
    "authority",
    "policy",
    "roles",
    "second_look",
    "snapshots",
    "merge",
    "portable",
    "lock",
    "purge",
)
_DIALOGS = (
    "correct",
    "exhibit",
    "past_searches",
    "save_workspace",
    "settings",
    "shortcuts",
    "palette",
    "models",
    "about",
)


def people(camera: Camera, window: MainWindow) -> None:
    """Show nobody, proposed groups, two persons, who was seen with whom, no alarm."""
    window.actions_table["clear_search"].trigger()
    camera.rest(window)
    window.peopling.begin()
    camera.keep(window, "nobody")
    window.peopling.begin(TOGETHER)
    camera.keep(window, "nobody-together")
    window.peopling.begin(GROUPS)
    camera.keep(window, "no-groups")
    groups = window.panels.people.groups
    groups.propose()
    camera.wait("the groups", lambda: groups.is_answered)
    camera.keep(window, "groups")
    ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids[:6]]
    window.peopling.make_person("Unknown 1", tuple(ids[:3]))
    window.peopling.make_person(LONG_NAME, tuple(ids[3:]))
    camera.wait("the persons", lambda: len(window.peopling.persons) == min(2, len(ids)))
    for tab, name in ((0, "persons"), (TOGETHER, "together"), (ALARMS, "no-alarms")):
        window.peopling.begin(tab)
        camera.keep(window, name)
    window.peopling.leave()
    window.panels.workbench.set_lanes(LaneBy.PERSON)
    camera.keep(window, "lanes-by-person")
    window.panels.workbench.set_lanes(LaneBy.EXHIBIT)


def export(camera: Camera, window: MainWindow) -> None:
    """Ask for an export, with and without a search; write one."""
    window.actions_table["clear_search"].trigger()
    camera.rest(window)
    window.exporting.ask()
    camera.keep_dialog(window, "all-sightings")
    begin_search(camera, window)
    window.exporting.ask()
    camera.keep_dialog(window, "a-search")
    out = camera.stops.out / "tour.html"
    window.panels.tasks.submit(ExportRequest("html", out), "Export html")
    camera.wait_for_work(window, "the export")
    camera.keep(window, "written")


def oversight(camera: Camera, window: MainWindow) -> None:
    """Show every dialog of oversight, empty first where it lists something."""
    for command in _OVERSIGHT:
        window.actions_table[command].trigger()
        camera.keep_dialog(window, command.replace("_", "-"))
    tasks = window.panels.tasks
    words = "Warrant 2026/0815 of the local court, issued at short notice and extended twice since"
    authority = Authority(words, "robbery", persons=("the man with the blue coat",))
    tasks.submit(AuthorityRequest(authority), "Authority")
    name = "Before the second look, as agreed with the prosecutor's office"
    tasks.submit(SnapshotRequest(name), "Snapshot")
    camera.wait_for_work(window, "the authority")
    camera.keep(window, "after-an-authority")
    for command in ("authority", "snapshots"):
        window.actions_table[command].trigger()
        camera.keep_dialog(window, f"{command}-filled")
    said = {"what": "decision", "name": "", "ours": "confirmed", "our_author": "Tour", "theirs": "excluded"}
    rows = [{"sighting_id": number, "their_author": LONG_NAME, **said} for number in range(1, 9)]
    ConflictsDialog(window, "The review of K. Example, taken over by Tour.", rows).open()
    camera.keep_dialog(window, "conflicts")


def dialogs(camera: Camera, window: MainWindow) -> None:
    """Show the other dialogs, a model that is judged, and a problem."""
    camera.rest(window)
    ids = window.panels.gallery.model.ids
    if len(ids):
        window.panels.selection.look_at(SightingId(int(ids[0])))
    window.panels.sources.exhibit_list.setCurrentIndex(window.panels.sources.exhibit_list.model().index(0, 0))
    for command in _DIALOGS:
        window.actions_table[command].trigger()
        camera.keep_dialog(window, command.replace("_", "-"))
    window.actions_table["palette"].trigger()
    camera.keep_dialog(window, "palette-typed", _type)
    window.actions_table["evaluate"].trigger()
    camera.keep_dialog(window, "judge-a-model")
    if camera.stops.crops is not None:
        window.actions_table["evaluate"].trigger()
        camera.keep_dialog(window, "model-judged", lambda dialog: _judge(camera, window, dialog))
    camera.program.show_bug(_DETAILS)
    camera.keep_dialog(window, "problem")


def _type(dialog: QDialog) -> None:
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText("mod")


def _judge(camera: Camera, window: MainWindow, dialog: QDialog) -> None:
    assert isinstance(dialog, EvaluationDialog)
    dialog.choose(Wanted(str(camera.stops.crops), "folder", ""))
    dialog.ask()
    camera.wait("the figures", lambda: window.evaluating.is_idle, _JUDGED_S)
