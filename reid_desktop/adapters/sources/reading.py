"""A source as the import sees it: every file once, archives opened in place, with what stands beside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from reid_desktop.adapters.sources.archives import ArchiveTree
from reid_desktop.adapters.sources.beside import BesideReader, read_beside
from reid_desktop.adapters.sources.evidence import OpenEvidence
from reid_desktop.adapters.sources.files import shown, why
from reid_desktop.adapters.sources.folder import FolderTree, SingleFileTree
from reid_desktop.adapters.sources.kinds import HEAD_BYTES, NOT_READ, archive_kind
from reid_desktop.adapters.sources.limits import Budget
from reid_desktop.adapters.sources.trees import Layout, Tree, TreeFile
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import FileOutcome, Outcome, SourceEntry

Listed = SourceEntry | FileOutcome

LISTED = "It is an archive; its {count:,} members are listed below it."
ONE_LISTED = "It is an archive; its one member is listed below it."
TOO_DEEP = "It is an archive inside {depth} others; deeper ones are not opened."
APP = "It is the package of an app, whose pictures came with the app; it was not opened."
SHADOWED = "Beside this archive lies a folder {name}, whose files could not be told from its members."
_APP_MANIFEST, _APP_PARTS = "AndroidManifest.xml", ("classes.dex", "resources.arsc")


@dataclass(frozen=True, slots=True)
class _Level:
    """Where in a source the reading is."""

    prefix: str = ""
    """Stands before the names of the tree, and ends with `/`, unless empty."""
    depth: int = 0
    """So many archives lie around it."""
    budget: Budget | None = None
    """Of the outermost archive; None outside of all."""

    def device_path(self, name: str) -> str:
        """Return the whole path of a file."""
        return self.prefix + name.lstrip("/") if self.prefix else name


class SourceTree:
    """Lists the files of a source; see the port `SourceReader`."""

    def __init__(
        self,
        evidence: OpenEvidence,
        path: str,
        beside: Sequence[BesideReader] = (),
        layouts: Sequence[Layout] = (),
    ) -> None:
        """Look at what lies at `path`.

        :raises SourceError: nothing lies there, it is neither folder nor file, or a damaged archive.
        """
        self._evidence = evidence
        self._beside = beside
        self._layouts = layouts
        self._plain_tree = _plain_tree(evidence, path)
        with self._tree(path) as (tree, _):
            self.kind = next((one.kind for one in layouts if one.recognises(tree)), tree.kind)

    def entries(self, root: str) -> Iterator[Listed]:
        """Yield every file of the source, or what became of it.

        :raises SourceError: it is not there any more, or cannot be listed at all.
        """
        with self._tree(root) as (tree, level):
            try:
                yield from self._below(self._as_on_device(tree), level)
            except SourceError as cause:
                if not level.depth:
                    raise
                yield FileOutcome(root, Outcome.FAILED, _cut(cause))

    @contextmanager
    def _tree(self, root: str) -> Iterator[tuple[Tree, _Level]]:
        if self._plain_tree is not None:
            yield self._plain_tree(root), _Level()
            return
        with self._archive_tree(root, root, Path(root).stat().st_size, None) as found:
            yield found[0], replace(found[1], prefix="")

    @contextmanager
    def _archive_tree(
        self, path: str, device_path: str, size_bytes: int, above: _Level | None
    ) -> Iterator[tuple[Tree, _Level]]:
        budget = above.budget if above is not None else None
        budget = budget or Budget(self._evidence.limits, size_bytes)
        lease = self._evidence.archive(path)
        try:
            depth = above.depth + 1 if above is not None else 1
            tree = ArchiveTree(self._evidence, path, lease.value, budget)
            yield tree, _Level(f"{device_path}/", depth, budget)
        finally:
            lease.release()

    def _as_on_device(self, tree: Tree) -> Tree:
        for layout in self._layouts:
            tree = layout.as_on_device(tree)
        return tree

    def _below(self, tree: Tree, level: _Level) -> Iterator[Listed]:
        for file in tree.files():
            if isinstance(file, FileOutcome):
                yield file
                continue
            device_path = level.device_path(file.name)
            entry = SourceEntry(file.path, device_path, file.size_bytes, file.mtime_ns, file.beside)
            kind = self._archive_kind(tree, file)
            if kind is None:
                yield read_beside(tree, file, entry, self._beside)
            else:
                yield from self._archive(entry, kind, level)

    def _archive_kind(self, tree: Tree, file: TreeFile) -> str | None:
        """Return the kind of an archive; None for all else, and for what cannot be read (told later)."""
        try:
            with tree.open(file) as opened:
                return archive_kind(opened.read(HEAD_BYTES))
        except (SourceError, OSError):
            return None

    def _archive(self, entry: SourceEntry, kind: str, level: _Level) -> Iterator[Listed]:
        """Yield the members of an archive that lies in the source, and then the archive itself."""
        refused = self._refusal_of(entry.path, kind, level)
        if refused is not None:
            yield _ended(entry, Outcome.FAILED, refused)
            return
        count = 0
        try:
            with self._archive_tree(entry.path, entry.device_path, entry.size_bytes, level) as (tree, inside):
                if _is_app(tree):
                    yield _ended(entry, Outcome.NOT_MEDIA, APP)
                    return
                for listed in self._below(self._as_on_device(tree), inside):
                    count += 1
                    yield listed
        except SourceError as cause:
            yield _ended(entry, Outcome.FAILED, _cut(cause) if count else str(cause))
        else:
            yield _ended(entry, Outcome.NOT_MEDIA, (ONE_LISTED if count == 1 else LISTED).format(count=count))

    def _refusal_of(self, path: str, kind: str, level: _Level) -> str | None:
        if kind in NOT_READ:
            return f"It is a {NOT_READ[kind]} archive; those are not read. Unpack it and import the folder."
        if level.depth >= self._evidence.limits.depth:
            return TOO_DEEP.format(depth=level.depth)
        if not level.depth and os.path.lexists(f"{path}!"):
            return SHADOWED.format(name=f"{Path(path).name}!")
        return None


def _ended(entry: SourceEntry, outcome: Outcome, reason: str) -> FileOutcome:
    return FileOutcome(entry.path, outcome, reason, entry.size_bytes, entry.mtime_ns)


def _cut(cause: SourceError) -> str:
    return f"The archive cannot be read to its end: {str(cause).rstrip('.')}. Members before that are listed."


def _is_app(tree: Tree) -> bool:
    if tree.kind != "zip" or tree.find(_APP_MANIFEST) is None:
        return False
    return any(tree.find(name) is not None for name in _APP_PARTS)


def _plain_tree(evidence: OpenEvidence, path: str) -> Callable[[str], Tree] | None:
    """Return what makes the tree of a folder or a file; None for an archive."""
    try:
        if Path(path).is_dir():
            return FolderTree
        if Path(path).is_file():
            with evidence.open(path) as file:
                kind = archive_kind(file.read(HEAD_BYTES))
            return None if kind is not None else SingleFileTree
    except OSError as cause:  # such as a folder on the way that may not be entered
        raise SourceError(
            "{path} cannot be reached: {reason}.", path=shown(path), reason=why(cause)
        ) from cause
    raise SourceError("There is no file or folder at {path}. Check the path.", path=shown(path))


def reader_for(
    path: str | Path,
    evidence: OpenEvidence | None = None,
    beside: Sequence[BesideReader] = (),
    layouts: Sequence[Layout] = (),
) -> SourceTree:
    """Return the reader for what lies at `path`.

    :raises SourceError: nothing lies there, it is neither folder nor file, or it is a damaged archive.
    """
    return SourceTree(evidence or OpenEvidence(), str(path), beside, layouts)
