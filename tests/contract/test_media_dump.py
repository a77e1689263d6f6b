"""A whole dump through the real readers, against the truth that was laid beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from reid_desktop.adapters.media.inspector import FileInspector
from reid_desktop.adapters.media.photos import PhotoOpener
from reid_desktop.adapters.media.videos import ClipReader
from reid_desktop.adapters.sources import OpenEvidence, reader_for
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import MediaError, NotMediaError
from reid_desktop.domain.geometry import Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SourceId
from reid_desktop.domain.media import Copy, Inspection, MediaItem, SourceEntry
from reid_desktop.domain.timing import Surroundings, settle
from tests.dump import DUMP_ZONE, Truth, build_dump, sample_clips, sample_pictures
from tests.fakes.media import FixedClock

EXHIBIT = Exhibit(ExhibitId("EX-1"), time_zone=DUMP_ZONE)


@dataclass(frozen=True)
class Read:
    outcome: str
    found: Inspection | None = None


def read(root: Path) -> dict[str, tuple[SourceEntry, Read]]:
    inspector = FileInspector(FixedClock(), OpenEvidence())
    read_files: dict[str, tuple[SourceEntry, Read]] = {}
    seen: set[str] = set()
    for entry in reader_for(root).entries(str(root)):
        assert isinstance(entry, SourceEntry)
        try:
            found = inspector.inspect(entry)
        except NotMediaError:
            result = Read("not_media")
        except MediaError:
            result = Read("failed")
        else:
            result = Read("duplicate" if found.sha256 in seen else "imported", found)
            seen.add(found.sha256)
        read_files[entry.device_path] = (entry, result)
    return read_files


def check(entry: SourceEntry, found: Inspection, truth: Truth) -> None:
    assert (found.sha256, found.kind) == (truth.sha256, truth.kind), truth
    if not truth.facts_known:
        return
    if truth.width_px is not None and truth.height_px is not None:
        assert found.facts.size == Size(truth.width_px, truth.height_px), truth
    # A double has lost the name that told its time.
    if truth.outcome == "imported" or truth.time_source != "file_name":
        copy = Copy(
            EXHIBIT.exhibit_id, SourceId(1), entry.path, entry.device_path, entry.size_bytes, entry.mtime_ns
        )
        about = (found.sha256, found.kind, found.container, found.size_bytes, found.facts)
        around = Surroundings({EXHIBIT.exhibit_id: EXHIBIT}, lambda *_: None, lambda *_: None)
        time = settle(MediaItem(MediaId(1), *about, None, None, (copy,)), around).time
        assert (time and time.source) == truth.time_source, truth
        assert time is None or time.utc_ms == truth.utc_ms, truth
    place = found.facts.places[0].place if found.facts.places else None
    assert (place is None) == (truth.latitude_deg is None), truth
    if place is not None:
        # The box of 3GPP files has 16 bits behind the point.
        fine_deg = 1e-6 if truth.kind == "photo" else 1 / 65_536
        assert place.latitude_deg == pytest.approx(truth.latitude_deg, abs=fine_deg)
        assert place.longitude_deg == pytest.approx(truth.longitude_deg, abs=fine_deg)


def check_all(root: Path, truths: list[Truth]) -> None:
    files = read(root)
    assert sorted(files) == sorted(truth.path for truth in truths)
    expected = Counter(truth.outcome for truth in truths)
    assert Counter(result.outcome for _, result in files.values()) == expected
    for truth in truths:
        entry, result = files[truth.path]
        if result.found is not None:
            check(entry, result.found, truth)
        else:
            assert result.outcome == truth.outcome, truth


def decode_all(root: Path, truths: list[Truth]) -> None:
    for truth in truths:
        path = root / truth.path
        if truth.outcome != "imported":
            continue
        if truth.kind == "photo":
            photo = PhotoOpener().open(path.read_bytes(), path.name)
            pixels = photo.at_least(9000)
            warned = "cut_short" in path.name
            assert bool(photo.warnings) == warned, truth
        else:
            pixels = next(iter(ClipReader(OpenEvidence()).frames(str(path), 1.0))).pixels
        if truth.facts_known:
            assert pixels.shape[:2] == (truth.height_px, truth.width_px), truth


def test_a_generated_dump_is_read_as_it_was_laid(tmp_path: Path) -> None:
    truths = build_dump(tmp_path / "phone", [], [], 60)
    assert len(truths) == 60
    check_all(tmp_path / "phone", truths)
    decode_all(tmp_path / "phone", truths)


def test_the_same_arguments_give_the_same_dump(tmp_path: Path) -> None:
    assert build_dump(tmp_path / "one", [], [], 50) == build_dump(tmp_path / "two", [], [], 50)


def test_a_dump_of_real_pictures_is_read_as_it_was_laid(tmp_path: Path, shared_samples: Path) -> None:
    root = tmp_path / "phone"
    truths = build_dump(root, sample_pictures(shared_samples), sample_clips(shared_samples), 90)
    check_all(root, truths)
    decode_all(root, truths)
