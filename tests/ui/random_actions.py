"""Random actions on the window, as many as one likes, each followed by what must hold.

python -m tests.ui.random_actions [COUNT] [SEED]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import traceback
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.review import DecideRequest, UndoRequest
from reid_desktop.services.listing import Order
from reid_desktop.ui.commands import COMMANDS
from reid_desktop.ui.dialogs.words import ProblemDialog
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.pages import REVIEW
from reid_desktop.ui.preferences import Preferences
from reid_desktop.ui.theme import ThemeChoice, ThemeKeeper
from tests.ui.everything import everything
from tests.ui.random_hands import KEYS, MODIFIERS, no_system, use
from tests.ui.scenery import Scenery, add_media, add_search, make_scenery

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_SETTLE_MS = 1
LEAVING = ("new_case", "open_case", "close_case", "quit")
"""They end the window, and the test with it."""
TRIGGERED = tuple(command.id for command in COMMANDS if command.id not in LEAVING)


class RandomActions:
    """Acts on a window at random and keeps a book of what was decided."""

    def __init__(self, window: MainWindow, scenery: Scenery, seed: int) -> None:
        """Act on `window`; the same seed acts alike."""
        self._window, self._scenery = window, scenery
        self._chance = random.Random(seed)
        self._told = 0
        self._actions: list[Callable[[], None]] = [
            *(self._trigger_one for _ in range(12)),
            *(self._look for _ in range(4)),
            self._select,
            self._filter,
            self._order,
            self._search,
            self._leave,
            self._resize,
            self._come_in,
            *(self._use_dialog for _ in range(12)),
            *(self._use_page for _ in range(6)),
            self._draw,
            *(self._review for _ in range(6)),
            *(self._close_dialogs for _ in range(14)),
        ]
        self.last: deque[str] = deque(maxlen=40)
        """What was done last, for whoever has to find out why something broke."""
        self.used: Counter[str] = Counter()
        """How often a control of each kind of dialog was used."""
        window.closing._leave_for = lambda _errand: None  # the case is purged and locked in words only

    def run(self, count: int) -> None:
        """Do `count` actions; after each, nothing may be lost or stuck."""
        for number in range(count):
            action = self._chance.choice(self._actions)
            self.last.append(action.__name__)
            action()
            self._settle()
            if number % 25 == 24:
                self.check()
        self._close_dialogs()
        self.check()

    def check(self) -> None:
        """See that the case holds every decision that was sent, and that no job is stuck."""
        self._settle(300)
        decided = [one for _, one in self._scenery.engine.requests if isinstance(one, DecideRequest)]
        sent = Counter((one, each.verdict) for each in decided for one in set(each.sightings))
        kept = self._scenery.store.decisions(sorted({one for one, _ in sent}))
        assert not sent - Counter((one.sighting_id, one.verdict) for one in kept), self.last
        marks, about = self._window.judging.marks, self._window.judging.about
        if about.search_id is None and not self._window.panels.tasks.work:
            ids = [SightingId(int(one)) for one in self._window.panels.gallery.model.ids[:40]]
            for review in self._scenery.store.reviews(ids):
                verdict = 0 if review.decision is None or review.decision.verdict is None else 1
                assert bool(marks.mark(review.sighting_id).verdict) == bool(verdict)
        undone = [one for _, one in self._scenery.engine.requests if isinstance(one, UndoRequest)]
        assert len(undone) >= self._told
        self._told = len(undone)
        assert self._window.panels.tasks.work == [], self.last
        problems = [one for one in self._dialogs() if isinstance(one, ProblemDialog)]
        assert problems == [], (problems[0].details, self.last)

    def _settle(self, at_most_ms: int = 60) -> None:
        for _ in range(at_most_ms // 5 + 1):
            loop = QEventLoop()
            QTimer.singleShot(_SETTLE_MS, loop.quit)
            loop.exec()
            if self._window.panels.reader.is_idle:
                break

    def _trigger_one(self) -> None:
        if not self._dialogs():
            command = self._chance.choice(TRIGGERED)
            self.last.append(command)
            if self._window.actions_table[command].isEnabled():
                self._window.actions_table[command].trigger()

    def _review(self) -> None:
        """Decide about somebody, or take it back."""
        if not self._dialogs():
            self._look()
            command = self._chance.choice(("confirm", "exclude", "inconclusive", "withdraw", "undo", "redo"))
            self._window.actions_table[command].trigger()

    def _look(self) -> None:
        ids = self._window.panels.gallery.model.ids
        if len(ids):
            self._window.panels.selection.look_at(SightingId(int(self._chance.choice(ids.tolist()))))

    def _select(self) -> None:
        ids = self._window.panels.gallery.model.ids.tolist()
        some = self._chance.sample(ids, min(len(ids), self._chance.randrange(5)))
        self._window.panels.selection.select(np.array(sorted(some), np.int64))

    def _filter(self) -> None:
        narrowed = (Filters(minimum_quality=0.4), Filters(unplaced_only=True), Filters(untimed_only=True))
        self._window.panels.workbench.set_filters(self._chance.choice((Filters(), *narrowed)))

    def _order(self) -> None:
        self._window.panels.workbench.set_order(self._chance.choice(list(Order)))

    def _search(self) -> None:
        self._window.probing.show_search(add_search(self._scenery, 12))

    def _leave(self) -> None:
        self._window.panels.pages.turn_to(REVIEW)
        self._window.panels.workbench.leave_search()

    def _resize(self) -> None:
        self._window.resize(self._chance.choice((1024, 1280, 1900)), self._chance.choice((640, 720, 1000)))

    def _come_in(self) -> None:
        if len(self._scenery.store.media_ids()) < 60:
            add_media(self._scenery, 1, seed=self._chance.randrange(1 << 20), pictures=False)

    def _use_dialog(self) -> None:
        """Use some controls of the dialog that is on top, if there is one."""
        for _ in range(self._chance.randrange(1, 7)):
            dialogs = self._dialogs()
            if not dialogs or isinstance(dialogs[-1], QFileDialog):
                return
            name = type(dialogs[-1]).__name__
            self.used[name] += 1
            self.last.append(f"{name}: {use(dialogs[-1], self._chance)}")
            self._settle()

    def _use_page(self) -> None:
        panels = self._window.panels
        if self._dialogs():
            return
        pages = (panels.pages.currentWidget(), panels.sources, panels.inspector, panels.job_panel)
        page = self._chance.choice([one for one in pages if one is not None])
        self.last.append(use(page, self._chance))

    def _draw(self) -> None:
        """Outline somebody in the scene by keyboard alone."""
        inspector = self._window.panels.inspector
        if not self._dialogs() and inspector.draw_button.isEnabled():
            inspector.draw_button.click()
            for _ in range(self._chance.randrange(6)):
                QTest.keyClick(inspector.scene, self._chance.choice(KEYS), self._chance.choice(MODIFIERS))

    def _dialogs(self) -> list[QDialog]:
        return [one for one in self._window.findChildren(QDialog) if one.isVisible()]

    def _close_dialogs(self) -> None:
        for dialog in self._dialogs():
            if self._chance.random() < 0.5 and not isinstance(dialog, QFileDialog):
                dialog.accept()
            else:
                dialog.reject()


def main() -> None:
    """Act at random on a window of its own."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    broken: list[str] = []

    def note(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        broken.append("".join(traceback.format_exception(kind, problem, trace)))

    sys.excepthook = note
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    application = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        scenery = make_scenery(Path(name) / "random.reidcase")
        theme = ThemeKeeper(application, ThemeChoice.LIGHT, RESOURCES / "icons")
        icons = IconShelf(RESOURCES / "icons", application)
        preferences = Preferences(Path(name) / "window.ini")
        window = MainWindow(scenery.desk(RESOURCES / "map"), preferences, theme, icons, "0.0.0")
        window.show()
        scenery.engine.script = everything(scenery)
        actions = RandomActions(window, scenery, seed)
        with no_system(Path(name), random.Random(seed)):
            actions.run(count)
        window.close_at_once()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    kinds = Counter(type(request).__name__ for _, request in scenery.engine.requests)
    sys.stdout.write(
        f"dialogs used: {dict(actions.used.most_common())}\nrequests: {dict(kinds.most_common())}\n"
    )
    sys.stdout.write("\n".join(broken) or f"{count} actions: nothing broken, nothing lost, nothing stuck\n")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
