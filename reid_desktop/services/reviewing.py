"""What examiners say about sightings, kept with a row of the log each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import DecisionId, MediaId, SightingId
from reid_desktop.domain.review import (
    BOOKMARK,
    DECISION,
    Act,
    GradeLevel,
    GradeSet,
    Looked,
    Note,
    NoteKind,
    NoteTarget,
    Slot,
    SlotKind,
    checked_checklist,
    checked_text,
    tag_named,
    verdict_code,
)
from reid_desktop.domain.roles import Right
from reid_desktop.domain.undoing import reach
from reid_desktop.ports.review import (
    BookmarkRequest,
    DecideRequest,
    GradeRequest,
    GradeSetRequest,
    LookedRequest,
    NoteRequest,
    Reviewed,
    ReviewRequest,
    TagRequest,
    UndoRequest,
)
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock
from reid_desktop.services.gatekeeping import Gatekeeper

MOST_NAMED = 50
"""So many sightings are named in a row of the log; their hash stands there always."""
NOTHING_TO = {False: "There is nothing to undo.", True: "There is nothing to redo."}


class ReviewCase:
    """Keeps decisions, tags, grades, bookmarks and notes; each request is one transaction."""

    def __init__(self, store: CaseStore, clock: Clock, gatekeeper: Gatekeeper | None = None) -> None:
        """Write to `store`; `gatekeeper` is asked first."""
        self._store = store
        self._clock = clock
        self._gatekeeper = gatekeeper or Gatekeeper(store, clock)

    def __call__(self, request: ReviewRequest, who: str) -> Reviewed:
        """Keep what the request says.

        :raises UsageError: it names nothing, or what the case does not have.
        :raises CaseError: the case cannot be written to.
        :raises NotAuthorisedError: policy or roles of the case do not allow it.
        """
        if not isinstance(request, LookedRequest | NoteRequest):
            self._gatekeeper.require(who, Right.DECIDE)
        if isinstance(request, DecideRequest):
            self._gatekeeper.decide(request.reason, who)
            return self._decide(request, who)
        if isinstance(request, TagRequest):
            slot = Slot(SlotKind.TAG, tag_named(request.tag))
            action = "review.tag" if request.is_on else "review.untag"
            return self._give(
                request.sightings, slot, 1 if request.is_on else None, who, action, request.reason
            )
        if isinstance(request, BookmarkRequest):
            action = "review.bookmark" if request.is_on else "review.unbookmark"
            return self._give(request.sightings, BOOKMARK, 1 if request.is_on else None, who, action)
        if isinstance(request, GradeRequest):
            return self._grade(request, who)
        if isinstance(request, GradeSetRequest):
            return self._grade_set(request.grade_set, who)
        if isinstance(request, NoteRequest):
            return self._note(request, who)
        if isinstance(request, UndoRequest):
            return self._turn(request, who)
        assert isinstance(request, LookedRequest)
        return self._look(who)

    def _decide(self, request: DecideRequest, who: str) -> Reviewed:
        if request.about.search_id is not None:
            self._store.search(request.about.search_id)  # refuses one that is not there
        act = Act(
            DECISION,
            verdict_code(request.verdict),
            who,
            self._now(),
            checked_text(request.reason),
            request.about,
            checked_checklist(request.checklist),
        )
        return self._mark(
            act,
            request.sightings,
            "review.decide" if request.verdict else "review.withdraw",
            verdict=request.verdict.value if request.verdict else None,
            search_id=request.about.search_id,
            person_id=request.about.person_id,
            checklist=act.checklist,
            reason=act.reason,
        )

    def _grade(self, request: GradeRequest, who: str) -> Reviewed:
        name = tag_named(request.grade_set)
        known = {one.name: one for one in self._store.grade_sets()}
        if name not in known:
            raise UsageError(
                "There is no set of grades {name}; there are {known}.", name=name, known=", ".join(known)
            )
        if request.value is not None and known[name].title(request.value) is None:
            raise UsageError("The set {name} has no grade {value}.", name=name, value=request.value)
        slot = Slot(SlotKind.GRADE, name)
        return self._give(request.sightings, slot, request.value, who, "review.grade", request.reason)

    def _give(
        self,
        sightings: Sequence[SightingId],
        slot: Slot,
        code: int | None,
        who: str,
        action: str,
        reason: str = "",
    ) -> Reviewed:
        act = Act(slot, code, who, self._now(), checked_text(reason))
        return self._mark(act, sightings, action, name=slot.name, value=code, reason=act.reason)

    def _mark(self, act: Act, sightings: Sequence[SightingId], action: str, **detail: object) -> Reviewed:
        named = self._known(sightings)
        # What is said of a sighting that another one stands for by now counts for that one, too.
        ids = sorted({*named, *self._store.successors(named).values()})
        with self._store.transaction(act.author) as case:
            act_id = case.mark([(act, ids)])
            case.log(action, _named(ids), act=act_id, **_listed(ids), **detail)
        return Reviewed(len(named), act_id)

    def _grade_set(self, given: GradeSet, who: str) -> Reviewed:
        levels = tuple(
            GradeLevel(one.value, checked_text(one.title) or str(one.value)) for one in given.levels
        )
        grade_set = GradeSet(tag_named(given.name), levels)
        if ":" in grade_set.name:
            raise UsageError("The name of a set of grades holds no colon.")
        with self._store.transaction(who) as case:
            case.add_grade_set(grade_set, who, self._now())
            case.log("review.grade_set", grade_set.name, levels={str(one.value): one.title for one in levels})
        return Reviewed(0)

    def _note(self, request: NoteRequest, who: str) -> Reviewed:
        text = checked_text(request.text)
        self._refuse_no_target(request.target)
        if not text and request.replaces is None:
            raise UsageError("A note needs a text.")
        if request.replaces is not None:
            of_target = {note.note_id: note for note in self._store.notes(request.target)}
            old = of_target.get(request.replaces)
            if old is None or old.replaced_by is not None or not old.text:
                raise UsageError(
                    "There is no note {note} there that stands; read the notes again.", note=request.replaces
                )
        with self._store.transaction(who) as case:
            note = Note(request.target, text, who, self._now(), request.replaces)
            note_id = case.add_note(note)
            for successor in self._successors(note):
                case.add_note(replace(note, target=NoteTarget.sighting(successor)))
            case.log(
                "note" if text else "note.withdrawn",
                f"{request.target.kind.value} {request.target.number or ''}".strip(),
                note=note_id,
                replaces=request.replaces,
                text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            )
        return Reviewed(0, note_id=note_id)

    def _successors(self, note: Note) -> list[SightingId]:
        """Return what stands for the sighting that a new note is about."""
        if note.target.kind is not NoteKind.SIGHTING or note.replaces is not None:
            return []
        return list(self._store.successors([SightingId(note.target.number)]).values())

    def _refuse_no_target(self, target: NoteTarget) -> None:
        there: dict[NoteKind, Callable[[], bool]] = {
            NoteKind.CASE: lambda: True,
            NoteKind.MEDIA: lambda: bool(self._store.media([MediaId(target.number)])),
            NoteKind.SIGHTING: lambda: bool(self._store.sightings([SightingId(target.number)])),
            NoteKind.DECISION: lambda: self._store.decision(DecisionId(target.number)) is not None,
        }
        if not there[target.kind]():
            raise UsageError("The case has no {kind} {number}.", kind=target.kind.value, number=target.number)

    def _turn(self, request: UndoRequest, who: str) -> Reviewed:
        found = reach(self._store.steps(who))
        of_act = found.redo if request.is_redo else found.undo
        if of_act is None:
            raise UsageError(NOTHING_TO[request.is_redo])
        with self._store.transaction(who) as case:
            turn = case.redo if request.is_redo else case.undo
            count = turn(of_act, who, self._now(), checked_text(request.reason))
            action = "review.redo" if request.is_redo else "review.undo"
            case.log(action, f"act {of_act}", sightings=count, reason=request.reason)
        return Reviewed(count, of_act)

    def _look(self, who: str) -> Reviewed:
        newest = self._store.newest()
        with self._store.transaction(who) as case:
            case.add_look(
                Looked(
                    who,
                    self._now(),
                    newest.sighting_id,
                    newest.act_id,
                    newest.search_id,
                    newest.note_id,
                )
            )
            case.log("review.looked", f"sighting {newest.sighting_id}", act=newest.act_id)
        return Reviewed(0)

    def _known(self, sightings: Sequence[SightingId]) -> list[SightingId]:
        """Return the ids, ascending and each once.

        :raises UsageError: there are none, or the case lacks one.
        """
        wanted = sorted(set(sightings))
        if not wanted:
            raise UsageError("Say which sightings it is about.")
        known = set(self._store.known_sightings(wanted).tolist())
        missing = next((i for i in wanted if i not in known), None)
        if missing is not None:
            raise UsageError("The case has no sighting {sighting_id}.", sighting_id=missing)
        return wanted

    def _now(self) -> str:
        return iso_utc(self._clock.now_utc_ms())


def _named(ids: Sequence[SightingId]) -> str:
    return f"sighting {ids[0]}" if len(ids) == 1 else f"{len(ids)} sightings"


def _listed(ids: Sequence[SightingId]) -> dict[str, object]:
    """Return which sightings a row of the log is about: all of them by hash, few by name."""
    digest = hashlib.sha256("\n".join(map(str, ids)).encode("ascii")).hexdigest()
    named: dict[str, object] = {"sightings": list(ids)} if len(ids) <= MOST_NAMED else {}
    return {**named, "count": len(ids), "sightings_sha256": digest}
