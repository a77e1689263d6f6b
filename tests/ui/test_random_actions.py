"""Random actions: no crash, no stuck job, no lost decision, nothing left running."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeWindow
from tests.ui.everything import everything
from tests.ui.random_actions import RandomActions
from tests.ui.random_hands import no_system
from tests.ui.scenery import Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.mark.parametrize("seed", [1, 2])
def test_random_actions_lose_nothing(
    make_window: MakeWindow, scenery: Scenery, tmp_path: Path, seed: int
) -> None:
    scenery.engine.script = everything(scenery)
    with no_system(tmp_path, random.Random(seed)):
        RandomActions(make_window(scenery), scenery, seed).run(150)


def test_a_closed_window_leaves_no_thread_timer_or_widget(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot, qapp: QApplication
) -> None:
    window = make_window(scenery)
    RandomActions(window, scenery, 3).run(40)
    window.close_at_once()

    def are_still() -> bool:  # what was to happen once, in a moment, may happen; nothing goes on for good
        return not any(one.isActive() for one in window.findChildren(QTimer))

    qtbot.waitUntil(are_still, timeout=3000)
    assert [one for one in window.findChildren(QThread) if one.isRunning()] == []
    assert [one for one in qapp.topLevelWidgets() if one.isVisible() and one is not window] == []
