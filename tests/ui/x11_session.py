"""The window of a made-up case on a real X11 display, told by nobody but mouse and keyboard.

Run as `python -m tests.ui.x11_session FOLDER FILE`: a small window offers FILE for dragging; what happens
is said line by line.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from reid_desktop.ports.review import DecideRequest
from reid_desktop.ui.dialogs.frame import DialogFrame
from reid_desktop.ui.dialogs.import_media import ImportDialog
from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.preferences import Preferences
from reid_desktop.ui.theme import ThemeChoice, ThemeKeeper
from tests.ui.everything import everything
from tests.ui.scenery import Scenery, make_scenery

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
LOOK_MS = 100


class Source(QLabel):
    """A window from which a file can be dragged, as from a file manager."""

    def __init__(self, file: Path) -> None:
        super().__init__(file.name)
        self._file = file
        self._pressed = QPoint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin."""
        self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the file as soon as the mouse went some way."""
        if (event.position().toPoint() - self._pressed).manhattanLength() > 8:
            carried = QMimeData()
            carried.setUrls([QUrl.fromLocalFile(str(self._file))])
            drag = QDrag(self)
            drag.setMimeData(carried)
            drag.exec(Qt.DropAction.CopyAction)


def middle(widget: QWidget) -> str:
    """Return the middle of a widget on the screen."""
    at = widget.mapToGlobal(widget.rect().center())
    return f"{at.x()} {at.y()}"


class Teller:
    """Says what the window shows and asks for."""

    def __init__(self, window: MainWindow, scenery: Scenery, source: Source) -> None:
        self._window, self._scenery, self._source = window, scenery, source
        self._said: set[str] = set()
        self._opened = 0

    def look(self) -> None:
        """Say what is new."""
        gallery = self._window.panels.gallery.table
        if self._window.panels.workbench.view is not None and gallery.hasFocus():
            probe, card = self._window.panels.probe, gallery.visualRect(gallery.model().index(0, 1)).center()
            on_screen = gallery.viewport().mapToGlobal(card)
            places = (
                f"{middle(self._source)} {middle(gallery)} {middle(probe)} {on_screen.x()} {on_screen.y()}"
            )
            self._say(f"ready {places}")
        for one in self._window.children():
            if isinstance(one, ImportDialog) and one.isVisible():
                self._say("dialog " + " ".join(Path(path).name for path in one.paths))
        kinds = Counter(type(request).__name__ for _, request in self._scenery.engine.requests)
        for kind, many in kinds.items():
            self._say(f"asked {kind} {many}")
        view = self._window.panels.workbench.view
        self._say(f"shown {0 if view is None else len(view.ids)} {self._window.panels.pages.shown}")
        verdicts = [
            str(request.verdict)
            for _, request in self._scenery.engine.requests
            if isinstance(request, DecideRequest)
        ]
        self._say("decided " + " ".join(verdicts))
        self._tell_dialogs()

    def _tell_dialogs(self) -> None:
        """Say which dialog has the keyboard, each once, and when the window has it again."""
        open_now = [one for one in self._window.findChildren(DialogFrame) if one.isVisible()]
        for one in open_now:
            if one.isActiveWindow() and not one.property("said"):
                one.setProperty("said", True)
                self._opened += 1
                self._say(f"open {type(one).__name__} {self._opened}")
        if not open_now and self._window.isActiveWindow():
            self._say(f"back {self._opened}")

    def _say(self, words: str) -> None:
        if words not in self._said:
            self._said.add(words)
            sys.stdout.write(f"{words}\n")
            sys.stdout.flush()


def main() -> None:
    """Show both windows until they are killed."""
    folder, file = Path(sys.argv[1]), Path(sys.argv[2])
    app = QApplication([])
    icons = IconShelf(RESOURCES / "icons", app)
    theme = ThemeKeeper(app, ThemeChoice.LIGHT, RESOURCES / "icons")
    scenery = make_scenery(folder / "x11.reidcase")
    scenery.engine.script = everything(scenery)
    window = MainWindow(scenery.desk(RESOURCES / "map"), Preferences(folder / "w.ini"), theme, icons, "0.0.0")
    window.setGeometry(180, 40, 1080, 660)
    source = Source(file)
    source.setGeometry(10, 300, 120, 60)
    source.show()
    window.show()
    window.activateWindow()
    timer = QTimer(interval=LOOK_MS)
    teller = Teller(window, scenery, source)
    timer.timeout.connect(teller.look)
    timer.start()
    QTimer.singleShot(180_000, app.quit)  # if nobody ends it
    app.exec()


if __name__ == "__main__":
    main()
