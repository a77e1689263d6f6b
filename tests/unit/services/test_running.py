"""Policy, authority, roles and snapshots over a case."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from reid_desktop.domain.authority import URGENT_MS, Authority, Gate, Policy, Standing
from reid_desktop.domain.errors import CaseError, NotAuthorisedError, ReidError, UsageError
from reid_desktop.domain.ids import AlarmId, EntryId, ExhibitId, PersonEventId, SearchId, SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.persons import PersonAct
from reid_desktop.domain.query import Filters
from reid_desktop.domain.review import About, Verdict
from reid_desktop.domain.roles import Right, Role
from reid_desktop.ports.ledger import (
    AuthorityRequest,
    AuthorityVerdictRequest,
    Governed,
    PolicyRequest,
    RestoreRequest,
    RoleRequest,
    SnapshotRequest,
)
from reid_desktop.ports.review import DecideRequest, TagRequest, UndoRequest
from reid_desktop.services.gatekeeping import Gatekeeper
from reid_desktop.services.reviewing import ReviewCase
from reid_desktop.services.running import RunCase
from reid_desktop.services.snapshots import Snapshots
from tests.contract.store.builders import EXHIBIT, KEY, search_record
from tests.contract.store.twins import fill
from tests.fakes.media import FixedClock
from tests.fakes.store import FakeCaseStore

BOSS, ADLER = "Boss", "Adler"


class Office:
    """A case with sightings 1 to 5, and all that governs it."""

    def __init__(self, agency: Policy | None = None) -> None:
        self.store = FakeCaseStore()
        fill(self.store)
        self.clock = FixedClock()
        self.gatekeeper = Gatekeeper(self.store, self.clock, agency)
        self.purged: list[list[SearchId]] = []
        self.disk_is_full = False
        self.running = RunCase(self.store, self.gatekeeper, self.clock, self.purge)
        self.review = ReviewCase(self.store, self.clock, self.gatekeeper)
        self.snapshots = Snapshots(self.store, self.gatekeeper, self.clock)

    def purge(
        self,
        searches: Sequence[SearchId],
        alarms: Sequence[AlarmId],
        acts: Mapping[PersonEventId, PersonAct],
        who: str,
        detail: Mapping[str, object],
    ) -> int:
        del who, detail, acts
        if self.disk_is_full:
            raise CaseError("The disk is full.")
        self.purged.append(list(searches))
        for search_id in searches:
            del self.store._state.searches[search_id]
        for alarm_id in alarms:
            del self.store._state.alarms[alarm_id]
        return len(searches)

    def later(self, ms: int) -> None:
        self.clock.utc_ms += ms

    def give(self, who: str, *roles: Role) -> None:
        for role in roles:
            self.running.set_role(RoleRequest(who, role), BOSS)

    def decide(
        self, *numbers: int, verdict: Verdict | None = Verdict.CONFIRMED, person: int | None = None
    ) -> None:
        ids = tuple(SightingId(n) for n in numbers)
        self.review(DecideRequest(ids, verdict, About(person_id=person)), ADLER)

    def verdicts(self, about: About | None = None) -> list[int]:
        return [int(code) for code in self.store.review_table(KEY, about or About()).verdict]

    def logged(self) -> list[tuple[str, str, Any]]:
        return [(e.action, e.object, json.loads(e.detail)) for e in self.store.audit()]


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_case_with_an_authority_enforces_it(office: Office) -> None:
    office.running.begin(ADLER, " W-9 ")
    assert office.gatekeeper.policy().gate is Gate.ENFORCE
    permit = office.gatekeeper.search(Filters(), "", ADLER)
    assert permit.authority is not None
    assert (permit.authority.reference, permit.advice) == ("W-9", "")


def test_a_case_without_an_authority_begins_with_an_urgent_use_that_lapses(office: Office) -> None:
    office.running.begin(ADLER, "")
    assert office.gatekeeper.policy().gate is Gate.ENFORCE
    office.later(60_000)
    permit = office.gatekeeper.search(Filters(), "", ADLER)
    assert permit.authority is not None
    assert permit.authority.is_opening
    assert permit.advice == office.gatekeeper.advice(Filters())
    assert "It ends in 47 h 59 min" in permit.advice
    assert (
        office.gatekeeper.standings().sentences[0].startswith("No authority is named yet: urgent use, until")
    )
    office.gatekeeper.group(ADLER)
    assert office.gatekeeper.watch() is not None
    office.later(URGENT_MS)
    for act in (
        lambda: office.gatekeeper.search(Filters(), "", ADLER),
        lambda: office.gatekeeper.export(None, Filters(), "", ADLER),
    ):
        with pytest.raises(
            NotAuthorisedError, match=r"48 hours of urgent use .* are over.*authority CASE record"
        ):
            act()
    assert office.gatekeeper.watch() is None
    office.running.record(AuthorityRequest(Authority("W-1")), ADLER)
    assert office.gatekeeper.search(Filters(), "", ADLER).advice == ""


def test_what_is_recorded_takes_the_place_of_the_urgent_use_of_the_beginning(office: Office) -> None:
    office.running.begin(ADLER, "")
    office.running.record(AuthorityRequest(Authority("W-1", exhibits=frozenset({EXHIBIT}))), ADLER)
    opening, recorded = office.gatekeeper.standings().authorities
    assert (opening[1], recorded[1]) == (Standing.SUPERSEDED, Standing.VALID)
    permit = office.gatekeeper.search(Filters(), "", ADLER)
    assert permit.filters.exhibits == {EXHIBIT}  # not all of the case, as the urgent use had it
    with pytest.raises(NotAuthorisedError, match="went beyond"):
        office.gatekeeper.export(search_record(filters=Filters()), Filters(), "", ADLER)


def test_the_urgent_use_of_the_beginning_is_only_rejected_or_superseded(office: Office) -> None:
    office.running.begin(ADLER, "")
    [opening] = office.gatekeeper.authorities()
    assert opening.authority_id is not None
    for verdict in ("confirmed", "ended"):
        with pytest.raises(UsageError, match="record the authority"):
            office.running.judge(AuthorityVerdictRequest(opening.authority_id, verdict, "x"), ADLER)
    first = searched_under(office, opening.authority_id)
    request = AuthorityVerdictRequest(opening.authority_id, "rejected", "no order")
    assert office.running.judge(request, ADLER).count == 1
    assert office.purged == [[first]]
    with pytest.raises(NotAuthorisedError, match="was rejected"):
        office.gatekeeper.search(Filters(), "", ADLER)


@pytest.mark.parametrize("has_another", [False, True])
def test_with_the_authority_falls_the_urgent_use_before_it_unless_another_bears_it(
    office: Office, has_another: bool
) -> None:
    office.running.begin(ADLER, "")
    [opening] = office.gatekeeper.authorities()
    assert opening.authority_id is not None
    early = searched_under(office, opening.authority_id)
    done = office.running.record(AuthorityRequest(Authority("W-1")), ADLER)
    if has_another:
        office.running.record(AuthorityRequest(Authority("W-2")), ADLER)
    assert done.entry_id is not None
    late = searched_under(office, done.entry_id)
    office.running.judge(AuthorityVerdictRequest(done.entry_id, "rejected", "refused"), ADLER)
    assert office.purged == [[late] if has_another else [early, late]]


@pytest.mark.parametrize("where", ["case", "agency"])
def test_who_enforces_from_the_first_gets_no_urgent_use(where: str) -> None:
    office = Office(Policy(Gate.ENFORCE)) if where == "agency" else Office()
    office.running.begin(ADLER, "", Gate.ENFORCE if where == "case" else None)
    assert office.gatekeeper.authorities() == []
    with pytest.raises(NotAuthorisedError, match="No authority is recorded"):
        office.gatekeeper.search(Filters(), "", ADLER)


def test_advice_is_not_enough_once_an_authority_was_rejected(office: Office) -> None:
    office.running.begin(ADLER, "", Gate.ADVISE)
    assert "No authority" in office.gatekeeper.search(Filters(), "", ADLER).advice
    done = office.running.record(AuthorityRequest(Authority("W-1")), ADLER)
    assert done.entry_id is not None
    office.running.judge(AuthorityVerdictRequest(done.entry_id, "rejected", "refused"), ADLER)
    with pytest.raises(NotAuthorisedError, match="was rejected"):
        office.gatekeeper.search(Filters(), "", ADLER)
    with pytest.raises(NotAuthorisedError, match="was rejected"):
        office.gatekeeper.export(None, Filters(), "", ADLER)
    assert office.gatekeeper.watch() is None
    office.running.record(AuthorityRequest(Authority("W-2", exhibits=frozenset({EXHIBIT}))), ADLER)
    assert office.gatekeeper.search(Filters(), "", ADLER).filters.exhibits == {EXHIBIT}


def searched_under(office: Office, authority: EntryId) -> SearchId:
    """Keep a search made under an authority."""
    with office.store.transaction(ADLER) as case:
        search_id = case.add_search(search_record())
        case.add_entry(Entry(EntryKind.SEARCHED_UNDER, search_id, {"authority": authority}, ADLER, "t"))
    return search_id


def test_the_agency_is_never_undercut() -> None:
    office = Office(Policy(Gate.ENFORCE, frozenset({"search"})))
    office.running.begin(ADLER, "", Gate.OFF)
    with pytest.raises(NotAuthorisedError, match="--reason"):
        office.gatekeeper.search(Filters(), "", ADLER)
    with pytest.raises(NotAuthorisedError, match="No authority is recorded"):
        office.gatekeeper.search(Filters(), "theft", ADLER)


def test_an_urgent_use_lapses_and_can_be_confirmed(office: Office) -> None:
    office.running.begin(ADLER, "", Gate.ENFORCE)
    done = office.running.record(AuthorityRequest(Authority("oral, judge B", is_urgent=True)), ADLER)
    assert "to be confirmed by" in office.gatekeeper.standings().sentences[0]
    office.later(URGENT_MS + 1)
    with pytest.raises(NotAuthorisedError, match="not confirmed within 48 hours"):
        office.gatekeeper.search(Filters(), "", ADLER)
    assert done.entry_id is not None
    office.running.judge(AuthorityVerdictRequest(done.entry_id, "confirmed", "order came"), ADLER)
    assert office.gatekeeper.search(Filters(), "", ADLER).authority is not None


def test_a_rejected_authority_takes_its_searches_along(office: Office) -> None:
    office.running.begin(ADLER, "W-9")
    [authority] = office.gatekeeper.authorities()
    assert authority.authority_id is not None
    with office.store.transaction(ADLER) as case:
        first, second = case.add_search(search_record()), case.add_search(search_record())
        under = {"authority": authority.authority_id}
        case.add_entry(Entry(EntryKind.SEARCHED_UNDER, first, under, ADLER, "t"))
    request = AuthorityVerdictRequest(authority.authority_id, "rejected", "judge refused")
    assert office.running.judge(request, ADLER).count == 1
    assert office.purged == [[first]]
    assert second not in office.purged[0]
    with pytest.raises(NotAuthorisedError, match="was rejected"):
        office.gatekeeper.search(Filters(), "", ADLER)
    with pytest.raises(UsageError, match="closed before"):
        office.running.judge(request, ADLER)
    with pytest.raises(NotAuthorisedError, match="was rejected"):
        office.gatekeeper.export(None, Filters(), "", ADLER)


def test_a_purge_that_was_broken_off_is_made_by_rejecting_again(office: Office) -> None:
    office.running.begin(ADLER, "W-9")
    [authority] = office.gatekeeper.authorities()
    assert authority.authority_id is not None
    with office.store.transaction(ADLER) as case:
        first = case.add_search(search_record())
        under = {"authority": authority.authority_id}
        case.add_entry(Entry(EntryKind.SEARCHED_UNDER, first, under, ADLER, "t"))
    request = AuthorityVerdictRequest(authority.authority_id, "rejected", "judge refused")
    office.disk_is_full = True
    with pytest.raises(CaseError):
        office.running.judge(request, ADLER)
    office.disk_is_full = False
    assert office.running.judge(request, ADLER).count == 1
    assert office.purged == [[first]]
    with pytest.raises(UsageError, match="closed before"):
        office.running.judge(request, ADLER)


def test_exports_stay_within_what_was_allowed_even_after_it_expired(office: Office) -> None:
    office.running.begin(ADLER, "", Gate.ENFORCE)
    with pytest.raises(NotAuthorisedError):
        office.gatekeeper.export(None, Filters(), "", ADLER)
    covered = frozenset({EXHIBIT})
    now = office.clock.now_utc_ms()
    office.running.record(AuthorityRequest(Authority("W", exhibits=covered, expires_utc_ms=now + 5)), ADLER)
    office.later(10)
    assert office.gatekeeper.export(None, Filters(), "", ADLER) == Filters(exhibits=covered)
    outside = search_record(filters=Filters())
    with pytest.raises(NotAuthorisedError, match="went beyond"):
        office.gatekeeper.export(outside, Filters(), "", ADLER)
    inside = replace(outside, filters=Filters(exhibits=covered))
    assert office.gatekeeper.export(inside, Filters(), "", ADLER) == Filters()
    with pytest.raises(NotAuthorisedError, match="does not cover EX-9"):
        office.gatekeeper.export(None, Filters(exhibits=frozenset({ExhibitId("EX-9")})), "", ADLER)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (AuthorityRequest(Authority("W", exhibits=frozenset({ExhibitId("EX-9")}))), "no exhibit EX-9"),
        (PolicyRequest(Policy(reasons=frozenset({"breathing"})), "x"), "can be asked for"),
        (PolicyRequest(Policy(), " "), "Say why"),
        (AuthorityVerdictRequest(EntryId(9), "rejected", "x"), "no authority 9"),
        (RoleRequest("A", Role.EXAMINER), "supervisor"),
    ],
)
def test_what_makes_no_sense_is_refused(office: Office, request_: Any, words: str) -> None:
    deeds: dict[type, Callable[[Any, str], Governed]] = {
        AuthorityRequest: office.running.record,
        PolicyRequest: office.running.set_policy,
        AuthorityVerdictRequest: office.running.judge,
        RoleRequest: office.running.set_role,
    }
    with pytest.raises(ReidError, match=words):
        deeds[type(request_)](request_, ADLER)
    assert office.logged() == []


def test_roles_say_who_may_do_what(office: Office) -> None:
    office.decide(1)
    office.give(BOSS, Role.SUPERVISOR)
    office.give("Rita", Role.REVIEWER)
    office.give("Otto", Role.AUDITOR)
    with pytest.raises(NotAuthorisedError, match="Adler may not decide about sightings"):
        office.decide(1)
    office.give(ADLER, Role.EXAMINER)
    office.decide(1)
    office.gatekeeper.require("Otto", Right.AUDIT)
    for who, right in (
        ("Otto", Right.VIEW),
        ("Otto", Right.EXPORT),
        ("Rita", Right.SEARCH),
        ("X", Right.VIEW),
    ):
        with pytest.raises(NotAuthorisedError):
            office.gatekeeper.require(who, right)
    with pytest.raises(NotAuthorisedError, match="policies"):
        office.running.set_policy(PolicyRequest(Policy(Gate.OFF), "easier"), ADLER)
    with pytest.raises(UsageError, match="at least one supervisor"):
        office.running.set_role(RoleRequest(BOSS, Role.SUPERVISOR, False), BOSS)


def test_a_policy_can_ask_for_reasons(office: Office) -> None:
    office.running.set_policy(PolicyRequest(Policy(reasons=frozenset({"decide", "export"})), "rule 7"), ADLER)
    with pytest.raises(NotAuthorisedError, match="asks why"):
        office.decide(1)
    office.review(DecideRequest((SightingId(1),), Verdict.CONFIRMED, reason="gait"), ADLER)
    with pytest.raises(NotAuthorisedError, match="asks why"):
        office.gatekeeper.export(None, Filters(), "", ADLER)


def test_a_snapshot_comes_back_as_one_step_that_can_be_undone(office: Office) -> None:
    office.decide(1, 2)
    office.decide(1, verdict=Verdict.EXCLUDED, person=7)
    office.review(TagRequest((SightingId(1), SightingId(3)), "bag"), ADLER)
    before = (office.verdicts(), office.verdicts(About(person_id=7)), office.store.tags())
    taken = office.snapshots.take(SnapshotRequest("Friday"), ADLER).entry_id
    assert taken is not None
    office.decide(1, 4, verdict=Verdict.INCONCLUSIVE)
    office.review(TagRequest((SightingId(3),), "bag", is_on=False), ADLER)
    office.review(TagRequest((SightingId(5),), "hat"), ADLER)
    after = (office.verdicts(), office.verdicts(About(person_id=7)), office.store.tags())
    assert office.snapshots.restore(RestoreRequest(taken, "mix-up"), ADLER).count == 4
    assert (office.verdicts(), office.verdicts(About(person_id=7)), office.store.tags()) == before
    restored = office.store.reviews([SightingId(2), SightingId(1)])[1].decision
    assert restored is not None
    assert restored.origin.startswith("snapshot Friday: act 2 of Adler")
    with pytest.raises(UsageError, match="counts as it did"):
        office.snapshots.restore(RestoreRequest(taken), ADLER)
    office.review(UndoRequest(), ADLER)
    assert (office.verdicts(), office.verdicts(About(person_id=7)), office.store.tags()) == after
    with pytest.raises(UsageError, match="no snapshot 99"):
        office.snapshots.restore(RestoreRequest(EntryId(99)), ADLER)


def test_a_snapshot_knows_what_was_undone_by_then(office: Office) -> None:
    office.decide(1)
    office.review(UndoRequest(), ADLER)
    taken = office.snapshots.take(SnapshotRequest("empty"), ADLER).entry_id
    assert taken is not None
    office.review(UndoRequest(is_redo=True), ADLER)
    assert office.verdicts() == [1, 0, 0, 0, 0]
    office.snapshots.restore(RestoreRequest(taken), ADLER)
    assert office.verdicts() == [0] * 5


def test_all_persons_of_a_case_are_grouped_under_an_authority_for_the_whole_case_only() -> None:
    office = Office()
    office.gatekeeper.group(ADLER)  # advised only
    office.running.set_policy(PolicyRequest(Policy(Gate.ENFORCE), "the agency says so"), BOSS)
    with pytest.raises(NotAuthorisedError):
        office.gatekeeper.group(ADLER)
    office.running.record(AuthorityRequest(Authority("W-1", exhibits=frozenset({EXHIBIT}))), BOSS)
    with pytest.raises(NotAuthorisedError, match="no authority covers all"):
        office.gatekeeper.group(ADLER)
    office.running.record(AuthorityRequest(Authority("W-2")), BOSS)
    office.gatekeeper.group(ADLER)
