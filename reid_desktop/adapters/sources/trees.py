"""What every source is below: a tree of files that can be listed and opened, and a layout that reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from reid_desktop.domain.claims import Beside
from reid_desktop.domain.media import FileOutcome

NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True)
class TreeFile:
    """One file of a tree."""

    name: str
    """Path below the tree's root, with `/`."""
    path: str
    """How the evidence is opened again: a path of this computer, or `ARCHIVE!/MEMBER`."""
    size_bytes: int
    mtime_ns: int
    beside: Beside = NOTHING_BESIDE
    """What the container's own records say of it, such as the report of an extraction."""


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

    def names_in(self, folder: str) -> Sequence[str]:
        """Return the names (without folder) of the files right in a folder (`""`: the root), sorted."""
        ...

    def open(self, file: TreeFile) -> BinaryIO:
        """Open a file, seekable and read-only.

        :raises SourceError: it cannot be opened, or a limit is passed.
        """
        ...


class Layout(Protocol):
    """Knows one way in which tools lay a phone's files out, and shows them as the phone had them."""

    kind: str
    """`ios_backup`, `ufdr`, ..."""

    def recognises(self, tree: Tree) -> bool:
        """Tell whether the whole tree is laid out this way; cheap: at most a few names are looked up."""
        ...

    def as_on_device(self, tree: Tree) -> Tree:
        """Return the same files, each exactly once, under the names that the phone knew them by.

        What is not laid out this way keeps its name; the tree itself is returned where that is all.
        """
        ...
