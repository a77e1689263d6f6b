"""A source as the import sees it: every file once, with what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from reid_desktop.adapters.sources.beside import BesideReader, read_beside
from reid_desktop.adapters.sources.files import shown, why
from reid_desktop.adapters.sources.folder import FolderTree, SingleFileTree
from reid_desktop.adapters.sources.trees import Tree
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import FileOutcome, SourceEntry

Listed = SourceEntry | FileOutcome


class TreeSource:
    """Lists the files of one kind of tree."""

    def __init__(
        self, kind: str, tree_at: Callable[[str], Tree], beside: Sequence[BesideReader] = ()
    ) -> None:
        """`tree_at` makes the tree of a root."""
        self.kind = kind
        self._tree_at = tree_at
        self._beside = beside

    def entries(self, root: str) -> Iterator[Listed]:
        """Yield every file below `root`, or what became of it.

        :raises SourceError: `root` is not there, or cannot be listed at all.
        """
        tree = self._tree_at(root)
        for file in tree.files():
            if isinstance(file, FileOutcome):
                yield file
                continue
            entry = SourceEntry(file.path, file.name, file.size_bytes, file.mtime_ns, file.beside)
            yield read_beside(tree, file, entry, self._beside)


def reader_for(path: str | Path, beside: Sequence[BesideReader] = ()) -> TreeSource:
    """Return the reader for what lies at `path`.

    :raises SourceError: nothing lies there, or it is neither folder nor file.
    """
    try:
        if Path(path).is_dir():
            return TreeSource("folder", FolderTree, beside)
        if Path(path).is_file():
            return TreeSource("file", SingleFileTree, beside)
    except OSError as cause:  # such as a folder on the way that may not be entered
        raise SourceError(
            "{path} cannot be reached: {reason}.", path=shown(str(path)), reason=why(cause)
        ) from cause
    raise SourceError("There is no file or folder at {path}. Check the path.", path=shown(str(path)))
