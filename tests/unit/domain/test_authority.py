"""What an authority covers, how long, and what a policy makes of that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.authority import (
    URGENT_MS,
    Authority,
    Gate,
    Policy,
    Standing,
    authorities_of,
    authority_content,
    permit,
    policy_content,
    policy_of,
)
from reid_desktop.domain.errors import NotAuthorisedError
from reid_desktop.domain.ids import EntryId, ExhibitId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.query import Filters

E1, E2, E3 = (ExhibitId(f"E{n}") for n in (1, 2, 3))
BROAD = Authority("W-1", authority_id=EntryId(1))
ON_E1 = Authority("W-2", exhibits=frozenset({E1}), authority_id=EntryId(2))
IN_MAY = Authority("W-3", after_utc_ms=1_000, before_utc_ms=2_000, authority_id=EntryId(3))
ENFORCED, ADVISED = Policy(Gate.ENFORCE), Policy(Gate.ADVISE)


def test_without_authority_the_policy_decides() -> None:
    assert permit(Policy(Gate.OFF), [], Filters(), 0).advice == ""
    advised = permit(ADVISED, [], Filters(), 0)
    assert (advised.filters, advised.authority) == (Filters(), None)
    assert "reid-desktop authority CASE record" in advised.advice
    with pytest.raises(NotAuthorisedError, match="reid-desktop authority CASE record"):
        permit(ENFORCED, [], Filters(), 0)


def test_what_is_asked_for_is_narrowed_to_what_is_covered() -> None:
    assert permit(ENFORCED, [ON_E1], Filters(), 0).filters == Filters(exhibits=frozenset({E1}))
    assert permit(ENFORCED, [ON_E1], Filters(exhibits=frozenset({E1})), 0).authority == ON_E1
    asked = Filters(after_utc_ms=1_500, before_utc_ms=9_000)
    assert permit(ENFORCED, [IN_MAY], asked, 0).filters == replace(asked, before_utc_ms=2_000)


@pytest.mark.parametrize(
    ("authority", "filters", "words"),
    [
        (ON_E1, Filters(exhibits=frozenset({E2})), "W-2 does not cover E2; it covers E1"),
        (ON_E1, Filters(exhibits=frozenset({E1, E3})), "does not cover E3"),
        (IN_MAY, Filters(after_utc_ms=2_001), "covers times from 1970"),
        (IN_MAY, Filters(untimed_only=True), "covers times from 1970"),
    ],
)
def test_what_lies_outside_is_refused_or_advised_against(
    authority: Authority, filters: Filters, words: str
) -> None:
    with pytest.raises(NotAuthorisedError, match=words):
        permit(ENFORCED, [authority], filters, 0)
    advised = permit(ADVISED, [authority], filters, 0)
    assert (advised.filters, advised.authority) == (filters, None)
    assert advised.advice


def test_the_newest_that_covers_all_is_taken_before_a_newer_one_that_covers_a_part() -> None:
    assert permit(ENFORCED, [BROAD, ON_E1], Filters(), 0).authority == BROAD
    assert permit(ENFORCED, [BROAD, ON_E1], Filters(exhibits=frozenset({E1})), 0).authority == ON_E1
    assert permit(ADVISED, [ON_E1], Filters(), 0).advice == (
        "This search goes beyond what the authority W-2 covers."
    )


def test_an_authority_ends_as_it_says() -> None:
    expiring = replace(BROAD, expires_utc_ms=100)
    assert (expiring.standing(100), expiring.standing(101)) == (Standing.VALID, Standing.EXPIRED)
    urgent = replace(BROAD, is_urgent=True, recorded_utc_ms=5)
    assert urgent.urgent_until_utc_ms == 5 + URGENT_MS
    assert urgent.standing(5 + URGENT_MS) is Standing.VALID
    assert urgent.standing(6 + URGENT_MS) is Standing.LAPSED
    assert replace(urgent, verdict="confirmed").standing(6 + URGENT_MS) is Standing.VALID
    assert replace(urgent, verdict="rejected").standing(0) is Standing.REJECTED
    for authority, word in ((expiring, "expired"), (replace(BROAD, verdict="ended"), "was ended")):
        with pytest.raises(NotAuthorisedError, match=word):
            permit(ENFORCED, [authority], Filters(), 101)


def test_nonsense_is_no_authority() -> None:
    with pytest.raises(ValueError, match="reference"):
        Authority("  ")
    with pytest.raises(ValueError, match="ends before"):
        Authority("W", after_utc_ms=2, before_utc_ms=1)


def test_policies_add_up_to_the_stricter() -> None:
    one = Policy(Gate.OFF, frozenset({"search"}), "2030")
    two = Policy(Gate.ENFORCE, frozenset({"export"}), "2029")
    assert one.stricter(two) == Policy(Gate.ENFORCE, frozenset({"search", "export"}), "2029")
    with pytest.raises(NotAuthorisedError, match="--reason"):
        one.ask_reason("search", " ")
    one.ask_reason("export", "")


def test_authorities_and_policies_come_back_from_the_ledger() -> None:
    full = Authority("W", "theft", frozenset({E1, E2}), 1, 2, ("A", "B"), 3, True, 4)
    written = [
        Entry(EntryKind.POLICY, 0, policy_content(ENFORCED), "a", "t", entry_id=EntryId(1)),
        Entry(EntryKind.AUTHORITY, 0, authority_content(full), "a", "t", entry_id=EntryId(2)),
        Entry(EntryKind.VERDICT_ON_AUTHORITY, 2, {"verdict": "ended"}, "a", "t", entry_id=EntryId(3)),
    ]
    assert policy_of(written, ADVISED) == ENFORCED
    assert policy_of([], ADVISED) == ADVISED
    assert authorities_of(written) == [replace(full, verdict="ended", authority_id=EntryId(2))]


def test_whom_an_authority_names_is_who_may_be_looked_for() -> None:
    named = replace(BROAD, persons=("Man in Red", "Woman"))
    assert permit(ENFORCED, [named], Filters(), 0, " man in red ").advice == ""
    assert "Man in Red, Woman only" in permit(ENFORCED, [named], Filters(), 0, "").advice
    assert permit(ENFORCED, [named], Filters(), 0).advice == "", "nobody in particular"
    with pytest.raises(NotAuthorisedError, match="only, not for Boy"):
        permit(ENFORCED, [named], Filters(), 0, "Boy")
    assert permit(ENFORCED, [named, BROAD], Filters(), 0, "Boy").authority == BROAD
    assert "not for Boy" in permit(ADVISED, [named], Filters(), 0, "Boy").advice


SOME_MS = st.none() | st.integers(0, 9)


@given(
    st.frozensets(st.sampled_from([E1, E2, E3])),
    SOME_MS,
    SOME_MS,
    st.frozensets(st.sampled_from([E1, E2, E3])),
    SOME_MS,
    SOME_MS,
)
def test_an_enforced_permit_never_lets_more_through_than_the_authority(
    covered: frozenset[ExhibitId],
    after: int | None,
    before: int | None,
    asked: frozenset[ExhibitId],
    from_ms: int | None,
    to_ms: int | None,
) -> None:
    if after is not None and before is not None and before < after:
        return
    authority = Authority("W", exhibits=covered, after_utc_ms=after, before_utc_ms=before)
    filters = Filters(exhibits=asked, after_utc_ms=from_ms, before_utc_ms=to_ms)
    try:
        got = permit(ENFORCED, [authority], filters, 0).filters
    except NotAuthorisedError:
        return
    assert not covered or (got.exhibits and got.exhibits <= covered)
    assert after is None or (got.after_utc_ms is not None and got.after_utc_ms >= after)
    assert before is None or (got.before_utc_ms is not None and got.before_utc_ms <= before)
    assert not asked or got.exhibits <= asked
