"""What is done with whole cases, carried out by the command line in a process of its own.

The window reaches no cryptography, and whoever deletes or encrypts a case must hold it alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import CaseError
from reid_desktop.ports.closing import LockErrand, PurgeErrand, UnlockErrand

PREFIX = "reid-desktop: "


class CommandedCases:
    """Encrypts, brings back and purges cases by the commands of the same names."""

    def __init__(self, settings: Settings) -> None:
        """Work in the name of the examiner of the settings, if they name one."""
        self._acting = ("--as", settings.examiner) if settings.examiner else ()

    def lock(self, case: Path, errand: LockErrand) -> Path:
        """Return the encrypted file; the folder is gone.

        :raises CaseError: it could not be done; the sentence says why.
        """
        keys = [word for key in errand.keys for word in ("--to", key)]
        told = self._run("lock", str(case), *keys, "--out", str(errand.out), *self._why(errand.reason))
        return Path(told["path"])

    def unlock(self, errand: UnlockErrand) -> Path:
        """Return the folder of the case.

        :raises CaseError: as `lock` does.
        """
        key = ("--key", str(errand.key))
        told = self._run("unlock", str(errand.sealed), *key, "--out", str(errand.folder), *self._acting)
        return Path(told["case"])

    def purge(self, case: Path, errand: PurgeErrand) -> Mapping[str, int]:
        """Return how many rows of each table were deleted.

        :raises CaseError: as `lock` does.
        """
        early = ("--early",) if errand.is_early else ()
        deleted = self._run("purge", str(case), *early, *self._why(errand.reason))["deleted"]
        return {str(table): int(count) for table, count in deleted.items()}

    def new_key(self, path: Path) -> str:
        """Write a new secret key; return its public key.

        :raises CaseError: as `lock` does.
        """
        return str(self._run("new-key", str(path))["public_key"])

    def _why(self, reason: str) -> tuple[str, ...]:
        return (f"--reason={reason}", *self._acting) if reason else self._acting

    @staticmethod
    def _run(*words: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "reid_desktop", *words, "--json"]
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
        )
        if done.returncode:
            last = done.stderr.strip().rsplit("\n", 1)[-1].removeprefix(PREFIX)
            raise CaseError("{why}", why=last or "It did not work, and no reason was given.")
        told: dict[str, Any] = json.loads(done.stdout)
        return told
