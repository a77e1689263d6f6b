"""A closed window is given back at once, not when Python next looks for circles."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.preferences import Preferences
from reid_desktop.ui.theme import ThemeKeeper
from tests.ui.conftest import RESOURCES
from tests.ui.scenery import Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def no_circles() -> Iterator[None]:
    """Nothing is freed but what nobody holds."""
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    yield
    if was_on:
        gc.enable()


def opened(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Show a window and wait until it shows its case."""
    window.resize(1280, 720)
    with qtbot.waitSignal(window.panels.workbench.shown):
        window.show()
    qtbot.waitUntil(lambda: window.panels.reader.is_idle)
    return window


@pytest.mark.usefixtures("no_circles")
def test_nothing_of_a_closed_window_is_left(
    qtbot: QtBot, scenery: Scenery, theme: ThemeKeeper, icons: IconShelf, preferences: Preferences
) -> None:
    desk = scenery.desk(RESOURCES / "map")
    window = opened(MainWindow(desk, preferences, theme, icons, "0.0.0"), qtbot)
    window.judging.skip()
    panels = window.panels
    parts: list[QObject] = [
        window, panels.workbench, panels.gallery, panels.gallery.model, panels.gallery.table, panels.map,
        panels.timeline, panels.inspector, panels.people, panels.loader, window.judging, window.peopling,
        window.linking,
    ]  # fmt: skip
    left = {type(part).__name__: weakref.ref(part) for part in parts}
    window.close_at_once()
    window.deleteLater()
    parts.clear()
    del window, panels
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: not [name for name, part in left.items() if part() is not None])
