"""Judging a model from the window: the real command in its process, curves, failures with their pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QTableView, QTabWidget
from pytestqt.qtbot import QtBot

from reid_desktop.ui.dialogs.evaluation import EvaluationDialog, Wanted
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.painting.curve_view import CurveView
from tests.e2e.test_calibrate import lay_out_crops
from tests.ui.handling import shown_dialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
_LONG_MS = 120_000


@pytest.fixture
def crops(tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small labelled set; the program of this checkout judges it with a home of its own."""
    monkeypatch.setenv("REID_DESKTOP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(checkout))
    (tmp_path / "crops").mkdir()
    lay_out_crops(tmp_path / "crops", 8)
    return tmp_path / "crops"


def opened(window: MainWindow, qtbot: QtBot) -> EvaluationDialog:
    window.actions_table["evaluate"].trigger()
    return shown_dialog(window, EvaluationDialog, qtbot)


def test_a_model_is_judged_and_what_it_got_wrong_is_shown(
    window: MainWindow, crops: Path, qtbot: QtBot
) -> None:
    dialog = opened(window, qtbot)
    dialog.choose(Wanted(str(crops), "folder", "reid-desktop-osnet"))
    dialog.ask()
    tabs = dialog.findChildren(QTabWidget)[0]
    qtbot.waitUntil(lambda: tabs.count() == 3, timeout=_LONG_MS)
    assert "reid-desktop-osnet@" in dialog.told
    assert "32 queries among 32 crops" in dialog.told
    curve = dialog.findChildren(CurveView)[0]
    assert "as searched: " in curve.accessibleDescription()
    assert not curve.grab().isNull()
    failures = int(tabs.tabText(2).split("(")[1].rstrip(")"))
    table = next(one for one in dialog.findChildren(QTableView) if one.accessibleName() == "Failures")
    assert table.model().rowCount() == failures
    dialog.reject()


@pytest.mark.usefixtures("crops")
def test_what_cannot_be_judged_says_why(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(window, qtbot)
    dialog.choose(Wanted(str(tmp_path / "nothing"), "folder", ""))
    dialog.ask()
    qtbot.waitUntil(lambda: bool(dialog.problem), timeout=_LONG_MS)
    assert "nothing" in dialog.problem
    dialog.reject()


def test_stopping_and_closing_end_the_process(window: MainWindow, crops: Path, qtbot: QtBot) -> None:
    dialog = opened(window, qtbot)
    dialog.choose(Wanted(str(crops), "folder", ""))
    dialog.ask()
    dialog.stopped.emit()
    assert dialog.problem == "Stopped. There are no figures."
    dialog.ask()
    dialog.reject()
    assert window.evaluating.is_idle
