"""The program inside this process, and a case for it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from reid_desktop.adapters.store import open_case
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import Candidate
from tests.contract.store.builders import EXHIBIT, KEY, add, new_sighting, search_record
from tests.unit.app.inside import Inside


@pytest.fixture
def inside(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Inside:
    return Inside(tmp_path / "home", capsys, monkeypatch)


@pytest.fixture
def reviewed_case(inside: Inside, tmp_path: Path) -> Path:
    """A case with sightings 1 to 5 that no model had to find, an empty search and one that found 1 to 3."""
    folder = tmp_path / "c.reidcase"
    inside.must("new", folder, "--number", "K 7/26", "--title", "Test", "--examiner", "T. Ester")
    with closing(open_case(folder)) as store, store.transaction("t") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        writer.finish_media(add(writer, "a"), KEY, [new_sighting()] * 5, 1.0)
        writer.add_search(search_record())
        found = tuple(Candidate(n, SightingId(n), 1 - n / 10) for n in (1, 2, 3))
        writer.add_search(search_record(found))
    return folder
