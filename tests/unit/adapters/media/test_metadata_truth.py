"""Time, offset and position of real files, against what other tools and sidecars say of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reid_desktop.adapters.media.inspector import FileInspector
from reid_desktop.adapters.media.moments import written
from reid_desktop.adapters.sources import OpenEvidence
from reid_desktop.domain.media import RawFacts, SourceEntry
from tests.fakes.media import FixedClock
from tools.metadata_truth import Agreement, as_table, of_samples
from tools.metadata_truths import exiftool_listing


@pytest.fixture(scope="module")
def agreements(shared_samples: Path) -> dict[str, Agreement]:
    return {one.corpus: one for one in of_samples(shared_samples)}


def facts(path: Path) -> RawFacts:
    entry = SourceEntry(str(path), path.name, path.stat().st_size, 0)
    return FileInspector(FixedClock(), OpenEvidence()).inspect(entry).facts


@pytest.mark.parametrize(
    ("corpus", "times", "positions"), [("exiftool_t", 30, 3), ("exif_ianare", 50, 15), ("takeout", 10, 10)]
)
def test_the_program_agrees_with_others(
    agreements: dict[str, Agreement], corpus: str, times: int, positions: int
) -> None:
    found = agreements[corpus]
    assert found.asked["time"] >= times
    assert found.asked["position"] >= positions
    unexplained = [one for one in found.differ if one.reason == "not explained"]
    assert not unexplained
    assert found.share("time") >= 0.99
    assert found.share("offset") == 1.0


def test_every_disagreement_stands_in_the_document(agreements: dict[str, Agreement], checkout: Path) -> None:
    told = (checkout / "docs" / "metadata-truth.md").read_text(encoding="utf-8")
    for found in agreements.values():
        for one in found.differ:
            assert one.path.rsplit("/", 1)[-1] in told
            assert one.reason in told
    for line in as_table(agreements.values()).splitlines()[2:5]:
        assert line in told


def test_a_listing_of_exiftool_is_understood(tmp_path: Path) -> None:
    row = {
        "SourceFile": "./a.jpg",
        "ExifIFD:DateTimeOriginal": "2019:07:01 12:34:56",
        "ExifIFD:OffsetTimeOriginal": "+05:30",
        "Composite:GPSLatitude": -12.5,
        "Composite:GPSLongitude": "98.25",
    }
    clip = {
        "SourceFile": "b.mov",
        "File:MIMEType": "video/quicktime",
        "Keys:CreationDate": "2019:07:01 12:34:56+02:00",
        "QuickTime:CreateDate": "2019:07:01 09:00:00",
    }
    listing = tmp_path / "listing.json"
    listing.write_text(json.dumps([row, clip, {"SourceFile": "none.txt"}]), encoding="utf-8")
    picture, film = exiftool_listing(listing, tmp_path)
    assert (picture.path, picture.offset) == (tmp_path / "a.jpg", "+05:30")
    assert (picture.latitude_deg, picture.longitude_deg) == (-12.5, 98.25)
    assert film.utc_ms == 1_561_977_296_000


def test_raw_files_of_canon_and_fuji_are_read(shared_samples: Path) -> None:
    folder = shared_samples / "exiftool_t" / "t" / "images"
    canon = facts(folder / "CanonRaw.cr3")
    assert (canon.local_time, canon.utc_offset) == ("2018-02-21T12:08:56.210", "+00:00")
    assert (canon.make, canon.model) == ("Canon", "Canon EOS M50")
    fuji = facts(folder / "FujiFilm.raf")
    assert (fuji.local_time, fuji.model) == ("2007-05-22T13:58:30", "FinePix S5Pro")


def test_digits_of_other_scripts_are_digits() -> None:
    arabic = str.maketrans("0123456789", "".join(map(chr, range(0x660, 0x66A))))
    found = written("2019:05:18 14:22:33".translate(arabic))
    assert found is not None
    assert found.moment.isoformat() == "2019-05-18T14:22:33"
    assert written("2019:05".translate(arabic)) is None
