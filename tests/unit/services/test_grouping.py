"""Proposed groups over a case."""

from __future__ import annotations

import numpy as np
import pytest

from reid_desktop.adapters.index.scan import CodeScan
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import PersonId, SightingId
from reid_desktop.domain.media import Copy, Inspection, MediaKind
from reid_desktop.domain.persons import Comparison, PersonAct, PersonVerb
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.engine import ChangePersonRequest, GroupRequest
from reid_desktop.services.companions import companions_in
from reid_desktop.services.comparing import ComparedVectors
from reid_desktop.services.grouping import GroupSightings
from reid_desktop.services.persons_of_interest import ChangePersons
from tests.fakes.store import FakeCaseStore
from tests.unit.services.scene import Scene
from tests.unit.services.test_importing import EXHIBIT

WIDTH = 32
KEY = "det@000000000000#v1 + emb@111111111111#v1"


def case_of(persons: int, each: int, spread: float = 0.02) -> FakeCaseStore:
    """Photos of one person each: person p is in every `persons`-th photo, so sighting n shows n % persons."""
    random = np.random.default_rng(3)
    centres = random.normal(size=(persons, WIDTH))
    store = FakeCaseStore()
    with store.transaction("t") as case:
        case.add_exhibit(EXHIBIT)
        source = case.add_source(EXHIBIT.exhibit_id, "/phone", "folder")
        for number in range(persons * each):
            vector = centres[number % persons] + spread * random.normal(size=WIDTH)
            vector = (vector / np.linalg.norm(vector)).astype(np.float32)
            media_id, _ = case.add_media(Inspection(f"{number:064x}", 1, MediaKind.PHOTO, "jpeg"), None, None)
            case.add_copy(media_id, Copy(EXHIBIT.exhibit_id, source, f"/{number}", f"{number}", 1, 1))
            quality = Quality(0.9 if number else 0.1, 90, 1.0, False)
            found = NewSighting(Box(0, 0, 50, 90), Size(100, 100), 0.9, quality, vector)
            case.finish_media(media_id, KEY, [found], 1.0)
    return store


def grouping_of(store: FakeCaseStore) -> GroupSightings:
    compared = ComparedVectors(store, KEY, WIDTH, lambda: CodeScan(WIDTH))
    return GroupSightings(store, KEY, compared)


def act(store: FakeCaseStore, verb: PersonVerb, *sightings: int, text: str = "") -> None:
    ids = tuple(SightingId(i) for i in sightings)
    change = PersonAct(verb, PersonId(1), text, ids)
    ChangePersons(store)(ChangePersonRequest(change), "adler")


def test_groups_hold_one_person_each() -> None:
    found = grouping_of(case_of(4, 5))(GroupRequest(0.5))
    assert (found.comparison, found.alone, len(found.groups)) == (Comparison.BARE, 0, 4)
    for one in found.groups:
        assert len({i % 4 for i in one.sightings}) == 1
        assert one.cohesion > 0.9


def test_what_was_confirmed_is_proposed_no_more_and_its_person_is_named() -> None:
    store = case_of(3, 6)
    grouping = grouping_of(store)
    assert len(grouping(GroupRequest(0.5)).groups) == 3
    act(store, PersonVerb.ADDED, text="Man in red")
    act(store, PersonVerb.CONFIRMED, 1, 4)
    found = grouping(GroupRequest(0.5))
    proposed = {i for one in found.groups for i in one.sightings}
    assert not {1, 4} & proposed
    [near] = [one for one in found.groups if one.near_person is not None]
    assert (near.near_person, set(near.sightings)) == (1, {7, 10, 13, 16})


def test_blurred_sightings_can_be_left_out() -> None:
    found = grouping_of(case_of(2, 3))(GroupRequest(0.5, minimum_quality=0.5))
    assert SightingId(1) not in {i for one in found.groups for i in one.sightings}


def test_a_larger_case_is_grouped_as_it_is_searched() -> None:
    found = grouping_of(case_of(30, 4))(GroupRequest(0.5))
    assert found.comparison is Comparison.WITHOUT_CAMERAS
    assert [len(one.sightings) for one in found.groups] == [4] * 30


@pytest.mark.parametrize("place", [-0.1, 1.1])
def test_the_slider_has_ends(place: float) -> None:
    with pytest.raises(UsageError):
        grouping_of(case_of(1, 1))(GroupRequest(place))


def test_persons_confirmed_in_one_photo_are_together() -> None:
    scene = Scene()
    scene.add("/e/a", b"persons 2")
    scene.analyse()
    for number, name in ((1, "One"), (2, "Other")):
        for change in (
            PersonAct(PersonVerb.ADDED, text=name),
            PersonAct(PersonVerb.CONFIRMED, PersonId(number), sightings=(SightingId(number),)),
        ):
            ChangePersons(scene.store)(ChangePersonRequest(change), "adler")
    [pair] = companions_in(scene.store)
    assert ((pair.one, pair.other), pair.in_one_picture) == ((1, 2), 1)
