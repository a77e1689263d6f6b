"""The program: versions it refuses, start page, opening, coming back, bugs shown."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow
from pytestqt.qtbot import QtBot

from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.errors import CaseError, UsageError
from reid_desktop.ports.closing import LockErrand, PurgeErrand
from reid_desktop.ui import application, half_made
from reid_desktop.ui.application import Opener, Program, Surroundings, check_versions
from reid_desktop.ui.bridge import later
from reid_desktop.ui.desk import Desk
from reid_desktop.ui.dialogs.locking import UnlockDialog
from reid_desktop.ui.dialogs.new_case import NewCaseDialog
from reid_desktop.ui.dialogs.words import ProblemDialog
from reid_desktop.ui.preferences import Preferences
from tests.fakes.whole_cases import FakeWholeCases
from tests.ui.conftest import RESOURCES
from tests.ui.handling import mute
from tests.ui.scenery import Scenery, make_scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.mark.parametrize("pair", [("6.12.0", (3, 11)), ("6.13.1", (3, 10)), ("7.0.0", (3, 11))])
def test_a_pair_that_aborts_is_refused_with_a_way_out(pair: tuple[str, tuple[int, int]]) -> None:
    with pytest.raises(UsageError, match=r"PySide6_Essentials<6\.12"):
        check_versions(*pair)


@pytest.mark.parametrize("pair", [("6.11.3", (3, 11)), ("6.12.0", (3, 12)), ("6.9", (3, 11))])
def test_other_pairs_are_taken(pair: tuple[str, tuple[int, int]]) -> None:
    check_versions(*pair)


@dataclass
class Cases:
    """Cases on a disk that is not there."""

    folder: Path
    made: list[tuple[Path, CaseFacts]] = field(default_factory=list)
    opened: list[Scenery] = field(default_factory=list)
    problem: Exception | None = None
    threads: list[str] = field(default_factory=list)
    whole: FakeWholeCases = field(default_factory=FakeWholeCases)

    def open_desk(self, folder: Path) -> Desk:
        """Open a made-up case."""
        self.threads.append(threading.current_thread().name)
        if self.problem is not None:
            raise self.problem
        scenery = make_scenery(folder, 4, pictures=False)
        self.opened.append(scenery)
        return scenery.desk(RESOURCES / "map")

    def make_case(self, folder: Path, facts: CaseFacts) -> None:
        """Note what was asked for."""
        self.made.append((folder, facts))

    def make_demo(self) -> Path:
        """Return the demo's folder."""
        return self.folder / "Demo.reidcase"


@pytest.fixture
def cases(tmp_path: Path) -> Cases:
    """No case yet."""
    return Cases(tmp_path)


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, cases: Cases, tmp_path: Path) -> Iterator[Program]:
    """The program on its start page, closed afterwards."""
    opener = Opener(cases.open_desk, cases.make_case, cases.make_demo, cases.whole)
    surroundings = Surroundings(
        RESOURCES / "icons", RESOURCES / "languages", tmp_path / "window.ini", tmp_path / "cases", "0.0.0"
    )
    made = Program(qapp, opener, surroundings)
    made.show_start()
    yield made
    if made.window is not None:
        made.window.close_at_once()
    qtbot.waitUntil(lambda: made.reader.is_idle)
    made.close()
    made.start_window.close()
    made.start_window.deleteLater()
    qtbot.wait(20)
    qapp.setStyleSheet("")


@pytest.mark.usefixtures("clean_language")
def test_the_language_that_was_chosen_is_spoken_from_the_next_start_on(
    qapp: QApplication, qtbot: QtBot, cases: Cases, tmp_path: Path
) -> None:
    file = tmp_path / "window.ini"
    Preferences(file).language = "de"
    opener = Opener(cases.open_desk, cases.make_case, cases.make_demo, cases.whole)
    surroundings = Surroundings(RESOURCES / "icons", RESOURCES / "languages", file, tmp_path, "0.0.0")
    made = Program(qapp, opener, surroundings)
    made.show_start()
    cases.problem = CaseError("There is no case {folder}; check the path.", folder="/c")
    made.open(tmp_path / "a.reidcase")
    qtbot.waitUntil(lambda: made.start.words == "Den Fall /c gibt es nicht; prüfen Sie den Pfad.")
    assert QLocale().toString(1234.5, "f", 1) == "1.234,5"
    qtbot.waitUntil(lambda: made.reader.is_idle)
    made.close()
    made.start_window.close()
    made.start_window.deleteLater()
    qtbot.wait(20)
    qapp.setStyleSheet("")


def wait_for_window(program: Program, qtbot: QtBot) -> None:
    """Wait until a case is shown."""
    qtbot.waitUntil(lambda: program.window is not None and program.window.isVisible())
    qtbot.waitUntil(lambda: program.window is not None and program.window.panels.reader.is_idle)


def test_the_start_page_can_be_used_by_keyboard_and_ear(program: Program) -> None:
    assert mute(program.start_window) == []


def test_a_case_opens_outside_the_gui_thread_and_is_remembered(
    program: Program, qtbot: QtBot, cases: Cases, tmp_path: Path
) -> None:
    program.open(tmp_path / "a.reidcase")
    assert not program.start.is_ready
    wait_for_window(program, qtbot)
    assert cases.threads == ["opener_0"]
    assert not program.start_window.isVisible()
    assert program.preferences.recent_cases == [tmp_path / "a.reidcase"]


def test_the_event_loop_turns_while_a_window_is_made(
    program: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(half_made, "_TURN_MS", 0.0)
    turns: list[bool] = []

    def later_told(owner: QObject, call: Callable[[], None]) -> None:
        turns.append(program.start.is_ready)
        later(owner, call)

    monkeypatch.setattr(application, "later", later_told)
    program.open(tmp_path / "a.reidcase")
    wait_for_window(program, qtbot)
    assert len(turns) > 10
    assert not any(turns)  # nothing else can be begun meanwhile


def test_a_program_that_ends_while_a_window_is_made_lets_go_of_the_case(
    program: Program, qtbot: QtBot, cases: Cases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Callable[[], None]] = []
    monkeypatch.setattr(half_made, "_TURN_MS", 0.0)
    monkeypatch.setattr(application, "later", lambda _owner, call: calls.append(call))
    program.open(tmp_path / "a.reidcase")
    qtbot.waitUntil(lambda: bool(calls))
    assert program.window is None
    program.close()
    assert cases.opened[0].closed
    calls[0]()
    assert len(calls) == 1
    assert program.window is None


def test_closing_the_case_brings_the_start_page_back_and_lets_go_of_the_case(
    program: Program, qtbot: QtBot, cases: Cases, tmp_path: Path
) -> None:
    program.open(tmp_path / "a.reidcase")
    wait_for_window(program, qtbot)
    assert program.window is not None
    program.window.actions_table["close_case"].trigger()
    qtbot.waitUntil(lambda: cases.opened[0].closed)
    assert program.start_window.isVisible()
    assert program.start.recent_list.count() == 1


def test_a_case_that_cannot_be_opened_is_said_on_the_start_page(
    program: Program, qtbot: QtBot, cases: Cases, tmp_path: Path
) -> None:
    cases.problem = CaseError("The case is damaged. Restore it from a copy.")
    program.open(tmp_path / "a.reidcase")
    qtbot.waitUntil(lambda: program.start.words == "The case is damaged. Restore it from a copy.")
    assert program.start.is_ready
    assert program.window is None


def test_a_bug_while_opening_is_shown_with_details_to_copy(
    program: Program, qtbot: QtBot, cases: Cases, tmp_path: Path
) -> None:
    cases.problem = ZeroDivisionError("planted")
    program.open(tmp_path / "a.reidcase")
    dialog = dialog_of(program.start_window, ProblemDialog, qtbot)
    assert isinstance(dialog, ProblemDialog)
    dialog.copy_details()
    assert "planted" in QApplication.clipboard().text()


def dialog_of(window: QMainWindow, kind: type[QDialog], qtbot: QtBot) -> QDialog:
    """Wait for a dialog over a window."""
    qtbot.waitUntil(lambda: any(isinstance(one, kind) and one.isVisible() for one in window.children()))
    return next(one for one in window.children() if isinstance(one, kind) and one.isVisible())


def test_a_new_case_is_made_as_it_was_filled_in_and_opened(
    program: Program, qtbot: QtBot, cases: Cases, tmp_path: Path
) -> None:
    program.ask_new()
    dialog = dialog_of(program.start_window, NewCaseDialog, qtbot)
    assert isinstance(dialog, NewCaseDialog)
    qtbot.waitUntil(lambda: not dialog.can_make)
    dialog.fill(number="2024/17 ö", title="Harbour", examiner="J. de Vries")
    assert dialog.can_make
    assert mute(dialog) == []
    dialog.make()
    wait_for_window(program, qtbot)
    [(folder, facts)] = cases.made
    assert folder == tmp_path / "cases" / "2024-17-ö.reidcase"
    assert (facts.number, facts.title, facts.examiner) == ("2024/17 ö", "Harbour", "J. de Vries")
    assert program.preferences.examiner == "J. de Vries"


def test_a_case_that_exists_is_never_made_again(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "cases" / "1.reidcase").mkdir(parents=True)
    program.ask_new()
    dialog = dialog_of(program.start_window, NewCaseDialog, qtbot)
    assert isinstance(dialog, NewCaseDialog)
    dialog.fill(number="1", title="x", examiner="y")
    assert not dialog.can_make


def test_recent_cases_that_are_gone_are_greyed(program: Program, tmp_path: Path) -> None:
    there, gone = tmp_path / "there.reidcase", tmp_path / "gone.reidcase"
    there.mkdir()
    program.start.show_recent([there, gone])
    rows = [program.start.recent_list.item(row) for row in (0, 1)]
    assert [bool(row.flags() & Qt.ItemFlag.ItemIsEnabled) for row in rows] == [True, False]
    assert "not there" in rows[1].text()


def test_a_case_folder_dropped_on_the_start_page_is_opened_after_the_drop(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "b.reidcase"
    folder.mkdir()
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(folder))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, carried, left, none)
    QApplication.sendEvent(program.start, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(program.start, QDropEvent(QPointF(5, 5), copy, carried, left, none))
    assert program.start.is_ready
    wait_for_window(program, qtbot)


def test_the_demo_case_is_made_and_opened(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    program.start.demo_wanted.emit()
    wait_for_window(program, qtbot)
    assert program.preferences.recent_cases[0] == tmp_path / "Demo.reidcase"


def test_a_case_is_purged_once_its_window_has_let_go_of_it(
    program: Program, qtbot: QtBot, cases: Cases, tmp_path: Path
) -> None:
    (tmp_path / "a.reidcase").mkdir()
    program.open(tmp_path / "a.reidcase")
    wait_for_window(program, qtbot)
    assert program.window is not None
    program.window.closing._leave_for(PurgeErrand("its time is over"))
    qtbot.waitUntil(lambda: "rows deleted: 8" in program.start.words)
    assert cases.opened[0].closed
    assert cases.whole.done == [(tmp_path / "a.reidcase", PurgeErrand("its time is over"))]
    assert program.preferences.recent_cases == [tmp_path / "a.reidcase"]


def test_a_case_that_could_not_be_encrypted_is_said_to_be_so(
    program: Program, qtbot: QtBot, cases: Cases, tmp_path: Path
) -> None:
    cases.whole.problem = "The disk is full. Free some space."
    program.open(tmp_path / "a.reidcase")
    wait_for_window(program, qtbot)
    assert program.window is not None
    program.window.closing._leave_for(LockErrand(("age1x",), tmp_path / "a.age"))
    qtbot.waitUntil(lambda: program.start.words == "The disk is full. Free some space.")
    assert program.start.is_ready


def test_an_encrypted_case_is_brought_back_and_opened(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    sealed = tmp_path / "b.reidcase.age"
    sealed.write_bytes(b"sealed")
    program.start.sealed_chosen.emit(sealed)
    dialog = dialog_of(program.start_window, UnlockDialog, qtbot)
    assert isinstance(dialog, UnlockDialog)
    assert mute(dialog) == []
    dialog.fill(sealed, tmp_path / "key.txt")
    assert dialog.can_unlock
    dialog.unlock()
    wait_for_window(program, qtbot)
    assert program.preferences.recent_cases == [tmp_path / "b.reidcase"]


@pytest.fixture
def hooks() -> Iterator[None]:
    """Python's hooks, put back afterwards."""
    before, thread_before = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = before, thread_before


@pytest.mark.usefixtures("hooks")
def test_what_nobody_caught_in_a_thread_is_shown(program: Program, qtbot: QtBot) -> None:
    program.catch_bugs()

    def fail() -> None:
        raise ValueError("planted in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    dialog = dialog_of(program.start_window, ProblemDialog, qtbot)
    assert isinstance(dialog, ProblemDialog)
    assert "planted in a thread" in dialog.details


def test_a_case_left_open_by_a_crash_is_opened_again_and_that_is_said(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "a.reidcase"
    folder.mkdir()
    assert not program.take_up()
    program.open(folder)
    wait_for_window(program, qtbot)
    left = program.preferences.open_case  # what a killed program would leave
    assert left == folder
    assert program.window is not None
    program.window.close_at_once()
    qtbot.waitUntil(lambda: program.reader.is_idle)
    assert program.left_open is None
    program.preferences.open_case = left
    assert program.take_up()
    wait_for_window(program, qtbot)
    assert program.window is not None
    assert "opened again" in program.window.panels.notices.words["recovered"]
