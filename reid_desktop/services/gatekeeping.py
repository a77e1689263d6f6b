"""What the policy, the authority and the roles of a case let through."""

from __future__ import annotations

from dataclasses import dataclass

from reid_desktop.domain.authority import (
    OUTSIDE_EXHIBITS,
    Authority,
    Gate,
    Permit,
    Policy,
    Standing,
    authorities_of,
    is_enforced,
    permit,
    policy_of,
)
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import NotAuthorisedError
from reid_desktop.domain.ledger import EntryKind
from reid_desktop.domain.query import Filters, SearchRecord
from reid_desktop.domain.roles import Right, Role, refuse, roles_of
from reid_desktop.ports.store import CaseReader
from reid_desktop.ports.system import Clock

SEARCH_OUTSIDE = (
    "Search {search} went beyond what any authority of this case covers, so it is not exported. Search again "
    "within the authority."
)
REPEAT_OUTSIDE = (
    "Search {search} went beyond what any authority of this case covers, so it is not made again. Search "
    "again within the authority."
)
GROUPS_OUTSIDE = (
    "Groups are made of all sightings of the case, and no authority covers all of them. Search for a person "
    "within the authority instead."
)
PURGE_WHY = "Say why the case is purged: the reason stands in the log that remains (--reason TEXT)."
TOO_EARLY = "The case is to be kept until {until}. With --early it is purged all the same."
SOON_MS = 7 * 24 * 3600 * 1000
"""So long before an authority expires, the program says so."""
AUTHORITY = (EntryKind.AUTHORITY, EntryKind.VERDICT_ON_AUTHORITY)


@dataclass(frozen=True, slots=True)
class Standings:
    """How a case stands with the law, for a person to see."""

    policy: Policy
    authorities: tuple[tuple[Authority, Standing], ...]
    sentences: tuple[str, ...]
    """What should be seen to: nothing recorded, urgent uses to confirm, what expired, a purge that is due."""


class Gatekeeper:
    """Asks the case before anything is done that needs to be allowed."""

    def __init__(self, store: CaseReader, clock: Clock, agency: Policy | None = None) -> None:
        """`agency` is what the agency demands of all its cases."""
        self._store = store
        self._clock = clock
        self._agency = agency or Policy(Gate.OFF)

    def policy(self) -> Policy:
        """Return what is demanded: by the case (advice, if nobody said otherwise) and by the agency."""
        return policy_of(self._store.ledger(EntryKind.POLICY), Policy()).stricter(self._agency)

    def authorities(self) -> list[Authority]:
        """Return the authorities of the case, oldest first."""
        return authorities_of(self._store.ledger(*AUTHORITY))

    def roles(self) -> dict[str, frozenset[Role]]:
        """Return who has which roles; empty where everybody may do everything."""
        return roles_of(self._store.ledger(EntryKind.ROLE))

    def require(self, who: str, right: Right) -> None:
        """Refuse what somebody may not do.

        :raises NotAuthorisedError: their roles do not allow it.
        """
        refuse(self.roles(), who, right)

    def search(self, filters: Filters, reason: str, who: str, sought: str = "") -> Permit:
        """Return within what somebody may search for a person; `sought` says for whom, if they said so.

        :raises NotAuthorisedError: they may not.
        """
        self.require(who, Right.SEARCH)
        policy = self.policy()
        policy.ask_reason("search", reason)
        return permit(policy, self.authorities(), filters, self._clock.now_utc_ms(), sought)

    def repeat(self, search: SearchRecord, reason: str, who: str) -> None:
        """Refuse to make a recorded search again where it may not be.

        An authority that has expired or ended still covers it: what is compared was found under it.

        :raises NotAuthorisedError: they may not.
        """
        self.require(who, Right.SEARCH)
        policy = self.policy()
        policy.ask_reason("search", reason)
        if not is_enforced(policy, self.authorities()):
            return
        covering = self.covering()
        if not covering:
            permit(policy, self.authorities(), search.filters, self._clock.now_utc_ms())
        if not any(_covers(one, search.filters) for one in covering):
            raise NotAuthorisedError(REPEAT_OUTSIDE, search=search.search_id)

    def group(self, who: str) -> None:
        """Refuse to compare all persons of the case with one another where it may not be.

        :raises NotAuthorisedError: it may not, or not in the whole case.
        """
        self.require(who, Right.SEARCH)
        allowed = permit(self.policy(), self.authorities(), Filters(), self._clock.now_utc_ms())
        if allowed.filters != Filters():
            raise NotAuthorisedError(GROUPS_OUTSIDE)

    def watch(self) -> Permit | None:
        """Return within what persons of interest may be looked for unasked; None: not at all now."""
        try:
            return permit(self.policy(), self.authorities(), Filters(), self._clock.now_utc_ms())
        except NotAuthorisedError:
            return None

    def advice(self, filters: Filters) -> str:
        """Return what a searcher should do about the authority; empty where all is well."""
        try:
            return permit(self.policy(), self.authorities(), filters, self._clock.now_utc_ms()).advice
        except NotAuthorisedError:
            return ""  # the search itself will say so

    def decide(self, reason: str, who: str, right: Right = Right.DECIDE) -> None:
        """Refuse a decision that may not be made, or not without a reason.

        :raises NotAuthorisedError: so it is.
        """
        self.require(who, right)
        self.policy().ask_reason("decide", reason)

    def export(self, search: SearchRecord | None, filters: Filters, reason: str, who: str) -> Filters:
        """Return within what somebody may export.

        An authority that has expired or ended still covers the export of what was found under it.

        :raises NotAuthorisedError: they may not.
        """
        self.require(who, Right.EXPORT)
        policy = self.policy()
        policy.ask_reason("export", reason)
        if not is_enforced(policy, self.authorities()):
            return filters
        covering = self.covering()
        if not covering:
            return permit(policy, self.authorities(), filters, self._clock.now_utc_ms()).filters
        if search is None:
            return _first_within(covering, filters)
        if not any(_covers(one, search.filters) for one in covering):
            raise NotAuthorisedError(SEARCH_OUTSIDE, search=search.search_id)
        return filters

    def covering(self) -> list[Authority]:
        """Return the authorities that still cover what was found under them."""
        now_ms = self._clock.now_utc_ms()
        good = (Standing.VALID, Standing.EXPIRED, Standing.ENDED)
        return [one for one in self.authorities() if one.standing(now_ms) in good]

    def purge(self, reason: str, who: str, *, is_early: bool) -> None:
        """Refuse a purge that is not somebody's to make, gives no reason, or comes before its time.

        :raises NotAuthorisedError: so it is.
        """
        self.require(who, Right.PURGE)
        if not reason.strip():
            raise NotAuthorisedError(PURGE_WHY)
        until = self.policy().retain_until_utc
        if until and until > iso_utc(self._clock.now_utc_ms()) and not is_early:
            raise NotAuthorisedError(TOO_EARLY, until=until)

    def standings(self) -> Standings:
        """Return how the case stands with the law now."""
        now_ms, policy = self._clock.now_utc_ms(), self.policy()
        authorities = [(one, one.standing(now_ms)) for one in self.authorities()]
        sentences: list[str] = []
        if policy.gate is not Gate.OFF and not any(s is Standing.VALID for _, s in authorities):
            sentences.append("No valid authority is recorded for searches of persons.")
        for authority, standing in authorities:
            until = authority.urgent_until_utc_ms
            if authority.is_opening:
                sentences += _about_opening(authority, standing)
            elif standing is Standing.VALID and until is not None:
                sentences.append(f"{authority.reference}: urgent use, to be confirmed by {_moment(until)}.")
            elif standing is Standing.LAPSED:
                sentences.append(
                    f"{authority.reference}: urgent use, not confirmed within 48 hours; confirm or reject it."
                )
            elif standing is Standing.VALID:
                ends = authority.expires_utc_ms
                if ends is not None and ends - now_ms < SOON_MS:
                    sentences.append(f"{authority.reference} expires {_moment(ends)}.")
        if policy.retain_until_utc and policy.retain_until_utc <= iso_utc(now_ms):
            sentences.append(f"The case was to be kept until {policy.retain_until_utc}: purge it.")
        return Standings(policy, tuple(authorities), tuple(sentences))


def _about_opening(authority: Authority, standing: Standing) -> list[str]:
    until = authority.urgent_until_utc_ms
    if until is None:
        return []
    if standing is Standing.LAPSED:
        return ["The urgent use since the case was made is over: record the authority, or reject it."]
    return [f"No authority is named yet: urgent use, until {_moment(until)}. Record the authority."]


def _moment(utc_ms: int) -> str:
    return iso_utc(utc_ms)[:16].replace("T", " ") + " UTC"


def _first_within(authorities: list[Authority], filters: Filters) -> Filters:
    """Return the filters as the newest authority that covers them leaves them."""
    whole = [one for one in reversed(authorities) if _covers(one, filters)]
    if whole:
        return filters
    refusal = NotAuthorisedError(OUTSIDE_EXHIBITS, reference="", exhibits="", covered="")
    for authority in reversed(authorities):
        try:
            return authority.within(filters)
        except NotAuthorisedError as cause:
            refusal = cause
    raise refusal


def _covers(authority: Authority, filters: Filters) -> bool:
    try:
        return authority.within(filters) == filters
    except NotAuthorisedError:
        return False
