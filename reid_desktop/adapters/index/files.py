"""The stored indexes of a case folder."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reid_desktop import __version__
from reid_desktop.domain.errors import CaseError

from .hnsw import HnswIndex
from .manifest import IndexFiles
from .prepared import PreparedFile
from .scan import CodeScan


class HnswIndexStore:
    """Keeps one graph a model key in a folder; offers none where hnswlib is not installed."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing until an index is saved."""
        self._folder = folder

    @cached_property
    def is_available(self) -> bool:
        """Tell whether the library is installed; if not, only exact search is offered."""
        try:
            import_module("hnswlib")
        except ImportError:  # not installed, or built for another computer
            return False
        return True

    def open(self, model_key: str, dimensions: int) -> HnswIndex:
        """Load the index of a model key; an absent, foreign or damaged one comes back empty.

        :raises CaseError: hnswlib is not installed.
        """
        if not self.is_available:
            raise CaseError(
                "hnswlib is not installed, so there is no approximate search; every search is exact. "
                "`pip install hnswlib` adds it (it needs a C++ compiler)."
            )
        return HnswIndex(dimensions, IndexFiles(self._folder, model_key, dimensions, _library()))

    def open_scan(self, model_key: str, dimensions: int) -> CodeScan:
        """Load the scan of a model key; an absent, foreign or damaged one comes back empty."""
        return CodeScan(dimensions, IndexFiles(self._folder, model_key, dimensions, _CODES, "scan"))

    def shelf(self, model_key: str, dimensions: int) -> PreparedFile:
        """Return where cameras and shared parts of a model key are kept."""
        files = IndexFiles(self._folder, model_key, dimensions, f"{_PREPARED}, {__version__}", "prepared")
        return PreparedFile(files)


_PREPARED = "cameras and shared parts 1"
_CODES = "8-bit codes 1"
"""Layout of the file of a scan."""


def _library() -> str:
    try:
        return f"hnswlib {version('hnswlib')}"
    except PackageNotFoundError:  # built in place, without metadata
        return "hnswlib"
