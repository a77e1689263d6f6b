"""Policies, authorities and roles of a case: recorded, changed, and acted upon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from reid_desktop.domain.alarm_words import without_alarms
from reid_desktop.domain.alarms import Alarm
from reid_desktop.domain.authority import (
    OPENING,
    REASONS,
    Authority,
    Gate,
    Policy,
    Standing,
    authority_content,
    is_enforced,
    policy_content,
)
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import AlarmId, EntryId, PersonEventId, SearchId, SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.persons import PersonAct
from reid_desktop.domain.review import tag_named
from reid_desktop.domain.roles import LAST_SUPERVISOR, Right, Role
from reid_desktop.ports.ledger import (
    AuthorityRequest,
    AuthorityVerdictRequest,
    Governed,
    PolicyRequest,
    RoleRequest,
)
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock
from reid_desktop.services.gatekeeping import Gatekeeper

VERDICTS = ("confirmed", "rejected", "ended")
WHEN_MADE = "the case was made"
ONLY_REJECTED = (
    "What a case begins with is not confirmed or ended: record the authority (reid-desktop authority CASE "
    'record "REFERENCE"), or reject it if there will be none.'
)
NEEDS_WHY = "Say why: a reason stands in the log (--reason TEXT)."


class PurgeResults(Protocol):
    """Takes searches and alarms out of the case for good."""

    def __call__(
        self,
        searches: Sequence[SearchId],
        alarms: Sequence[AlarmId],
        acts: Mapping[PersonEventId, PersonAct],
        who: str,
        detail: Mapping[str, object],
    ) -> int:
        """Delete them with their lists and the decisions about them; leave a row of the log.

        `acts` take the place of what was said of persons of interest because of the alarms.

        Return the number of searches.
        """
        ...


class RunCase:
    """Keeps who may do what in a case, and on which authority."""

    def __init__(self, store: CaseStore, gatekeeper: Gatekeeper, clock: Clock, purge: PurgeResults) -> None:
        """Write to `store`."""
        self._store = store
        self._gatekeeper = gatekeeper
        self._clock = clock
        self._purge = purge

    def begin(self, who: str, reference: str, gate: Gate | None = None) -> None:
        """Set a new case up: an authority is enforced unless `gate` says otherwise.

        With a reference it is recorded. Without one the case begins with an urgent use, so that work can
        begin, and nobody is searched for once that has lapsed; not so where `gate` or the agency enforce.
        """
        reference = reference.strip()
        is_opening = gate is None and not reference and self._gatekeeper.policy().gate is not Gate.ENFORCE
        self.set_policy(PolicyRequest(Policy(gate or Gate.ENFORCE), WHEN_MADE), who)
        if reference or is_opening:
            first = Authority(reference or OPENING, is_urgent=is_opening, is_opening=is_opening)
            self.record(AuthorityRequest(first, WHEN_MADE), who)

    def set_policy(self, request: PolicyRequest, who: str) -> Governed:
        """Set what the case demands.

        :raises UsageError: it names acts that there are not, or gives no reason.
        :raises NotAuthorisedError: that takes another role.
        """
        self._gatekeeper.require(who, Right.RUN)
        if request.policy.reasons - set(REASONS):
            raise UsageError("Reasons can be asked for: {acts}.", acts=", ".join(REASONS))
        content = policy_content(request.policy)
        return self._keep(EntryKind.POLICY, 0, content, who, request.reason, "policy", "case", content)

    def record(self, request: AuthorityRequest, who: str) -> Governed:
        """Record an authority.

        :raises UsageError: it names exhibits that the case does not have.
        """
        self._gatekeeper.require(who, Right.RUN)
        known = {exhibit.exhibit_id for exhibit in self._store.exhibits()}
        missing = request.authority.exhibits - known
        if missing:
            raise UsageError(
                "The case has no exhibit {missing}; import it first, or name no exhibits.",
                missing=", ".join(sorted(missing)),
            )
        dated = replace(request.authority, recorded_utc_ms=self._clock.now_utc_ms())
        content = authority_content(dated)
        return self._keep(
            EntryKind.AUTHORITY, 0, content, who, request.reason, "authority", dated.reference, content, False
        )

    def judge(self, request: AuthorityVerdictRequest, who: str) -> Governed:
        """Confirm, reject or end an authority; what was found under a rejected one is purged.

        :raises UsageError: there is no such authority, or it was rejected or ended before.
        """
        self._gatekeeper.require(who, Right.RUN)
        known = {one.authority_id: one for one in self._gatekeeper.authorities()}
        authority = known.get(request.authority_id)
        if authority is None:
            raise UsageError("The case has no authority {number}.", number=request.authority_id)
        if self._goes_on(request, authority):
            return Governed(request.authority_id, self._purge_under(authority, request, who))
        if request.verdict not in VERDICTS or authority.verdict in (Standing.REJECTED, Standing.ENDED):
            raise UsageError("The authority {reference} was closed before.", reference=authority.reference)
        if authority.is_opening and request.verdict != Standing.REJECTED:
            raise UsageError(ONLY_REJECTED)
        content = {"verdict": request.verdict}
        done = self._keep(
            EntryKind.VERDICT_ON_AUTHORITY,
            request.authority_id,
            content,
            who,
            request.reason,
            f"authority.{request.verdict}",
            authority.reference,
            {"authority": request.authority_id},
        )
        if request.verdict != Standing.REJECTED:
            return done
        return Governed(done.entry_id, self._purge_under(authority, request, who))

    def _goes_on(self, request: AuthorityVerdictRequest, authority: Authority) -> bool:
        """Tell whether an authority was rejected before, and its purge broken off, as by a power cut."""
        was_rejected = authority.verdict == request.verdict == Standing.REJECTED
        fallen = self._fallen(request.authority_id)
        return was_rejected and bool(self.searched_under(*fallen) or self._raised_under(*fallen))

    def _fallen(self, rejected: EntryId) -> list[EntryId]:
        """Return the rejected authority, and the urgent use of the beginning if none is left to bear it."""
        opening = [one.authority_id for one in self._gatekeeper.authorities() if one.is_opening]
        is_borne = bool(self._gatekeeper.covering())
        return [rejected, *(number for number in opening if number and not is_borne)]

    def _purge_under(self, authority: Authority, request: AuthorityVerdictRequest, who: str) -> int:
        fallen = self._fallen(request.authority_id)
        searches, alarms = self.searched_under(*fallen), self._raised_under(*fallen)
        if not searches and not alarms:
            return 0
        told = {"authority": request.authority_id, "reference": authority.reference, "reason": request.reason}
        numbers = [alarm.alarm_id for alarm in alarms]
        acts = without_alarms(self._store.person_events(), numbers)
        count = self._purge(searches, numbers, acts, who, told)
        if is_enforced(self._gatekeeper.policy(), self._gatekeeper.authorities()):
            self._compare_again(alarms, who)
        return count

    def _compare_again(self, alarms: Sequence[Alarm], who: str) -> None:
        """Have what raised alarms compared anew once another authority allows it: nothing is missed."""
        with self._store.transaction(who) as case:
            for key in {alarm.model_key for alarm in alarms}:
                first = min(alarm.sighting_id for alarm in alarms if alarm.model_key == key)
                case.set_alarm_mark(key, SightingId(min(self._store.alarm_mark(key), first - 1)))

    def _raised_under(self, *authorities: EntryId) -> list[Alarm]:
        """Return the alarms raised under authorities that the case still has."""
        there = {one.alarm.alarm_id: one.alarm for one in self._store.alarms()}
        under = (
            AlarmId(entry.subject)
            for entry in self._store.ledger(EntryKind.RAISED_UNDER)
            if entry.content["authority"] in authorities
        )
        return [there[alarm_id] for alarm_id in under if alarm_id in there]

    def searched_under(self, *authorities: EntryId) -> list[SearchId]:
        """Return the searches made under authorities that the case still has."""
        there = {search.search_id for search in self._store.searches()}
        under = (
            SearchId(entry.subject)
            for entry in self._store.ledger(EntryKind.SEARCHED_UNDER)
            if entry.content["authority"] in authorities
        )
        return [search_id for search_id in under if search_id in there]

    def set_role(self, request: RoleRequest, who: str) -> Governed:
        """Give somebody a role, or take it.

        The first role of a case is a supervisor's; from then on everybody needs one.

        :raises UsageError: nobody would be left to supervise.
        """
        self._gatekeeper.require(who, Right.RUN)
        person = tag_named(request.person)
        roles = {name: set(held) for name, held in self._gatekeeper.roles().items()}
        held = roles.setdefault(person, set())
        (held.add if request.is_on else held.discard)(request.role)
        if any(roles.values()) and not any(Role.SUPERVISOR in one for one in roles.values()):
            raise UsageError(LAST_SUPERVISOR)
        content = {"person": person, "role": request.role.value, "is_on": request.is_on}
        return self._keep(EntryKind.ROLE, 0, content, who, request.reason, "role", person, content, False)

    def _keep(
        self,
        kind: EntryKind,
        subject: int,
        content: Mapping[str, Any],
        who: str,
        reason: str,
        action: str,
        named: str,
        detail: Mapping[str, object],
        needs_reason: bool = True,
    ) -> Governed:
        if needs_reason and not reason.strip():
            raise UsageError(NEEDS_WHY)
        with self._store.transaction(who) as case:
            now = iso_utc(self._clock.now_utc_ms())
            entry_id = case.add_entry(Entry(kind, subject, content, who, now, reason))
            case.log(action, named, entry=entry_id, reason=reason, **detail)
        return Governed(entry_id)
