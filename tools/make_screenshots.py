"""Makes the pictures of README and guide: the real window on the demo case, with heads made unrecognisable.

    python -m tools.make_screenshots [--demo DIR] [--out docs/images]

Without `--demo` the demo is made first (a minute). The case is worked on in a copy.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QRectF, Qt, QTimer
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.store.case import open_case
from reid_desktop.app.settings import Settings, load_settings
from reid_desktop.app.window import make_program
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.ports.engine import ProbePicture
from reid_desktop.services.browsing import Browsing, Details
from reid_desktop.ui.application import Program
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.theme import ThemeChoice
from reid_desktop.ui.views.probe import ProbeState
from reid_desktop.ui.watching import is_at_rest

ROOT = Path(__file__).resolve().parents[1]
CASE = "Demo.reidcase"
PATIENCE_MS = 60_000
COARSE_PX = 5
"""A head is drawn from so many points each way: nobody is recognised."""
EVIDENCE = Path("/media/evidence/phone-A")
"""Stands in the picture of the import; nothing is read there."""


def main() -> None:
    """Make all pictures."""
    arguments = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="reid-screenshots-") as scratch:
        work = Path(scratch)
        demo = arguments.demo or _make_demo(work / "demo")
        case = work / CASE
        shutil.copytree(demo / CASE, case)
        witness = _hide_heads(case, work)
        arguments.out.mkdir(parents=True, exist_ok=True)
        settings = replace(load_settings(), config=work / "config")
        Photographer(settings, case, arguments.out).take_all(witness)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, help="what `reid-desktop demo --out DIR` made")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    return parser


def _make_demo(out: Path) -> Path:
    subprocess.run([sys.executable, "-m", "reid_desktop", "demo", "--out", str(out)], check=True)
    return out


# ------------------------------------------------------------ nobody is recognisable


def _hide_heads(case: Path, work: Path) -> Path:
    """Blur the heads in all pictures that the case keeps; return a masked photo of several persons."""
    store = open_case(case)
    browsing = Browsing(store, ThumbnailNames(case / "thumbs"))
    found = [browsing.details(SightingId(int(one))) for one in browsing.table().ids]
    details = [one for one in found if one is not None]
    for one in details:
        _mask(one.card.scene_path, one, None)
        _mask(one.card.crop_path, one, one)
    for record in browsing.searches():
        crop = browsing.probe_crop(record)
        if crop is not None:
            _blur(crop, crop, [QRectF(0, 0, 1, 0.24)])
    photos = [one for one in details if one.media.kind is MediaKind.PHOTO and one.media.container == "jpeg"]
    several = max(photos, key=lambda one: (len(one.neighbours), one.card.box.height_px))
    witness = work / "witness.jpg"
    _blur(Path(several.media.copies[0].path), witness, _heads(several, None))
    store.close()
    return witness


def _heads(details: Details, inside: Details | None) -> list[QRectF]:
    """Return the heads as parts of the frame, or of one person's crop."""
    card = details.card
    left, top, width, height = 0.0, 0.0, float(card.frame_size.width_px), float(card.frame_size.height_px)
    if inside is not None:
        box = inside.card.box
        left, top, width, height = box.left_px, box.top_px, box.width_px, box.height_px
    return [
        QRectF(
            (box.left_px - left) / width,
            (box.top_px - top) / height,
            box.width_px / width,
            box.height_px * _head(box) / height,
        )
        for box in (card.box, *(other.box for other in details.neighbours))
    ]


def _head(box: Box) -> float:
    """Return the part of a person's box, from the top, that holds the head."""
    return 0.22 if box.height_px > 2 * box.width_px else 0.42


def _mask(path: Path, details: Details, inside: Details | None) -> None:
    if path.is_file():
        _blur(path, path, _heads(details, inside))


def _blur(source: Path, target: Path, parts: Sequence[QRectF]) -> None:
    reader = QImageReader(str(source))
    reader.setAutoTransform(True)
    image = reader.read().convertToFormat(QImage.Format.Format_RGB32)
    whole = QRectF(image.rect())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for part in parts:
        area = QRectF(
            part.left() * whole.width(),
            part.top() * whole.height(),
            part.width() * whole.width(),
            part.height() * whole.height(),
        ).intersected(whole)
        if area.width() < 2 or area.height() < 2:
            continue
        coarse = image.copy(area.toRect()).scaled(
            COARSE_PX,
            COARSE_PX,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(area, coarse)
    painter.end()
    image.save(str(target), quality=90)


# ------------------------------------------------------------ pictures


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
        self._show_search(window)
        self._keep(window, "window-light")
        program.theme.choose(ThemeChoice.DARK)
        self._keep(window, "window-dark")
        window.close_at_once()
        self._wait(lambda: program.reader.is_idle)
        program.close()

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
