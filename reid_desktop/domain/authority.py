"""The legal authority for looking for persons: what it covers, how long, and what it lets through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from .capture import iso_utc
from .errors import NotAuthorisedError
from .ids import EntryId, ExhibitId
from .ledger import Entry, EntryKind
from .query import Filters

URGENT_MS = 48 * 3600 * 1000
"""An urgent use must be confirmed within so long (as AI Act Article 26(10) has it), or it lapses."""
REASONS = ("search", "export", "decide", "delete")
"""Acts for which a policy can ask for a reason."""

NONE_RECORDED = (
    "No authority is recorded, and the policy of this case allows no search of persons without one. "
    'Record it: reid-desktop authority CASE record "REFERENCE" --offence TEXT'
)
ADVICE = (
    "No authority for this search is recorded in the case. Record it: "
    'reid-desktop authority CASE record "REFERENCE"'
)
BEYOND = "This search goes beyond what the authority {reference} covers."
OUTSIDE_EXHIBITS = "The authority {reference} does not cover {exhibits}; it covers {covered}."
OUTSIDE_PERIOD = "The authority {reference} covers times from {after} to {before} only."
ANOTHER_PERSON = "The authority {reference} allows searches for {persons} only, not for {sought}."
FOR_WHOM = (
    "The authority {reference} allows searches for {persons} only, and this counts as one: whoever else is "
    "in the picture may not be looked for. Say for whom it is with --sought."
)
NEEDS_REASON = "The policy of this case asks why: give a reason (--reason TEXT)."
OPENING = "urgent use, no authority named yet"
"""Stands in the place of a reference from the making of a case until an authority is recorded."""
OPENING_ADVICE = (
    "No authority is named yet, so this counts as urgent use. It ends in {left}; then nobody is searched for "
    'until the authority is recorded: reid-desktop authority CASE record "REFERENCE" --offence TEXT'
)
URGENT_ADVICE = (
    "{reference} is in urgent use and lapses in {left} unless it is confirmed: "
    "reid-desktop authority CASE confirm {number} --reason TEXT"
)


class Gate(StrEnum):
    """How strictly an authority is asked for."""

    OFF = "off"
    ADVISE = "advise"
    ENFORCE = "enforce"


STRICTNESS = (Gate.OFF, Gate.ADVISE, Gate.ENFORCE)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a case, or the agency for all its cases, demands."""

    gate: Gate = Gate.ADVISE
    reasons: frozenset[str] = frozenset()
    """Acts of `REASONS` that are refused without a reason."""
    retain_until_utc: str | None = None
    """When the case is to be purged."""

    def stricter(self, other: Policy) -> Policy:
        """Return what satisfies both."""
        dates = sorted(date for date in (self.retain_until_utc, other.retain_until_utc) if date)
        return Policy(
            max(self.gate, other.gate, key=STRICTNESS.index),
            self.reasons | other.reasons,
            dates[0] if dates else None,
        )

    def ask_reason(self, act: str, reason: str) -> None:
        """Refuse an act without a reason where one is asked for.

        :raises NotAuthorisedError: there is none.
        """
        if act in self.reasons and not reason.strip():
            raise NotAuthorisedError(NEEDS_REASON)


class Standing(StrEnum):
    """Whether an authority lets anything through."""

    VALID = "valid"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    """An urgent use that was not confirmed in time."""
    REJECTED = "rejected"
    ENDED = "ended"
    SUPERSEDED = "superseded"
    """The urgent use that a case begins with, once an authority is recorded."""


@dataclass(frozen=True, slots=True)
class Authority:
    """What a court or an office has allowed."""

    reference: str
    offence: str = ""
    exhibits: frozenset[ExhibitId] = frozenset()
    """Empty: all of the case."""
    after_utc_ms: int | None = None
    """Capture times that it covers."""
    before_utc_ms: int | None = None
    persons: tuple[str, ...] = ()
    """Who may be looked for, in words."""
    expires_utc_ms: int | None = None
    is_urgent: bool = False
    """Used before it was granted; to be confirmed within `URGENT_MS`."""
    recorded_utc_ms: int = 0
    verdict: str = ""
    """`confirmed`, `rejected` or `ended`, once somebody said so; `superseded`."""
    authority_id: EntryId | None = None
    is_opening: bool = False
    """The urgent use that a case begins with if no authority was named when it was made."""

    def __post_init__(self) -> None:
        """Refuse what names nothing, and periods that end before they begin."""
        if not self.reference.strip():
            raise ValueError("an authority needs a reference")
        after, before = self.after_utc_ms, self.before_utc_ms
        if after is not None and before is not None and before < after:
            raise ValueError("the period of an authority ends before it begins")

    @property
    def urgent_until_utc_ms(self) -> int | None:
        """Return until when an urgent use must be confirmed; None where nothing is to be confirmed."""
        waits = self.is_urgent and not self.verdict
        return self.recorded_utc_ms + URGENT_MS if waits else None

    def standing(self, now_utc_ms: int) -> Standing:
        """Return whether it lets anything through now."""
        if self.verdict in (Standing.REJECTED, Standing.ENDED, Standing.SUPERSEDED):
            return Standing(self.verdict)
        if self.urgent_until_utc_ms is not None and now_utc_ms > self.urgent_until_utc_ms:
            return Standing.LAPSED
        if self.expires_utc_ms is not None and now_utc_ms > self.expires_utc_ms:
            return Standing.EXPIRED
        return Standing.VALID

    def advice(self, now_utc_ms: int) -> str:
        """Return what is to be done before an urgent use lapses; empty where nothing is."""
        until = self.urgent_until_utc_ms
        if until is None:
            return ""
        words = OPENING_ADVICE if self.is_opening else URGENT_ADVICE
        left = _left(until - now_utc_ms)
        return words.format(reference=self.reference, left=left, number=self.authority_id)

    def covers_person(self, sought: str) -> None:
        """Refuse a search for somebody whom it does not name; where it names nobody, all are covered.

        :raises NotAuthorisedError: it names others.
        """
        names = {name.strip().casefold() for name in self.persons}
        if sought.strip() and names and sought.strip().casefold() not in names:
            told = {"reference": self.reference, "persons": ", ".join(self.persons), "sought": sought.strip()}
            raise NotAuthorisedError(ANOTHER_PERSON, **told)

    def within(self, filters: Filters) -> Filters:
        """Return the filters, narrowed to what is covered.

        :raises NotAuthorisedError: what they name lies outside.
        """
        return self._in_period(self._on_exhibits(filters))

    def _on_exhibits(self, filters: Filters) -> Filters:
        if not self.exhibits:
            return filters
        outside = filters.exhibits - self.exhibits
        if outside:
            raise NotAuthorisedError(
                OUTSIDE_EXHIBITS,
                reference=self.reference,
                exhibits=", ".join(sorted(outside)),
                covered=", ".join(sorted(self.exhibits)),
            )
        return replace(filters, exhibits=filters.exhibits or self.exhibits)

    def _in_period(self, filters: Filters) -> Filters:
        if self.after_utc_ms is None and self.before_utc_ms is None:
            return filters
        starts = [ms for ms in (self.after_utc_ms, filters.after_utc_ms) if ms is not None]
        ends = [ms for ms in (self.before_utc_ms, filters.before_utc_ms) if ms is not None]
        after, before = max(starts, default=None), min(ends, default=None)
        is_empty = after is not None and before is not None and before < after
        if is_empty or filters.untimed_only:
            raise NotAuthorisedError(
                OUTSIDE_PERIOD,
                reference=self.reference,
                after="the beginning" if self.after_utc_ms is None else iso_utc(self.after_utc_ms),
                before="the end" if self.before_utc_ms is None else iso_utc(self.before_utc_ms),
            )
        return replace(filters, after_utc_ms=after, before_utc_ms=before)


@dataclass(frozen=True, slots=True)
class Permit:
    """That something may be done, and within what."""

    filters: Filters
    authority: Authority | None = None
    advice: str = ""
    """What the user should do about a missing or urgent authority."""


def is_enforced(policy: Policy, authorities: Sequence[Authority]) -> bool:
    """Tell whether nothing goes beyond the authorities of a case.

    Advice is for what is not decided yet: once an authority was rejected, it is no longer enough.
    """
    is_refused = any(one.verdict == Standing.REJECTED for one in authorities)
    return policy.gate is Gate.ENFORCE or (policy.gate is Gate.ADVISE and is_refused)


def permit(
    policy: Policy,
    authorities: Sequence[Authority],
    filters: Filters,
    now_utc_ms: int,
    sought: str | None = None,
) -> Permit:
    """Return whether and within what persons may be searched.

    :param sought: who is looked for, as the searcher says; empty: they did not say; None: not one person.

    The newest valid authority that covers what is asked for is taken; one that covers a part of it
    narrows it to that part, and leaves out media without a known time where it has a period.

    :raises NotAuthorisedError: none lets it through.
    """
    if policy.gate is Gate.OFF:
        return Permit(filters)
    valid = [one for one in reversed(authorities) if one.standing(now_utc_ms) is Standing.VALID]
    refusals: list[NotAuthorisedError] = []
    permits: list[Permit] = []
    for authority in valid:
        try:
            authority.covers_person(sought or "")
            advice = [authority.advice(now_utc_ms)]
            if authority.persons and sought is not None and not sought.strip():
                persons = ", ".join(authority.persons)
                advice.append(FOR_WHOM.format(reference=authority.reference, persons=persons))
            permits.append(Permit(authority.within(filters), authority, " ".join(filter(None, advice))))
        except NotAuthorisedError as refusal:
            refusals.append(refusal)
    whole = [one for one in permits if one.filters == filters]
    if whole:
        return whole[0]
    if not is_enforced(policy, authorities):
        return Permit(filters, None, _advice(permits, refusals))
    if permits:
        return permits[0]
    raise refusals[0] if refusals else NotAuthorisedError(_why_none(authorities, now_utc_ms))


def _advice(permits: Sequence[Permit], refusals: Sequence[NotAuthorisedError]) -> str:
    if permits and permits[0].authority:
        return BEYOND.format(reference=permits[0].authority.reference)
    return str(refusals[0]) if refusals else ADVICE


def _why_none(authorities: Sequence[Authority], now_utc_ms: int) -> str:
    if not authorities:
        return NONE_RECORDED
    newest = authorities[-1]
    standing = newest.standing(now_utc_ms)
    words = {
        Standing.EXPIRED: "has expired",
        Standing.LAPSED: "was used as urgent and not confirmed within 48 hours",
        Standing.REJECTED: "was rejected",
        Standing.ENDED: "was ended",
        Standing.SUPERSEDED: "was superseded",
    }[standing]
    if newest.is_opening and standing is Standing.LAPSED:
        return f"The 48 hours of urgent use since the case was made are over. {NONE_RECORDED}"
    return f"The authority {newest.reference} {words}. {NONE_RECORDED}"


def _left(ms: int) -> str:
    minutes = max(ms // 60_000, 0)
    return f"{minutes // 60} h {minutes % 60:02} min"


def policy_content(policy: Policy) -> dict[str, Any]:
    """Return a policy as JSON."""
    return {**asdict(policy), "gate": policy.gate.value, "reasons": sorted(policy.reasons)}


def policy_of(entries: Iterable[Entry], otherwise: Policy) -> Policy:
    """Return the policy that was recorded last, `otherwise` where none was."""
    found = otherwise
    for entry in entries:
        if entry.kind is EntryKind.POLICY:
            content = entry.content
            found = Policy(
                Gate(content["gate"]), frozenset(content["reasons"]), content.get("retain_until_utc")
            )
    return found


def authority_content(authority: Authority) -> dict[str, Any]:
    """Return an authority as JSON, without what later entries say of it."""
    content = asdict(replace(authority, verdict="", authority_id=None))
    del content["verdict"], content["authority_id"]
    if not authority.is_opening:
        del content["is_opening"]
    return {**content, "exhibits": sorted(authority.exhibits), "persons": list(authority.persons)}


def authorities_of(entries: Iterable[Entry]) -> list[Authority]:
    """Return the authorities with what was said of them, oldest first."""
    found: dict[int, Authority] = {}
    for entry in entries:
        if entry.kind is EntryKind.AUTHORITY:
            content = {
                **entry.content,
                "exhibits": frozenset(map(ExhibitId, entry.content["exhibits"])),
                "persons": tuple(entry.content["persons"]),
            }
            new = Authority(**content, authority_id=entry.entry_id)
            if not new.is_opening:
                found = {number: _superseded(one) for number, one in found.items()}
            found[entry.entry_id] = new
        elif entry.kind is EntryKind.VERDICT_ON_AUTHORITY and entry.subject in found:
            found[entry.subject] = replace(found[entry.subject], verdict=entry.content["verdict"])
    return list(found.values())


def _superseded(one: Authority) -> Authority:
    """Return the urgent use of the beginning as it stands once an authority is recorded."""
    return replace(one, verdict=Standing.SUPERSEDED.value) if one.is_opening and not one.verdict else one
