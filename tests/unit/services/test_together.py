"""Several persons at once: the answer is that of trying every choice."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.index.scan import CodeScan
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.togetherness import best_together
from reid_desktop.ports.store import NO_TIME
from reid_desktop.services import together
from reid_desktop.services.comparing import Compared, ComparedVectors
from reid_desktop.services.together import all_of, any_of
from tests.fakes.store import FakeCaseStore
from tests.unit.services.test_comparing import KEY, WIDTH, see


@pytest.fixture(scope="module")
def case() -> tuple[ComparedVectors, FakeCaseStore]:
    store = FakeCaseStore()
    see(store, 150, 3)
    of = ComparedVectors(store, KEY, WIDTH, lambda: CodeScan(WIDTH))
    of.bring_up()
    return of, store


def asked(case: tuple[ComparedVectors, FakeCaseStore], *rows: int) -> list[Compared]:
    of, store = case
    _, vectors = store.vectors(KEY)
    return [of.probe(vectors[row], MediaId(row // 2 + 1), bare=False) for row in rows]


def scores(case: tuple[ComparedVectors, FakeCaseStore], who: list[Compared]) -> np.ndarray:
    of, _ = case
    return np.array([[dict(of.score(one, of.ids))[i] for i in of.ids.tolist()] for one in who])


def test_any_ranks_by_the_person_it_is_most_like(case: tuple[ComparedVectors, FakeCaseStore]) -> None:
    who = asked(case, 0, 51)
    table = scores(case, who)
    best = table.max(axis=0)
    order = np.lexsort((case[0].ids, -best))[:40]
    found = any_of(case[0], who, 40, None)
    assert [one.sighting_id for one in found] == case[0].ids[order].tolist()
    assert [one.person for one in found] == table.argmax(axis=0)[order].tolist()
    some = case[0].ids[::3]
    assert {one.sighting_id for one in any_of(case[0], who, 10, some)} <= set(some.tolist())


@pytest.mark.parametrize("within_s", [None, 10.0])
def test_all_takes_the_best_choice_of_each_item_or_moment(
    case: tuple[ComparedVectors, FakeCaseStore], within_s: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "UNITS_AT_ONCE", 5)
    of, _ = case
    who = asked(case, 4, 91)
    table = scores(case, who)
    media = of.media_of(of.ids)
    times = np.where(np.arange(len(of)) % 11 == 0, NO_TIME, (np.arange(len(of)) * 7919) % 900_000)
    near = {}
    for a in range(len(of)):
        for b in range(len(of)):
            is_near = media[a] == media[b] if within_s is None else NO_TIME not in (times[a], times[b])
            if within_s is not None and is_near:
                is_near = abs(int(times[a]) - int(times[b])) <= within_s * 1000
            if a != b and is_near:
                near[a, b] = min(table[0, a], table[1, b])
    by_unit: dict[int, float] = {}
    if within_s is None:
        for (a, _), joint in near.items():
            by_unit[int(media[a])] = max(by_unit.get(int(media[a]), -2), joint)
        expected = sorted(by_unit.values(), reverse=True)[:12]
    else:
        expected = sorted(near.values(), reverse=True)[:1]
    found = all_of(of, who, 12, None, times, within_s)
    joints = [one.joint for one in found[::2]]
    assert joints[: len(expected)] == pytest.approx(expected)
    for one, other in zip(found[::2], found[1::2], strict=True):
        assert (one.person, other.person) == (0, 1)
        assert one.sighting_id != other.sighting_id
        assert one.joint == other.joint == min(one.score, other.score)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(0, 6))
def test_the_best_choice_is_the_best_of_all(seed: int, persons: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(persons, count)).round(1)
    ids = np.sort(rng.choice(100, count, replace=False))
    found = best_together(ids, table)
    if count < persons:
        assert found is None
        return
    everything = [
        min(table[who, row] for who, row in enumerate(rows)) for rows in permutations(range(count), persons)
    ]
    assert found is not None
    assert found.joint == max(everything)
    assert len(set(found.sightings)) == persons


def test_nobody_is_found_where_nobody_is(case: tuple[ComparedVectors, FakeCaseStore]) -> None:
    nobody = np.empty(0, np.int64)
    who = asked(case, 0, 2)
    assert any_of(case[0], who, 5, nobody) == []
    assert all_of(case[0], who, 5, nobody, None, None) == []
