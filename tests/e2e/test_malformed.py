"""Real files made to crash, to hang and to fill memory, brought in through the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import Program


@pytest.mark.slow
def test_every_malformed_sample_is_accounted_for_and_stops_nothing(
    program: Program, shared_samples: Path, tmp_path: Path
) -> None:
    images, archives = shared_samples / "malformed_pillow", shared_samples / "malformed_zipslip"
    case = program.new_case(tmp_path / "malformed")
    found = program.must("import", case, images, archives, "--exhibit", "M", "--json").json
    four = [found[name] for name in ("imported", "duplicates", "not_media", "failed")]
    files = sum(path.is_file() for path in images.rglob("*"))
    files += sum(path.is_file() for path in archives.rglob("*"))
    members = 4 * 2
    assert found["files_total"] == sum(four) == files + members
    assert found["imported"] > 80
    assert found["waiting"] == 0
    reasons = [failure["reason"] for failure in found["failures"]]
    assert all(reasons)
    assert not [one for one in reasons if "error in the program" in one or "crashed" in one]
    assert sum("climbs out" in one for one in reasons) == 4
    assert program.must("verify", case, "--json").json["problems"] == []
