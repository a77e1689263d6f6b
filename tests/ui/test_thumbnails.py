"""Thumbnails: newest first, dropped when scrolled away, loaded outside the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPixmap
from pytestqt.qtbot import QtBot

from reid_desktop.ui.painting import thumbnails
from reid_desktop.ui.painting.card_delegate import CardDelegate
from reid_desktop.ui.painting.thumbnails import PictureKey, ThumbnailLoader
from tests.ui.scenery import jpeg


@pytest.fixture
def loader(qtbot: QtBot) -> Iterator[ThumbnailLoader]:
    """A loader, closed afterwards."""
    assert qtbot is not None
    made = ThumbnailLoader()
    yield made
    made.close()


def picture(folder: Path, name: str, width: int = 200, height: int = 400) -> PictureKey:
    """Write a JPEG and return its key at 100 px."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    (folder / name).write_bytes(jpeg(image))
    return PictureKey(str(folder / name), 100)


def test_a_picture_comes_at_the_size_asked_for(loader: ThumbnailLoader, tmp_path: Path, qtbot: QtBot) -> None:
    key = picture(tmp_path, "a.jpg")
    assert loader.pixmap(key) is None
    qtbot.waitUntil(lambda: loader.pixmap(key) is not None)
    shown = loader.pixmap(key)
    assert shown is not None
    assert (shown.width(), shown.height()) == (50, 100)


def test_a_missing_or_broken_file_is_said_to_be_missing(
    loader: ThumbnailLoader, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"nothing")
    keys = [PictureKey(str(tmp_path / "no.jpg"), 100), PictureKey(str(tmp_path / "broken.jpg"), 100)]
    for key in keys:
        assert loader.pixmap(key) is None
    qtbot.waitUntil(lambda: all(loader.is_missing(key) for key in keys))
    picture(tmp_path, "no.jpg")
    assert loader.pixmap(keys[0]) is None
    loader.retry_missing()
    qtbot.waitUntil(lambda: loader.pixmap(keys[0]) is not None)


def wait_for(loader: ThumbnailLoader, key: PictureKey, qtbot: QtBot) -> None:
    """Wait until a picture is there."""
    qtbot.waitUntil(lambda: loader.pixmap(key) is not None)


def held_loader(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, list[str]]:
    """Hold the one worker in its first picture, and note the order of what follows."""
    gate, order = threading.Event(), []
    real = thumbnails.read_picture

    def slow(key: PictureKey) -> QImage:
        gate.wait(5)
        order.append(Path(key.path).name)
        return real(key)

    monkeypatch.setattr(thumbnails, "read_picture", slow)
    monkeypatch.setattr(thumbnails, "WORKERS", 1)
    return gate, order


def test_the_newest_request_is_served_first_and_scrolled_away_ones_not_at_all(
    loader: ThumbnailLoader, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, order = held_loader(monkeypatch)
    keys = [picture(tmp_path, f"{number}.jpg") for number in range(8)]
    loader.pixmap(keys[0])
    qtbot.waitUntil(lambda: loader.waiting == [])
    for key in keys[1:]:
        loader.pixmap(key)
        loader.pixmap(key)
    assert loader.waiting == keys[1:]
    loader.keep_only(keys[5:])
    assert loader.waiting == keys[5:]
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 4)
    qtbot.wait(50)
    assert order == ["0.jpg", "7.jpg", "6.jpg", "5.jpg"]


def test_what_was_not_looked_at_for_longest_is_forgotten_first(
    loader: ThumbnailLoader, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails, "KEPT_BYTES", 50 * 100 * 4 * 2)
    keys = [picture(tmp_path, f"{number}.jpg") for number in range(3)]
    for key in keys[:2]:
        wait_for(loader, key, qtbot)
    loader.pixmap(keys[0])
    loader.pixmap(keys[2])
    qtbot.waitUntil(lambda: loader.pixmap(keys[2]) is not None)
    assert loader.pixmap(keys[0]) is not None
    assert loader.pixmap(keys[1]) is None


def test_closing_waits_for_the_workers(tmp_path: Path, qtbot: QtBot) -> None:
    assert qtbot is not None
    loader = ThumbnailLoader()
    for number in range(30):
        loader.pixmap(picture(tmp_path, f"{number}.jpg"))
    loader.close()
    assert loader.waiting == []
    assert loader.pixmap(picture(tmp_path, "later.jpg")) is None
    assert loader.waiting == []


def test_a_picture_is_brought_to_its_size_once_and_few_are_kept(loader: ThumbnailLoader) -> None:
    delegate = CardDelegate(loader)
    picture = QPixmap(240, 480)
    picture.fill(QColor("red"))
    first = delegate._at_size(picture, QSize(60, 120), 2.0)
    assert (first.width(), first.height(), first.devicePixelRatio()) == (120, 240, 2.0)
    assert delegate._at_size(picture, QSize(60, 120), 2.0) is first
    for width in range(1, 400):
        delegate._at_size(picture, QSize(width, 8), 1.0)
    assert len(delegate._fitted) <= 240
