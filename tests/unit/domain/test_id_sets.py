"""Sets of ids are those that numpy makes, whatever way they are made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain import id_sets
from reid_desktop.domain.id_sets import among, missing, runs, shared

IDS = st.lists(st.integers(0, 300), unique=True, max_size=120).map(lambda found: np.array(sorted(found), int))


@pytest.mark.parametrize("few", [1, 10_000])
@given(ids=IDS, others=IDS)
def test_the_sets_are_those_of_numpy(few: int, ids: id_sets.Ids, others: id_sets.Ids) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(id_sets, "FEW", few)
        assert among(ids, others).tolist() == np.isin(ids, others).tolist()
        assert missing(ids, others).tolist() == np.setdiff1d(ids, others).tolist()
        assert shared(ids, others).tolist() == np.intersect1d(ids, others).tolist()


def test_ids_without_gaps_and_ids_far_apart() -> None:
    ids = np.arange(10, 110)
    assert among(ids, np.arange(0, 60)).sum() == 50
    far = np.arange(5) * 2**40
    assert among(far, far[1:3]).tolist() == [False, True, True, False, False]


@given(st.lists(st.integers(0, 4), max_size=30))
def test_runs_begin_where_a_number_changes(numbers: list[int]) -> None:
    groups = np.array(sorted(numbers), np.int64)
    assert groups[runs(groups)].tolist() == sorted(set(numbers))
