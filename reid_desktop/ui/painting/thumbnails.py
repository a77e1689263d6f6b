"""Pictures of the product's own making, loaded in workers, newest request first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, QSize, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from reid_desktop.ui.standing_back import stand_back

KEPT_BYTES = 192 * 1024 * 1024
WORKERS = 2


_BLURRED_SIDE_PX = 12
"""A picture scaled down to this and up again shows colours and no faces."""


class Veil(StrEnum):
    """How pictures are made bearable to look at; what is kept of them stays as it is."""

    NONE = "none"
    BLUR = "blur"
    GREY = "grey"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class PictureKey:
    """A picture file at a size."""

    path: str
    longest_side_px: int
    """0 for the size of the file."""


class ThumbnailLoader(QObject):
    """Gives a pixmap at once if it has it, and otherwise asks a worker for it."""

    arrived = Signal()
    """Some pictures came, or turned out to be missing; repaint."""
    veil_changed = Signal()
    """Every picture looks different now."""
    _loaded = Signal(object, object, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with an empty cache and idle workers."""
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(WORKERS)
        self._lock = threading.Lock()
        self._stack: OrderedDict[PictureKey, None] = OrderedDict()
        self._busy: set[PictureKey] = set()
        self._running = 0
        self._closed = False
        self._kept: OrderedDict[PictureKey, QPixmap] = OrderedDict()
        self._kept_bytes = 0
        self._missing: set[PictureKey] = set()
        self._veil = Veil.NONE
        self._loaded.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._tell = QTimer(self, singleShot=True, interval=12)
        self._tell.timeout.connect(self.arrived)

    @property
    def veil(self) -> Veil:
        """Return how pictures are shown."""
        return self._veil

    def set_veil(self, veil: Veil) -> None:
        """Show all pictures in another way, at once."""
        if veil is not self._veil:
            with self._lock:
                self._veil = veil
            self._kept.clear()
            self._kept_bytes = 0
            self.veil_changed.emit()
            self.arrived.emit()

    def pixmap(self, key: PictureKey) -> QPixmap | None:
        """Return the picture if it is here; otherwise ask for it and return None."""
        picture = self._kept.get(key)
        if picture is not None:
            self._kept.move_to_end(key)
            return picture
        if key not in self._missing:
            self._want(key)
        return None

    def is_missing(self, key: PictureKey) -> bool:
        """Tell whether the file was not there or was no picture."""
        return key in self._missing

    def keep_only(self, keys: Iterable[PictureKey]) -> None:
        """Drop every waiting request for a card but these: the others were scrolled away.

        Requests at the size of the file are not a card's and stay.
        """
        wanted = set(keys)
        with self._lock:
            for key in [one for one in self._stack if one.longest_side_px and one not in wanted]:
                del self._stack[key]

    def retry_missing(self) -> None:
        """Look again for what was missing: the case has changed."""
        self._missing.clear()

    @property
    def waiting(self) -> list[PictureKey]:
        """Return the requests that no worker has taken, oldest first."""
        with self._lock:
            return list(self._stack)

    def close(self) -> None:
        """Let the workers finish the picture in hand and stop."""
        with self._lock:
            self._closed = True
            self._stack.clear()
        self._pool.waitForDone()
        self._tell.stop()
        self._kept.clear()

    def _want(self, key: PictureKey) -> None:
        with self._lock:
            if self._closed or key in self._busy:
                return
            self._stack[key] = None
            self._stack.move_to_end(key)
            start = self._running < WORKERS
            self._running += start
        if start:
            self._pool.start(self.work)

    def work(self) -> None:
        """Load what is wanted until nothing is (runs in a worker)."""
        stand_back()
        while True:
            with self._lock:
                if self._closed or not self._stack:
                    self._running -= 1
                    return
                key, _ = self._stack.popitem(last=True)
                self._busy.add(key)
                veil = self._veil
            self._loaded.emit(key, veil, veiled(read_picture(key), veil))

    def _receive(self, key: PictureKey, veil: Veil, image: QImage) -> None:
        with self._lock:
            self._busy.discard(key)
        if veil is not self._veil:
            self._want(key)  # the veil was changed while a worker had it
        elif image.isNull():
            self._missing.add(key)
        else:
            picture = QPixmap.fromImage(image)
            self._kept[key] = picture
            self._kept_bytes += picture.width() * picture.height() * 4
            while self._kept_bytes > KEPT_BYTES and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._kept_bytes -= old.width() * old.height() * 4
        if not self._tell.isActive():
            self._tell.start()


def veiled(image: QImage, veil: Veil) -> QImage:
    """Return a picture as the veil lets it be seen."""
    if image.isNull() or veil is Veil.NONE:
        return image
    if veil in (Veil.BLUR, Veil.BOTH):
        smooth, keep = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.IgnoreAspectRatio
        side = QSize(_BLURRED_SIDE_PX, _BLURRED_SIDE_PX)
        small = image.scaled(image.size().scaled(side, Qt.AspectRatioMode.KeepAspectRatio), keep, smooth)
        image = small.scaled(image.size(), keep, smooth)
    if veil in (Veil.GREY, Veil.BOTH):
        image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def read_picture(key: PictureKey) -> QImage:
    """Return the picture at the size asked for, or a null image."""
    reader = QImageReader(key.path)
    reader.setAutoTransform(False)
    full = reader.size()
    if key.longest_side_px and full.isValid():
        side = QSize(key.longest_side_px, key.longest_side_px)
        if full.width() > side.width() or full.height() > side.height():
            reader.setScaledSize(full.scaled(side, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return image
    return image.convertToFormat(QImage.Format.Format_RGB32)
