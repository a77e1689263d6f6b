"""Acts on persons of interest, replayed, and taken back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import PersonEventId, PersonId, ProbeId, SightingId
from reid_desktop.domain.person_history import people_of, void_events
from reid_desktop.domain.persons import Comparison, PersonAct, PersonEvent, PersonVerb, Threshold

ONE, TWO, THREE = PersonId(1), PersonId(2), PersonId(3)


def ids(*numbers: int) -> tuple[SightingId, ...]:
    return tuple(SightingId(number) for number in numbers)


def events(*acts: PersonAct) -> list[PersonEvent]:
    return [
        PersonEvent(PersonEventId(number), act, "adler", "", "2024")
        for number, act in enumerate(acts, start=1)
    ]


ADD_ONE = PersonAct(PersonVerb.ADDED, ONE, "Man in red")
ADD_TWO = PersonAct(PersonVerb.ADDED, TWO, "Woman")
CONFIRM_ONE = PersonAct(PersonVerb.CONFIRMED, ONE, sightings=ids(1, 2))
CONFIRM_TWO = PersonAct(PersonVerb.CONFIRMED, TWO, sightings=ids(3, 4))
PROBE = PersonAct(PersonVerb.PROBE_ADDED, TWO, probes=(ProbeId(1),))
MERGE = PersonAct(PersonVerb.MERGED, ONE, other=TWO)


def undo(number: int) -> PersonAct:
    return PersonAct(PersonVerb.UNDONE, undoes=PersonEventId(number))


def test_a_merge_gives_everything_to_one_and_undoing_it_gives_it_back() -> None:
    before = (ADD_ONE, ADD_TWO, CONFIRM_ONE, CONFIRM_TWO, PROBE)
    merged = people_of(events(*before, MERGE))
    assert [person.person_id for person in merged.present] == [ONE]
    assert merged.persons[ONE].sightings == ids(1, 2, 3, 4)
    assert merged.persons[ONE].probes == (ProbeId(1),)
    assert merged.persons[TWO].merged_into == ONE
    assert people_of(events(*before, MERGE, undo(6))) == people_of(events(*before))


def test_what_came_after_an_undone_merge_stays() -> None:
    later = PersonAct(PersonVerb.CONFIRMED, ONE, sightings=ids(9))
    people = people_of(events(ADD_ONE, ADD_TWO, CONFIRM_ONE, CONFIRM_TWO, MERGE, later, undo(5)))
    assert people.persons[ONE].sightings == ids(1, 2, 9)
    assert people.persons[TWO].sightings == ids(3, 4)


def test_undoing_an_undoing_brings_back() -> None:
    done = events(ADD_ONE, CONFIRM_ONE, undo(2), undo(3))
    assert void_events(done) == {3}
    assert people_of(done).persons[ONE].sightings == ids(1, 2)


def test_a_split_takes_sightings_and_probes_along() -> None:
    split = PersonAct(PersonVerb.SPLIT, THREE, "Another", ids(4), (ProbeId(1),), other=TWO)
    people = people_of(events(ADD_TWO, CONFIRM_TWO, PROBE, split))
    assert (people.persons[TWO].sightings, people.persons[TWO].probes) == (ids(3), ())
    assert (people.persons[THREE].sightings, people.persons[THREE].probes) == (ids(4), (ProbeId(1),))
    assert people.owners == {3: TWO, 4: THREE}


def test_a_move_takes_from_whoever_has_it() -> None:
    move = PersonAct(PersonVerb.MOVED, ONE, sightings=ids(3), probes=(ProbeId(1),))
    people = people_of(events(ADD_ONE, ADD_TWO, CONFIRM_ONE, CONFIRM_TWO, PROBE, move))
    assert people.owners[SightingId(3)] == ONE
    assert (people.persons[ONE].probes, people.persons[TWO].probes) == ((ProbeId(1),), ())


def test_the_newest_threshold_of_a_model_and_comparison_counts() -> None:
    def act(score: float, comparison: Comparison) -> PersonAct:
        return PersonAct(PersonVerb.THRESHOLD_SET, ONE, threshold=Threshold("k", comparison, score))

    bare, apart = Comparison.BARE, Comparison.WITHOUT_CAMERAS
    person = people_of(events(ADD_ONE, act(0.5, bare), act(0.6, apart), act(0.7, bare))).persons[ONE]
    assert [t and t.score for t in (person.threshold("k", bare), person.threshold("k", apart))] == [0.7, 0.6]
    assert person.threshold("other", bare) is None


@pytest.mark.parametrize(
    "acts",
    [
        (PersonAct(PersonVerb.ADDED, ONE, "  "),),
        (PersonAct(PersonVerb.RENAMED, ONE, "x"),),
        (ADD_ONE, ADD_TWO, MERGE, PersonAct(PersonVerb.RENAMED, TWO, "x")),
        (ADD_ONE, PersonAct(PersonVerb.MERGED, ONE, other=ONE)),
        (ADD_ONE, ADD_TWO, CONFIRM_ONE, PersonAct(PersonVerb.CONFIRMED, TWO, sightings=ids(1))),
        (ADD_ONE, CONFIRM_ONE, PersonAct(PersonVerb.DENIED, ONE, sightings=ids(1))),
        (ADD_ONE, PersonAct(PersonVerb.RELEASED, ONE, sightings=ids(1))),
        (ADD_ONE, PersonAct(PersonVerb.PROBE_TAKEN_OUT, ONE, probes=(ProbeId(1),))),
        (ADD_ONE, PersonAct(PersonVerb.SPLIT, TWO, "New", other=ONE)),
        (ADD_ONE, PersonAct(PersonVerb.SPLIT, TWO, "New", ids(1), other=ONE)),
        (ADD_ONE, PersonAct(PersonVerb.THRESHOLD_SET, ONE, threshold=Threshold("k", Comparison.BARE, 1.5))),
        (ADD_ONE, ADD_TWO, CONFIRM_ONE, PersonAct(PersonVerb.DENIED, TWO, sightings=ids(1)), MERGE),
        (ADD_ONE, CONFIRM_ONE, undo(1)),
    ],
)
def test_what_does_not_fit_is_refused(acts: tuple[PersonAct, ...]) -> None:
    with pytest.raises(UsageError):
        people_of(events(*acts))


any_act = st.one_of(
    st.builds(
        PersonAct,
        st.sampled_from([PersonVerb.CONFIRMED, PersonVerb.RELEASED, PersonVerb.DENIED, PersonVerb.MOVED]),
        st.sampled_from([ONE, TWO, THREE]),
        sightings=st.lists(st.integers(1, 6).map(SightingId), min_size=1, max_size=3, unique=True).map(tuple),
    ),
    st.builds(
        lambda into, other: PersonAct(PersonVerb.MERGED, into, other=other),
        st.sampled_from([ONE, TWO, THREE]),
        st.sampled_from([ONE, TWO, THREE]),
    ),
    st.builds(lambda who: PersonAct(PersonVerb.RETIRED, who), st.sampled_from([ONE, TWO])),
)


@given(st.lists(any_act, max_size=12))
def test_undoing_everything_backwards_passes_through_every_state(acts: list[PersonAct]) -> None:
    made = [ADD_ONE, ADD_TWO, PersonAct(PersonVerb.ADDED, THREE, "Child")]
    for act in acts:
        try:
            people_of(events(*made, act))
        except UsageError:
            continue
        made.append(act)
    states = [people_of(events(*made[:count])) for count in range(3, len(made) + 1)]
    for person in states[-1].persons.values():
        assert not set(person.sightings) & set(person.denied)
    owned = [s for person in states[-1].persons.values() for s in person.sightings]
    assert len(owned) == len(set(owned)) == len(states[-1].owners)
    for (earlier, _), number in zip(reversed(list(pairwise(states))), range(len(made), 3, -1), strict=True):
        made.append(undo(number))
        assert people_of(events(*made)) == earlier
