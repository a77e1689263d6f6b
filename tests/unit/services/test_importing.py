"""Every file of a source is accounted for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.domain.apps import THUMBNAIL_DATABASE
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import Cancelled
from reid_desktop.domain.geometry import Size
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import (
    EmbeddedPart,
    FileOutcome,
    Inspection,
    MediaKind,
    Outcome,
    RawFacts,
    SourceEntry,
)
from reid_desktop.domain.name_template import name_template
from reid_desktop.ports.store import Brought
from reid_desktop.services.importing import CHANGED, INSIDE, ImportSource, ImportTally
from reid_desktop.services.settling import Settler
from tests.fakes.export import CountingJob
from tests.fakes.media import FakeInspector, FakeSource, FixedClock
from tests.fakes.places import FakePlaces
from tests.fakes.store import FakeCaseStore

EXHIBIT = Exhibit(ExhibitId("EX-1"))


class Phone:
    """A fake source that can be imported into a fake case."""

    def __init__(self, files: dict[str, bytes], extra: list[FileOutcome] | None = None) -> None:
        self.inspector = FakeInspector(files)
        self.extra = extra or []
        self.store = FakeCaseStore()
        self.mtime_ns = dict.fromkeys(files, 1)
        self.names: tuple[str, ...] = ()
        """What the source lists; all of it when empty."""

    def bring(
        self,
        job: CountingJob | None = None,
        condemned: dict[str, str] | None = None,
        templates: Sequence[str] = (),
    ) -> Brought:
        entries = [
            SourceEntry(path, path.removeprefix("/phone/"), len(data), self.mtime_ns.get(path, 1))
            for path, data in self.inspector.files.items()
            if not self.names or path in self.names
        ]
        importing = ImportSource(
            self.store,
            self.inspector,
            lambda _: FakeSource([*entries, *self.extra]),
            Settler(self.store, FakePlaces(), FixedClock()),
            FixedClock(),
            condemned,
        )
        tally = ImportTally(self.store.mark())
        self.tally = tally
        names = [name_template(text) for text in templates]
        importing("/phone", EXHIBIT, "tester", job or CountingJob(), tally, names)
        return self.store.brought(tally.mark, tally.sources, None)


def test_the_four_outcomes() -> None:
    unlisted = FileOutcome("/phone/locked", Outcome.FAILED, "The folder cannot be opened.")
    phone = Phone(
        {
            "/phone/a": b"photo 10 10",
            "/phone/b": b"photo 10 10",
            "/phone/c": b"video 9 9",
            "/phone/d": b"text",
            "/phone/e": b"broken",
        },
        [unlisted],
    )
    brought = phone.bring()
    assert brought.counts == {
        Outcome.IMPORTED: 2,
        Outcome.DUPLICATE: 1,
        Outcome.NOT_MEDIA: 1,
        Outcome.FAILED: 2,
    }
    assert (brought.photos, brought.videos) == (1, 1)
    [item] = phone.store.media([phone.store.media_ids()[0]])
    assert [copy.path for copy in item.copies] == ["/phone/a", "/phone/b"]
    assert unlisted in brought.failures


def test_a_folder_that_can_be_listed_later_is_no_failure_any_more() -> None:
    closed = FileOutcome("/phone/locked/", Outcome.FAILED, "The folder cannot be listed.")
    phone = Phone({"/phone/a": b"photo 10 10"}, [closed])
    assert phone.bring().counts[Outcome.FAILED] == 1
    assert phone.bring().counts[Outcome.FAILED] == 1, "still closed"
    phone.extra = []
    phone.inspector.files["/phone/locked/b"] = b"photo 20 20"
    brought = phone.bring()
    assert (brought.counts[Outcome.IMPORTED], brought.counts[Outcome.FAILED]) == (1, 0)
    assert [one.path for one in phone.store.outcomes() if one.outcome is Outcome.FAILED] == []
    assert "import.listed" in [row.action for row in phone.store.audit()]


def test_a_video_inside_a_photo_is_an_item_but_no_file_of_the_source() -> None:
    part = EmbeddedPart(9, 11, "mp4")
    inner = part.path_in("/phone/m.jpg")
    phone = Phone({"/phone/m.jpg": b"photo 10 10", "/phone/n.jpg": b"photo 20 20"})
    facts = RawFacts(size=Size(10, 10), parts=(part,))
    phone.inspector.facts = {"/phone/m.jpg": facts, "/phone/n.jpg": facts}
    listed = dict(phone.inspector.files)
    phone.inspector.files = {**listed, inner: b"video 10 10"}  # that of n.jpg cannot be read
    phone.names = tuple(listed)
    brought = phone.bring()
    assert sum(brought.counts.values()) == 2
    items = phone.store.media(phone.store.media_ids())
    assert sorted(copy.path for item in items for copy in item.copies) == [
        "/phone/m.jpg",
        inner,
        "/phone/n.jpg",
    ]
    [clip] = [item for item in items if item.kind is MediaKind.VIDEO]
    assert INSIDE in clip.copies[0].beside.notes
    assert clip.copies[0].device_path == "m.jpg (moving part).mp4"


def test_known_files_are_not_read_again() -> None:
    phone = Phone({"/phone/a": b"photo 10 10", "/phone/b": b"photo 20 20"})
    phone.bring()
    phone.inspector.files["/phone/a"] = b"photo 77 7."  # same length and date: must not be looked at
    brought = phone.bring()
    assert sum(brought.counts.values()) == 0
    assert phone.tally.unchanged == 2
    assert len(phone.store.media_ids()) == 2


def test_a_file_whose_content_changed_is_named_and_not_taken_for_the_old_one() -> None:
    phone = Phone({"/phone/a": b"photo 10 10"})
    phone.bring()
    phone.inspector.files["/phone/a"] = b"photo 99 99"
    phone.mtime_ns["/phone/a"] = 2
    brought = phone.bring()
    assert brought.failures == (FileOutcome("/phone/a", Outcome.FAILED, CHANGED),)
    assert len(phone.store.media_ids()) == 1


def test_a_file_with_a_new_date_and_the_same_content_is_a_duplicate() -> None:
    phone = Phone({"/phone/a": b"photo 10 10"})
    phone.bring()
    phone.mtime_ns["/phone/a"] = 2
    assert phone.bring().counts[Outcome.DUPLICATE] == 1


def test_a_condemned_file_is_not_touched() -> None:
    phone = Phone({"/phone/a": b"photo 10 10", "/phone/b": b"photo 20 20"})
    brought = phone.bring(condemned={"/phone/b": "It crashed the reader."})
    [failure] = brought.failures
    assert (failure.path, failure.reason) == ("/phone/b", "It crashed the reader.")


def test_size_and_date_of_what_did_not_come_in_are_noted() -> None:
    phone = Phone({"/phone/d": b"text", "/phone/e": b"broken"})
    phone.bring()
    noted = [(one.outcome, one.size_bytes, one.mtime_ns) for one in phone.store.outcomes()]
    assert noted == [(Outcome.NOT_MEDIA, 4, 1), (Outcome.FAILED, 6, 1)]


def test_cancelled_and_begun_again_nothing_is_lost_or_doubled() -> None:
    files = {f"/phone/{n:04}": f"photo {n + 1} 5".encode() for n in range(450)}
    phone = Phone(files)
    with pytest.raises(Cancelled):
        phone.bring(CountingJob(cancel_at=1))
    held = len(phone.store.media_ids())
    assert 0 < held < 450
    brought = phone.bring()
    assert brought.counts[Outcome.IMPORTED] == 450 - held
    assert phone.tally.unchanged == held
    assert len(phone.store.media_ids()) == 450


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        # A path that ends with `/` is a folder.
        st.text(st.characters(codec=None), min_size=1, max_size=8).map(lambda name: f"/phone/{name}."),
        st.sampled_from([b"photo 1 1", b"photo 2 2", b"video 3 3", b"junk", b"broken", b""]),
        min_size=1,
        max_size=30,
    )
)
def test_the_sum_is_the_total(files: dict[str, bytes]) -> None:
    phone = Phone(files)
    brought = phone.bring()
    assert sum(brought.counts.values()) == len(files)
    assert brought.counts[Outcome.IMPORTED] == len({v for v in files.values() if v[:1] in (b"p", b"v")})


class TellingJob(CountingJob):
    """Remembers what the watcher of the process is told about files."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []
        self.breaths = 0

    def breathe(self) -> None:
        """Count."""
        self.breaths += 1

    def working_on(self, path: str) -> None:
        """Remember."""
        self.told.append(("begun", path))

    def finished(self, path: str) -> None:
        """Remember."""
        self.told.append(("ended", path))


def test_each_file_is_begun_and_ended_and_shows_life_meanwhile() -> None:
    job = TellingJob()
    phone = Phone({"/phone/a": b"photo 1 1", "/phone/b": b"broken", "/phone/c": b"text"})
    phone.bring(job)
    assert job.told == [(what, f"/phone/{name}") for name in "abc" for what in ("begun", "ended")]
    assert job.breaths == 6  # before each file, and by the reader inside it
    assert (job.reports[-1].done, job.reports[-1].total) == (3, 3)


def test_an_error_in_the_program_costs_the_file_that_met_it() -> None:
    phone = Phone({"/phone/a": b"photo not numbers", "/phone/b": b"photo 1 1"})
    brought = phone.bring()
    assert (brought.counts[Outcome.FAILED], brought.counts[Outcome.IMPORTED]) == (1, 1)
    assert "ValueError" in str(brought.failures[0].reason)


class TickingClock(FixedClock):
    """A hundredth of a second passes whenever somebody looks."""

    def monotonic_s(self) -> float:
        self.now_s = getattr(self, "now_s", 0.0) + 0.01
        return self.now_s


def test_the_first_files_are_committed_soon_and_the_rest_in_longer_batches() -> None:
    files = {f"/phone/{number:03}": f"photo 10 {number + 1}".encode() for number in range(400)}
    entries = [SourceEntry(path, path, len(data), 1) for path, data in files.items()]
    store, sizes = FakeCaseStore(), [0]

    class Reader(FakeInspector):
        def inspect(self, entry: SourceEntry, breathe: Callable[[], None] = lambda: None) -> Inspection:
            if store.counts(None).media != sizes[-1]:
                sizes.append(store.counts(None).media)
            return super().inspect(entry, breathe)

    importing = ImportSource(
        store,
        Reader(files),
        lambda _: FakeSource([*entries]),
        Settler(store, FakePlaces(), FixedClock()),
        TickingClock(),
    )
    importing("/phone", EXHIBIT, "tester", CountingJob(), ImportTally(store.mark()))
    batches = [after - before for before, after in pairwise(sizes)]
    assert batches[0] <= 6
    assert batches[:5] == sorted(batches[:5])
    assert max(batches) <= 110
    assert store.counts(None).media == 400


def test_names_and_folders_are_kept_with_each_copy() -> None:
    phone = Phone(
        {
            "/phone/anna_c2_7.jpg": b"photo 10 10",
            "/phone/WhatsApp Images/IMG-20240518-WA0007.jpg": b"photo 10 10",
            "/phone/0002_c1s1_000451_03.jpg": b"photo 30 30",
        }
    )
    phone.bring(templates=["{x}!", "{person}_c{camera:d}_{frame}"])
    by_path = {copy.path: copy.beside for _, copy in phone.store.copies()}
    assert by_path["/phone/anna_c2_7.jpg"].fields == {"person": "anna", "camera": "2", "frame": "7"}
    assert by_path["/phone/WhatsApp Images/IMG-20240518-WA0007.jpg"].app == "WhatsApp"
    assert by_path["/phone/0002_c1s1_000451_03.jpg"].fields["gallery"] == "Market-1501"


def test_thumbnail_databases_are_told_apart_from_other_files() -> None:
    phone = Phone({"/phone/.thumbnails/.thumbdata4--1967290299": b"text", "/phone/notes.txt": b"text"})
    phone.bring()
    reasons = {outcome.path: outcome.reason for outcome in phone.store.outcomes()}
    assert reasons["/phone/.thumbnails/.thumbdata4--1967290299"] == THUMBNAIL_DATABASE
    assert reasons["/phone/notes.txt"] != THUMBNAIL_DATABASE
