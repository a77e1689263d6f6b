"""Every row of the log names the account of the system beside the name that was given."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from reid_desktop.app.account import system_account
from tests.unit.app.inside import Inside


def test_whatever_name_is_given_the_log_knows_the_account(
    inside: Inside, reviewed_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = system_account()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody else")
    inside.must("note", reviewed_case, "seen", "--as", "An assumed name")
    rows = inside.json("show", reviewed_case, "audit")
    [note] = [row for row in rows if row["action"].startswith("note")]
    assert (note["who"], json.loads(note["detail"])["account"]) == ("An assumed name", account)
    if hasattr(os, "getuid"):
        assert "somebody else" not in account
    created = next(row for row in rows if row["action"] == "case.create")
    assert json.loads(created["detail"])["account"] == account
