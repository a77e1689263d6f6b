"""Groups of cards: by exhibit, photo or clip, neighbourhood and day."""

from __future__ import annotations

import numpy as np

from reid_desktop.services.card_groups import By, groups_by


def test_runs_that_share_every_key_are_groups() -> None:
    keys = (np.array([1, 1, 1, 2, 2]), np.array([5, 5, 6, 6, 6]))
    found = groups_by(By.PLACE, keys, np.array([1, 4, 1, 1, 0], np.int32))
    assert found is not None
    assert (found.starts.tolist(), found.sightings.tolist()) == ([0, 2, 3], [5, 1, 1])
    assert groups_by(By.DAY, (np.empty(0),), np.empty(0, np.int32)) is None


def test_there_may_be_as_many_groups_as_cards() -> None:
    many = np.arange(30_000)
    found = groups_by(By.CLIP, (many,), np.ones(len(many), np.int32))
    assert found is not None
    assert len(found.starts) == len(many)
