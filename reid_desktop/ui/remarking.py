"""Tags, grades and notes: asked for in dialogs, kept by requests."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.ids import NoteId, SightingId
from reid_desktop.domain.review import Decision, GradeSet, Note, NoteTarget, SightingReview, Verdict
from reid_desktop.ports.engine import Request
from reid_desktop.ports.review import GradeRequest, GradeSetRequest, NoteRequest, TagRequest

from . import text
from .dialogs.grading import GradeDialog, GradeSetDialog
from .dialogs.notes import NotesDialog, NoteSubject
from .dialogs.tagging import TagsDialog
from .judging import Judging
from .panels import Panels
from .translating import said, tr

_DECIDED = {
    None: said("the withdrawal by {who}, {when} UTC"),
    Verdict.CONFIRMED: said("the decision “confirmed” by {who}, {when} UTC"),
    Verdict.EXCLUDED: said("the decision “excluded” by {who}, {when} UTC"),
    Verdict.INCONCLUSIVE: said("the decision “inconclusive” by {who}, {when} UTC"),
}


class Remarking(QObject):
    """Serves the commands `tag`, `grade` and `note`."""

    def __init__(self, panels: Panels, judging: Judging, window: QWidget) -> None:
        """Open dialogs over `window`; what they are about is what `judging` would decide about."""
        super().__init__(window)
        self._panels, self._judging, self._window = panels, judging, window
        panels.actions.connect({"tag": self.ask_tags, "grade": self.ask_grade, "note": self.ask_note})
        panels.tasks.answered.connect(self._on_answer)

    # ------------------------------------------------------------ tags

    def ask_tags(self) -> None:
        """Ask for tags of the chosen sightings."""
        chosen, desk = self._judging.chosen(), self._panels.desk.review

        def show(found: tuple[dict[str, int], list[SightingReview]]) -> None:
            known, reviews = found
            given: dict[str, int] = {}
            for one in reviews:
                for name in one.tags:
                    given[name] = given.get(name, 0) + 1
            dialog = TagsDialog(self._window, len(chosen), known, given)
            dialog.tags_chosen.connect(lambda give, take: self._give_tags(chosen, give, take))
            dialog.open()

        if chosen:
            self._panels.reader.ask("tags", lambda: (desk.tags(), desk.reviews(chosen)), show, is_quick=True)

    def _give_tags(self, chosen: Sequence[SightingId], give: list[str], take: list[str]) -> None:
        for names, is_on in ((give, True), (take, False)):
            for name in names:
                self._submit(TagRequest(tuple(chosen), name, is_on))

    # ------------------------------------------------------------ grades

    def ask_grade(self) -> None:
        """Ask for a grade of the chosen sightings; the set that was used last comes first."""
        chosen, desk = self._judging.chosen(), self._panels.desk.review

        def give(name: str, value: int | None) -> None:
            self._submit(GradeRequest(tuple(chosen), value, name))
            self._judging.show_grades_of(name)
            self._judging.go_on_after(chosen)

        def show(found: tuple[list[GradeSet], list[SightingReview]]) -> None:
            sets, reviews = found
            sets.sort(key=lambda one: one.name != self._judging.grade_set)
            given = {one.name: _common_grade(reviews, one.name) for one in sets}
            dialog = GradeDialog(self._window, len(chosen), sets, given)
            dialog.grade_chosen.connect(give)
            dialog.own_set_wanted.connect(lambda: self.ask_set(sets))
            dialog.open()

        if chosen:
            read = lambda: (desk.grade_sets(), desk.reviews(chosen))  # noqa: E731 - of one line
            self._panels.reader.ask("grades", read, show, is_quick=True)

    def ask_set(self, sets: Sequence[GradeSet]) -> None:
        """Ask for a set of grades of the case's own."""
        dialog = GradeSetDialog(self._window, sets)
        dialog.set_made.connect(lambda made: self._submit(GradeSetRequest(made)))
        dialog.open()

    def _on_answer(self, request: Request, _value: object) -> None:
        if isinstance(request, GradeSetRequest):
            self._judging.show_grades_of(request.grade_set.name)
            self.ask_grade()

    # ------------------------------------------------------------ notes

    def ask_note(self) -> None:
        """Show the notes on what is looked at, its file, its decisions and the case, and ask for another."""
        current, drafts = self._panels.selection.current, self._panels.drafts

        def show(subjects: list[NoteSubject]) -> None:
            dialog = NotesDialog(self._window, subjects, drafts)
            dialog.note_written.connect(self._write)
            dialog.open()

        self._panels.reader.ask("notes", lambda: self._subjects(current), show, is_quick=True)

    def _subjects(self, current: SightingId | None) -> list[NoteSubject]:
        """Return what a note can be on (runs in the reader)."""
        desk = self._panels.desk.review

        def subject(target: NoteTarget, words: str) -> NoteSubject:
            notes: list[Note] = desk.notes(target)
            return NoteSubject(target, words, tuple(notes))

        found = []
        if current is not None:
            words = tr("sighting {number}", number=current)
            found.append(subject(NoteTarget.sighting(current), words))
            card = self._panels.desk.browsing.cards([current])[0]
            words = tr("the file {name}", name=text.plain(card.name))
            found.append(subject(NoteTarget.media(card.media_id), words))
            found += [
                subject(NoteTarget.decision(one.decision_id), _decision_words(one))
                for one in reversed(desk.history(current))
            ]
        return [*found, subject(NoteTarget.case(), tr("the case"))]

    def _write(self, target: NoteTarget, words: str, replaces: NoteId | None) -> None:
        self._submit(NoteRequest(target, words, replaces))

    def _submit(self, request: Request) -> None:
        self._panels.tasks.submit(request, tr("Review"))


def _common_grade(reviews: Sequence[SightingReview], name: str) -> int | None:
    """Return the grade of a set that all have; None where they have none, or not the same."""
    grades = {one.grades.get(name) for one in reviews}
    return grades.pop() if len(grades) == 1 else None


def _decision_words(one: Decision) -> str:
    when = one.at_utc[:16].replace("T", " ")
    return tr(_DECIDED[one.verdict], who=text.plain(one.reviewer), when=when)
