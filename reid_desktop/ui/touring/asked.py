"""The other dialogs: what is asked and told beside the main job, a model that is judged, a problem."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit

from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.engine import SolveClockRequest, VerifyRequest
from reid_desktop.ports.judging import Wanted
from reid_desktop.ui.dialogs.correct import CorrectionDialog
from reid_desktop.ui.dialogs.evaluation import EvaluationDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.text import plain
from reid_desktop.ui.translating import tr

from .camera import Camera, dialog_over
from .main_job import busiest
from .persons import LONG_NAME

_LONG_S = 600.0
"""A model that is judged, or the evidence of a case that is verified."""
_DETAILS = 'Traceback (most recent call last):\n  File "reid_desktop/…", line 1, in tour\nRuntimeError: shown'
_DIALOGS = (
    "correct",
    "exhibit",
    "past_searches",
    "queues",
    "save_workspace",
    "settings",
    "shortcuts",
    "palette",
    "models",
    "about",
)


def dialogs(camera: Camera, window: MainWindow) -> None:
    """Show the other dialogs, what checks tell, a model that is judged, and a problem."""
    camera.rest(window)
    ids = window.panels.gallery.model.ids
    if len(ids):
        window.panels.selection.look_at(SightingId(int(ids[0])))
    exhibits = window.panels.sources.exhibit_list
    exhibits.setCurrentIndex(exhibits.model().index(0, 0))
    for command in _DIALOGS:
        window.actions_table[command].trigger()
        camera.keep_dialog(window, command.replace("_", "-"))
    window.actions_table["correct"].trigger()
    camera.keep_dialog(window, "correct-place", _correct_place)
    window.actions_table["palette"].trigger()
    camera.keep_dialog(window, "palette-typed", _type)
    window.mapping.list_files()
    camera.keep_dialog(window, "map-files")
    _show_clock(camera, window)
    _ask_about_persons(camera, window)
    _choose_person(camera, window)
    window.remarking.ask_set(window.panels.desk.review.grade_sets())
    camera.keep_dialog(window, "grade-set")
    _verify(camera, window)
    _judge_model(camera, window)
    camera.program.show_bug(_DETAILS)
    camera.keep_dialog(window, "problem")


def _correct_place(dialog: QDialog) -> None:
    assert isinstance(dialog, CorrectionDialog)
    dialog.choose(Corrected.PLACE)


def _type(dialog: QDialog) -> None:
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText("mod")


def _show_clock(camera: Camera, window: MainWindow) -> None:
    """Have the clock of an exhibit solved over the dialog on that exhibit."""
    exhibit = window.panels.desk.browsing.exhibits()[0].exhibit_id
    window.panels.tasks.submit(SolveClockRequest(exhibit), f"Solve the clock of {plain(exhibit)}")
    camera.wait_for_work(window, "the clock")
    if dialog_over(window) is not None:  # photos without satellite time say nothing of it
        camera.keep_dialog(window, "clock-solution")


def _ask_about_persons(camera: Camera, window: MainWindow) -> None:
    """Ask for a new person, and for what is done with two."""
    ids = tuple(SightingId(int(one)) for one in window.panels.gallery.model.ids[:4])
    window.peopling.ask_person(ids[:2])
    camera.keep_dialog(window, "new-person")
    for name, one in zip(("Unknown 3", LONG_NAME), ids[2:], strict=False):
        window.peopling.make_person(name, (one,))
    camera.wait_for_work(window, "the persons")
    camera.wait("the persons", lambda: len(window.peopling.persons) > 1)
    person, tab = window.peopling.persons[0], window.panels.people.persons
    tab.rename_wanted.emit(person)
    camera.keep_dialog(window, "rename")
    tab.merge_wanted.emit(person)
    camera.keep_dialog(window, "merge-persons")
    tab.split_wanted.emit(person, ids[:1])
    camera.keep_dialog(window, "split-off")
    tab.move_wanted.emit(person, ids[:1])
    camera.keep_dialog(window, "move")


def _choose_person(camera: Camera, window: MainWindow) -> None:
    """Add a picture that shows several persons."""
    crowd = busiest(window)
    if crowd is not None and crowd.scene_path.exists():
        window.refining.adding.look_at(str(crowd.scene_path))
        camera.keep_dialog(window, "choose-person")


def _verify(camera: Camera, window: MainWindow) -> None:
    """Verify the evidence; what is asked of who leaves meanwhile, and what the check tells."""
    window.panels.tasks.submit(VerifyRequest(), tr("Verify evidence"))
    if window.panels.tasks.work:
        window.close()
        camera.keep_dialog(window, "close-while-a-job-runs")
    camera.wait("the check", lambda: not window.panels.tasks.work, _LONG_S)
    camera.keep_dialog(window, "verified")


def _judge_model(camera: Camera, window: MainWindow) -> None:
    window.actions_table["evaluate"].trigger()
    camera.keep_dialog(window, "judge-a-model")
    if camera.stops.crops is not None:
        window.actions_table["evaluate"].trigger()
        camera.keep_dialog(window, "model-judged", lambda dialog: _judge(camera, window, dialog))


def _judge(camera: Camera, window: MainWindow, dialog: QDialog) -> None:
    assert isinstance(dialog, EvaluationDialog)
    dialog.choose(Wanted(str(camera.stops.crops), "folder", ""))
    dialog.ask()
    camera.wait("the figures", lambda: window.evaluating.is_idle, _LONG_S)
