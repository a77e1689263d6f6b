"""What every source is below: a tree of files that can be listed and opened, and a layout that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from reid_desktop.domain.media import FileOutcome, SourceEntry


@dataclass(frozen=True, slots=True)
class TreeFile:
    """One file of a tree."""

    name: str
    """Path below the tree's root, with `/`."""
    path: str
    """How the evidence is opened again: a path of this computer, or `ARCHIVE!/MEMBER`."""
    size_bytes: int
    mtime_ns: int


class Tree(Protocol):
    """A folder or an archive, read in place."""

    kind: str
    """`folder`, `zip`, `tar`, ..."""

    def files(self) -> Iterator[TreeFile | FileOutcome]:
        """Yield every file in a stable order; what cannot be listed comes as a failed outcome."""
        ...

    def find(self, name: str) -> TreeFile | None:
        """Return the file with exactly this name, if there is one."""
        ...

    def open(self, file: TreeFile) -> BinaryIO:
        """Open a file, seekable and read-only.

        :raises SourceError: it cannot be opened, or a limit is passed.
        """
        ...


class Layout(Protocol):
    """Reads one kind of tree: device paths, and what stands beside each file."""

    kind: str
    """`plain`, `takeout`, `ios_backup`, `ufdr`, ..."""

    def recognises(self, tree: Tree) -> bool:
        """Tell whether the tree is laid out this way; cheap: at most a few names are looked up."""
        ...

    def entries(self, tree: Tree) -> Iterator[SourceEntry | FileOutcome]:
        """Yield every file of the tree, sidecars too, each exactly once."""
        ...
