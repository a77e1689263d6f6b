"""Review by keyboard: decisions with auto-advance, bookmarks, news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import (
    ANYTHING,
    VERDICTS,
    About,
    SightingReview,
    Verdict,
    verdict_code,
)
from reid_desktop.ports.engine import Request
from reid_desktop.ports.review import (
    BookmarkRequest,
    DecideRequest,
    LookedRequest,
    ReviewTable,
)
from reid_desktop.ports.store import Ids
from reid_desktop.services.browsing import View
from reid_desktop.services.review_desk import Novelty

from . import text
from .comparing import Comparing
from .drafts import checklist_key
from .justifying import DECIDE, Justifying
from .models.review_marks import ReviewMarks
from .panels import Panels
from .preferences import Preferences
from .translating import said, tr
from .views.notices import Notice

_DONE = {
    Verdict.CONFIRMED: said("confirmed"),
    Verdict.EXCLUDED: said("excluded"),
    Verdict.INCONCLUSIVE: said("inconclusive"),
}
_MOST_AT_ONCE = 5_000
"""More are read again from the start instead of one by one."""


class Judging(QObject):
    """Turns the commands of a review into requests, and shows at once what was said."""

    def __init__(
        self,
        panels: Panels,
        comparing: Comparing,
        justifying: Justifying,
        preferences: Preferences,
        window: QWidget,
    ) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._panels, self._comparing, self._window = panels, comparing, window
        self._justifying = justifying
        self._preferences = preferences
        self.marks = ReviewMarks()
        self._about = ANYTHING
        self._table_for: tuple[str | None, About] | None = None
        self._listed: Ids | None = None
        self._is_beginning = False
        panels.actions["auto_advance"].setChecked(preferences.advances)
        panels.workbench.shown.connect(self._on_shown)
        panels.bridge.case_changed.connect(self._on_changes)
        panels.tasks.failed.connect(self._on_failed)
        panels.selection.current_changed.connect(lambda _origin: self._tell(has_changed=False))
        panels.selection.changed.connect(lambda _origin: self._tell(has_changed=False))

    def connect_commands(self) -> None:
        """Serve the commands of the menu Review."""
        self._panels.actions.connect(
            {
                "confirm": lambda: self.decide(Verdict.CONFIRMED),
                "exclude": lambda: self.decide(Verdict.EXCLUDED),
                "inconclusive": lambda: self.decide(Verdict.INCONCLUSIVE),
                "withdraw": lambda: self.decide(None),
                "skip": self.skip,
                "bookmark": self.turn_bookmark,
                "news": self.show_news,
                "looked": self.mark_looked,
                "auto_advance": self._on_auto_advance,
            }
        )

    @property
    def about(self) -> About:
        """Return what decisions are about: the search that is shown, if any."""
        return self._about

    @property
    def grade_set(self) -> str:
        """Return the set whose grades the cards show: the one that was used last."""
        return self._preferences.grade_set

    def show_grades_of(self, name: str) -> None:
        """Have the cards show the grades of another set."""
        if name != self.grade_set:
            self._preferences.grade_set = name
            self._read_table((self._key(), self._about))

    def go_on_after(self, chosen: Sequence[SightingId]) -> None:
        """Look at the next undecided sighting behind some, where the user wants to go on by itself."""
        if self._panels.actions["auto_advance"].isChecked():
            self._advance(self._place_of(chosen))

    def begin_queue(self) -> None:
        """Look at the first undecided sighting of the list that is asked for now."""
        self._is_beginning = True

    # ------------------------------------------------------------ decisions

    def decide(self, verdict: Verdict | None) -> None:
        """Decide about the selected sightings, else about the one that is looked at, and go on."""
        chosen = self.chosen()
        if not chosen:
            return
        findings, reason = {}, ""
        if self._comparing.is_on:
            self._comparing.note_display()
            checklist = self._panels.compare.checklist
            findings, reason = checklist.findings, checklist.reason
        about = self._about

        def keep(kept: str) -> None:
            self._keep(DecideRequest(tuple(chosen), verdict, about, kept, findings))

        if reason:
            keep(reason)
        else:
            self._justifying.ask(DECIDE, keep)

    def _keep(self, request: DecideRequest) -> None:
        """Have a decision kept, show it at once, and go on."""
        chosen, verdict = request.sightings, request.verdict
        self._panels.notices.pass_by()
        after = self._place_of(chosen)
        self._submit(request)
        self.marks.decide(chosen, verdict_code(verdict) or 0)
        self._repaint()
        self._say_decided(verdict, len(chosen))
        for one in chosen:
            self._panels.drafts.drop(checklist_key(one, request.about))
        if self._comparing.is_on:
            self._panels.compare.checklist.show_findings({})
        if verdict is not None and self._panels.actions["auto_advance"].isChecked():
            self._advance(after)

    def skip(self) -> None:
        """Go on to the next undecided sighting without deciding."""
        self._advance(self._place_of(self.chosen()))

    def turn_bookmark(self) -> None:
        """Bookmark the chosen sightings, or take the bookmark off where all have it."""
        chosen = self.chosen()
        if chosen:
            are_on = all(self.marks.mark(one).is_bookmarked for one in chosen)
            self._submit(BookmarkRequest(tuple(chosen), not are_on))

    def _advance(self, after: int) -> None:
        model = self._panels.gallery.model
        place = self.marks.next_undecided(model.ids, after)
        if place is None:
            if len(model.ids):
                words = tr("Every card in this list is decided.")
                self._panels.notices.say(Notice("decided", words, "good"))
            return
        following = SightingId(int(model.ids[place]))
        self._panels.selection.select(np.array([following], np.int64))
        self._panels.selection.look_at(following)

    def _place_of(self, chosen: Sequence[SightingId]) -> int:
        """Return the place of the last of some sightings in the list; -1 for none."""
        model = self._panels.gallery.model
        seen = model.seen_as(np.array(sorted(chosen), np.int64))
        places = model.positions_of(np.unique(seen))
        return int(places[-1]) if len(places) else -1

    def chosen(self) -> list[SightingId]:
        """Return the selected sightings, else the one that is looked at."""
        selection = self._panels.selection
        chosen = [SightingId(int(one)) for one in selection.ids]
        if selection.current is not None and (len(chosen) < 2 or selection.current not in chosen):
            chosen = [selection.current]
        return chosen

    def _say_decided(self, verdict: Verdict | None, many: int) -> None:
        what = tr("undecided again") if verdict is None else tr(_DONE[verdict])
        words = text.labelled(text.counted(many, "sighting", "sightings"), what)
        self._panels.gallery.tell_last(f"{words}. {tr('Ctrl+Z takes it back.')}")

    # ------------------------------------------------------------ what is new

    def tell_news(self) -> None:
        """Offer what came since this person looked last, if anything did."""
        self._read_novelty(lambda found: self._offer_news(found) if found.since_utc else None)

    def show_news(self) -> None:
        """Narrow to what came since this person looked last."""
        self._read_novelty(self._on_news)

    def mark_looked(self) -> None:
        """From now on only what comes is new."""
        self._submit(LookedRequest())
        filters = self._panels.workbench.question.filters
        if filters.newer_than is not None:
            self._panels.workbench.set_filters(replace(filters, newer_than=None))
        words = tr("Noted. What comes from now on is new to you.")
        self._panels.notices.say(Notice("news", words, "good"))

    def _read_novelty(self, then: Callable[[Novelty], None]) -> None:
        desk = self._panels.desk
        self._panels.reader.ask("news", lambda: desk.review.novelty(desk.who), then)

    def _offer_news(self, found: Novelty) -> None:
        if found.sightings or len(found.reviewed):
            words = self._news_words(found)
            self._panels.notices.say(Notice("news", words, "info", ((tr("Show"), self.show_news),)))

    def _on_news(self, found: Novelty) -> None:
        offers = [(tr("I have looked at everything"), self.mark_looked)]
        if found.since_utc is None:
            words = tr("You have not yet said that you looked at everything; until then all is new to you.")
            self._panels.notices.say(Notice("news", words, "info", tuple(offers)))
            return
        if len(found.reviewed):
            offers.insert(0, (tr("Show what others said"), lambda: self._show_reviewed(found)))
        self._panels.notices.say(Notice("news", self._news_words(found), "info", tuple(offers)))
        if found.sightings:
            question = self._panels.workbench.question
            self._panels.workbench.set_filters(Filters(newer_than=found.after))
            assert question is not None

    def _show_reviewed(self, found: Novelty) -> None:
        """Narrow to the sightings about which others said something since."""
        ids = frozenset(SightingId(one) for one in found.reviewed.tolist())
        self._panels.workbench.set_filters(Filters(sightings=ids))

    @staticmethod
    def _news_words(found: Novelty) -> str:
        since = (found.since_utc or "")[:16].replace("T", " ")
        return tr(
            "New since you looked ({since} UTC): {sightings}; others said something about {reviewed}; "
            "{searches}; {notes}.",
            since=since,
            sightings=text.counted(found.sightings, "sighting", "sightings"),
            reviewed=text.counted(len(found.reviewed), "sighting", "sightings"),
            searches=text.counted(found.searches, "search", "searches"),
            notes=text.counted(found.notes, "note", "notes"),
        )

    # ------------------------------------------------------------ what came

    def _submit(self, request: Request) -> None:
        self._panels.tasks.submit(request, tr("Review"))

    def _on_shown(self, view: View, is_live: bool) -> None:
        self._about = ANYTHING if view.record is None else About(view.record.search_id)
        wanted = (view.model_key, self._about)
        is_other = view.ids is not self._listed
        self._listed = view.ids
        if wanted != self._table_for or (is_live and is_other and self._about != ANYTHING):
            self._read_table(wanted)
        else:
            if is_other and self._about == ANYTHING:
                self._read_new(view.ascending)
            if view.question == self._panels.workbench.question:
                self._begin()
        self._tell()

    def _begin(self) -> None:
        ids, is_due = self._panels.gallery.model.ids, self._is_beginning
        self._is_beginning = False
        if is_due and len(ids):
            place = self.marks.next_undecided(ids, -1)
            self._panels.selection.look_at(SightingId(int(ids[place or 0])))

    def _read_table(self, wanted: tuple[str | None, About]) -> None:
        desk, about = self._panels.desk.review, wanted[1]

        def show(table: ReviewTable | None) -> None:
            self._table_for = wanted
            self.marks = ReviewMarks(table)
            self._repaint()
            self._begin()

        self._panels.reader.ask("review table", lambda: desk.table(about, self.grade_set), show)

    def _read_new(self, shown: Ids) -> None:
        """Read what was said of sightings that came since: of all of a million it would take a second."""
        desk = self._panels.desk.review

        def read() -> tuple[Ids, list[SightingReview]] | None:
            new = self.marks.unknown(shown)
            if len(new) > _MOST_AT_ONCE:
                return None
            return new, desk.reviews([SightingId(one) for one in new.tolist()])

        def show(found: tuple[Ids, list[SightingReview]] | None) -> None:
            if found is None:
                self._read_table((self._key(), self._about))
                return
            new = self.marks.unknown(found[0])
            if len(new):
                self.marks.add(new)
                self.marks.update(found[1], self.grade_set)
                self._repaint()

        self._panels.reader.ask("new reviews", read, show)

    def _on_changes(self, changes: ChangeSet) -> None:
        if not changes.reviews:
            return
        if len(changes.reviews) > _MOST_AT_ONCE or self._about != ANYTHING:
            self._read_table((self._key(), self._about))
            return
        ids, desk = sorted(changes.reviews), self._panels.desk.review

        def show(reviews: list[SightingReview]) -> None:
            self.marks.update(reviews, self.grade_set)
            self._repaint()

        self._panels.reader.ask(f"reviews {ids[0]} {len(ids)}", lambda: desk.reviews(ids), show)

    def _key(self) -> str | None:
        view = self._panels.workbench.view
        return None if view is None else view.model_key

    def _on_failed(self, request: Request, _sentence: str) -> None:
        if isinstance(request, DecideRequest):
            self._read_table((self._key(), self._about))  # what was shown at once does not hold

    def _repaint(self) -> None:
        self._panels.gallery.show_marks(self.marks)
        self._tell()

    def _tell(self, has_changed: bool = True) -> None:
        """Say how far the list is, and allow what can be done."""
        gallery = self._panels.gallery
        if has_changed:
            counts = self.marks.counts(gallery.model.ascending_ids)
            gallery.tell_progress(len(gallery.model.ids), counts[VERDICTS[0]], counts)
            if counts[VERDICTS[0]] or not len(gallery.model.ids):
                self._panels.notices.close_notice("decided")  # it was said of another list, or is so no more
        has_chosen = bool(self.chosen())
        needing = ("confirm", "exclude", "inconclusive", "withdraw", "bookmark", "tag", "grade", "compare")
        self._panels.actions.enable(needing, has_chosen)
        self._panels.actions.enable(("skip",), len(gallery.model.ids) > 0)

    def _on_auto_advance(self) -> None:
        self._preferences.advances = self._panels.actions["auto_advance"].isChecked()
