"""Fixtures for all tests: where samples and models lie, and no way out to the network."""

import importlib
import ipaddress
import os
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# No test is judged by how long it takes: other work on the machine would decide.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A worker that draws the base map tells of fonts without some script while it holds Qt's lock on all fonts.
# pytest-qt takes what is told in Python, for which the worker waits, while the window's thread, which has
# Python, waits for the fonts: neither goes on. The program itself takes no messages.
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false")

ROOT = Path(__file__).resolve().parents[1]


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Import pytest-qt's model tester before any test.

    Its rewriting in the middle of a test can meet a fault of CPython 3.11's compiler
    (`AST constructor recursion depth mismatch`) when garbage is collected meanwhile.
    """
    importlib.import_module("pytestqt.modeltest")


def _folder(variable: str, name: str) -> Path:
    """Return the folder that `variable` names, else `name` in the folder shared beside the checkout."""
    named = os.environ.get(variable)
    folder = Path(named) if named else ROOT.parent / "shared" / name
    if not folder.is_dir():
        pytest.skip(f"needs the {name} folder: set {variable} (looked in {folder})")
    return folder


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def project(checkout: Path) -> dict[str, object]:
    """The contents of pyproject.toml."""
    return tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def shared_samples() -> Path:
    """The folder of real sample media; its README says what each is."""
    return _folder("REID_DESKTOP_SAMPLES", "samples")


@pytest.fixture(scope="session")
def shared_models() -> Path:
    """The folder of model files that the cards name."""
    return _folder("REID_DESKTOP_MODELS", "models")


def is_local(address: object) -> bool:
    """Whether a socket address stays on this machine."""
    if not isinstance(address, tuple):
        return True  # a path of a local socket
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


class NetworkGuard:
    """Refuses and remembers every connection that would leave this machine."""

    def __init__(self) -> None:
        self.attempts: list[object] = []

    def check(self, address: object) -> None:
        """Raise OSError, and note the attempt, unless `address` is local."""
        if not is_local(address):
            self.attempts.append(address)
            raise OSError(f"the tests allow no network: {address!r}")


@pytest.fixture(autouse=True)
def network_guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[NetworkGuard]:
    """Fail a test that tried to leave this machine, even if it swallowed the error."""
    guard = NetworkGuard()
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: tuple[str, int]) -> None:
        guard.check(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: tuple[str, int]) -> int:
        guard.check(address)
        return connect_ex(self, address)

    def guarded_lookup(host: str | None, *rest: object, **named: object) -> object:
        guard.check((host or "", 0))
        look_up: object = getaddrinfo
        assert callable(look_up)
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)
    yield guard
    if guard.attempts:
        pytest.fail(f"this test tried to reach the network: {guard.attempts}")
