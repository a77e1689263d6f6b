"""What the program remembers of the user's choices between two starts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from reid_desktop.ports.maps import Fingerprint

MOST_RECENT = 12


def _key(case: Path) -> str:
    """Return a name for a case that settings files can hold."""
    return hashlib.sha256(os.fsencode(case.absolute())).hexdigest()[:16]


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]


class Preferences:
    """Typed access to one settings file."""

    def __init__(self, file: Path) -> None:
        """Keep everything in `file` (INI), which need not exist."""
        self._values = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """`system`, `light`, `dark` or `contrast`."""
        return self._text("theme", "system")

    @theme.setter
    def theme(self, value: str) -> None:
        self._values.setValue("theme", value)

    @property
    def language(self) -> str:
        """`system`, or the code of a language."""
        return self._text("language", "system")

    @language.setter
    def language(self, value: str) -> None:
        self._values.setValue("language", value)

    @property
    def veil(self) -> str:
        """How pictures are veiled when they are: `blur`, `grey` or `both`."""
        return self._text("veil", "blur")

    @veil.setter
    def veil(self, value: str) -> None:
        self._values.setValue("veil", value)

    @property
    def begins_veiled(self) -> bool:
        """Tell whether every case opens with its pictures veiled."""
        return self._text("begins_veiled", "no") == "yes"

    @begins_veiled.setter
    def begins_veiled(self, value: bool) -> None:
        self._values.setValue("begins_veiled", "yes" if value else "no")

    @property
    def rest_after_min(self) -> int:
        """Minutes of looking after which a rest is suggested; 0 for never."""
        return self._number("rest_after_min", 0)

    @rest_after_min.setter
    def rest_after_min(self, value: int) -> None:
        self._values.setValue("rest_after_min", value)

    @property
    def advances(self) -> bool:
        """Tell whether the next undecided sighting is looked at after a decision."""
        return self._text("advances", "yes") == "yes"

    @advances.setter
    def advances(self, value: bool) -> None:
        self._values.setValue("advances", "yes" if value else "no")

    @property
    def grade_set(self) -> str:
        """Name of the set of grades that was used last."""
        return self._text("grade_set", "vic")

    @grade_set.setter
    def grade_set(self, name: str) -> None:
        self._values.setValue("grade_set", name)

    @property
    def open_case(self) -> Path | None:
        """The case that is open; still there at the next start, the program did not end as it should."""
        kept = self._text("open_case", "")
        return Path(kept) if kept else None

    @open_case.setter
    def open_case(self, folder: Path | None) -> None:
        self._values.setValue("open_case", "" if folder is None else str(folder))
        self.save()

    @property
    def card_width_px(self) -> int:
        """Width of a gallery card."""
        return self._number("card_width_px", 140)

    @card_width_px.setter
    def card_width_px(self, value: int) -> None:
        self._values.setValue("card_width_px", value)

    @property
    def shows_scenes(self) -> bool:
        """Tell whether the gallery shows whole scenes instead of crops."""
        return self._text("shows_scenes", "no") == "yes"

    @shows_scenes.setter
    def shows_scenes(self, value: bool) -> None:
        self._values.setValue("shows_scenes", "yes" if value else "no")

    @property
    def is_folded(self) -> bool:
        """Tell whether doubles and appearances are one card each."""
        return self._text("is_folded", "yes") == "yes"

    @is_folded.setter
    def is_folded(self, value: bool) -> None:
        self._values.setValue("is_folded", "yes" if value else "no")

    @property
    def examiner(self) -> str:
        """Name that was last given for a new case."""
        return self._text("examiner", "")

    @examiner.setter
    def examiner(self, value: str) -> None:
        self._values.setValue("examiner", value)

    @property
    def agency(self) -> str:
        """Agency that was last given for a new case."""
        return self._text("agency", "")

    @agency.setter
    def agency(self, value: str) -> None:
        self._values.setValue("agency", value)

    @property
    def recent_cases(self) -> list[Path]:
        """Folders of the cases opened last, newest first."""
        return [Path(line) for line in self._text("recent_cases", "").split("\n") if line]

    def remember_case(self, folder: Path) -> None:
        """Put a case on top of the recent ones."""
        others = [one for one in self.recent_cases if one != folder]
        self._keep_recent([folder, *others][:MOST_RECENT])

    def forget_case(self, folder: Path) -> None:
        """Take a case off the list."""
        self._keep_recent([one for one in self.recent_cases if one != folder])

    def _keep_recent(self, folders: list[Path]) -> None:
        self._values.setValue("recent_cases", "\n".join(str(one) for one in folders))

    def case_filters(self, case: Path) -> str:
        """Return the filters that a case was left with, as `kept_filters` writes them."""
        return self._text(f"filters/{_key(case)}", "")

    def keep_case_filters(self, case: Path, filters: str) -> None:
        """Keep the filters of a case."""
        self._values.setValue(f"filters/{_key(case)}", filters)

    def case_place(self, case: Path) -> str:
        """Return where one was in a case, as `kept_place` writes it."""
        return self._text(f"place/{_key(case)}", "")

    def keep_case_place(self, case: Path, place: str) -> None:
        """Keep where one is in a case."""
        self._values.setValue(f"place/{_key(case)}", place)

    @property
    def map_archives(self) -> list[str]:
        """Return the map archives of this workstation, lowest first."""
        return [path for path in self._text("map_archives", "").split("\n") if path]

    @map_archives.setter
    def map_archives(self, paths: list[str]) -> None:
        self._values.setValue("map_archives", "\n".join(paths))

    @property
    def map_opacities(self) -> dict[str, float]:
        """Return how far files on the map shine through, 0 to 1, by path."""
        lines = (line.partition(" ") for line in self._text("map_opacities", "").split("\n") if line)
        return {path: int(percent) / 100 for percent, _, path in lines if percent.isdecimal()}

    @map_opacities.setter
    def map_opacities(self, opacities: dict[str, float]) -> None:
        lines = [f"{round(share * 100)} {path}" for path, share in opacities.items()]
        self._values.setValue("map_opacities", "\n".join(lines))

    @property
    def map_hidden(self) -> list[str]:
        """Return the files that lie on the map and are not shown."""
        return [path for path in self._text("map_hidden", "").split("\n") if path]

    @map_hidden.setter
    def map_hidden(self, paths: list[str]) -> None:
        self._values.setValue("map_hidden", "\n".join(paths))

    def map_hash(self, path: str) -> Fingerprint | None:
        """Return the hash of a map archive as it was taken last."""
        words = self._text(f"map_hashes/{_hashed(path)}", "").split(" ", 2)
        if len(words) != 3 or not (len(words[0]) == 64 and words[1].isdecimal()):
            return None
        return Fingerprint(words[0], int(words[1]), words[2])

    def keep_map_hash(self, path: str, found: Fingerprint) -> None:
        """Keep the hash of a map archive, with what tells whether it is still the same."""
        self._values.setValue(
            f"map_hashes/{_hashed(path)}", f"{found.sha256} {found.size_bytes} {found.state}"
        )

    def case_zone(self, case: Path) -> str:
        """Return the zone whose clocks the timeline of a case shows; empty for UTC."""
        return self._text(f"zone/{_key(case)}", "")

    def keep_case_zone(self, case: Path, zone: str) -> None:
        """Keep the zone of a case's timeline."""
        self._values.setValue(f"zone/{_key(case)}", zone)

    def case_overlays(self, case: Path) -> list[str]:
        """Return the files that are laid over the map of a case."""
        return [path for path in self._text(f"overlays/{_key(case)}", "").split("\n") if path]

    def keep_case_overlays(self, case: Path, paths: list[str]) -> None:
        """Keep the files that are laid over the map of a case."""
        self._values.setValue(f"overlays/{_key(case)}", "\n".join(paths))

    @property
    def workspaces(self) -> list[str]:
        """Return the names of the arrangements that were kept."""
        return [name for name in self._text("workspaces", "").split("\n") if name]

    def workspace(self, name: str) -> QByteArray | None:
        """Return an arrangement as Qt wrote it, if it was kept."""
        return self.window_state(f"workspace-{_hashed(name)}")

    def keep_workspace(self, name: str, state: QByteArray) -> None:
        """Keep an arrangement of the panels under a name."""
        self.keep_window_state(f"workspace-{_hashed(name)}", state)
        self._values.setValue("workspaces", "\n".join(sorted({*self.workspaces, name})))

    def forget_workspace(self, name: str) -> None:
        """Forget an arrangement."""
        self._values.remove(f"window/workspace-{_hashed(name)}")
        self._values.setValue("workspaces", "\n".join(one for one in self.workspaces if one != name))

    def window_state(self, name: str) -> QByteArray | None:
        """Return geometry or dock layout as Qt wrote it, if any."""
        value = self._values.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else None

    def keep_window_state(self, name: str, value: QByteArray) -> None:
        """Keep geometry or dock layout."""
        self._values.setValue(f"window/{name}", value)

    def save(self) -> None:
        """Write to the file now."""
        self._values.sync()

    def _text(self, key: str, otherwise: str) -> str:
        value = self._values.value(key)
        return value if isinstance(value, str) else otherwise

    def _number(self, key: str, otherwise: int) -> int:
        value = self._values.value(key)
        try:
            return int(str(value)) if value is not None else otherwise
        except ValueError:
            return otherwise
