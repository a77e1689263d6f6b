"""A folder as a tree, walked in place and never through a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from reid_desktop.adapters.sources.files import open_file, shown, why
from reid_desktop.adapters.sources.trees import TreeFile
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import FileOutcome, Outcome


class FolderTree:
    """A folder of this computer; names with `/`, bytes that are no UTF-8 as surrogate escapes."""

    kind = "folder"

    def __init__(self, root: str) -> None:
        """Look at nothing yet."""
        self._base = str(Path(root).absolute())
        self._listed: tuple[str, Sequence[str]] | None = None

    def files(self) -> Iterator[TreeFile | FileOutcome]:
        """Yield every regular file in the order of names; everything else as an outcome with its reason.

        :raises SourceError: the folder itself cannot be listed at all.
        """
        names = _names(self._base)
        if isinstance(names, OSError):
            raise SourceError(
                "The folder {path} cannot be listed: {reason}. Check that it exists and may be read.",
                path=shown(self._base),
                reason=why(names),
            ) from names
        yield from self._walk()

    def find(self, name: str) -> TreeFile | None:
        """Return the regular file with exactly this name."""
        if not name or any(part in {"", ".", ".."} for part in name.split("/")):
            return None
        found = _look(self._full(name), name)
        return found if isinstance(found, TreeFile) else None

    def names_in(self, folder: str) -> Sequence[str]:
        """Return the names of the regular files in a folder; those of the last one asked for are kept."""
        if self._listed is None or self._listed[0] != folder:
            self._listed = folder, self._regular(folder)
        return self._listed[1]

    def open(self, file: TreeFile) -> BinaryIO:
        """Open a file.

        :raises SourceError: it cannot be opened.
        """
        return open_file(file.path)

    def _regular(self, folder: str) -> Sequence[str]:
        try:
            with os.scandir(self._full(folder)) as found:
                return sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))
        except (OSError, ValueError):
            return ()

    def _full(self, name: str) -> str:
        return self._base.rstrip(os.sep) + os.sep + name.replace("/", os.sep) if name else self._base

    def _walk(self) -> Iterator[TreeFile | FileOutcome]:
        """Walk with a list of our own: a phone may nest folders deeper than Python may recurse."""
        waiting = [""]
        while waiting:
            below = waiting.pop()
            full = self._full(below)
            names = _names(full)
            if isinstance(names, OSError):
                # The `/` at its end tells it from a file: once it can be listed, nothing else is said of it.
                yield FileOutcome(f"{full}/", Outcome.FAILED, f"The folder cannot be listed: {why(names)}.")
                continue
            folders: list[str] = []
            for name in names:
                device_path = f"{below}/{name}" if below else name
                found = _look(full.rstrip(os.sep) + os.sep + name, device_path)
                if found is None:
                    folders.append(device_path)
                else:
                    yield found
            waiting.extend(reversed(folders))


class SingleFileTree:
    """One file as a tree of its own."""

    kind = "file"

    def __init__(self, path: str) -> None:
        """Look at nothing yet."""
        self._path = Path(path).absolute()

    def files(self) -> Iterator[TreeFile | FileOutcome]:
        """Yield the one file.

        :raises SourceError: it does not exist or is no regular file.
        """
        try:
            facts = self._path.stat()
        except (OSError, ValueError) as cause:
            raise SourceError(
                "The file {path} cannot be read: {reason}.", path=shown(str(self._path)), reason=why(cause)
            ) from cause
        if not stat.S_ISREG(facts.st_mode):
            raise SourceError("{path} is no file.", path=shown(str(self._path)))
        yield TreeFile(self._path.name, str(self._path), facts.st_size, facts.st_mtime_ns)

    def find(self, name: str) -> TreeFile | None:
        """Return the file, or one that lies beside it: its sidecar may."""
        return FolderTree(str(self._path.parent)).find(name) if "/" not in name else None

    def names_in(self, folder: str) -> Sequence[str]:
        """Return the names of what lies beside the file."""
        return FolderTree(str(self._path.parent)).names_in("") if not folder else ()

    def open(self, file: TreeFile) -> BinaryIO:
        """Open a file.

        :raises SourceError: it cannot be opened.
        """
        return open_file(file.path)


def _names(folder: str) -> list[str] | OSError:
    try:
        with os.scandir(folder) as found:
            return sorted(entry.name for entry in found)
    except OSError as error:
        return error


def _look(path: str, device_path: str) -> TreeFile | FileOutcome | None:
    """Return the file or why it is none; None for a folder."""
    try:
        facts = os.lstat(path)
    except (OSError, ValueError) as error:
        return FileOutcome(path, Outcome.FAILED, f"The file cannot be reached: {why(error)}.")
    if stat.S_ISDIR(facts.st_mode):
        return None
    if stat.S_ISREG(facts.st_mode):
        return TreeFile(device_path, path, facts.st_size, facts.st_mtime_ns)
    if stat.S_ISLNK(facts.st_mode):
        return FileOutcome(path, Outcome.NOT_MEDIA, "It is a link; links are not followed.")
    return FileOutcome(path, Outcome.NOT_MEDIA, "It is no regular file but a device, pipe or socket.")
