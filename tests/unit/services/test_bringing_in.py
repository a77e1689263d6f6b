"""Import and analysis side by side."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import Inspection, SourceEntry
from reid_desktop.ports.engine import AnalysisOptions, ImportRequest, ImportSummary
from reid_desktop.services.analysing import AnalyseMedia
from reid_desktop.services.bringing_in import BringIn, MakeAnalysis
from reid_desktop.services.importing import ImportSource
from reid_desktop.services.linking import LinkMedia
from reid_desktop.services.settling import Settler
from tests.fakes.export import CountingJob
from tests.fakes.media import FakeInspector, FakeSource, FixedClock
from tests.fakes.places import FakePlaces
from tests.unit.services.scene import Scene

EXHIBIT = Exhibit(ExhibitId("E"))
PHOTOS = {f"/phone/{name}": b"photo 320 240 1 " + name.encode() for name in "abc"}


class Phone:
    """A phone whose pictures show one person each, once they are analysed."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.inspector = FakeInspector(PHOTOS)
        self.scene.files = self.inspector.files

    def make(self, options: AnalysisOptions) -> tuple[AnalyseMedia, str]:
        assert options.precision == "float32"
        return self.scene.analysis(), self.scene.key

    def bring(self, *paths: str, analyse: bool = True, make: MakeAnalysis | None = None) -> ImportSummary:
        entries = [SourceEntry(path, path, len(data), 1) for path, data in self.inspector.files.items()]
        importing = ImportSource(
            self.scene.store,
            self.inspector,
            lambda _: FakeSource(entries),
            Settler(self.scene.store, FakePlaces(), FixedClock()),
            FixedClock(),
        )
        link = LinkMedia(self.scene.store, FixedClock())
        bring_in = BringIn(self.scene.store, importing, make or self.make, link, FixedClock())
        options = AnalysisOptions() if analyse else None
        return bring_in(ImportRequest(paths or ("/phone",), EXHIBIT, options), "t", CountingJob())


def test_what_comes_in_is_analysed_and_counted() -> None:
    phone = Phone()
    summary = phone.bring()
    assert (summary.files_total, summary.imported, summary.photos, summary.sightings) == (3, 3, 3, 3)
    assert (summary.model_key, summary.waiting) == (phone.scene.key, 0)
    assert phone.scene.store.counts(phone.scene.key).waiting == 0


def test_without_analysis_everything_waits() -> None:
    phone = Phone()
    summary = phone.bring(analyse=False)
    assert (summary.imported, summary.sightings, summary.model_key) == (3, 0, None)
    assert phone.scene.store.counts(None).waiting == 3


def test_a_second_import_counts_only_doubles() -> None:
    phone = Phone()
    phone.bring()
    again = phone.bring()
    assert (again.files_total, again.imported, again.duplicates, again.sightings) == (3, 0, 3, 0)


def test_paths_in_one_another_are_met_once() -> None:
    phone = Phone()
    summary = phone.bring("/phone/a", "/phone", "/phone", "/phone/b")
    assert (summary.files_total, summary.imported, summary.duplicates) == (3, 3, 0)
    assert [source.path for source in phone.scene.store.sources()] == ["/e", "/phone"]


def test_a_refused_model_fails_the_job_after_the_files_are_in() -> None:
    phone = Phone()

    def refuse(_options: AnalysisOptions) -> tuple[AnalyseMedia, str]:
        raise ModelError("No such model.")

    with pytest.raises(ModelError):
        phone.bring(make=refuse)
    assert phone.scene.store.counts(None).media == 3


def test_files_that_vanish_before_their_analysis_wait_and_are_counted_as_such() -> None:
    phone = Phone()

    def unplugged(options: AnalysisOptions) -> tuple[AnalyseMedia, str]:
        made = phone.make(options)
        phone.scene.files = {}  # the inspector still reads its own
        return made

    summary = phone.bring(make=unplugged)
    assert (summary.imported, summary.failed, summary.sightings, summary.waiting) == (3, 0, 0, 3)
    phone.scene.files = phone.inspector.files
    assert phone.bring().sightings == 3


def test_the_last_report_says_what_was_done() -> None:
    told: list[Progress] = []

    class Job(CountingJob):
        def checkpoint(self, progress: Progress) -> None:
            told.append(progress)

    phone = Phone()
    entries = [SourceEntry(path, path, len(data), 1) for path, data in phone.inspector.files.items()]
    importing = ImportSource(
        phone.scene.store,
        phone.inspector,
        lambda _: FakeSource(entries),
        Settler(phone.scene.store, FakePlaces(), FixedClock()),
        FixedClock(),
    )
    request = ImportRequest(("/phone",), EXHIBIT)
    link = LinkMedia(phone.scene.store, FixedClock())
    BringIn(phone.scene.store, importing, phone.make, link, FixedClock())(request, "t", Job())
    assert told[-1].sightings == 3
    assert (told[-1].done, told[-1].total) == (3, 3)


class SlowInspector(FakeInspector):
    """Takes its time with every file."""

    def inspect(self, entry: SourceEntry, breathe: Callable[[], None] = lambda: None) -> Inspection:
        """Wait, then read."""
        time.sleep(0.15)
        return super().inspect(entry, breathe)


def test_the_analysis_waits_for_files_that_are_still_being_read() -> None:
    phone = Phone()
    phone.inspector = SlowInspector(PHOTOS)
    phone.scene.files = phone.inspector.files
    assert phone.bring().sightings == 3
