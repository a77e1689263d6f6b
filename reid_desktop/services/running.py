"""Policies, authorities and roles of a case: recorded, changed, and acted upon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from reid_desktop.domain.alarms import Alarm
from reid_desktop.domain.authority import (
    REASONS,
    Authority,
    Gate,
    Policy,
    Standing,
    authority_content,
    policy_content,
)
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import AlarmId, EntryId, SearchId, SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
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
NEEDS_WHY = "Say why: a reason stands in the log (--reason TEXT)."


class PurgeResults(Protocol):
    """Takes searches and alarms out of the case for good."""

    def __call__(
        self, searches: Sequence[SearchId], alarms: Sequence[AlarmId], who: str, detail: Mapping[str, object]
    ) -> int:
        """Delete them with their lists and the decisions about them; leave a row of the log.

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
        """Set a new case up: with a reference the authority is recorded, and enforced from then on."""
        chosen = gate or (Gate.ENFORCE if reference.strip() else Gate.ADVISE)
        self.set_policy(PolicyRequest(Policy(chosen), "the case was made"), who)
        if reference.strip():
            self.record(AuthorityRequest(Authority(reference.strip()), "the case was made"), who)

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
        number = request.authority_id
        was_rejected = authority.verdict == request.verdict == Standing.REJECTED
        return was_rejected and bool(self.searched_under(number) or self._raised_under(number))

    def _purge_under(self, authority: Authority, request: AuthorityVerdictRequest, who: str) -> int:
        searches, alarms = self.searched_under(request.authority_id), self._raised_under(request.authority_id)
        if not searches and not alarms:
            return 0
        told = {"authority": request.authority_id, "reference": authority.reference, "reason": request.reason}
        count = self._purge(searches, [alarm.alarm_id for alarm in alarms], who, told)
        if self._gatekeeper.policy().gate is Gate.ENFORCE:
            self._compare_again(alarms, who)
        return count

    def _compare_again(self, alarms: Sequence[Alarm], who: str) -> None:
        """Have what raised alarms compared anew once another authority allows it: nothing is missed."""
        with self._store.transaction(who) as case:
            for key in {alarm.model_key for alarm in alarms}:
                first = min(alarm.sighting_id for alarm in alarms if alarm.model_key == key)
                case.set_alarm_mark(key, SightingId(min(self._store.alarm_mark(key), first - 1)))

    def _raised_under(self, authority_id: EntryId) -> list[Alarm]:
        """Return the alarms raised under an authority that the case still has."""
        there = {one.alarm.alarm_id: one.alarm for one in self._store.alarms()}
        under = (
            AlarmId(entry.subject)
            for entry in self._store.ledger(EntryKind.RAISED_UNDER)
            if entry.content["authority"] == authority_id
        )
        return [there[alarm_id] for alarm_id in under if alarm_id in there]

    def searched_under(self, authority_id: EntryId) -> list[SearchId]:
        """Return the searches made under an authority that the case still has."""
        there = {search.search_id for search in self._store.searches()}
        under = (
            SearchId(entry.subject)
            for entry in self._store.ledger(EntryKind.SEARCHED_UNDER)
            if entry.content["authority"] == authority_id
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
