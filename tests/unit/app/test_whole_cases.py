"""Whole cases encrypted, brought back and purged as the window has it done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reid_desktop.app.settings import load_settings
from reid_desktop.app.whole_cases import CommandedCases
from reid_desktop.domain.errors import CaseError
from reid_desktop.ports.closing import LockErrand, PurgeErrand, UnlockErrand
from tests.unit.app.inside import Inside


def test_a_case_goes_into_a_file_and_comes_back_and_is_purged(
    inside: Inside, reviewed_case: Path, tmp_path: Path
) -> None:
    cases = CommandedCases(replace(load_settings(), examiner="S. Visor"))
    key, sealed = tmp_path / "my.key", tmp_path / "c.age"
    public = cases.new_key(key)
    assert cases.lock(reviewed_case, LockErrand((public,), sealed, "weekend")) == sealed
    assert not reviewed_case.exists()
    assert cases.unlock(UnlockErrand(sealed, key, reviewed_case)) == reviewed_case
    assert cases.purge(reviewed_case, PurgeErrand("over"))["sighting"] == 5
    log = inside.json("show", reviewed_case, "audit")
    told = [(row["action"], row["who"]) for row in log if row["action"] in {"case.locked", "purge.case"}]
    assert told == [("case.locked", "S. Visor"), ("purge.case", "S. Visor")]


def test_what_a_command_refuses_is_told_in_its_sentence(inside: Inside, tmp_path: Path) -> None:
    assert inside is not None
    key = tmp_path / "key"
    key.write_text("there", encoding="ascii")
    with pytest.raises(CaseError, match=r"^key is there already; a key is never overwritten\.$"):
        CommandedCases(load_settings()).new_key(key)
