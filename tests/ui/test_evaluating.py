"""Judging a model from the window: curves, failures with their pictures, and an end to every wait."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QTableView, QTabWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.errors import EngineError
from reid_desktop.domain.judged import NO_CURVES
from reid_desktop.ports.judging import Wanted
from reid_desktop.ui.dialogs.evaluation import EvaluationDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.painting.plot_view import PlotView
from tests.ui.handling import mute, shown_dialog
from tests.ui.scenery import Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def opened(window: MainWindow, qtbot: QtBot) -> EvaluationDialog:
    window.actions_table["evaluate"].trigger()
    return shown_dialog(window, EvaluationDialog, qtbot)


def judged(window: MainWindow, folder: Path, qtbot: QtBot) -> tuple[EvaluationDialog, QTabWidget]:
    dialog = opened(window, qtbot)
    dialog.choose(Wanted(str(folder), "folder", "reid-desktop-osnet"))
    dialog.ask()
    tabs = dialog.findChildren(QTabWidget)[0]
    qtbot.waitUntil(lambda: tabs.count() == 5)
    return dialog, tabs


def test_a_model_is_judged_and_what_it_got_wrong_is_shown(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog, tabs = judged(window, tmp_path, qtbot)
    assert "reid-desktop-osnet@" in dialog.told
    assert "32 queries among 32 crops" in dialog.told
    assert [tabs.tabText(n) for n in range(5)] == [
        "Figures",
        "DET",
        "Tippett",
        "By condition",
        "Failures (1)",
    ]
    views = sorted(dialog.findChildren(PlotView), key=PlotView.accessibleName, reverse=True)
    told = [view.accessibleDescription() for view in views]
    assert told == [
        "as searched: 90.0 %; vectors alone: 80.0 %",
        "A ratio of 1 or more have 90.0 % of the pairs of one person and 6.0 % of those of two.",
        "Both errors are equal at 4.0 %.",
    ]
    for number in range(5):
        tabs.setCurrentIndex(number)
        assert mute(dialog) == []
        assert not tabs.currentWidget().grab().isNull()
    table = next(one for one in dialog.findChildren(QTableView) if one.accessibleName() == "Failures")
    assert [str(table.model().index(0, column).data()) for column in range(6)] == [
        "p1_c1.png",
        "3",
        "p2_c2.png",
        "0.710",
        "p1_c2.png",
        "0.640",
    ]
    dialog.reject()


def test_a_set_too_small_for_error_curves_says_so(
    scenery: Scenery, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    scenery.judge.errors = NO_CURVES
    dialog, _tabs = judged(window, tmp_path, qtbot)
    assert len(dialog.findChildren(PlotView)) == 1
    dialog.reject()


def test_what_cannot_be_judged_says_why(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(window, qtbot)
    dialog.choose(Wanted(str(tmp_path / "nothing"), "folder", ""))
    dialog.ask()
    qtbot.waitUntil(lambda: bool(dialog.problem))
    assert dialog.problem == "nothing is no folder."
    assert window.evaluating.is_idle
    dialog.reject()


def test_a_program_that_does_not_start_ends_the_wait(
    scenery: Scenery, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    scenery.judge.problem = EngineError("The program that judges cannot be started.")
    dialog = opened(window, qtbot)
    dialog.choose(Wanted(str(tmp_path), "folder", ""))
    dialog.ask()
    qtbot.waitUntil(lambda: bool(dialog.problem))
    assert dialog.problem == "The program that judges cannot be started."
    assert window.evaluating.is_idle
    dialog.reject()


@pytest.mark.parametrize("how", ["stop", "close the dialog", "close the window"])
def test_it_can_be_ended_while_it_runs(
    how: str, scenery: Scenery, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    scenery.judge.may_end.clear()
    dialog = opened(window, qtbot)
    dialog.choose(Wanted(str(tmp_path), "folder", ""))
    dialog.ask()
    assert not window.evaluating.is_idle
    if how == "stop":
        dialog.stopped.emit()
        assert dialog.problem == "Stopped. There are no figures."
        dialog.reject()
    elif how == "close the dialog":
        dialog.reject()
    else:
        window.close_at_once()
        return  # the fixture sees that no thread is left
    assert window.evaluating.is_idle
