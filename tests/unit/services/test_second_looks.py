"""A second person who knows nothing of the first, a third where they differ, and seeded pairs."""

from __future__ import annotations

import random
from dataclasses import fields, replace

import pytest

from reid_desktop.domain.errors import NotAuthorisedError, UsageError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import EntryId, SearchId, SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import Candidate
from reid_desktop.domain.review import About, Verdict
from reid_desktop.domain.roles import Role
from reid_desktop.domain.second_look import Agreement, ItemKind, Outcome, Rate, Task
from reid_desktop.ports.ledger import RoleRequest, SecondAnswerRequest, SecondLookRequest, SeedRequest
from reid_desktop.ports.review import DecideRequest
from reid_desktop.services.second_looks import BlindPair, SecondLooks
from tests.contract.store.builders import KEY, add, new_sighting, search_record
from tests.fakes.media import FakeThumbnails
from tests.unit.services.test_running import ADLER, BOSS, Office

YES, NO, UNSURE = Verdict.CONFIRMED, Verdict.EXCLUDED, Verdict.INCONCLUSIVE


class Desk(Office):
    """Adler confirmed 1 and excluded 2 in a search that also found 3."""

    def __init__(self) -> None:
        super().__init__()
        found = tuple(Candidate(n, SightingId(n), 1 - n / 10) for n in (1, 2, 3))
        with self.store.transaction(ADLER) as case:
            self.search = case.add_search(search_record(found))
        for number, verdict in ((1, YES), (2, NO)):
            request = DecideRequest((SightingId(number),), verdict, About(self.search))
            self.review(request, ADLER)
        chance = random.Random(7)
        self.looks = SecondLooks(self.store, FakeThumbnails(), self.gatekeeper, self.clock, lambda: chance)

    def ask(self, fillers: int = 2, seeds: int = 0, reviewer: str = "") -> EntryId:
        request = SecondLookRequest(self.search, reviewer, fillers, seeds)
        task_id = self.looks.ask(request, ADLER).entry_id
        assert task_id is not None
        return task_id

    def task(self, task_id: EntryId) -> Task:
        return next(task for task in self.looks.tasks() if task.task_id == task_id)

    def answer_all(self, task_id: EntryId, who: str, said: dict[int, Verdict]) -> None:
        """Answer pair after pair as they are shown, by sighting."""
        while pair := self.looks.pair(who, task_id):
            item = self.task(task_id).items[pair.place]
            verdict = said.get(item.sighting_id, NO)
            self.looks.answer(SecondAnswerRequest(task_id, pair.place, verdict), who)

    def outcome(self, number: int) -> Outcome:
        return next(one for one in self.looks.outcomes() if one.sighting_id == number)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_pair_shows_two_pictures_and_nothing_else(desk: Desk) -> None:
    desk.ask()
    pair = desk.looks.pair("Berg")
    assert pair is not None
    assert {f.name for f in fields(BlindPair)} == {"task_id", "place", "left", "of", "probe_crop", "crop"}
    assert (pair.place, pair.left, pair.of) == (0, 4, 4)


def test_the_probe_is_not_compared_with_itself(desk: Desk) -> None:
    with desk.store.transaction(ADLER) as case:
        record = search_record((Candidate(1, SightingId(1), 1.0),))
        origin = replace(record.probe, sighting_id=SightingId(1))
        search = case.add_search(replace(record, probe=origin))
    desk.review(DecideRequest((SightingId(1),), YES, About(search)), ADLER)
    with pytest.raises(UsageError, match="Nothing is decided"):
        desk.looks.ask(SecondLookRequest(search), ADLER)


def test_candidates_stand_among_fillers_in_an_order_of_their_own(desk: Desk) -> None:
    kinds = set()
    for _ in range(20):
        items = desk.task(desk.ask()).items
        assert sorted(item.kind.value for item in items) == ["candidate"] * 2 + ["filler"] * 2
        assert SightingId(3) in {item.sighting_id for item in items if item.kind is ItemKind.FILLER}
        assert not {1, 2} & {item.sighting_id for item in items if item.kind is ItemKind.FILLER}
        kinds.add(tuple(item.sighting_id for item in items))
    assert len(kinds) > 5


def test_who_decided_first_cannot_be_the_second(desk: Desk) -> None:
    task_id = desk.ask()
    assert desk.looks.pair(ADLER) is None
    with pytest.raises(NotAuthorisedError, match="decided about these before"):
        desk.looks.pair(ADLER, task_id)
    with pytest.raises(NotAuthorisedError, match="decided about these before"):
        desk.looks.answer(SecondAnswerRequest(task_id, 0, YES), ADLER)
    with pytest.raises(UsageError, match="decided about these before"):
        desk.ask(reviewer=ADLER)
    mine = desk.ask(reviewer="Berg")
    with pytest.raises(NotAuthorisedError, match="given to Berg"):
        desk.looks.pair("Curie", mine)


def test_two_who_agree_settle_it(desk: Desk) -> None:
    desk.answer_all(desk.ask(), "Berg", {1: YES})
    assert [one.agreement for one in desk.looks.outcomes()] == [Agreement.AGREED] * 2
    assert (desk.outcome(1).verdict, desk.outcome(2).verdict) == (YES, NO)
    assert len(desk.looks.tasks()) == 1


def test_two_who_differ_call_a_third_who_is_neither(desk: Desk) -> None:
    task_id = desk.ask()
    desk.answer_all(task_id, "Berg", {1: UNSURE, 2: YES})
    assert {desk.outcome(n).agreement for n in (1, 2)} == {Agreement.THIRD_WAITING}
    third = desk.looks.tasks()[-1]
    assert (third.of_task, third.shut_out) == (task_id, frozenset({ADLER, "Berg"}))
    assert desk.looks.pair("Berg") is None
    desk.answer_all(third.task_id, "Curie", {1: YES, 2: UNSURE})
    assert (desk.outcome(1).agreement, desk.outcome(1).verdict) == (Agreement.SETTLED, YES)
    assert (desk.outcome(2).agreement, desk.outcome(2).verdict) == (Agreement.OPEN, None)
    both = desk.outcome(1)
    assert both.second is not None
    assert both.third is not None
    assert (both.first, both.second.reviewer, both.third.reviewer) == (YES, "Berg", "Curie")
    assert len(desk.looks.tasks()) == 2, "a third is the last"


def test_a_pair_is_answered_once(desk: Desk) -> None:
    task_id = desk.ask()
    assert desk.outcome(1).agreement is Agreement.WAITING
    desk.looks.answer(SecondAnswerRequest(task_id, 0, YES, "gait", {"Gait": "agrees"}), "Berg")
    for place in (0, 99):
        with pytest.raises(UsageError, match="answered before"):
            desk.looks.answer(SecondAnswerRequest(task_id, place, NO), "Berg")
    answer = desk.task(task_id).answers[0]
    assert (answer.reason, dict(answer.checklist)) == ("gait", {"gait": "agrees"})


def test_seeded_pairs_tell_how_often_somebody_errs(desk: Desk) -> None:
    for probe, sighting, is_same in ((4, 5, True), (5, 4, False), (3, 5, False)):
        request = SeedRequest(SightingId(probe), SightingId(sighting), is_same, "two in one picture")
        desk.looks.seed(request, BOSS)
    task_id = desk.ask(fillers=0, seeds=9)
    while pair := desk.looks.pair("Berg", task_id):
        item = desk.task(task_id).items[pair.place]
        verdict = {(4, 5): NO, (5, 4): YES}.get((item.probe_sighting_id or 0, item.sighting_id), NO)
        desk.looks.answer(SecondAnswerRequest(task_id, pair.place, verdict), "Berg")
    [berg] = desk.looks.proficiency()
    assert (berg.false_positives, berg.false_negatives, berg.inconclusive) == (
        Rate(1, 2),
        Rate(1, 1),
        Rate(0, 3),
    )
    assert len(desk.looks.outcomes()) == 2, "seeds are no candidates"


def test_strangers_stand_apart_in_one_photo(desk: Desk) -> None:
    assert desk.looks.strangers(5) == [], "all five share one box"
    near, far = new_sighting(), replace(new_sighting(), box=Box(60, 2, 90, 40))
    with desk.store.transaction(ADLER) as case:
        case.finish_media(add(case, "b"), KEY, [near, far], 1.0)
        case.finish_media(add(case, "clip", kind=MediaKind.VIDEO), KEY, [near, far], 1.0)
    assert [set(pair) for pair in desk.looks.strangers(5)] == [{6, 7}]
    assert desk.looks.strangers(0) == []


def test_rates_carry_their_interval() -> None:
    assert (Rate(0, 0).value, Rate(0, 0).interval) == (None, None)
    low, high = Rate(5, 100).interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.0215, 0.1118)
    assert (Rate(0, 10).interval or (1, 1))[0] == 0.0


def test_what_makes_no_sense_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no second look 99"):
        desk.looks.pair("Berg", EntryId(99))
    with desk.store.transaction(ADLER) as case:
        empty = case.add_search(search_record())
    with pytest.raises(UsageError, match="Nothing is decided"):
        desk.looks.ask(SecondLookRequest(SearchId(empty)), ADLER)
    for probe, sighting in ((1, 1), (1, 99)):
        with pytest.raises(UsageError, match="two different"):
            desk.looks.seed(SeedRequest(SightingId(probe), SightingId(sighting), True, ""), BOSS)


def test_roles_hold_for_second_looks(desk: Desk) -> None:
    desk.give(BOSS, Role.SUPERVISOR)
    desk.running.set_role(RoleRequest(ADLER, Role.EXAMINER), BOSS)
    desk.running.set_role(RoleRequest("Rita", Role.REVIEWER), BOSS)
    task_id = desk.ask()
    assert desk.looks.pair("Rita", task_id) is not None
    with pytest.raises(NotAuthorisedError, match="may not review as a second person"):
        desk.looks.pair("Otto", task_id)
