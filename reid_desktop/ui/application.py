"""The program: one QApplication, the start page, and a window for the open case."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QLocale, QLockFile, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow

from reid_desktop.domain.case import CASE_SUFFIX, CaseFacts
from reid_desktop.domain.errors import ReidError, UsageError
from reid_desktop.ports.closing import ClosingErrand, LockErrand, PurgeErrand, UnlockErrand, WholeCases

from . import text
from .bridge import Reader, later
from .collecting import Collector
from .desk import Desk
from .dialogs.locking import UnlockDialog
from .dialogs.new_case import NewCaseDialog
from .dialogs.words import ProblemDialog
from .half_made import HalfMade
from .icons import IconShelf
from .main_window import MainWindow
from .preferences import Preferences
from .theme import ThemeChoice, ThemeKeeper
from .translating import language_for, locale_for, tr, translators
from .views.start import StartView

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opener:
    """What the program can do about cases; all of it is called outside the GUI thread."""

    open_desk: Callable[[Path], Desk]
    make_case: Callable[[Path, CaseFacts], None]
    make_demo: Callable[[], Path] | None
    """Makes the demo case and returns its folder."""
    whole_cases: WholeCases
    """Encrypts, brings back and purges cases that nobody has open."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Folders and facts that the program starts with."""

    icons_dir: Path
    languages_dir: Path
    preferences_file: Path
    cases_dir: Path
    """Offered for new cases."""
    version: str


def check_versions(qt: str = PySide6.__version__, python: tuple[int, int] = sys.version_info[:2]) -> None:
    """Refuse a pair of PySide6 and Python that is known to abort.

    PySide6 6.12 loses a reference to None in every call that returns nothing;
    before Python 3.12 that ends the process after some seconds of painting.

    :raises UsageError: it is such a pair.
    """
    major, minor = (int(part) for part in qt.split(".")[:2])
    if (major, minor) >= (6, 12) and python < (3, 12):
        raise UsageError(
            "PySide6 {qt} ends the program after some seconds with Python {python}. Install PySide6 6.11 "
            '(`pip install "PySide6_Essentials<6.12"`), or use Python 3.12 or newer.',
            qt=qt,
            python=f"{python[0]}.{python[1]}",
        )


class Program(QObject):
    """Shows the start page or a case, and goes from one to the other."""

    _bug_elsewhere = Signal(str)

    def __init__(self, application: QApplication, opener: Opener, surroundings: Surroundings) -> None:
        """Show nothing yet."""
        super().__init__()
        self._opener, self._surroundings = opener, surroundings
        self._collector = Collector(self)
        self.preferences = Preferences(surroundings.preferences_file)
        self._speak(application)
        self._lock = QLockFile(str(surroundings.preferences_file.with_suffix(".lock")))
        surroundings.preferences_file.parent.mkdir(parents=True, exist_ok=True)
        self._lock.setStaleLockTime(0)
        self._is_alone = self._lock.tryLock(0)
        self._recovered = False
        choice = self.preferences.theme
        known = [str(one) for one in ThemeChoice]
        self.theme = ThemeKeeper(
            application, ThemeChoice(choice if choice in known else "system"), surroundings.icons_dir
        )
        self.icons = IconShelf(surroundings.icons_dir, self)
        self.theme.changed.connect(self.icons.recolour)
        self.reader = Reader(self, "opener")
        self.reader.failed.connect(self._on_failed)
        self._bug_elsewhere.connect(self.show_bug, Qt.ConnectionType.QueuedConnection)
        self.window: MainWindow | None = None
        self._half: HalfMade | None = None
        self.start_window = QMainWindow()
        self.start_window.setWindowTitle("reid-desktop")
        self.start_window.resize(1120, 680)
        self.start = StartView(self.icons, surroundings.version, opener.make_demo is not None)
        self.start_window.setCentralWidget(self.start)
        self.start.new_wanted.connect(self.ask_new)
        self.start.open_wanted.connect(self.ask_open)
        self.start.case_chosen.connect(self.open)
        self.start.case_forgotten.connect(self._on_forgotten)
        self.start.demo_wanted.connect(self._on_demo)
        self.start.unlock_wanted.connect(lambda: self.ask_unlock())
        self.start.sealed_chosen.connect(self.ask_unlock)

    def _speak(self, application: QApplication) -> None:
        """Show everything in the language that the user wants."""
        language = language_for(self.preferences.language)
        QLocale.setDefault(locale_for(language))
        for one in translators(self._surroundings.languages_dir, language, application):
            application.installTranslator(one)

    @property
    def left_open(self) -> Path | None:
        """The case that was open when the program last ended without being told to."""
        folder = self.preferences.open_case if self._is_alone else None
        return folder if folder is not None and folder.is_dir() else None

    def take_up(self) -> bool:
        """Open the case that was left open by a crash or a power cut; tell whether there is one."""
        folder = self.left_open
        if folder is not None:
            self._recovered = True
            self.open(folder)
        return folder is not None

    def show_start(self) -> None:
        """Show the start page."""
        self.start.say("", is_busy=False)
        self.start.show_recent(self.preferences.recent_cases)
        self.start_window.show()

    def open(self, folder: Path) -> None:
        """Open a case in its window."""
        self.start_window.show()
        self.start.say(tr("Opening {name}…", name=text.plain(folder.name)), is_busy=True)
        self.reader.ask("open", lambda: self._opener.open_desk(folder), self._on_opened)

    def ask_new(self) -> None:
        """Ask for the facts of a new case."""
        preferences = self.preferences
        dialog = NewCaseDialog(
            self.start_window, self._surroundings.cases_dir, preferences.examiner, preferences.agency
        )
        dialog.case_wanted.connect(self._on_new)
        dialog.open()

    def ask_open(self) -> None:
        """Ask for a case folder."""
        dialog = QFileDialog(self.start_window, tr("Open a case ({suffix} folder)", suffix=CASE_SUFFIX))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setDirectory(str(self._surroundings.cases_dir))
        dialog.fileSelected.connect(lambda chosen: self.open(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_unlock(self, sealed: Path | None = None) -> None:
        """Ask for an encrypted case and its key."""
        dialog = UnlockDialog(self.start_window, sealed)
        dialog.unlock_wanted.connect(self._on_unlock)
        dialog.open()

    def leave(self) -> None:
        """End the program without asking, as when the terminal says so; what was done stays."""
        if self.window is not None:
            self.window.close_at_once()
        else:
            self._quit()

    def close(self) -> None:
        """Let go of the worker."""
        half, self._half = self._half, None
        if half is not None:
            half.let_go()
        self._collector.stop()
        self.reader.close()
        self.preferences.save()
        self._lock.unlock()

    def _on_new(self, folder: Path, facts: CaseFacts) -> None:
        self.preferences.examiner, self.preferences.agency = facts.examiner, facts.agency
        self.start.say(tr("Making {name}…", name=text.plain(folder.name)), is_busy=True)

        def make() -> Path:
            folder.parent.mkdir(parents=True, exist_ok=True)
            self._opener.make_case(folder, facts)
            return folder

        self.reader.ask("open", make, self.open)

    def _on_demo(self) -> None:
        make = self._opener.make_demo
        if make is not None:
            self.start.say(
                tr("Making the demo case: two made-up phones. This takes about a minute…"), is_busy=True
            )
            self.reader.ask("open", make, self.open)

    def _on_forgotten(self, folder: Path) -> None:
        self.preferences.forget_case(folder)
        self.start.show_recent(self.preferences.recent_cases)

    def _on_opened(self, desk: Desk) -> None:
        self.preferences.remember_case(desk.case)
        version = self._surroundings.version
        self._half = HalfMade(
            desk, MainWindow(desk, self.preferences, self.theme, self.icons, version, in_turns=True)
        )
        self._go_on()

    def _go_on(self) -> None:
        """Make some more of the window; the event loop turns before the rest."""
        half = self._half
        if half is None:
            return
        if half.make_some():
            later(self, self._go_on)
        else:
            self._half = None
            self._show(half.desk, half.window)

    def _show(self, desk: Desk, window: MainWindow) -> None:
        window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        window.left.connect(lambda why: self._on_left(desk, why))
        self.window = window
        if self._is_alone:
            self.preferences.open_case = desk.case
        if self._recovered:
            self._recovered = False
            window.errands.say_recovered()
        if window.wants_whole_screen:
            window.showMaximized()
        else:
            window.show()
        self.start_window.hide()
        self.start.say("", is_busy=False)
        self._collector.set_aside()

    def _on_left(self, desk: Desk, why: str) -> None:
        window, self.window = self.window, None
        self._collector.take_back()
        errand = None if window is None else window.errand
        if self._is_alone:
            self.preferences.open_case = None
        if window is not None:
            window.deleteLater()
        if why == "quit":
            self.reader.ask("close", desk.close, lambda _: self._quit())
            return
        self.show_start()
        if errand is not None:
            self._do_errand(desk, errand)
            return
        self.reader.ask("close", desk.close, lambda _: None)
        if why in ("new", "open"):
            later(self, self.ask_new if why == "new" else self.ask_open)

    def _do_errand(self, desk: Desk, errand: ClosingErrand) -> None:
        """Encrypt or purge the case that the window let go of."""
        cases, name = self._opener.whole_cases, text.plain(desk.case.name)
        if isinstance(errand, LockErrand):
            self.start.say(tr("Encrypting {name}…", name=name), is_busy=True)
        else:
            self.start.say(tr("Purging {name}…", name=name), is_busy=True)

        def carry_out() -> str:
            desk.close()
            if isinstance(errand, PurgeErrand):
                deleted = sum(cases.purge(desk.case, errand).values())
                return tr(
                    "Purged: {name}. Facts and log remain; rows deleted: {count}.", name=name, count=deleted
                )
            sealed = text.plain(str(cases.lock(desk.case, errand)))
            return tr("Encrypted: {path}. The folder is gone.", path=sealed)

        self.reader.ask("open", carry_out, lambda words: self._on_errand_done(desk.case, words))

    def _on_errand_done(self, case: Path, words: str) -> None:
        if not case.is_dir():
            self.preferences.forget_case(case)
        self.preferences.keep_case_place(case, "")  # what was begun in it is not to outlive it here
        self.start.show_recent(self.preferences.recent_cases)
        self.start.say(words, is_busy=False)

    def _on_unlock(self, errand: UnlockErrand) -> None:
        self.start.say(tr("Decrypting {name}…", name=text.plain(errand.sealed.name)), is_busy=True)
        self.reader.ask("open", lambda: self._opener.whole_cases.unlock(errand), self.open)

    def _quit(self) -> None:
        self.start_window.close()
        QApplication.quit()

    def _on_failed(self, problem: Exception) -> None:
        if isinstance(problem, ReidError):
            self.start.say(text.told_problem(problem), is_busy=False, is_problem=True)
            return
        self.start.say(tr("It did not work."), is_busy=False, is_problem=True)
        self.show_bug("".join(traceback.format_exception(problem)))

    # ------------------------------------------------------------ bugs

    def catch_bugs(self) -> None:
        """Show what nobody caught, in whatever thread, instead of losing it."""
        sys.excepthook = self._on_bug
        threading.excepthook = self._on_thread_bug

    def show_bug(self, details: str) -> None:
        """Show a bug as what it is."""
        parent = self.window or self.start_window
        happened = tr(
            "The program met something that it was not made for. Your case and the evidence are unharmed."
        )
        to_do = tr("You can go on working. If it happens again, send the details to whoever supports you.")
        ProblemDialog(parent, happened, to_do, details).open()

    def _on_bug(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        details = "".join(traceback.format_exception(kind, problem, trace))
        _log.error("unexpected error\n%s", details)
        self._bug_elsewhere.emit(details)

    def _on_thread_bug(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            self._on_bug(found.exc_type, found.exc_value, found.exc_traceback)
