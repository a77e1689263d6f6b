"""What came of second looks: agreement, contradictions, and nothing for who must still answer."""

from __future__ import annotations

import pytest

from reid_desktop.domain.errors import NotAuthorisedError
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.roles import Role
from reid_desktop.domain.second_look import Rate
from reid_desktop.ports.ledger import RoleRequest, SeedPhotosRequest, SeedRequest
from reid_desktop.services.second_results import ReadSecondResults
from tests.unit.services.test_running import ADLER, BOSS
from tests.unit.services.test_second_looks import NO, UNSURE, YES, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def results(desk: Desk) -> ReadSecondResults:
    return ReadSecondResults(desk.store, desk.gatekeeper)


def test_nothing_was_asked_yet(results: ReadSecondResults) -> None:
    found = results(ADLER)
    assert (found.opinions, found.pairings, found.proficiency, found.seeds) == ((), (), (), 0)


def test_agreement_is_counted_between_the_first_and_the_second(
    desk: Desk, results: ReadSecondResults
) -> None:
    desk.answer_all(desk.ask(), "Berg", {1: YES, 2: YES})
    found = results(ADLER)
    assert [(one.first_by, one.outcome.sighting_id) for one in found.opinions] == [(ADLER, 1), (ADLER, 2)]
    [pair] = found.pairings
    assert (pair.first, pair.second, pair.agreed, pair.opposite) == (ADLER, "Berg", Rate(1, 2), 1)
    assert [one.outcome.sighting_id for one in found.contradictions] == [2]


def test_to_be_unsure_is_no_opposite_and_a_third_opinion_is_not_counted(
    desk: Desk, results: ReadSecondResults
) -> None:
    desk.answer_all(desk.ask(), "Berg", {1: UNSURE, 2: NO})
    third = desk.looks.tasks()[-1].task_id
    desk.answer_all(third, "Chen", {1: YES})
    found = results(ADLER)
    [pair] = found.pairings
    assert (pair.agreed, pair.opposite) == (Rate(1, 2), 0)
    [differing] = found.contradictions
    assert (differing.outcome.agreement.value, differing.outcome.verdict) == ("settled", YES)


def test_who_could_still_answer_is_shown_nothing_of_it(desk: Desk, results: ReadSecondResults) -> None:
    desk.ask(reviewer="Berg")
    assert len(results(ADLER).opinions) == 2, "who asked and decided cannot answer"
    found = results("Berg")
    assert (found.opinions, found.waiting) == ((), 1)


def test_who_is_the_third_is_not_shown_the_two_before(desk: Desk, results: ReadSecondResults) -> None:
    desk.answer_all(desk.ask(), "Berg", {1: NO, 2: NO})
    found = results("Chen")
    assert (found.opinions, found.pairings, found.waiting) == ((), (), 2)
    assert results("Berg").waiting == 0


def test_an_auditor_sees_all_and_a_reviewer_nothing(desk: Desk, results: ReadSecondResults) -> None:
    desk.ask()
    for person, role in ((BOSS, Role.SUPERVISOR), ("Audi", Role.AUDITOR), ("Rita", Role.REVIEWER)):
        desk.running.set_role(RoleRequest(person, role), BOSS)
    assert len(results("Audi").opinions) == 2
    with pytest.raises(NotAuthorisedError, match="read the log"):
        results("Rita")


def test_known_pairs_are_counted(desk: Desk, results: ReadSecondResults) -> None:
    desk.looks.seed(SeedRequest(SightingId(1), SightingId(2), False, "two in one picture"), ADLER)
    kept = desk.looks.seed_from_photos(SeedPhotosRequest(5, "apart"), ADLER).count
    assert results(ADLER).seeds == 1 + kept
