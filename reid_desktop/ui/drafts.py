"""What was written and not yet kept in the case: checklists, reasons, notes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.review import About, NoteTarget

from .kept_place import MOST_DRAFTS


class Drafts(QObject):
    """Texts by what they are about; outlive dialogs, and a crash once they were written down."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with nothing begun."""
        super().__init__(parent)
        self._texts: dict[str, dict[str, str]] = {}

    @property
    def all(self) -> dict[str, dict[str, str]]:
        """Return everything that was begun, oldest first."""
        return {about: dict(texts) for about, texts in self._texts.items()}

    def restore(self, kept: Mapping[str, Mapping[str, str]]) -> None:
        """Take what was begun in an earlier session."""
        self._texts = {about: dict(texts) for about, texts in kept.items()}

    def of(self, about: str) -> dict[str, str]:
        """Return what was begun about something, by field; empty where nothing was."""
        return dict(self._texts.get(about, {}))

    def keep(self, about: str, texts: Mapping[str, str]) -> None:
        """Keep what stands there now; nothing written is nothing begun."""
        self._texts.pop(about, None)
        begun = {name: words for name, words in texts.items() if words.strip()}
        if begun:
            self._texts[about] = begun
            while len(self._texts) > MOST_DRAFTS:
                del self._texts[next(iter(self._texts))]
        self.changed.emit()

    def drop(self, about: str) -> None:
        """Forget a draft: it is in the case now."""
        if self._texts.pop(about, None) is not None:
            self.changed.emit()


def checklist_key(sighting_id: SightingId, about: About) -> str:
    """Return the name of the draft of a checklist and a reason."""
    return f"checklist {about.search_id or 0} {sighting_id}"


def note_key(target: NoteTarget) -> str:
    """Return the name of the draft of a note."""
    return f"note {target.kind} {target.number}"
