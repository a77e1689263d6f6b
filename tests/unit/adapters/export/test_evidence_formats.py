"""Stills, clips, originals and redacted copies: the right pictures under the right numbers."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.export.clips import ClipFolder
from reid_desktop.adapters.export.evidence_tools import EvidenceTools
from reid_desktop.adapters.export.redacted import RedactedFolder
from reid_desktop.domain.errors import ExportError
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.redaction import MASK_BGR
from reid_desktop.ports.export import Selection
from tests.fakes.export import CountingJob, media_item, selection
from tests.fakes.export_media import FakeEncoder, FakeEvidencePictures

SUBJECT, OTHER = (slice(60, 260), slice(100, 180)), (slice(60, 260), slice(250, 330))
"""Rows and columns of the boxes that the fakes give the person of a row and the one beside."""


def clip_and_photo() -> list[MediaItem]:
    """Return a video whose sighting lasts from 83.4 to 90.0 s, and a photo."""
    return [replace(media_item(1), kind=MediaKind.VIDEO, container="mp4"), media_item(2)]


def tools(encoder: FakeEncoder, *missing: int) -> EvidenceTools:
    """Return evidence of both, but for the items that are `missing`."""
    frame = np.full((300, 400, 3), 200, np.uint8)
    files = {
        media_item(1).sha256: (b"video", [frame] * 1000),
        media_item(2).sha256: (b"photo", [frame]),
        media_item(3).sha256: (b"photo", [frame]),
    }
    for number in missing:
        del files[media_item(number).sha256]
    return EvidenceTools(FakeEvidencePictures(files), encoder)


def lines(path: Path) -> list[dict[str, str]]:
    """Return a list that was written."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.fixture
def some(tmp_path: Path) -> Selection:
    return selection(tmp_path, clip_and_photo())


def test_the_exact_frame_and_every_frame_of_the_clip_are_named(some: Selection, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ClipFolder(tools(FakeEncoder())).write(some, out, CountingJob())
    video, photo = lines(out / "index.csv")
    assert (video["frame_number"], video["pts"], video["time_base"]) == ("852", "85200", "1/1000")
    assert (out / video["still"]).name.endswith("_f852.png")
    assert hashlib.sha256((out / video["still"]).read_bytes()).hexdigest() == video["still_sha256"]
    assert (video["clip_frames"], video["clip_first_frame"], video["clip_last_frame"]) == ("67", "834", "900")
    frames = lines((out / video["clip"]).with_suffix(".frames.csv"))
    assert [int(line["frame_number"]) for line in frames] == list(range(834, 901))
    assert {line["source_sha256"] for line in frames} == {some.rows[0].media.sha256}
    assert (out / video["original"]).read_bytes() == b"video"
    assert (out / photo["original"]).name == f"{some.rows[1].media.sha256}.jpg"
    assert (photo["still"], photo["clip"], photo["problem"]) == ("", "", "")


def test_what_cannot_be_reached_is_named_and_the_rest_is_written(some: Selection, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ClipFolder(tools(FakeEncoder(), 1)).write(some, out, CountingJob())
    video, photo = lines(out / "index.csv")
    assert video["problem"].startswith("No copy of the file can be reached")
    assert photo["problem"] == ""
    assert [file.name for file in (out / "originals").iterdir()] == [photo["original"].split("/")[1]]


def test_only_the_chosen_person_stays_visible(some: Selection, tmp_path: Path) -> None:
    encoder = FakeEncoder()
    RedactedFolder(tools(encoder)).write(some, tmp_path / "out", CountingJob())
    assert len(encoder.pictures) == 67 + 1
    for picture in encoder.pictures[:5] + encoder.pictures[-1:]:
        assert (picture[OTHER] == MASK_BGR).all()
        assert (picture[SUBJECT] == 200).all()
    video, photo = lines(tmp_path / "out" / "checklist.csv")
    assert (video["masked"], photo["masked"]) == ("1", "1")
    assert (video["first_frame"], video["last_frame"]) == ("834", "900")
    assert video["subject_partly_masked"] == "no"
    assert {photo[name] for name in ("looked_at_by", "date", "nobody_else_visible", "may_be_released")} == {
        ""
    }


def test_who_is_named_counts_and_not_who_is_confirmed(some: Selection, tmp_path: Path) -> None:
    encoder = FakeEncoder()
    chosen = replace(some, subjects=frozenset({SightingId(9042), some.rows[1].sighting.sighting_id}))
    RedactedFolder(tools(encoder)).write(chosen, tmp_path / "out", CountingJob())
    assert len(lines(tmp_path / "out" / "checklist.csv")) == 1
    assert (encoder.pictures[0][OTHER] == 200).all()


def test_the_confirmed_stay_visible_where_nobody_is_named(some: Selection, tmp_path: Path) -> None:
    RedactedFolder(tools(FakeEncoder())).write(
        replace(some, subjects=frozenset()), tmp_path / "out", CountingJob()
    )
    assert len(lines(tmp_path / "out" / "checklist.csv")) == 2


def test_nobody_chosen_is_refused(some: Selection, tmp_path: Path) -> None:
    bare = replace(
        some,
        subjects=frozenset(),
        rows=tuple(replace(row, review=None, is_confirmed=False) for row in some.rows),
    )
    with pytest.raises(ExportError, match="Nobody is chosen"):
        RedactedFolder(tools(FakeEncoder())).write(bare, tmp_path / "out", CountingJob())
