"""A tour over a case in memory: every step is reached, and every kind of dialog has its picture."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.clocks import ClockSolution, ReferenceEvent
from reid_desktop.domain.errors import ReidError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.ports.engine import Answer, ImportRequest, ImportSummary, Request, SolveClockRequest
from reid_desktop.ui import dialogs
from reid_desktop.ui.application import Opener, Program, Surroundings
from reid_desktop.ui.desk import Desk
from reid_desktop.ui.dialogs.frame import AskingFrame, DialogFrame
from reid_desktop.ui.preferences import Preferences
from reid_desktop.ui.theme import ThemeChoice
from reid_desktop.ui.touring import COLLEAGUE, Stops, guide, take_tour
from reid_desktop.ui.touring.camera import Camera
from tests.fakes.engine import Script
from tests.fakes.whole_cases import FakeWholeCases
from tests.ui.conftest import RESOURCES
from tests.ui.cut_words import cut_words
from tests.ui.everything import everything
from tests.ui.handling import mute
from tests.ui.scenery import EXAMINER, EXHIBITS, START_MS, Scenery, add_media, make_scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
ROOM_PX = (1240, 650)
"""Of a dialog on a screen of 1280 by 720, its title and a task bar taken off."""
ROLLED = "names authority"
"""Three warnings of several lines each are more than such a screen holds."""
ELSEWHERE = frozenset({"LegendDialog", "OutlineDialog", "NewCaseDialog", "UnlockDialog"})
"""Shown by other parts of the tour: gallery, compare and start."""


@dataclass
class Cases:
    """Cases in memory, the same for whoever opens them: one to work on, one for names."""

    folder: Path
    sceneries: dict[Path, Scenery] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Have nothing in them yet."""
        for name in ("tour", "names"):
            scenery = make_scenery(self.folder / f"{name}.reidcase", 0)
            scenery.engine.script = _answers(scenery)
            self.sceneries[scenery.folder] = scenery

    def opener(self, who: str) -> Opener:
        """Return what opens them for somebody."""
        return Opener(lambda folder: self._open(folder, who), _make, None, FakeWholeCases())

    def _open(self, folder: Path, who: str) -> Desk:
        scenery = self.sceneries[folder]
        scenery.who = who
        scenery.engine.listeners.clear()  # windows that are gone
        return scenery.desk(RESOURCES / "map")


def _make(_folder: Path, _facts: CaseFacts) -> None:
    raise AssertionError("no case is made")


@dataclass
class Watched:
    """What a tour opened."""

    kinds: set[str] = field(default_factory=set)
    mute: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def look(self, dialog: QDialog, name: str) -> None:
        """Note the kind of a dialog, and what is wrong with it."""
        self.kinds.add(type(dialog).__name__)
        self.names.append(name)
        self.mute += [f"{name}: {one}" for one in mute(dialog)]
        self.cut += [f"{name}: {one}" for one in cut_words(dialog)]
        assert isinstance(dialog, DialogFrame)
        is_larger = dialog.width() > ROOM_PX[0] or dialog.height() > ROOM_PX[1]
        if is_larger or (dialog.is_rolled and ROLLED not in name):
            self.too_large.append(f"{name}: {dialog.width()} x {dialog.height()}")


class LookingCamera(Camera):
    """A camera that notes what it sees instead of keeping it."""

    watched = Watched()

    def _take(self, widget: QWidget, name: str) -> None:
        if isinstance(widget, QDialog):
            self.watched.look(widget, f"{self._part} {name}")


def _answers(scenery: Scenery) -> Script:
    before = everything(scenery)

    def answer(request: Request) -> Answer | ReidError | None:
        if isinstance(request, SolveClockRequest):
            events = tuple(
                ReferenceEvent(START_MS + n * 90_000, START_MS + n * 90_000 + 37_000, 2.0, "by hand")
                for n in range(9)
            )
            return ClockSolution(37.0, 2.0, events[:7], events[7:], "the clock was set during use")
        if isinstance(request, ImportRequest):
            found = len(scenery.store.media_ids())
            add_media(scenery, 12 if found else 24, seed=found)
            return ImportSummary(24, 24, 0, 0, 0, (), 20, 4, 40, 2.0)
        return before(request)

    return answer


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.usefixtures("clean_language")
def test_every_dialog_is_shown_named_whole_and_within_a_small_screen(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    cases = Cases(tmp_path)
    watched = Watched()
    monkeypatch.setattr(LookingCamera, "watched", watched)
    monkeypatch.setattr(guide, "Camera", LookingCamera)
    monkeypatch.setattr(DialogFrame, "room_px", ROOM_PX[1])
    programs = []
    for who in (EXAMINER, COLLEAGUE):
        folder = tmp_path / who
        folder.mkdir()
        own = Preferences(folder / "window.ini")
        own.language = language
        own.save()
        places = Surroundings(
            RESOURCES / "icons", RESOURCES / "languages", folder / "window.ini", folder, "0.0.0"
        )
        programs.append(Program(qapp, cases.opener(who), places))
    stops = Stops(
        tmp_path / "tour.reidcase",
        tmp_path,
        Exhibit(ExhibitId("EX-1"), "Phone"),
        tmp_path / "out",
        sizes_px=((1280, 720),),
        themes=(ThemeChoice.LIGHT,),
        parts=("export", "oversight", "dialogs", "looks", "empty", "names"),
        names_case=tmp_path / "names.reidcase",
        names_source=tmp_path,
        names_exhibits=EXHIBITS,
        crops=tmp_path,
        settle_ms=1,
    )
    stops.out.mkdir()
    take_tour(programs[0], stops, programs[1])
    for one in programs:
        one.start_window.deleteLater()
    qtbot.wait(20)
    qapp.setStyleSheet("")
    assert _dialogs() - watched.kinds == ELSEWHERE
    wrong = [*watched.mute, *watched.too_large, *watched.cut]
    assert not wrong, "\n".join(wrong)


def _dialogs() -> set[str]:
    """Return the names of all dialogs of the product."""
    found = set()
    for module in pkgutil.iter_modules(dialogs.__path__, f"{dialogs.__name__}."):
        for name, kind in vars(importlib.import_module(module.name)).items():
            if (
                isinstance(kind, type)
                and issubclass(kind, DialogFrame)
                and kind not in (DialogFrame, AskingFrame)
            ):
                found.add(name)
    return found
