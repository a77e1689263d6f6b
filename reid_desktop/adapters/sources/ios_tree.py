"""A tree in which backups of iPhones lie, shown as the phones had their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from reid_desktop.adapters.sources.decrypted import STEP
from reid_desktop.adapters.sources.ios_backup import Backup, LockedError, blob_of
from reid_desktop.adapters.sources.ios_manifest import DATABASE, BackupFile
from reid_desktop.adapters.sources.names import MARK, refusal_of
from reid_desktop.adapters.sources.trees import Tree, TreeFile
from reid_desktop.domain.claims import Beside, TimeClaim, TimeTag
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import FileOutcome, Outcome

BackupAt = Callable[[str], Backup | None]
"""Path of a backup's root, with what separates it from names below -> the backup; raises SourceError."""

ABSENT = "The backup lists it as {name}, but its content is missing."
UNLISTED = "The backup does not list it; it may be left over from an earlier one."


class IosBackupLayout:
    """Finds backups by `Manifest.db` and names of 40 hexadecimal digits, wherever in a tree they lie."""

    kind = "ios_backup"

    def __init__(self, backup_at: BackupAt) -> None:
        """`backup_at` opens a backup by the path of its root, and keeps it."""
        self._backup_at = backup_at

    def recognises(self, tree: Tree) -> bool:
        """Tell whether the whole tree is one backup."""
        if tree.kind not in {"folder", "zip"} or tree.find(DATABASE) is None:
            return False
        return any(tree.find(name) is not None for name in ("Info.plist", "Manifest.plist", "Status.plist"))

    def as_on_device(self, tree: Tree) -> Tree:
        """Return the tree with the phone's names for what its backups list."""
        return _IosTree(tree, self._backup_at)


class _Root:
    """One backup inside a tree."""

    def __init__(self, below: str, backup: Backup | None, problem: SourceError | None = None) -> None:
        self.below = below
        """Stands before names in the tree, and ends with `/`, unless empty."""
        self.backup = backup
        self.problem = problem
        self.met: set[str] = set()


class _IosTree:
    """A tree whose contents of backups have the phone's names."""

    def __init__(self, tree: Tree, backup_at: BackupAt) -> None:
        self.kind = tree.kind
        self._tree = tree
        self._backup_at = backup_at
        self._roots: dict[str, _Root | None] = {}

    def files(self) -> Iterator[TreeFile | FileOutcome]:
        """Yield each file once; then what backups list but do not hold."""
        where: dict[str, str] = {}
        for file in self._tree.files():
            if isinstance(file, FileOutcome):
                yield file
                continue
            blob = blob_of(file.name)
            if blob is None:
                folder, _, name = file.name.rpartition("/")
                if name == DATABASE and self._root(folder) is not None:
                    where.setdefault(folder, file.path.removesuffix(DATABASE))
                yield file
                continue
            root = self._root(blob[0])
            yield file if root is None else self._named(root, blob[1], file)
        for folder, root in self._roots.items():
            if root is not None and root.backup is not None and folder in where:
                yield from _absent(root, root.backup, where[folder])

    def find(self, name: str) -> TreeFile | None:
        """Return a file by its name in the tree, or by the phone's."""
        plain = self._tree.find(name)
        if plain is not None:
            return plain
        for root in filter(None, self._roots.values()):
            if root.backup is not None and name.startswith(root.below):
                domain, _, path = name[len(root.below) :].partition("/")
                found = root.backup.manifest.named(domain, path)
                file = self._content(root, found.file_id) if found is not None else None
                if found is not None and file is not None:
                    return _as_listed(root, found, file)
        return None

    def names_in(self, folder: str) -> Sequence[str]:
        """Return the names right in a folder of the tree, or of the phone."""
        for root in filter(None, self._roots.values()):
            if root.backup is not None and folder.startswith(root.below):
                domain, _, path = folder[len(root.below) :].partition("/")
                names = root.backup.manifest.names_in(domain, path) if domain else ()
                if names:
                    return names
        return self._tree.names_in(folder)

    def open(self, file: TreeFile) -> BinaryIO:
        """Open a file of the tree."""
        return self._tree.open(file)

    def _root(self, folder: str) -> _Root | None:
        """Return the backup whose root is a folder of the tree, if it is one."""
        if folder not in self._roots:
            self._roots[folder] = self._opened(folder)
        return self._roots[folder]

    def _opened(self, folder: str) -> _Root | None:
        below = f"{folder}/" if folder else ""
        listing = self._tree.find(below + DATABASE)
        if listing is None:
            return None
        try:
            backup = self._backup_at(listing.path.removesuffix(DATABASE))
        except SourceError as cause:
            return _Root(below, None, cause)
        return None if backup is None else _Root(below, backup)

    def _content(self, root: _Root, file_id: str) -> TreeFile | None:
        return self._tree.find(f"{root.below}{file_id[:2]}/{file_id}")

    def _named(self, root: _Root, file_id: str, file: TreeFile) -> TreeFile | FileOutcome:
        if isinstance(root.problem, LockedError):
            return FileOutcome(file.path + MARK + STEP, Outcome.FAILED, str(root.problem))
        if root.backup is None:
            return replace(file, beside=Beside(notes=(str(root.problem),)))
        root.met.add(file_id)
        found = root.backup.manifest.find(file_id)
        if found is None:
            return replace(file, beside=Beside(notes=(UNLISTED,)))
        return _as_listed(root, found, file)


def _as_listed(root: _Root, found: BackupFile, file: TreeFile) -> TreeFile:
    """Return a content under the phone's name, with what the phone's file system said."""
    is_encrypted = root.backup is not None and root.backup.is_encrypted
    path = file.path + MARK + STEP if is_encrypted else file.path
    times = tuple(
        TimeClaim(TimeTag.FILE_SYSTEM, f"{name} {seconds}", utc_ms=1000 * seconds)
        for name, seconds in found.dates()
    )
    name = file.name if refusal_of(found.name) else root.below + found.name
    return TreeFile(name, path, file.size_bytes, file.mtime_ns, Beside(times))


def _absent(root: _Root, backup: Backup, where: str) -> Iterator[FileOutcome]:
    suffix = MARK + STEP if backup.is_encrypted else ""
    for found in backup.manifest.files():
        if found.file_id not in root.met and blob_of(f"{found.file_id[:2]}/{found.file_id}"):
            path = f"{where}{found.file_id[:2]}/{found.file_id}{suffix}"
            yield FileOutcome(path, Outcome.FAILED, ABSENT.format(name=found.name))
