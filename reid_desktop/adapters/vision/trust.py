"""The list of files the user said are trusted, by hash."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.adapters.vision.hashing import write_aside


class TrustList:
    """Keeps `sha256  name` lines in the user's model folder."""

    def __init__(self, path: Path) -> None:
        """Keep the list at `path`."""
        self._path = path

    def trusts(self, sha256: str) -> bool:
        """Tell whether the user trusts the file with this hash."""
        return any(line.split(maxsplit=1)[:1] == [sha256] for line in self._lines())

    def add(self, sha256: str, name: str) -> None:
        """Trust a file from now on."""
        if not self.trusts(sha256):
            lines = [*self._lines(), f"{sha256}  {name}"]
            write_aside(self._path, ("\n".join(lines) + "\n").encode())

    def _lines(self) -> list[str]:
        try:
            return [line for line in self._path.read_text(encoding="utf-8").splitlines() if line.strip()]
        except (OSError, UnicodeDecodeError):
            return []
