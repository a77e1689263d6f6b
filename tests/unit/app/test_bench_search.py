"""The benchmark of searches runs, its answers are right, and its lines can be read. Nothing is timed."""

from __future__ import annotations

import numpy as np
import pytest

from reid_desktop.app.bench import likenesses
from reid_desktop.app.bench.likenesses import Hidden
from reid_desktop.app.bench.search import CHECKED, measure_search, search_lines
from reid_desktop.app.settings import load_settings


def test_a_small_case_is_searched_exactly_and_approximately(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("hnswlib", reason="hnswlib is not installed")
    monkeypatch.setattr(likenesses, "DIMENSIONS", 32)
    random = np.random.default_rng(3)
    persons = np.repeat(np.arange(5), 4)
    centres = random.normal(size=(5, 32))[persons]
    vectors = (centres + 0.1 * random.normal(size=centres.shape)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    hidden = Hidden(vectors, tuple(map(str, persons)), tuple("ab" * 10))
    found = measure_search(load_settings(), 400, hidden, lambda _text: None)
    assert found.sightings >= 420
    assert found.equal == found.checked == CHECKED
    assert [one.equal for one in found.filtered] == [CHECKED] * 3
    assert found.hidden_rank_1 is not None
    assert found.hidden_rank_1 > 0.9
    assert found.graph is not None
    assert found.graph.recall > 0.95
    text = "\n".join(search_lines(found))
    assert "10,000,000 sightings" in text
    assert "hidden among them" in text
