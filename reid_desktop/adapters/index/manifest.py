"""Index files on disk: written aside, hashed, and named by a manifest that is renamed last."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from reid_desktop.domain.errors import CaseError

FORMAT = 1
_STALE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index file must be to be believed."""

    format: int
    model_key: str
    dimensions: int
    library: str
    """Name and version of what wrote it."""
    count: int
    """Vectors in the file, removed ones included."""
    newest: int | None
    removed: tuple[int, ...]
    file: str
    size_bytes: int
    sha256: str


class IndexFiles:
    """The files of one model key's index in a folder.

    The graph library loads damaged files without a word, so nothing is loaded
    whose size or SHA-256 differs from the manifest.
    """

    def __init__(
        self, folder: Path, model_key: str, dimensions: int, library: str, kind: str = "hnsw"
    ) -> None:
        """Name the files after what they hold and the model key."""
        self._folder = folder
        self._model_key = model_key
        self._dimensions = dimensions
        self._library = library
        self._stem = f"{kind}-" + hashlib.sha256(model_key.encode()).hexdigest()[:16]

    @property
    def manifest_path(self) -> Path:
        """Where the manifest is."""
        return self._folder / f"{self._stem}.json"

    def sound(self) -> tuple[Manifest, Path] | None:
        """Return manifest and file if they are there, belong here and are undamaged.

        :raises FileNotFoundError: another process has just replaced the file; look again.
        """
        manifest = self._manifest()
        if manifest is None:
            return None
        path = self._folder / manifest.file
        try:
            is_sound = path.stat().st_size == manifest.size_bytes and sha256_of(path) == manifest.sha256
        except FileNotFoundError:
            if manifest == self._manifest():
                return None  # nobody replaced it: it is gone
            raise
        except OSError:
            return None
        return (manifest, path) if is_sound else None

    def write(
        self, save: Callable[[Path], None], count: int, newest: int | None, removed: tuple[int, ...]
    ) -> None:
        """Have `save` write a file aside, then make it the index.

        :raises CaseError: the folder cannot be written to or the disk is full.
        """
        aside = self._folder / f"{self._stem}-{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            save(aside)
            _force_to_disk(aside)
            digest = sha256_of(aside)
            name = f"{self._stem}-{digest[:16]}.bin"
            size_bytes = aside.stat().st_size
            aside.replace(self._folder / name)
            manifest = Manifest(
                FORMAT,
                self._model_key,
                self._dimensions,
                self._library,
                count,
                newest,
                removed,
                name,
                size_bytes,
                digest,
            )
            aside.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
            _force_to_disk(aside)
            aside.replace(self.manifest_path)
            _force_to_disk(self._folder)
            self._clear(keep=name)
        except (OSError, RuntimeError) as error:
            raise CaseError(
                "The search index cannot be written to {folder}: {detail}. Free some space or check the "
                "permissions; nothing is lost, the index is made anew from the case.",
                folder=self._folder,
                detail=error,
            ) from error
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)

    def _manifest(self) -> Manifest | None:
        try:
            values = json.loads(self.manifest_path.read_text(encoding="utf-8"))
            manifest = Manifest(**{f.name: values[f.name] for f in fields(Manifest)})
        except (OSError, ValueError, KeyError, TypeError):
            return None
        ours = (FORMAT, self._model_key, self._dimensions, self._library)
        theirs = (manifest.format, manifest.model_key, manifest.dimensions, manifest.library)
        if theirs != ours or not _is_plain_name(manifest.file):
            return None
        return manifest

    def _clear(self, keep: str) -> None:
        """Remove earlier index files, and what a killed process left half-written."""
        for path in self._folder.glob(f"{self._stem}-*"):
            with suppress(OSError):  # another process may be faster, or have it open
                old = time.time() - path.stat().st_mtime > _STALE_S
                if (path.suffix == ".bin" and path.name != keep) or (path.suffix == ".part" and old):
                    path.unlink()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_plain_name(name: object) -> bool:
    return isinstance(name, str) and Path(name).name == name and name.endswith(".bin")


def _force_to_disk(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # folders cannot be opened there
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
