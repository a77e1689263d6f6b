"""What stands beside a file: the seam for readers of sidecars, file names and app folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Protocol

from reid_desktop.adapters.sources.trees import Tree, TreeFile
from reid_desktop.domain.claims import Beside, joined
from reid_desktop.domain.media import SourceEntry


class BesideReader(Protocol):
    """Finds what one convention keeps beside a file."""

    def __call__(self, tree: Tree, file: TreeFile) -> Beside | None:
        """Return what is known of a file from outside its bytes, or None.

        `file.name` is its name in `tree`, which has the names that the phone knew; `tree.find`,
        `tree.names_in` and `tree.open` reach its neighbours. Called for every file, in the order of the
        tree, before the file is opened. Must not raise: what a neighbour holds is hostile.
        """
        ...


def read_beside(
    tree: Tree, file: TreeFile, entry: SourceEntry, readers: Sequence[BesideReader]
) -> SourceEntry:
    """Return the entry with what all readers found added to what the container itself says."""
    found = [more for reader in readers if (more := reader(tree, file)) is not None]
    return replace(entry, beside=reduce(joined, found, entry.beside)) if found else entry
