"""Decisions, tags, grades, bookmarks and notes as requests, with their rows of the log."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import ActId, DecisionId, MediaId, SearchId, SightingId
from reid_desktop.domain.query import Candidate, Filters
from reid_desktop.domain.review import (
    LONGEST_TEXT,
    VERDICTS,
    About,
    GradeLevel,
    GradeSet,
    NoteTarget,
    Verdict,
)
from reid_desktop.domain.undoing import Deed, Reach, Step, reach
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
from reid_desktop.services.review_desk import ReviewDesk
from reid_desktop.services.review_progress import Queue
from reid_desktop.services.reviewing import ReviewCase
from tests.contract.store.builders import EXHIBIT, KEY, add, new_sighting, search_record
from tests.fakes.media import FixedClock
from tests.fakes.store import FakeCaseStore

YES = Verdict.CONFIRMED


class Bench:
    """A case with sightings 1 to 5 and a search that found 4 and 2."""

    def __init__(self) -> None:
        self.store = FakeCaseStore()
        with self.store.transaction("t") as case:
            case.add_exhibit(Exhibit(EXHIBIT))
            case.finish_media(add(case, "a"), KEY, [new_sighting()] * 5, 1.0)
            found = (Candidate(1, SightingId(4), 0.9), Candidate(2, SightingId(2), 0.8))
            self.search = case.add_search(search_record(found))
        self.desk = ReviewDesk(self.store)
        self._review = ReviewCase(self.store, FixedClock())

    def do(self, request: ReviewRequest, who: str = "adler") -> Reviewed:
        return self._review(request, who)

    def decide(self, *numbers: int, verdict: Verdict | None = YES, who: str = "adler") -> Reviewed:
        return self.do(DecideRequest(ids(*numbers), verdict), who)

    def verdicts(self) -> list[int]:
        return [int(code) for code in self.store.review_table(KEY).verdict]

    def logged(self) -> list[tuple[str, str, str, Any]]:
        return [(e.who, e.action, e.object, json.loads(e.detail)) for e in self.store.audit()]


def ids(*numbers: int) -> tuple[SightingId, ...]:
    return tuple(SightingId(number) for number in numbers)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_decision_is_kept_and_logged_with_all_it_says(bench: Bench) -> None:
    about = About(bench.search, 7)
    request = DecideRequest(
        ids(4, 2, 4), YES, about, " same gait ", {" Carried  Items ": "agrees", "gait": ""}
    )
    assert bench.do(request) == Reviewed(2, ActId(1))
    [decision, _] = bench.store.decisions(ids(2, 4))
    assert (decision.verdict, decision.about, decision.reason) == (YES, about, "same gait")
    assert decision.checklist == {"carried items": "agrees"}
    [(who, action, what, detail)] = bench.logged()
    assert (who, action, what) == ("adler", "review.decide", "2 sightings")
    assert (detail["sightings"], detail["verdict"], detail["search_id"]) == (
        [2, 4],
        "confirmed",
        bench.search,
    )
    assert (detail["person_id"], detail["reason"]) == (7, "same gait")


def test_undo_and_redo_reach_ones_own_acts_only(bench: Bench) -> None:
    bench.decide(1, 2)
    bench.decide(2, verdict=Verdict.EXCLUDED, who="berg")
    bench.do(TagRequest(ids(1), "bag"))
    assert bench.desk.reach("adler") == Reach(ActId(3), None)
    assert bench.do(UndoRequest()).act_id == 3
    assert bench.do(UndoRequest()).act_id == 1
    assert (bench.verdicts(), bench.store.tags()) == ([0, 2, 0, 0, 0], {})
    with pytest.raises(UsageError, match="nothing to undo"):
        bench.do(UndoRequest())
    assert bench.do(UndoRequest(is_redo=True)).act_id == 1
    assert bench.verdicts() == [1, 2, 0, 0, 0]
    bench.do(BookmarkRequest(ids(5)))
    with pytest.raises(UsageError, match="nothing to redo"):
        bench.do(UndoRequest(is_redo=True))
    assert [action for _, action, _, _ in bench.logged()][-4:] == [
        "review.undo",
        "review.undo",
        "review.redo",
        "review.bookmark",
    ]


def test_tags_grades_and_bookmarks_come_and_go(bench: Bench) -> None:
    bench.do(TagRequest(ids(1, 2), "  red\tbag "))
    bench.do(TagRequest(ids(2), "red bag", is_on=False))
    bench.do(GradeRequest(ids(3), 5))
    bench.do(GradeSetRequest(GradeSet("mine", (GradeLevel(1, " high "), GradeLevel(2, "")))))
    bench.do(GradeRequest(ids(3, 4), 2, "mine"))
    bench.do(GradeRequest(ids(4), None, "mine"))
    bench.do(BookmarkRequest(ids(4)))
    bench.do(BookmarkRequest(ids(4), is_on=False))
    first, second, third, fourth = bench.store.reviews(ids(1, 2, 3, 4))
    assert (first.tags, second.tags) == (("red bag",), ())
    assert (third.grades, fourth.grades, fourth.is_bookmarked) == ({"vic": 5, "mine": 2}, {}, False)
    [mine] = [one for one in bench.store.grade_sets() if one.name == "mine"]
    assert [level.title for level in mine.levels] == ["high", "2"]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (DecideRequest((), YES), "which sightings"),
        (DecideRequest(ids(1, 9), YES), "no sighting 9"),
        (TagRequest(ids(1), " \n"), "can be printed"),
        (TagRequest(ids(1), "a\u202eb"), "can be printed"),
        (TagRequest(ids(1), "x" * 101), "1 to 100"),
        (GradeRequest(ids(1), 6), "no grade 6"),
        (GradeRequest(ids(1), 1, "none"), "no set of grades none"),
        (NoteRequest(NoteTarget.case(), " "), "needs a text"),
        (NoteRequest(NoteTarget.case(), "x" * (LONGEST_TEXT + 1)), "at most"),
        (NoteRequest(NoteTarget.media(MediaId(9)), "x"), "no media 9"),
        (NoteRequest(NoteTarget.sighting(SightingId(9)), "x"), "no sighting 9"),
        (NoteRequest(NoteTarget.decision(DecisionId(9)), "x"), "no decision 9"),
        (DecideRequest(ids(1), YES, About(SearchId(9))), "no search 9"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    bench: Bench, request_: ReviewRequest, words: str
) -> None:
    from reid_desktop.domain.errors import ReidError

    with pytest.raises(ReidError, match=words):
        bench.do(request_)
    assert bench.logged() == []
    assert bench.store.steps("adler") == []


def test_a_note_has_one_heir_and_its_text_is_not_in_the_log(bench: Bench) -> None:
    first = bench.do(NoteRequest(NoteTarget.sighting(SightingId(1)), " limps ")).note_id
    second = bench.do(NoteRequest(NoteTarget.sighting(SightingId(1)), "limps left", first)).note_id
    with pytest.raises(UsageError, match="no note 1 there that stands"):
        bench.do(NoteRequest(NoteTarget.sighting(SightingId(1)), "again", first))
    with pytest.raises(UsageError, match="no note 2 there"):
        bench.do(NoteRequest(NoteTarget.case(), "elsewhere", second))
    bench.do(NoteRequest(NoteTarget.sighting(SightingId(1)), "", second))
    assert [note.text for note in bench.store.notes()] == ["limps", "limps left", ""]
    assert all("limps" not in json.dumps(row[3]) for row in bench.logged())
    assert [row[1] for row in bench.logged()] == ["note", "note", "note.withdrawn"]


def test_a_queue_tells_how_far_it_is(bench: Bench) -> None:
    bench.decide(2)
    assert bench.desk.progress(Queue()).counts == dict(zip(VERDICTS, (4, 1, 0, 0), strict=True))
    of_search = Queue(search_id=bench.search)
    assert bench.desk.progress(of_search).sentence == "2 of 2 left"
    bench.do(DecideRequest(ids(4), Verdict.EXCLUDED, About(bench.search)))
    assert bench.desk.progress(of_search).sentence == "1 of 2 left"
    assert bench.desk.progress(Queue(filters=Filters(newer_than=SightingId(3)))).sentence == "1 of 2 left"


def test_the_queues_of_a_case_are_what_there_is_to_review(bench: Bench) -> None:
    bench.do(LookedRequest())
    bench.decide(2)
    bench.do(DecideRequest(ids(3), Verdict.INCONCLUSIVE))
    bench.do(DecideRequest(ids(4), Verdict.EXCLUDED, About(bench.search)))
    bench.do(TagRequest(ids(1, 2), "red bag"))
    bench.do(GradeSetRequest(GradeSet("roles", (GradeLevel(1, "Suspect"),))))
    bench.do(GradeRequest(ids(5), 1, "roles"))
    bench.do(BookmarkRequest(ids(5)))
    found = [(one.kind, one.name, one.progress.sentence) for one in bench.desk.queues("adler")]
    assert found == [
        ("all", "", "2 of 5 left"),
        ("undecided", "", "2 of 2 left"),
        ("inconclusive", "", "0 of 1 left"),
        ("bookmarked", "", "1 of 1 left"),
        ("tag", "red bag", "1 of 2 left"),
        ("grade", "roles:1 Suspect", "1 of 1 left"),
        ("search", found[-1][1], "1 of 2 left"),
    ]
    assert ReviewDesk(FakeCaseStore()).queues("adler") == []


def test_the_next_undecided_is_found_behind_and_then_from_the_front(bench: Bench) -> None:
    queue = ids(4, 2, 5, 1)
    bench.decide(2, 5)
    assert bench.desk.next_undecided(queue, About()) == 0
    assert bench.desk.next_undecided(queue, About(), 0) == 3
    assert bench.desk.next_undecided(queue, About(), 3) == 0
    bench.decide(4, 1)
    assert bench.desk.next_undecided(queue, About(), 1) is None
    assert bench.desk.next_undecided(queue, About(person_id=3), 1) == 2


def test_what_is_new_is_what_came_since_and_from_others(bench: Bench) -> None:
    bench.decide(1, who="berg")
    first = bench.desk.novelty("adler")
    assert (first.since_utc, first.sightings, first.reviewed.tolist(), first.searches) == (None, 5, [1], 1)
    bench.do(LookedRequest())
    bench.decide(2)
    bench.decide(3, who="berg")
    bench.do(NoteRequest(NoteTarget.case(), "x"), "berg")
    bench.do(NoteRequest(NoteTarget.case(), "y"))
    with bench.store.transaction("t") as case:
        case.finish_media(add(case, "b"), KEY, [new_sighting()], 1.0)
    after = bench.desk.novelty("adler")
    assert (after.after, after.sightings, after.reviewed.tolist()) == (5, 1, [3])
    assert (after.searches, after.notes) == (0, 1)


def test_an_empty_case_has_nothing_to_review() -> None:
    desk = ReviewDesk(FakeCaseStore())
    assert (desk.progress(Queue()).sentence, desk.table()) == ("0 of 0 left", None)
    assert desk.next_undecided(ids(1), About()) is None
    assert desk.novelty("adler").sightings == 0


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=40))
def test_undo_and_redo_move_as_in_an_editor(deeds: list[str]) -> None:
    steps: list[Step] = []
    done: list[ActId] = []
    undone: list[ActId] = []
    for number, deed in enumerate(deeds, start=1):
        found = reach(steps)
        assert found == Reach(done[-1] if done else None, undone[-1] if undone else None)
        if deed == "do":
            steps.append(Step(ActId(number), Deed.MARK))
            done.append(ActId(number))
            undone.clear()
        elif deed == "undo" and found.undo:
            steps.append(Step(ActId(number), Deed.UNDO, found.undo))
            undone.append(done.pop())
        elif deed == "redo" and found.redo:
            steps.append(Step(ActId(number), Deed.REDO, found.redo))
            done.append(undone.pop())
