"""A window on a made-up case, closed again after each test, with nothing left running."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.preferences import Preferences
from reid_desktop.ui.theme import ThemeChoice, ThemeKeeper
from tests.ui.leaks import Running, running
from tests.ui.scenery import Scenery, make_scenery

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@pytest.fixture(autouse=True)
def _circles_are_found_here() -> Iterator[None]:
    """Have what tests leave freed in their own thread, as the program does, and never in a worker."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture
def icons(qapp: QApplication) -> IconShelf:
    """The icons of the program."""
    return IconShelf(RESOURCES / "icons", qapp)


@pytest.fixture
def theme(qapp: QApplication, icons: IconShelf) -> Iterator[ThemeKeeper]:
    """The theme of the program, light to begin with."""
    before = qapp.palette()
    keeper = ThemeKeeper(qapp, ThemeChoice.LIGHT, RESOURCES / "icons")
    keeper.changed.connect(icons.recolour)
    yield keeper
    keeper.changed.disconnect(icons.recolour)
    keeper.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(before)  # a theme that a test chose is not the next one's


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """What a user who never used the program has chosen: nothing."""
    return Preferences(tmp_path / "window.ini")


@pytest.fixture
def scenery(tmp_path: Path, qapp: QApplication) -> Scenery:
    """A case of 24 files."""
    assert qapp is not None
    return make_scenery(tmp_path / "harbour.reidcase")


@pytest.fixture
def clean_language(qapp: QApplication) -> Iterator[None]:
    """What a program installs for its language is taken off again."""
    before = QLocale()
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)


MakeWindow = Callable[[Scenery], MainWindow]


@pytest.fixture
def make_window(
    qtbot: QtBot, theme: ThemeKeeper, icons: IconShelf, preferences: Preferences
) -> Iterator[MakeWindow]:
    """A function that opens a window and waits until it shows its case."""
    windows: list[MainWindow] = []
    before = running()

    def make(scenery: Scenery) -> MainWindow:
        window = MainWindow(scenery.desk(RESOURCES / "map"), preferences, theme, icons, "0.0.0")
        windows.append(window)
        window.resize(1280, 720)
        with qtbot.waitSignal(window.panels.workbench.shown):
            window.show()
        qtbot.waitUntil(lambda: window.panels.reader.is_idle)
        return window

    yield make
    for window in windows:
        window.close_at_once()
        window.deleteLater()
    windows.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(
        lambda: not [one for one in threading.enumerate() if one.name.startswith(("reader", "opener"))]
    )
    _leave_nothing(qtbot, before)


def _leave_nothing(qtbot: QtBot, before: Running) -> None:
    """Fail where a thread, a timer or a widget outlives the windows of a test."""

    def is_clean() -> bool:  # what ends in a moment, such as a fading menu, may end
        return not running().since(before)

    with suppress(qtbot.TimeoutError):
        qtbot.waitUntil(is_clean, timeout=5000)
    assert running().since(before) == []


@pytest.fixture
def window(make_window: MakeWindow, scenery: Scenery) -> MainWindow:
    """The window of a case of 24 files."""
    return make_window(scenery)
