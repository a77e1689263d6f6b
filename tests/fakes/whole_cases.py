"""Whole cases that are encrypted and purged in words only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reid_desktop.domain.errors import CaseError
from reid_desktop.ports.closing import ClosingErrand, LockErrand, PurgeErrand, UnlockErrand

PUBLIC_KEY = "age1" + "q" * 58


@dataclass
class FakeWholeCases:
    """Notes what was asked for, and answers as the product does."""

    done: list[tuple[Path, ClosingErrand]] = field(default_factory=list)
    problem: str = ""
    """Said instead, if there is any."""

    def lock(self, case: Path, errand: LockErrand) -> Path:
        """Note it."""
        self._note(case, errand)
        return errand.out

    def unlock(self, errand: UnlockErrand) -> Path:
        """Return the folder that was asked for."""
        self._refuse()
        return errand.folder

    def purge(self, case: Path, errand: PurgeErrand) -> Mapping[str, int]:
        """Note it."""
        self._note(case, errand)
        return {"media": 3, "sighting": 5}

    def new_key(self, path: Path) -> str:
        """Make a key file that no program could read."""
        self._refuse()
        path.write_text("secret\n", encoding="ascii")
        return PUBLIC_KEY

    def _note(self, case: Path, errand: ClosingErrand) -> None:
        self._refuse()
        self.done.append((case, errand))

    def _refuse(self) -> None:
        if self.problem:
            raise CaseError("{why}", why=self.problem)
