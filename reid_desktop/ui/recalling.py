"""What was said about the sighting that is looked at: shown beside it, and in the list of features."""

from __future__ import annotations

from PySide6.QtCore import QObject

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.review import About, Decision, Note, NoteTarget

from .comparing import Comparing
from .drafts import checklist_key
from .judging import Judging
from .pages import COMPARE
from .panels import Panels
from .said_words import Spoken, said_sections

_REASON = "reason"


class Recalling(QObject):
    """Reads what was said, and keeps what is being written on the page of comparison."""

    def __init__(self, panels: Panels, comparing: Comparing, judging: Judging, parent: QObject) -> None:
        """Follow the sighting that is looked at."""
        super().__init__(parent)
        self._panels, self._comparing, self._judging = panels, comparing, judging
        self._checklist = panels.compare.checklist
        self._spoken: Spoken | None = None
        self._shown_for = ""
        panels.selection.current_changed.connect(lambda _origin: self._read())
        panels.bridge.case_changed.connect(self._on_changes)
        panels.pages.turned.connect(self._on_page)
        panels.workbench.shown.connect(lambda _view, _is_live: self._show_checklist())
        self._checklist.edited.connect(self._keep_draft)

    def _on_changes(self, changes: ChangeSet) -> None:
        if changes.reviews or changes.case:
            self._read()

    def _on_page(self, name: str) -> None:
        if name == COMPARE:
            self._shown_for = ""
            self._show_checklist()

    def _read(self) -> None:
        current, panels = self._panels.selection.current, self._panels
        self._show_checklist()
        if current is None:
            self._spoken = None
            return

        def show(found: Spoken | None) -> None:
            if panels.selection.current == current:
                self._spoken = found
                panels.inspector.show_said(current, [] if found is None else said_sections(found))
                self._show_checklist()

        panels.reader.ask("said", lambda: self._spoken_of(current), show, is_quick=True)

    def _spoken_of(self, sighting_id: SightingId) -> Spoken | None:
        """Return what was said about a sighting (runs in the reader)."""
        desk = self._panels.desk.review
        media = self._panels.desk.browsing.media_of([sighting_id])
        if not media:
            return None
        [review] = desk.reviews([sighting_id])
        decisions = desk.history(sighting_id)
        targets = [NoteTarget.sighting(sighting_id), NoteTarget.media(media[0])]
        targets += [NoteTarget.decision(one.decision_id) for one in decisions]
        notes: list[Note] = [note for target in targets for note in desk.notes(target)]
        notes.sort(key=lambda one: one.note_id or 0)
        return Spoken(review, tuple(decisions), tuple(notes), tuple(desk.grade_sets()))

    # ------------------------------------------------------------ the list of features

    def _key(self) -> str:
        current = self._panels.selection.current
        return "" if current is None else checklist_key(current, self._judging.about)

    def _show_checklist(self) -> None:
        """Show what was begun, else what this examiner kept with the decision that counts."""
        key = self._key()
        if not key or not self._comparing.is_on:
            return
        draft = self._panels.drafts.of(key)
        if draft and key == self._shown_for:
            return  # it is there, and being written on
        self._shown_for = key
        if draft:
            reason = draft.pop(_REASON, "")
            self._checklist.show_findings(draft, reason)
            return
        kept = self._own_decision()
        self._checklist.show_findings(
            {} if kept is None else dict(kept.checklist), kept.reason if kept else ""
        )

    def _own_decision(self) -> Decision | None:
        spoken, about = self._spoken, self._judging.about
        if spoken is None or spoken.review.sighting_id != self._panels.selection.current:
            return None
        return next((one for one in reversed(spoken.decisions) if self._is_own(one, about)), None)

    def _is_own(self, one: Decision, about: About) -> bool:
        return one.is_current and one.about == about and one.reviewer == self._panels.desk.who

    def _keep_draft(self) -> None:
        key = self._key()
        if key:
            self._shown_for = key
            self._panels.drafts.keep(key, {**self._checklist.findings, _REASON: self._checklist.reason})
