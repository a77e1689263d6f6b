"""A teacher's vectors on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.training.taught import Taught, keep_taught, read_taught, rows_of
from reid_desktop.domain.errors import ModelError


def test_vectors_come_back_by_their_paths(tmp_path: Path) -> None:
    rows = np.random.default_rng(5).normal(size=(4, 256)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    names = ["a.jpg", "b/ä.jpg", "c.jpg", "d.jpg"]
    keep_taught(Taught("teacher@1", dict(zip(names, rows, strict=True))), tmp_path / "t.npz")
    found = read_taught(tmp_path / "t.npz")
    assert found.key == "teacher@1"
    some = rows_of(found, ["c.jpg", "a.jpg"])
    assert some is not None
    assert np.sum(some * rows[[2, 0]], axis=1) == pytest.approx(1, abs=2e-4)
    assert np.linalg.norm(some, axis=1) == pytest.approx(1, abs=1e-5)
    assert rows_of(found, ["a.jpg", "x.jpg"]) is None


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_what_holds_no_vectors_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.npz").write_bytes(content)
    with pytest.raises(ModelError, match="no vectors"):
        read_taught(tmp_path / "t.npz")
    with pytest.raises(ModelError, match="no vectors"):
        read_taught(tmp_path / "missing.npz")
