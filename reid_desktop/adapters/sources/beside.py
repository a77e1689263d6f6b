"""What stands beside a file: the seam for readers of sidecars, file names and app folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from reid_desktop.adapters.sources.trees import Tree, TreeFile
from reid_desktop.domain.claims import Beside
from reid_desktop.domain.media import SourceEntry


class BesideReader(Protocol):
    """Finds what one convention keeps beside a file."""

    def __call__(self, tree: Tree, file: TreeFile, entry: SourceEntry) -> Beside | None:
        """Return what is known of a file from outside its bytes, or None.

        `file.name` is its name in `tree`, which has the names that the phone knew; `tree.find`,
        `tree.names_in` and `tree.open` reach its neighbours. `entry.device_path` says also in which archive
        the tree itself lies. Called for every file, in the order of the tree, before the file is opened.
        Must not raise: what a neighbour holds is hostile.
        """
        ...


def read_beside(
    tree: Tree, file: TreeFile, entry: SourceEntry, readers: Sequence[BesideReader]
) -> SourceEntry:
    """Return the entry with what all readers found added to what the container itself says."""
    found = [more for reader in readers if (more := reader(tree, file, entry)) is not None]
    return replace(entry, beside=joined([entry.beside, *found])) if found else entry


def joined(parts: Sequence[Beside]) -> Beside:
    """Return all of them as one, in order; of fields and app, the first word counts."""
    return Beside(
        times=tuple(dict.fromkeys(time for part in parts for time in part.times)),
        places=tuple(dict.fromkeys(place for part in parts for place in part.places)),
        fields={name: text for part in reversed(parts) for name, text in part.fields.items()},
        app=next((part.app for part in parts if part.app), None),
        sidecars=tuple(dict.fromkeys(path for part in parts for path in part.sidecars)),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )
