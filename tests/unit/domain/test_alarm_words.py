"""What purged alarms brought about counts no longer; an examiner's own word stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.alarm_words import without_alarms
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import AlarmId, PersonEventId, PersonId, SightingId
from reid_desktop.domain.person_history import people_of
from reid_desktop.domain.persons import PersonAct, PersonEvent, PersonVerb
from tests.unit.domain.test_person_history import ADD_ONE, ADD_TWO, ONE, TWO, events, ids, undo

SEVEN = "alarm 7"
BY_ALARM = PersonAct(PersonVerb.CONFIRMED, ONE, SEVEN, sightings=ids(5))


def purged(history: Sequence[PersonEvent]) -> list[PersonEvent]:
    """Return a history as it stands once alarm 7 is purged."""
    changed = without_alarms(history, {AlarmId(7)})
    return [replace(one, act=changed.get(one.event_id, one.act)) for one in history]


def test_only_what_rests_on_the_alarm_goes() -> None:
    own = PersonAct(PersonVerb.CONFIRMED, ONE, sightings=ids(6))
    other = replace(BY_ALARM, text="alarm 8", sightings=ids(8))
    people = people_of(purged(events(ADD_ONE, own, BY_ALARM, other)))
    assert people.persons[ONE].sightings == ids(6, 8)


def test_a_person_split_off_with_nothing_else_stays_as_a_name() -> None:
    split = PersonAct(PersonVerb.SPLIT, TWO, "Other", sightings=ids(5), other=ONE)
    people = people_of(purged(events(ADD_ONE, BY_ALARM, split)))
    assert (people.persons[TWO].name, people.persons[TWO].sightings) == ("Other", ())


def test_what_was_confirmed_anew_by_hand_stays() -> None:
    released = PersonAct(PersonVerb.RELEASED, ONE, sightings=ids(5))
    again = PersonAct(PersonVerb.CONFIRMED, TWO, sightings=ids(5))
    people = people_of(purged(events(ADD_ONE, ADD_TWO, BY_ALARM, released, again)))
    assert (people.persons[ONE].sightings, people.persons[TWO].sightings) == ((), ids(5))


def test_what_was_denied_for_another_does_not_keep_what_the_alarm_brought() -> None:
    denied = PersonAct(PersonVerb.DENIED, TWO, sightings=ids(5))
    released = PersonAct(PersonVerb.RELEASED, ONE, sightings=ids(5))
    people = people_of(purged(events(ADD_ONE, ADD_TWO, BY_ALARM, denied, released)))
    assert (people.persons[ONE].sightings, people.persons[TWO].denied) == ((), ids(5))


def test_an_own_confirmation_that_was_released_later_stays_released() -> None:
    own = PersonAct(PersonVerb.CONFIRMED, ONE, sightings=ids(5))
    released = PersonAct(PersonVerb.RELEASED, ONE, sightings=ids(5))
    people = people_of(purged(events(ADD_ONE, own, BY_ALARM, released)))
    assert people.persons[ONE].sightings == ()


def test_a_decision_of_an_earlier_version_is_known_by_its_reason() -> None:
    bare = [*events(ADD_ONE), PersonEvent(PersonEventId(2), replace(BY_ALARM, text=""), "a", SEVEN, "2024")]
    assert people_of(purged(bare)).persons[ONE].sightings == ()


@st.composite
def histories(draw: st.DrawFn) -> list[PersonEvent]:
    """Draw acts that fit one another, some of them brought about by alarm 7."""
    kept = events(ADD_ONE, ADD_TWO)
    for _ in range(draw(st.integers(0, 9))):
        verb = draw(st.sampled_from(["confirm", "deny", "release", "move", "split", "merge", "undo"]))
        whom, sightings = draw(st.sampled_from([ONE, TWO])), ids(draw(st.integers(1, 3)))
        text = SEVEN if verb in ("confirm", "deny") and draw(st.booleans()) else ""
        act = {
            "confirm": PersonAct(PersonVerb.CONFIRMED, whom, text, sightings=sightings),
            "deny": PersonAct(PersonVerb.DENIED, whom, text, sightings=sightings),
            "release": PersonAct(PersonVerb.RELEASED, whom, sightings=sightings),
            "move": PersonAct(PersonVerb.MOVED, whom, sightings=sightings),
            "split": PersonAct(
                PersonVerb.SPLIT, PersonId(len(kept) + 3), "New", sightings=sightings, other=whom
            ),
            "merge": PersonAct(PersonVerb.MERGED, ONE, other=TWO),
            "undo": undo(draw(st.integers(3, len(kept) + 2))),
        }[verb]
        longer = [*kept, PersonEvent(PersonEventId(len(kept) + 1), act, "adler", "", "2024")]
        try:
            people_of(longer)
        except UsageError:
            continue
        if verb != "undo" or act.undoes in {one.event_id for one in kept}:
            kept = longer
    return kept


@given(histories())
def test_whatever_was_done_the_history_still_fits(history: list[PersonEvent]) -> None:
    left = people_of(purged(history))
    whole = people_of(history)
    assert set(left.persons) == set(whole.persons)
    for one in history:
        if one.act.text == SEVEN:
            assert {e.event_id: e.act.sightings for e in purged(history)}[one.event_id] == ()


def test_nothing_changes_without_alarms() -> None:
    assert without_alarms(events(ADD_ONE, BY_ALARM), set()) == {}
    assert SightingId(5) in people_of(events(ADD_ONE, BY_ALARM)).persons[ONE].sightings
