"""What the window leaves in the log by being looked into."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from reid_desktop.adapters.store import open_case
from reid_desktop.app.desk import open_desk
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.ids import SightingId
from reid_desktop.services.browsing import Question
from tests.unit.app.inside import Inside


def test_opening_a_case_and_looking_at_a_sighting_are_logged(inside: Inside, reviewed_case: Path) -> None:
    del inside  # keeps the settings of this computer out
    desk = open_desk(load_settings(None, "Ann"), reviewed_case, list)
    assert desk.browsing.details(SightingId(2)) is not None
    assert desk.browsing.details(SightingId(2)) is not None
    assert desk.browsing.details(SightingId(99)) is None
    desk.close()
    with closing(open_case(reviewed_case, read_only=True)) as store:
        rows = [(row.who, row.action, row.object) for row in store.audit()][-2:]
        assert '"times":2' in list(store.audit())[-1].detail
    assert rows == [("Ann", "case.open", "case"), ("Ann", "view", "sighting 2")]


def test_a_part_for_reading_opens_in_the_window_and_stays_as_it_is(
    inside: Inside, reviewed_case: Path, tmp_path: Path
) -> None:
    out = tmp_path / "part.reidcase"
    inside.must("portable", reviewed_case, "--out", out, "--search", "2")
    before = (out / "case.db").read_bytes()
    desk = open_desk(load_settings(None, "Ann"), out, list)
    assert desk.browsing.view(Question()).total == 3
    assert desk.browsing.details(SightingId(1)) is not None
    assert desk.gatekeeper.standings().policy is not None
    desk.close()
    assert (out / "case.db").read_bytes() == before
