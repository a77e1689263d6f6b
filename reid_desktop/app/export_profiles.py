"""The saved export profiles: a small file in the user's settings."""

from __future__ import annotations

import json
from pathlib import Path

from reid_desktop.domain.errors import ExportError, UsageError
from reid_desktop.domain.export_profile import BUILT_IN, ExportProfile, Field

FILE_NAME = "export-profiles.json"


class ProfileFile:
    """Reads and writes the profiles; built-in ones need no file."""

    def __init__(self, config: Path) -> None:
        """Use the folder of the settings, which is made when something is saved."""
        self._path = config / FILE_NAME

    def profiles(self) -> list[ExportProfile]:
        """Return the built-in and the saved profiles by name; what cannot be understood is passed over."""
        found = {one.name: one for one in BUILT_IN}
        found |= {one.name: one for one in self._saved()}
        return sorted(found.values(), key=lambda one: one.name)

    def named(self, name: str) -> ExportProfile:
        """Return a profile.

        :raises UsageError: there is none of that name.
        """
        for one in self.profiles():
            if one.name == name:
                return one
        names = ", ".join(one.name for one in self.profiles())
        raise UsageError("There is no export profile {name}; there are {names}.", name=name, names=names)

    def save(self, profile: ExportProfile) -> None:
        """Keep a profile; one of the same name is replaced."""
        self._write([*(one for one in self._saved() if one.name != profile.name), profile])

    def remove(self, name: str) -> None:
        """Forget a saved profile.

        :raises UsageError: none of that name was saved.
        """
        kept = self._saved()
        if name not in {one.name for one in kept}:
            raise UsageError("No export profile named {name} was saved.", name=name)
        self._write([one for one in kept if one.name != name])

    def _saved(self) -> list[ExportProfile]:
        try:
            table = json.loads(self._path.read_text(encoding="utf-8"))
            return [ExportProfile(str(name), frozenset(map(Field, fields))) for name, fields in table.items()]
        except (OSError, ValueError, TypeError, AttributeError, UsageError):
            return []  # not there, or written by a newer version

    def _write(self, profiles: list[ExportProfile]) -> None:
        table = {one.name: sorted(one.leave_out) for one in sorted(profiles, key=lambda one: one.name)}
        aside = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text(json.dumps(table, indent=1), encoding="utf-8")
            aside.replace(self._path)
        except OSError as cause:
            raise ExportError("The profile cannot be kept ({why}).", why=cause.strerror or cause) from cause
