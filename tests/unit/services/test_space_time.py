"""What map and timeline are told besides positions and times."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.persons import PersonAct, PersonVerb
from reid_desktop.domain.review import DECISION, Act
from reid_desktop.services.browsing import Browsing, Question
from reid_desktop.services.space_time import LaneBy
from tests.fakes.store import FakeCaseStore
from tests.unit.services.test_browsing import store  # noqa: F401 - the fixture is used


def test_events_reach_as_far_as_their_uncertainty_and_length(store: FakeCaseStore) -> None:  # noqa: F811
    events = Browsing(store, ThumbnailNames(Path("thumbs"))).view(Question()).events
    by_id = {int(i): n for n, i in enumerate(events.ids)}
    clip = by_id[5]
    assert events.start_ms[clip] == 6_500
    assert (events.early_ms[clip], events.late_ms[clip]) == (5_500, 9_500)
    photo = by_id[1]
    assert (events.early_ms[photo], events.late_ms[photo]) == (1_000, 3_000)


def test_points_say_how_they_are_known(store: FakeCaseStore) -> None:  # noqa: F811
    points = Browsing(store, ThumbnailNames(Path("thumbs"))).view(Question()).points
    assert points.sources.tolist() == [0, 0, 1]
    assert np.isnan(points.accuracy_m).all()
    assert points.time_utc_ms.tolist() == [2_000, 2_000, 6_500]


def test_lanes_by_source_name_exhibit_and_folder(store: FakeCaseStore) -> None:  # noqa: F811
    browsing = Browsing(store, ThumbnailNames(Path("thumbs")))
    events = browsing.view(Question(lanes=LaneBy.SOURCE)).events
    assert events.lane_names == ("A: /A", "B: /B")
    assert events.lanes.tolist() == browsing.view(Question()).events.lanes.tolist()


def test_persons_have_lanes_and_decisions_are_told(store: FakeCaseStore) -> None:  # noqa: F811
    with store.transaction("adler") as case:
        person = case.add_person_event(PersonAct(PersonVerb.ADDED, text="The man in red"), "").act.person_id
        confirmed = (SightingId(2), SightingId(5))
        case.add_person_event(PersonAct(PersonVerb.CONFIRMED, person, sightings=confirmed), "")
        case.mark([(Act(DECISION, 2, "adler", "t"), [SightingId(1)])])
    view = Browsing(store, ThumbnailNames(Path("thumbs"))).view(Question(lanes=LaneBy.PERSON))
    assert view.events.lane_names == ("The man in red", "not confirmed")
    lanes = dict(zip(view.events.ids.tolist(), view.events.lanes.tolist(), strict=True))
    assert lanes == {1: 1, 2: 0, 3: 1, 5: 0}
    assert dict(zip(view.points.ids.tolist(), view.points.verdicts.tolist(), strict=True)) == {
        1: 2,
        2: 0,
        5: 0,
    }
