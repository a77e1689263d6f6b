"""The watch over the event loop tells how late it turned, and what every thread did meanwhile."""

from __future__ import annotations

import threading
from dataclasses import asdict

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from reid_desktop.app.bench.late import late_lines, late_turns
from reid_desktop.domain.errors import ModelError
from reid_desktop.ports.engine import SearchRequest
from reid_desktop.ui.bridge import later
from reid_desktop.ui.pages import REVIEW
from reid_desktop.ui.watching import LoopWatch
from reid_desktop.ui.watching_gallery import GalleryWatch
from reid_desktop.ui.watching_opening import OpenWatch
from reid_desktop.ui.watching_reasons import LATE_MS, Reasons
from tests.ui.conftest import MakeWindow
from tests.ui.scenery import Scenery


def _dawdle(reasons: Reasons) -> None:
    """Hold the event loop up until it has been looked at there."""
    threading.Event().wait(2 * LATE_MS / 1000)
    while not any("_dawdle" in str(look.threads) for look in reasons.seen):
        threading.Event().wait(0.001)


def test_what_made_a_turn_late_is_told(qtbot: QtBot) -> None:
    owner, reasons = QObject(), Reasons()
    watch = LoopWatch(owner, reasons)
    watch.start()
    later(owner, lambda: _dawdle(reasons))
    qtbot.waitUntil(lambda: any("_dawdle" in str(one.looks) for one in reasons.late))
    watch.stop()
    assert max(watch.gaps_ms) >= 2 * LATE_MS
    assert len(watch.gaps_ms) == len(watch.work_ms) == len(watch.queued_ms)
    [turn] = [one for one in late_turns([asdict(one) for one in reasons.late]) if "_dawdle" in str(one.looks)]
    lines = "\n".join(late_lines([turn]))
    assert f"late at {turn.at_s:.2f} s" in lines
    assert "MainThread: " in lines
    assert "_dawdle" in lines


def test_nothing_is_looked_at_where_nobody_asks(qtbot: QtBot) -> None:
    owner, before = QObject(), threading.active_count()
    watch = LoopWatch(owner)
    watch.start()
    qtbot.waitUntil(lambda: len(watch.gaps_ms) > 2)
    watch.stop()
    assert threading.active_count() == before
    assert list(late_lines(())) == []


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_every_dialog_and_page_is_opened_once_and_closed_again(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window, over = make_window(scenery), []
    loop = LoopWatch(window)
    loop.start()
    watch = OpenWatch(window, loop, lambda: over.append(True), look_ms=40)
    qtbot.waitUntil(lambda: bool(over), timeout=60_000)
    loop.stop()
    assert {"palette", "settings", "import", "export", "tag", "go_people", "compare"} <= set(watch.held_ms)
    assert all(gap_ms >= 0 and work_ms >= 0 for gap_ms, work_ms in watch.held_ms.values())
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert window.panels.pages.shown == REVIEW


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_search_that_fails_is_told_in_its_own_words(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, over = make_window(scenery), []
    monkeypatch.setattr(GalleryWatch, "_begin", GalleryWatch._probe)
    scenery.engine.script = lambda _request: ModelError("There is no model called {name}.", name="drawn")
    watch = GalleryWatch(window, lambda: over.append(True))
    qtbot.waitUntil(lambda: bool(over))
    assert [type(one) for _, one in scenery.engine.requests] == [SearchRequest]
    assert (watch.problem, watch.probes_ms) == ("There is no model called drawn.", [])
    watch.deleteLater()
