"""Makes the pictures of README and guide: the real window on a case of drawn people.

    python -m tools.make_screenshots [--drawn DIR] [--out docs/images]

Without `--drawn` the phones are drawn and imported first (half a minute). The case is worked on in a copy.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from reid_desktop.app.settings import Settings, load_settings
from reid_desktop.app.window import make_program
from reid_desktop.domain.ids import SearchId
from reid_desktop.ports.engine import ProbePicture
from reid_desktop.services.listing import Order
from reid_desktop.ui.application import Program
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.theme import ThemeChoice
from reid_desktop.ui.views.probe import ProbeState
from reid_desktop.ui.watching import is_at_rest

ROOT = Path(__file__).resolve().parents[1]
CASE = "Demo.reidcase"
PATIENCE_MS = 60_000
EVIDENCE = Path("/media/evidence/phone-A")
"""Stands in the picture of the import; nothing is read there."""


def main() -> None:
    """Make all pictures."""
    arguments = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="reid-screenshots-") as scratch:
        work = Path(scratch)
        drawn = arguments.drawn or _draw(work / "drawn")
        case = work / CASE
        shutil.copytree(drawn / CASE, case)
        arguments.out.mkdir(parents=True, exist_ok=True)
        settings = replace(load_settings(), config=work / "config")
        Photographer(settings, case, arguments.out).take_all(drawn / "witness.jpg")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawn", type=Path, help="what `python -m tools.drawn_phones DIR` made")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    return parser


def _draw(out: Path) -> Path:
    subprocess.run([sys.executable, "-m", "tools.drawn_phones", str(out)], check=True)
    return out


class Photographer:
    """Drives the program as a user would and keeps what it shows."""

    def __init__(self, settings: Settings, case: Path, out: Path) -> None:
        """Write pictures of `case` to `out`."""
        application = QApplication.instance()
        self._application = application if isinstance(application, QApplication) else QApplication([])
        self._program: Program = make_program(self._application, settings)
        self._case, self._out = case, out

    def take_all(self, witness: Path) -> None:
        """Take every picture, then leave."""
        program = self._program
        program.theme.choose(ThemeChoice.LIGHT)
        program.show_start()
        self._keep(program.start_window, "start")
        program.open(self._case)
        self._wait(lambda: program.window is not None and is_at_rest(program.window))
        window = program.window
        assert window is not None
        self._size(window, 1440, 900)
        window.errands.ask_import([EVIDENCE])
        self._wait(lambda: self._dialog(window) is not None)
        dialog = self._dialog(window)
        assert dialog is not None
        self._keep(dialog, "import")
        dialog.close()
        window.probing.look_at_picture(ProbePicture(witness.name, path=str(witness)))
        self._wait(lambda: window.panels.probe.state is ProbeState.CHOOSING)
        self._keep(window, "probe")
        self._by_exhibit(window)
        self._keep_dialog(window, "authority")
        self._keep_dialog(window, "export")
        self._show_search(window)
        self._keep(window, "window-light")
        program.theme.choose(ThemeChoice.DARK)
        self._keep(window, "window-dark")
        window.close_at_once()
        self._wait(lambda: program.reader.is_idle)
        program.close()

    def _by_exhibit(self, window: MainWindow) -> None:
        window.panels.probe.clear()
        window.panels.workbench.set_order(Order.EXHIBIT)
        self._wait(lambda: is_at_rest(window))
        window.panels.map.fit()
        self._keep(window, "groups")
        window.panels.workbench.set_order(Order.NEWEST)

    def _keep_dialog(self, window: MainWindow, command: str) -> None:
        window.actions_table[command].trigger()
        self._wait(lambda: self._dialog(window) is not None)
        dialog = self._dialog(window)
        assert dialog is not None
        self._keep(dialog, command)
        dialog.close()
        self._pause(200)

    def _show_search(self, window: MainWindow) -> None:
        search_id = window.panels.desk.browsing.searches()[0].search_id
        window.panels.probe.clear()
        window.probing.show_search(SearchId(search_id))
        self._wait(lambda: window.panels.probe.state is ProbeState.DONE and is_at_rest(window))
        window.panels.map.fit()

    def _size(self, window: MainWindow, width_px: int, height_px: int) -> None:
        window.resize(width_px, height_px)
        self._pause(200)
        window.lay_out()
        self._wait(lambda: is_at_rest(window))

    def _dialog(self, window: MainWindow) -> QDialog | None:
        open_ones = [one for one in window.children() if isinstance(one, QDialog) and one.isVisible()]
        return open_ones[0] if open_ones else None

    def _keep(self, widget: QWidget, name: str) -> None:
        self._pause(900)
        path = self._out / f"{name}.png"
        widget.grab().save(str(path))
        print(path)

    def _wait(self, is_so: Callable[[], bool]) -> None:
        for _ in range(PATIENCE_MS // 50):
            if is_so():
                return
            self._pause(50)
        raise SystemExit("the window did not get there")

    @staticmethod
    def _pause(for_ms: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(for_ms, loop.quit)
        loop.exec()


if __name__ == "__main__":
    main()
