"""Training through the command line, on made-up persons."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import Program
from tests.e2e.test_calibrate import lay_out_crops


@pytest.mark.slow
def test_an_embedder_is_trained_exported_and_used(program: Program, tmp_path: Path) -> None:
    pytest.importorskip("torchreid", reason="the extra [torch] is not installed")
    (tmp_path / "crops").mkdir()
    lay_out_crops(tmp_path / "crops", 8)
    words = ("train", "embedder", "--layout", "folder", tmp_path / "crops", "--name", "own-net")
    work = ("--work", tmp_path / "work", "--persons-per-batch", "3", "--crops-per-person", "2")
    made = program.must(*words, *work, "--rounds", "1", "--json").json
    assert (made["name"], made["persons"], made["held_out"]) == ("own-net", 6, 2)
    assert [one["number"] for one in made["rounds"]] == [0, 1]
    longer = program.must(*words, *work, "--rounds", "2", "--json").json
    assert longer["rounds"][:2] == made["rounds"]
    judged = program.must(
        "evaluate", "--layout", "folder", tmp_path / "crops", "--embedder", "own-net", "--json"
    ).json
    assert judged["model_key"].startswith("own-net@")
    assert program.run(*words[:-1], "Bad Name", *work).code == 2
