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
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QWidget

from reid_desktop.app.settings import Settings, load_settings
from reid_desktop.app.window import make_program
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import UNDECIDED, Verdict
from reid_desktop.ports.engine import ProbePicture
from reid_desktop.services.listing import Order
from reid_desktop.ui.application import Program
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.theme import ThemeChoice
from reid_desktop.ui.views.people import GROUPS
from reid_desktop.ui.views.probe import ProbeState
from reid_desktop.ui.watching import is_at_rest

ROOT = Path(__file__).resolve().parents[1]
CASE = "Demo.reidcase"
PATIENCE_S = 60.0
COLOURS, FLAT_COLOURS = 192, 80
LATE_UTC_MS = 1_716_508_800_000
"""24 May 2024: about half of what is drawn is later."""
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
        program.theme.choose(ThemeChoice.LIGHT)
        self._review(window)
        self._refine(window)
        self._compare(window)
        self._places(window)
        self._people(window)
        self._keep_dialog(window, "palette")
        program.theme.choose(ThemeChoice.CONTRAST)
        self._keep(window, "contrast")
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
        undecided = frozenset({UNDECIDED})
        some = Filters(kinds=frozenset({"photo"}), after_utc_ms=LATE_UTC_MS, decisions=undecided)
        window.panels.workbench.set_filters(some)
        self._wait(lambda: is_at_rest(window))
        self._keep(window, "filters")
        window.panels.workbench.set_filters(Filters())
        self._wait(lambda: is_at_rest(window))

    def _review(self, window: MainWindow) -> None:
        """Decide about the first candidates."""
        ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids]
        window.panels.selection.look_at(ids[0])
        for verdict in (Verdict.CONFIRMED, Verdict.CONFIRMED, Verdict.EXCLUDED, Verdict.INCONCLUSIVE):
            window.judging.decide(verdict)
            self._rest(window)
        window.judging.turn_bookmark()
        self._keep(window, "review")
        self._keep_dialog(window, "queues")

    def _refine(self, window: MainWindow) -> None:
        """Search again with what is like the person and what is not."""
        ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids]
        searches = len(window.panels.desk.browsing.searches())
        window.probing.search_for(ids[0])
        self._wait(lambda: len(window.panels.desk.browsing.searches()) == searches + 1)
        self._rest(window)
        window.refining.search_with(window.refining.now.liking(ids[1:3]).unliking(ids[4:5]))
        self._wait(lambda: len(window.panels.desk.browsing.searches()) == searches + 2)
        self._rest(window)
        self._keep(window, "refine")

    def _compare(self, window: MainWindow) -> None:
        """Lay the second candidate beside the sighting that was searched for, part by part."""
        ids = [SightingId(int(one)) for one in window.panels.gallery.model.ids]
        window.panels.selection.look_at(ids[1])
        window.comparing.begin()
        view = window.panels.compare
        self._wait(lambda: view.candidate.has_picture)
        window.actions_table["parts"].trigger()
        self._wait(lambda: not window.panels.tasks.work)
        view.checklist.show_findings({"clothing": "agrees: colour and cut"})
        self._keep(window, "compare")
        view.checklist.show_findings({})
        window.comparing.leave()

    def _places(self, window: MainWindow) -> None:
        """Give the larger half of the window to map and timeline."""
        window.actions_table["clear_search"].trigger()
        self._rest(window)
        window.framing.show_only(("spacetime", "inspector"))
        window.panels.map.fit()
        window.panels.timeline.fit()
        points = window.panels.workbench.view
        assert points is not None
        window.panels.selection.select(np.sort(points.points.ids[:12]))
        self._keep(window, "map")
        window.panels.selection.clear()
        window.framing.lay_out()
        self._rest(window)

    def _people(self, window: MainWindow) -> None:
        """Make two persons of what lies in the first groups, and show them and the groups."""
        window.peopling.begin(GROUPS)
        groups = window.panels.people.groups
        groups.propose()
        self._wait(lambda: groups.is_answered)
        self._rest(window)
        self._keep(window, "proposed")
        [rows] = [one for one in groups.findChildren(QListWidget) if one is not groups.crops]
        for number in (1, 2):
            rows.setCurrentRow(number - 1)
            assert groups.chosen is not None
            window.peopling.make_person(f"Unknown {number}", groups.chosen.sightings[:6])
        self._wait(lambda: len(window.peopling.persons) == 2)
        window.peopling.begin()
        self._rest(window)
        self._keep(window, "people")
        window.peopling.leave()

    def _rest(self, window: MainWindow) -> None:
        """Wait until nothing is read, loaded or drawn any more."""
        panels = window.panels
        self._pause(100)
        self._wait(lambda: panels.reader.is_idle and not panels.loader.waiting and panels.map.is_settled)

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
        with Image.open(path) as whole:
            _with_few_colours(whole.convert("RGB")).save(path, optimize=True)
        print(path)

    def _wait(self, is_so: Callable[[], bool]) -> None:
        until_s = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > until_s:
                raise SystemExit("the window did not get there")
            self._pause(50)

    @staticmethod
    def _pause(for_ms: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(for_ms, loop.quit)
        loop.exec()


def _with_few_colours(whole: Image.Image) -> Image.Image:
    """Return a picture of few colours: what the window is painted with as it is, drawings nearly so."""
    flat = sorted(whole.getcolors(whole.width * whole.height) or [], reverse=True)[:FLAT_COLOURS]
    rest = whole.quantize(COLOURS - FLAT_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colours = [one for _, colour in flat if isinstance(colour, tuple) for one in colour]
    palette = Image.new("P", (1, 1))
    palette.putpalette([round(one) for one in colours] + list(rest.getpalette() or []))
    return whole.quantize(palette=palette, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
