"""Cameras and shared parts on disk: plain arrays, checked like the other files of the index."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np

from reid_desktop.ports.prepared import Prepared

from .manifest import IndexFiles

_FACTS = "facts"


class PreparedFile:
    """One file of arrays a model key."""

    def __init__(self, files: IndexFiles) -> None:
        """Touch nothing yet."""
        self._files = files
        self._was_refused = False

    @property
    def was_refused(self) -> bool:
        """Tell whether, at the last `load`, one was there that is damaged or foreign."""
        return self._was_refused

    def load(self) -> Prepared | None:
        """Return what was kept; None where there is none, or one that is damaged or foreign."""
        try:
            found = self._load()
        except FileNotFoundError:  # just replaced by another process: it is made anew from the database
            self._was_refused = False
            return None
        self._was_refused = found is None and self._files.manifest_path.exists()
        return found

    def keep(self, prepared: Prepared) -> None:
        """Write aside, checksum, rename.

        :raises CaseError: the folder cannot be written to or the disk is full.
        """
        facts = np.frombuffer(json.dumps(dict(prepared.facts)).encode("utf-8", "surrogatepass"), np.uint8)

        def save(path: Path) -> None:
            with path.open("wb") as file:
                np.savez(file, allow_pickle=False, **{_FACTS: facts, **prepared.arrays})

        self._files.write(save, 1, None, ())

    def _load(self) -> Prepared | None:
        stored = self._files.sound()
        if stored is None:
            return None
        try:
            with np.load(stored[1], allow_pickle=False) as found:
                arrays = {name: found[name] for name in found.files}
            facts = json.loads(arrays.pop(_FACTS).tobytes().decode("utf-8", "surrogatepass"))
        except FileNotFoundError:
            raise
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return Prepared(facts, arrays) if isinstance(facts, dict) else None
