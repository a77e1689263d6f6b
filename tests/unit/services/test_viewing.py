"""What was looked at stands in the log: once, in time, and never lost by a busy case."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager

import pytest

from reid_desktop.domain.errors import CaseBusyError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.ports.store import CaseWriter
from reid_desktop.services.viewing import MOST_WAITING, ViewLog
from tests.fakes.media import FixedClock
from tests.fakes.store import FakeCaseStore


class BusyStore(FakeCaseStore):
    """A case that another program may hold."""

    is_busy = False

    def transaction(self, who: str) -> AbstractContextManager[CaseWriter]:  # type: ignore[override]
        if self.is_busy:
            raise CaseBusyError("Another program holds the case.")
        return super().transaction(who)


class Desk:
    """A log of looking over an empty case."""

    def __init__(self) -> None:
        self.store, self.clock = BusyStore(), FixedClock()
        self.views = ViewLog(self.store, "adler", self.clock)

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        return [(row.who, row.action, row.object) for row in self.store.audit()]


def test_opening_is_logged_at_once_with_its_reason() -> None:
    desk = Desk()
    desk.views.opened("review before trial")
    assert desk.rows == [("adler", "case.open", "case")]
    assert "review before trial" in next(desk.store.audit()).detail


def test_looks_are_written_together_each_object_once() -> None:
    desk = Desk()
    desk.views.saw_sighting(SightingId(7), "looks like him")
    desk.clock.utc_ms += 5_000
    desk.views.saw_media(MediaId(7))
    desk.views.saw_sighting(SightingId(7))
    desk.views.flush_if_due()
    assert desk.rows == []
    desk.clock.utc_ms += 20_000
    desk.views.flush_if_due()
    assert desk.rows == [("adler", "view", "sighting 7"), ("adler", "view", "media 7")]
    first = json.loads(next(desk.store.audit()).detail)
    assert first == {"first_utc": "2024-11-19T07:06:40.000Z", "reason": "looks like him", "times": 2}
    desk.clock.utc_ms += 60_000
    desk.views.flush_if_due()
    desk.views.close()
    assert len(desk.rows) == 2


def test_many_are_written_before_their_time_and_the_rest_at_the_end() -> None:
    desk = Desk()
    for number in range(MOST_WAITING):
        desk.views.saw_media(MediaId(number))
    desk.views.flush_if_due()
    assert len(desk.rows) == MOST_WAITING
    desk.views.saw_media(MediaId(999))
    desk.views.flush_if_due()
    assert len(desk.rows) == MOST_WAITING
    desk.views.close()
    assert desk.rows[-1] == ("adler", "view", "media 999")


def test_what_cannot_be_written_waits() -> None:
    desk = Desk()
    desk.views.saw_media(MediaId(1))
    desk.store.is_busy = True
    with pytest.raises(CaseBusyError):
        desk.views.flush()
    desk.store.is_busy = False
    desk.views.saw_media(MediaId(2))
    desk.views.close()
    assert [what for _, _, what in desk.rows] == ["media 1", "media 2"]


def test_a_case_that_cannot_be_written_is_looked_at_unlogged() -> None:
    desk = Desk()
    desk.store.is_read_only = True
    desk.views.opened()
    desk.views.saw_media(MediaId(1))
    desk.views.close()
    assert desk.rows == []
