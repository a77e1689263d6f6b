"""Decisions, tags, grades, bookmarks and notes, on the store and on its fake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import ActId, DecisionId, SearchId, SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import (
    ANYTHING,
    BOOKMARK,
    DECISION,
    About,
    Act,
    GradeLevel,
    GradeSet,
    Note,
    NoteTarget,
    Slot,
    SlotKind,
    Verdict,
    verdict_code,
)
from reid_desktop.domain.undoing import Deed, Step
from reid_desktop.ports.store import CaseStore, Listener
from tests.contract.store.builders import EXHIBIT, KEY, NEWER_KEY, add, new_sighting, search_record
from tests.contract.store.twins import twins

AT = "2026-01-02T03:04:05.000Z"
RED = Slot(SlotKind.TAG, "red jacket")
VIC = Slot(SlotKind.GRADE, "vic")
OTHERS = Slot(SlotKind.GRADE, "priority")


def ids(*numbers: int) -> list[SightingId]:
    return [SightingId(number) for number in numbers]


def decide(
    store: CaseStore, verdict: Verdict | None, *numbers: int, about: About = ANYTHING, who: str = "adler"
) -> ActId:
    act = Act(DECISION, verdict_code(verdict), who, AT, "gait", about, {"gait": "agrees"})
    with store.transaction(who) as writer:
        return writer.mark([(act, ids(*numbers))])


def give(store: CaseStore, slot: Slot, code: int | None, *numbers: int) -> ActId:
    with store.transaction("adler") as writer:
        return writer.mark([(Act(slot, code, "adler", AT), ids(*numbers))])


def turn(store: CaseStore, deed: Deed, act_id: ActId) -> int:
    with store.transaction("adler") as writer:
        return (writer.undo if deed is Deed.UNDO else writer.redo)(act_id, "adler", AT)


def passing(store: CaseStore, filters: Filters) -> list[int]:
    return [int(i) for i in store.filtered(KEY, filters)]


def verdicts(store: CaseStore, about: About = ANYTHING) -> list[int]:
    return [int(code) for code in store.review_table(KEY, about).verdict]


def test_a_case_without_review_says_so(filled: CaseStore) -> None:
    table = filled.review_table(KEY)
    assert table.ids.tolist() == filled.sighting_table(KEY).ids.tolist() == [1, 2, 3, 4, 5]
    assert table.verdict.tolist() == [0] * 5
    assert table.grade.tolist() == [-1] * 5
    assert not table.bookmark.any()
    assert not table.tagged.any()
    assert filled.decided().size == 0
    assert filled.reviews(ids(1, 99))[1].decision is None
    assert filled.tags() == {}
    assert [one.name for one in filled.grade_sets()] == ["vic"]
    assert filled.notes() == []
    assert filled.looked("adler") is None
    assert filled.steps("adler") == []
    assert filled.review_problem() is None


def test_decisions_are_superseded_and_never_lost(filled: CaseStore) -> None:
    decide(filled, Verdict.CONFIRMED, 1, 2)
    decide(filled, Verdict.EXCLUDED, 2, who="berg")
    decide(filled, None, 1)
    history = filled.decisions(ids(1, 2))
    assert [(d.sighting_id, d.verdict, d.reviewer) for d in history] == [
        (1, Verdict.CONFIRMED, "adler"),
        (2, Verdict.CONFIRMED, "adler"),
        (2, Verdict.EXCLUDED, "berg"),
        (1, None, "adler"),
    ]
    assert [d.superseded_by for d in history] == [history[3].decision_id, history[2].decision_id, None, None]
    assert [d.is_current for d in history] == [False, False, True, False]
    assert (history[0].at_utc, history[0].reason, history[0].checklist) == (AT, "gait", {"gait": "agrees"})
    assert verdicts(filled) == [0, 2, 0, 0, 0]
    assert filled.decided().tolist() == [1, 2]
    first, second = filled.reviews(ids(1, 2))
    assert first.decision is None
    assert second.decision == history[2]
    assert filled.decision(history[1].decision_id) == history[1]
    assert filled.decision(DecisionId(99)) is None


def test_a_decision_counts_for_its_search_and_its_person(filled: CaseStore) -> None:
    with filled.transaction("adler") as writer:
        search = writer.add_search(search_record())
    decide(filled, Verdict.CONFIRMED, 1, 3, about=About(person_id=7))
    decide(filled, Verdict.EXCLUDED, 1, about=About(search, 8))
    decide(filled, Verdict.INCONCLUSIVE, 3, about=About(search))
    assert verdicts(filled) == [2, 0, 3, 0, 0]
    assert verdicts(filled, About(person_id=7)) == [1, 0, 1, 0, 0]
    assert verdicts(filled, About(person_id=8)) == [2, 0, 0, 0, 0]
    assert verdicts(filled, About(search)) == [2, 0, 3, 0, 0]
    assert verdicts(filled, About(search, 7)) == [0] * 5
    confirmed = frozenset({"confirmed"})
    assert passing(filled, Filters(decisions=confirmed)) == []
    assert passing(filled, Filters(decisions=confirmed, decided_about=About(person_id=7))) == [1, 3]
    assert passing(filled, Filters(decisions=frozenset({"undecided"}), decided_about=About(search))) == [
        2,
        4,
        5,
    ]


def test_undo_and_redo_are_acts_that_take_nothing_away(filled: CaseStore) -> None:
    first = decide(filled, Verdict.CONFIRMED, 1, 2)
    second = decide(filled, Verdict.EXCLUDED, 1)
    assert turn(filled, Deed.UNDO, second) == 1
    assert verdicts(filled) == [1, 1, 0, 0, 0]
    assert turn(filled, Deed.UNDO, first) == 2
    assert verdicts(filled) == [0] * 5
    history = filled.decisions(ids(1, 2))
    assert [d.is_undone for d in history] == [True, True, True]
    assert turn(filled, Deed.REDO, first) == 2
    assert verdicts(filled) == [1, 1, 0, 0, 0]
    assert [d.is_current for d in filled.decisions(ids(1))] == [True, False]
    assert filled.steps("adler") == [
        Step(first, Deed.MARK),
        Step(second, Deed.MARK),
        Step(ActId(3), Deed.UNDO, second),
        Step(ActId(4), Deed.UNDO, first),
        Step(ActId(5), Deed.REDO, first),
    ]
    assert filled.review_problem() is None


def test_acts_made_together_are_one_step(filled: CaseStore) -> None:
    confirmed = Act(DECISION, 1, "adler", AT)
    with filled.transaction("adler") as writer:
        group = writer.mark([(confirmed, ids(1)), (replace(confirmed, slot=RED), ids(2, 1, 2))])
    assert filled.steps("adler") == [Step(group, Deed.MARK)]
    assert filled.tags() == {"red jacket": 2}
    assert turn(filled, Deed.UNDO, group) == 2
    assert filled.tags() == {}
    assert verdicts(filled) == [0] * 5
    turn(filled, Deed.REDO, group)
    assert filled.tags() == {"red jacket": 2}


def test_tags_grades_and_bookmarks_are_given_and_taken(filled: CaseStore) -> None:
    give(filled, RED, 1, 1, 2)
    give(filled, Slot(SlotKind.TAG, "harbour"), 1, 2, 3)
    give(filled, RED, None, 1)
    give(filled, VIC, 0, 4)
    give(filled, OTHERS, 2, 4, 5)
    give(filled, BOOKMARK, 1, 5, 1)
    give(filled, BOOKMARK, None, 1)
    table = filled.review_table(KEY)
    assert table.tagged.tolist() == [False, True, True, False, False]
    assert table.grade.tolist() == [-1, -1, -1, 0, -1]
    assert table.bookmark.tolist() == [False, False, False, False, True]
    assert filled.review_table(KEY, grade_set="priority").grade.tolist() == [-1, -1, -1, 2, 2]
    assert filled.tags() == {"harbour": 2, "red jacket": 1}
    second, fourth, fifth = filled.reviews(ids(2, 4, 5))
    assert second.tags == ("harbour", "red jacket")
    assert fourth.grades == {"vic": 0, "priority": 2}
    assert (fifth.is_bookmarked, second.is_bookmarked) == (True, False)


def test_what_was_said_narrows(filled: CaseStore) -> None:
    decide(filled, Verdict.CONFIRMED, 1)
    decide(filled, Verdict.EXCLUDED, 2, 3)
    give(filled, RED, 1, 1, 2)
    give(filled, VIC, 1, 4)
    give(filled, VIC, 2, 5)
    give(filled, BOOKMARK, 1, 5)
    assert passing(filled, Filters(decisions=frozenset({"excluded"}))) == [2, 3]
    assert passing(filled, Filters(decisions=frozenset({"undecided"}))) == [4, 5]
    assert passing(filled, Filters(decisions=frozenset({"undecided", "confirmed"}))) == [1, 4, 5]
    assert passing(filled, Filters(decisions=frozenset({"inconclusive"}))) == []
    assert passing(filled, Filters(tags=frozenset({"red jacket", "never given"}))) == [1, 2]
    assert passing(filled, Filters(without_tags=frozenset({"red jacket"}))) == [3, 4, 5]
    assert passing(filled, Filters(grades=frozenset({"vic:2", "vic:9"}))) == [5]
    assert passing(filled, Filters(bookmarked_only=True)) == [5]
    assert passing(filled, Filters(newer_than=SightingId(3))) == [4, 5]


def test_filters_on_the_review_are_recorded_with_a_search(filled: CaseStore) -> None:
    filters = Filters(
        decisions=frozenset({"undecided"}),
        decided_about=About(SearchId(1), 2),
        tags=frozenset({"a", "b"}),
        without_tags=frozenset({"c"}),
        grades=frozenset({"vic:1"}),
        bookmarked_only=True,
        newer_than=SightingId(3),
    )
    with filled.transaction("adler") as writer:
        search_id = writer.add_search(search_record(filters=filters))
    assert filled.search(search_id).filters == filters


def test_an_unknown_sighting_keeps_nothing(filled: CaseStore) -> None:
    with pytest.raises(CaseError, match="no sighting 99"):
        decide(filled, Verdict.CONFIRMED, 1, 99)
    assert filled.decided().size == 0
    assert filled.known_sightings(ids(99, 2, 1, 2)).tolist() == [1, 2]


def test_notes_are_replaced_and_withdrawn(filled: CaseStore) -> None:
    decide(filled, Verdict.CONFIRMED, 2)
    [decision] = filled.decisions(ids(2))
    first = Note(NoteTarget.sighting(SightingId(1)), "scar \udcff", "adler", AT)
    with filled.transaction("adler") as writer:
        note_id = writer.add_note(first)
        writer.add_note(replace(first, target=NoteTarget.case(), text="for the court"))
    with filled.transaction("adler") as writer:
        later = writer.add_note(replace(first, text="scar left", replaces=note_id))
        writer.add_note(replace(first, target=NoteTarget.decision(decision.decision_id), text="why"))
    found = filled.notes(first.target)
    assert [(n.note_id, n.text, n.replaced_by) for n in found] == [
        (note_id, "scar \udcff", later),
        (later, "scar left", None),
    ]
    assert len(filled.notes()) == 4
    assert filled.reviews(ids(1))[0].notes == 1
    with filled.transaction("adler") as writer:
        writer.add_note(replace(first, text="", replaces=later))
    assert filled.reviews(ids(1))[0].notes == 0
    with pytest.raises(CaseError), filled.transaction("adler") as writer:
        writer.add_note(replace(first, text="second heir", replaces=note_id))


def test_sets_of_grades_are_kept_and_replaced(store: CaseStore) -> None:
    mine = GradeSet("priority", (GradeLevel(1, "high"), GradeLevel(2, "low")))
    with store.transaction("adler") as writer:
        writer.add_grade_set(mine, "adler", AT)
        writer.add_grade_set(replace(mine, levels=(GradeLevel(1, "urgent"),)), "adler", AT)
    assert [(one.name, one.title(1)) for one in store.grade_sets()] == [
        ("vic", "Child abuse material"),
        ("priority", "urgent"),
    ]


def test_what_is_new_is_told_by_person(filled: CaseStore) -> None:
    decide(filled, Verdict.CONFIRMED, 1)
    newest = filled.newest()
    assert (newest.sighting_id, newest.act_id, newest.search_id, newest.note_id) == (6, 1, 0, 0)
    with filled.transaction("adler") as writer:
        writer.add_look(replace(newest, who="adler", at_utc=AT))
    assert filled.looked("adler") == replace(newest, who="adler", at_utc=AT)
    assert filled.looked("berg") is None
    assert filled.said_since(newest.act_id, "berg").tolist() == []
    act_id = decide(filled, Verdict.EXCLUDED, 2, 3)
    turn(filled, Deed.UNDO, act_id)
    assert filled.said_since(newest.act_id, "berg").tolist() == [2, 3]
    assert filled.said_since(None, "berg").tolist() == [1, 2, 3]
    assert filled.said_since(None, "adler").tolist() == []


def test_what_counted_once_is_known_later(filled: CaseStore) -> None:
    first = decide(filled, Verdict.CONFIRMED, 1, about=About(person_id=3))
    second = give(filled, RED, 1, 2)
    turn(filled, Deed.UNDO, second)
    decide(filled, Verdict.EXCLUDED, 1)
    for until, found in ((second, [(1, 1), (2, 2)]), (3, [(1, 1)]), (None, [(1, 1), (4, 1)])):
        assert [(s.act_id, s.sighting_id) for s in filled.said_until(until)] == found
    [said] = filled.said_until(first)
    assert (said.act.slot, said.act.code, said.act.about) == (DECISION, 1, About(person_id=3))
    assert (said.act.author, said.act.reason, dict(said.act.checklist)) == (
        "adler",
        "gait",
        {"gait": "agrees"},
    )


def test_the_ledger_keeps_entries_by_kind(store: CaseStore) -> None:
    entry = Entry(EntryKind.ROLE, 0, {"person": "\udcff", "n": [1, None]}, "adl\udcff", AT, "why")
    with store.transaction("adler") as writer:
        first = writer.add_entry(entry)
        writer.add_entry(replace(entry, kind=EntryKind.POLICY, subject=3))
    assert store.ledger(EntryKind.ROLE) == [replace(entry, entry_id=first)]
    assert [e.subject for e in store.ledger(EntryKind.POLICY, EntryKind.ROLE)] == [0, 3]
    assert store.ledger(EntryKind.SNAPSHOT) == []


def test_views_are_told_which_sightings_to_read_again(make: Callable[[Listener | None], CaseStore]) -> None:
    heard: list[ChangeSet] = []

    def hear(changes: ChangeSet) -> None:
        heard.append(changes)

    store = make(hear)
    with store.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        writer.finish_media(add(writer, "a"), KEY, [new_sighting(), new_sighting()], 1.0)
    heard.clear()
    act_id = decide(store, Verdict.CONFIRMED, 2)
    turn(store, Deed.UNDO, act_id)
    assert heard == [ChangeSet(reviews=frozenset(ids(2)))] * 2


def test_other_model_keys_have_their_own_rows(filled: CaseStore) -> None:
    decide(filled, Verdict.CONFIRMED, 6)
    assert verdicts(filled) == [0] * 5
    assert filled.review_table(NEWER_KEY).verdict.tolist() == [1]


SLOTS = (DECISION, RED, VIC, BOOKMARK)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["mark", "undo", "redo"]),
        st.sampled_from(SLOTS),
        st.sampled_from([None, 1, 2, 3]),
        st.lists(st.integers(1, 5), min_size=1, max_size=4),
        st.sampled_from([ANYTHING, About(person_id=1), About(person_id=2)]),
        st.integers(0, 5),
    ),
    max_size=14,
)


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_whatever_is_done_and_undone_store_and_fake_agree(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, Slot, int | None, list[int], About, int]],
) -> None:
    real, fake = twins(tmp_path_factory.mktemp("twins") / "a.reidcase")
    for deed, slot, code, numbers, about, which in steps:
        for one in (real, fake):
            done = [step.act_id for step in one.steps("adler") if step.deed is Deed.MARK]
            with one.transaction("adler") as writer:
                if deed == "mark" or which >= len(done):
                    writer.mark([(Act(slot, code, "adler", AT, about=about), ids(*numbers))])
                else:
                    (writer.undo if deed == "undo" else writer.redo)(done[which], "adler", AT)
    assert real.review_problem() is None
    assert real.steps("adler") == fake.steps("adler")
    assert real.reviews(ids(1, 2, 3, 4, 5)) == fake.reviews(ids(1, 2, 3, 4, 5))
    assert real.decisions(ids(1, 2, 3, 4, 5)) == fake.decisions(ids(1, 2, 3, 4, 5))
    assert real.tags() == fake.tags()
    for about in (ANYTHING, About(person_id=1)):
        assert verdicts(real, about) == verdicts(fake, about)
        for words in ({"undecided"}, {"confirmed", "undecided"}, {"excluded", "inconclusive"}):
            narrowed = Filters(decisions=frozenset(words), decided_about=about)
            assert passing(real, narrowed) == passing(fake, narrowed)
    real.close()
