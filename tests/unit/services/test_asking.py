"""From crops and feedback to one vector a person; what does not go together is refused."""

from __future__ import annotations

import numpy as np
import pytest

from reid_desktop.adapters.index.scan import CodeScan
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import ProbeOrigin
from reid_desktop.domain.search_options import SearchOptions, Together
from reid_desktop.services.asking import MOST_TOGETHER, persons_asked
from reid_desktop.services.comparing import Compared, ComparedVectors
from reid_desktop.services.probing import Probe
from tests.fakes.store import FakeCaseStore

WIDTH = 8


def asked(persons: list[int], options: SearchOptions) -> list[Compared]:
    compared = ComparedVectors(FakeCaseStore(), "key", WIDTH, lambda: CodeScan(WIDTH))
    compared.bring_up()
    rows = np.eye(WIDTH, dtype=np.float32)
    probes = [
        Probe(ProbeOrigin(f"{row}", "0" * 64, Box(0, 0, 1, 1), person=number), rows[row])
        for row, number in enumerate(persons)
    ]
    return persons_asked(compared, probes, options, None)


def test_crops_of_one_person_are_one_vector_and_persons_keep_their_order() -> None:
    first, second = asked([1, 0, 1], SearchOptions(together=Together.ANY))
    assert first.vector.tolist() == np.eye(WIDTH, dtype=np.float32)[1].tolist()
    assert np.flatnonzero(second.vector).tolist() == [0, 2]
    assert float(np.linalg.norm(second.vector)) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("persons", "options", "words"),
    [
        ([0, 1], SearchOptions(together=Together.ANY, liked=(SightingId(1),)), "one person"),
        ([0, 1], SearchOptions(together=Together.ALL, unliked=(SightingId(1),)), "one person"),
        ([0, 1], SearchOptions(together=Together.ALL, expand=True), "one person"),
        ([0, 1], SearchOptions(), "any or all"),
        ([*range(MOST_TOGETHER + 1)], SearchOptions(together=Together.ALL), "At most 6"),
    ],
)
def test_what_does_not_go_together_is_refused(persons: list[int], options: SearchOptions, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        asked(persons, options)


def test_either_of_many_and_all_of_some_may_be_looked_for() -> None:
    assert len(asked([*range(WIDTH)], SearchOptions(together=Together.ANY))) == WIDTH
    assert len(asked([*range(MOST_TOGETHER)], SearchOptions(together=Together.ALL))) == MOST_TOGETHER
