"""Fetching from a real server on this machine: progress, resuming, wrong files, no network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelState
from tests.unit.adapters.vision.model_folder import open_library, write_card

DATA = bytes(range(256)) * 4096  # one mebibyte


class Shelf:
    """What the server gives, and what it was asked."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.cut_after: int | None = None
        self.takes_ranges = True
        self.asked: list[str] = []


class Handler(BaseHTTPRequestHandler):
    shelf: Shelf

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.shelf.asked.append(wanted)
        data = self.shelf.files.get(self.path)
        if data is None:
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.shelf.takes_ranges else 0
        if start >= len(data):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        end = len(data) if self.shelf.cut_after is None else start + self.shelf.cut_after
        self.wfile.write(data[start:end])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def shelf() -> Iterator[tuple[Shelf, str]]:
    held = Shelf()
    handler = type("ShelfHandler", (Handler,), {"shelf": held})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield held, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def quiet(_done: int, _total: int) -> None:
    """Take no note."""


def library(root: Path, url: str, files: dict[str, bytes] | None = None) -> CardLibrary:
    write_card(root / "cards", "tiny", files or {"tiny.onnx": DATA}, url=url)
    return open_library(root)


def test_a_model_is_fetched_with_progress(tmp_path: Path, shelf: tuple[Shelf, str]) -> None:
    held, url = shelf
    held.files = {"/tiny.xml": DATA[:1000], "/tiny.bin": DATA}
    seen: list[tuple[int, int]] = []
    fetched = library(tmp_path, url, {"tiny.xml": DATA[:1000], "tiny.bin": DATA}).fetch(
        "tiny", lambda done, total: seen.append((done, total))
    )
    assert fetched.state is ModelState.PRESENT
    assert (tmp_path / "user" / "tiny.bin").read_bytes() == DATA
    total = len(DATA) + 1000
    assert seen == sorted(seen)
    assert seen[-1] == (total, total)
    assert not list((tmp_path / "user").glob("*.part"))


def test_a_broken_download_is_kept_and_resumed(tmp_path: Path, shelf: tuple[Shelf, str]) -> None:
    held, url = shelf
    held.files = {"/tiny.onnx": DATA}
    held.cut_after = 300_000
    models = library(tmp_path, url)
    with pytest.raises(ModelError, match="what came so far is kept"):
        models.fetch("tiny", quiet)
    kept = (tmp_path / "user" / "tiny.onnx.part").stat().st_size
    assert 0 < kept <= 300_000
    held.cut_after = None
    assert models.fetch("tiny", quiet).state is ModelState.PRESENT
    assert held.asked == ["", f"bytes={kept}-"]
    assert (tmp_path / "user" / "tiny.onnx").read_bytes() == DATA


def test_a_server_without_ranges_starts_over(tmp_path: Path, shelf: tuple[Shelf, str]) -> None:
    held, url = shelf
    held.files = {"/tiny.onnx": DATA}
    held.takes_ranges = False
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "tiny.onnx.part").write_bytes(b"rubbish from before")
    assert library(tmp_path, url).fetch("tiny", quiet).state is ModelState.PRESENT


@pytest.mark.parametrize("wrong", [DATA[:-1] + b"!", DATA + b"more", b"<html>log in</html>"])
def test_a_wrong_file_is_refused_and_not_kept_as_the_model(
    tmp_path: Path, shelf: tuple[Shelf, str], wrong: bytes
) -> None:
    held, url = shelf
    held.files = {"/tiny.onnx": wrong}
    models = library(tmp_path, url)
    with pytest.raises(ModelError, match=r"not the file tiny\.onnx of the model tiny"):
        models.fetch("tiny", quiet)
    assert list((tmp_path / "user").iterdir()) == []
    held.files = {"/tiny.onnx": DATA}
    assert models.fetch("tiny", quiet).state is ModelState.PRESENT


def test_a_whole_part_is_taken_without_asking(tmp_path: Path, shelf: tuple[Shelf, str]) -> None:
    held, url = shelf
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "tiny.onnx.part").write_bytes(DATA)
    assert library(tmp_path, url).fetch("tiny", quiet).state is ModelState.PRESENT
    assert held.asked == []


def test_what_is_there_is_not_fetched_again(tmp_path: Path, shelf: tuple[Shelf, str]) -> None:
    held, url = shelf
    models = library(tmp_path, url)
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "tiny.onnx").write_bytes(DATA)
    assert models.fetch("tiny", quiet).state is ModelState.PRESENT
    assert held.asked == []


def test_refusals_say_what_happened(tmp_path: Path, shelf: tuple[Shelf, str]) -> None:
    _, url = shelf
    models = library(tmp_path, url)
    with pytest.raises(ModelError, match="the server answered 404"):
        models.fetch("tiny", quiet)
    with pytest.raises(ModelError, match="no model called nobody"):
        models.fetch("nobody", quiet)
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": DATA}, url="http://127.0.0.1:9")
    with pytest.raises(ModelError, match="could not be downloaded"):
        models.fetch("tiny", quiet)


def test_a_card_without_address_or_hash_cannot_be_fetched(tmp_path: Path, shelf: tuple[Shelf, str]) -> None:
    _, url = shelf
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": DATA})
    with pytest.raises(ModelError, match="gives no address and hash"):
        open_library(tmp_path).fetch("tiny", quiet)
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": DATA}, pinned=False, url=url)
    with pytest.raises(ModelError, match="gives no address and hash"):
        open_library(tmp_path).fetch("tiny", quiet)
