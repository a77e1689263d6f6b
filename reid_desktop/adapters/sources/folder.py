"""Folders and single files as sources, read in place."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import FileOutcome, Outcome, SourceEntry

Listed = SourceEntry | FileOutcome


class FolderSource:
    """Walks a folder in the order of its names, never through a link."""

    kind = "folder"

    def entries(self, root: str) -> Iterator[Listed]:
        """Yield every regular file below `root`; everything else as an outcome with its reason.

        Device paths are relative to `root`, with `/`. Names that are not valid
        UTF-8 keep their bytes as surrogate escapes.

        :raises SourceError: `root` is no folder or cannot be listed at all.
        """
        base = str(Path(root).absolute())
        names = _names(base)
        if isinstance(names, OSError):
            raise SourceError(
                "The folder {path} cannot be listed: {reason}. Check that it exists and may be read.",
                path=_shown(base),
                reason=_why(names),
            ) from names
        yield from _walk(base)


class SingleFileSource:
    """One file as a source of its own."""

    kind = "file"

    def entries(self, root: str) -> Iterator[Listed]:
        """Yield the one file.

        :raises SourceError: it does not exist or is no regular file.
        """
        path = Path(root).absolute()
        try:
            facts = path.stat()
        except (OSError, ValueError) as cause:
            raise SourceError(
                "The file {path} cannot be read: {reason}.", path=_shown(str(path)), reason=_why(cause)
            ) from cause
        if not stat.S_ISREG(facts.st_mode):
            raise SourceError("{path} is no file.", path=_shown(str(path)))
        yield SourceEntry(str(path), path.name, facts.st_size, facts.st_mtime_ns)


def reader_for(path: str | Path) -> FolderSource | SingleFileSource:
    """Return the reader for what lies at `path`.

    :raises SourceError: nothing lies there, or it is neither folder nor file.
    """
    try:
        if Path(path).is_dir():
            return FolderSource()
        if Path(path).is_file():
            return SingleFileSource()
    except OSError as cause:  # such as a folder on the way that may not be entered
        raise SourceError(
            "{path} cannot be reached: {reason}.", path=_shown(str(path)), reason=_why(cause)
        ) from cause
    raise SourceError("There is no file or folder at {path}. Check the path.", path=_shown(str(path)))


def _walk(base: str) -> Iterator[Listed]:
    """Walk with a list of our own: a phone may nest folders deeper than Python may recurse."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        full = base.rstrip(os.sep) + os.sep + below.replace("/", os.sep) if below else base
        names = _names(full)
        if isinstance(names, OSError):
            yield FileOutcome(full, Outcome.FAILED, f"The folder cannot be listed: {_why(names)}.")
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


def _names(folder: str) -> list[str] | OSError:
    try:
        with os.scandir(folder) as found:
            return sorted(entry.name for entry in found)
    except OSError as error:
        return error


def _look(path: str, device_path: str) -> Listed | None:
    """Return the file or why it is none; None for a folder."""
    try:
        facts = os.lstat(path)
    except OSError as error:
        return FileOutcome(path, Outcome.FAILED, f"The file cannot be reached: {_why(error)}.")
    if stat.S_ISDIR(facts.st_mode):
        return None
    if stat.S_ISREG(facts.st_mode):
        return SourceEntry(path, device_path, facts.st_size, facts.st_mtime_ns)
    if stat.S_ISLNK(facts.st_mode):
        return FileOutcome(path, Outcome.NOT_MEDIA, "It is a link; links are not followed.")
    return FileOutcome(path, Outcome.NOT_MEDIA, "It is no regular file but a device, pipe or socket.")


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


def _shown(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
