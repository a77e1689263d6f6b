"""Times of stages in a store."""

from __future__ import annotations

from reid_desktop.domain.stage_times import StageTime
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import KEY, NEWER_KEY


def test_each_stretch_comes_back_with_its_stages(store: CaseStore) -> None:
    first = (StageTime("decode photo", 3, 0.25), StageTime("embed", 7, 1.5))
    second = (StageTime("embed", 1, 0.125),)
    with store.transaction("t") as case:
        case.add_stage_times(KEY, first)
        case.add_stage_times(NEWER_KEY, second)
    found = store.stage_times()
    assert [(one.model_key, one.stages) for one in found] == [(KEY, first), (NEWER_KEY, second)]
    assert all(one.ended_utc for one in found)
