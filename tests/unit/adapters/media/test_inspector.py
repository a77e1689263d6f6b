"""Facts of files: real cameras, other tools' readings, damage, lies."""

from __future__ import annotations

import hashlib
import io
import math
import os
import re
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from reid_desktop.adapters.media.inspector import FileInspector
from reid_desktop.adapters.media.photos import PhotoOpener
from reid_desktop.adapters.media.sniff import sniff
from reid_desktop.adapters.media.tags import read_tags
from reid_desktop.adapters.media.text import clean_text
from reid_desktop.adapters.media.videos import ClipReader
from reid_desktop.adapters.sources import OpenEvidence, reader_for
from reid_desktop.domain.errors import MediaError, NotMediaError, SourceError
from reid_desktop.domain.media import Inspection, MediaKind, RawFacts, SourceEntry
from tests.fakes.media import FixedClock

INSPECTOR = FileInspector(FixedClock(), OpenEvidence())
Gps = dict[int, object]
LONDON: Gps = {
    ExifTags.GPS.GPSLatitudeRef: "N",
    ExifTags.GPS.GPSLatitude: (51.0, 30.0, 26.4),
    ExifTags.GPS.GPSLongitudeRef: "W",
    ExifTags.GPS.GPSLongitude: (0.0, 7.0, 39.0),
}


def inspect(path: Path) -> Inspection:
    return INSPECTOR.inspect(SourceEntry(str(path), path.name, path.stat().st_size, 0))


def jpeg(path: Path, base: dict[int, object], exif: dict[int, object], gps: Gps) -> RawFacts:
    tags = Image.Exif()
    tags.update(base)
    tags.get_ifd(ExifTags.IFD.Exif).update(exif)
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    Image.new("RGB", (40, 30)).save(path, "JPEG", exif=tags)
    return inspect(path).facts


def all_entries(folder: Path) -> list[SourceEntry]:
    return [found for found in reader_for(folder).entries(str(folder)) if isinstance(found, SourceEntry)]


# ------------------------------------------------------------- other tools' readings

_DATE = re.compile(r"^\[EXIF, .* 36867 - Date/Time Original: (.+)$", re.MULTILINE)
_ANGLE = re.compile(r"^\[EXIF, GPS, Location\] [24] - GPS (Latitude|Longitude): (.+)$", re.MULTILINE)
_SIDE = re.compile(r"^\[EXIF, GPS, Location\] [13] - GPS (Latitude|Longitude) Ref: (\w)", re.MULTILINE)
_NAME = re.compile(r"File Name: (.+)$", re.MULTILINE)


def another_reading(folder: Path, image: Path) -> str:
    out = folder / f"{image.stem}_2.out"
    text = out.read_text(encoding="utf-8", errors="replace") if out.exists() else ""
    name = _NAME.search(text)
    return "" if name and name[1] != image.name else text


def degrees(text: str) -> float:
    parts = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
    return math.fsum(part / math.pow(60, at) for at, part in enumerate(parts))


def test_dates_and_places_are_those_another_tool_reads(shared_samples: Path) -> None:
    folder = shared_samples / "exiftool_t" / "t"
    dates = places = 0
    for image in sorted((folder / "images").glob("*.jpg")):
        text = another_reading(folder, image)
        facts = inspect(image).facts
        date = _DATE.search(text)
        if date:
            assert (facts.local_time_original or "")[:19] == date[1][:19], image.name
            dates += 1
        angles, sides = dict(_ANGLE.findall(text)), dict(_SIDE.findall(text))
        if len(angles) == len(sides) == 2:
            assert facts.place is not None, image.name
            latitude, longitude = degrees(angles["Latitude"]), degrees(angles["Longitude"])
            assert facts.place.latitude_deg == pytest.approx(
                latitude * (-1) ** (sides["Latitude"] == "S"), abs=1e-4
            )
            assert facts.place.longitude_deg == pytest.approx(
                longitude * (-1) ** (sides["Longitude"] == "W"), abs=1e-4
            )
            places += 1
    assert dates >= 20
    assert places >= 3


def test_phones_are_read_with_all_their_facts(shared_samples: Path) -> None:
    folder = shared_samples / "exif_ianare"
    apple = inspect(folder / "heic" / "IMG_5195.HEIC")
    assert (apple.container, apple.kind) == ("heic", MediaKind.PHOTO)
    assert (apple.facts.local_time, apple.facts.utc_offset) == ("2021-04-11T15:47:53.054", "-05:00")
    assert (apple.facts.make, apple.facts.model) == ("Apple", "iPhone 11 Pro Max")
    assert apple.facts.place is not None
    assert apple.facts.place.accuracy_m == pytest.approx(38.813, abs=1e-3)
    nokia = inspect(folder / "jpg" / "mobile" / "HMD_Nokia_8.3_5G.jpg").facts
    assert (nokia.utc_offset, nokia.gps_utc_ms) == ("+03:00", 1_660_475_552_000)
    south = inspect(folder / "jpg" / "Kodak_CX7530.jpg").facts.place
    assert south is not None
    assert south.latitude_deg < 0


def test_every_camera_of_the_collection_is_read(shared_samples: Path) -> None:
    read = [inspect(Path(e.path)) for e in all_entries(shared_samples / "exif_ianare") if sniff(_head(e))]
    assert len(read) >= 95
    assert all(found.facts.size for found in read)
    assert sum(found.facts.local_time is not None for found in read) >= 65
    assert sum(found.facts.place is not None for found in read) >= 15


def _head(entry: SourceEntry) -> bytes:
    with Path(entry.path).open("rb") as file:
        return file.read(4096)


def test_a_video_of_a_takeout_has_its_place_and_time(shared_samples: Path) -> None:
    folder = shared_samples / "takeout" / "adapters" / "folder" / "DATA" / "not-motion"
    facts = inspect(folder / "IMG_1234.mp4").facts
    assert facts.container_utc_ms == 1_696_574_349_000
    assert facts.place is not None
    assert (facts.place.latitude_deg, facts.place.longitude_deg) == (48.8125, 2.4862)


# ------------------------------------------------------------------------- damage


@pytest.mark.parametrize(
    "folder", ["malformed_pillow", "exif_ianare/jpg/invalid", "exiftool_t/t/images", "takeout"]
)
def test_no_file_does_worse_than_an_error_of_ours(shared_samples: Path, folder: str) -> None:
    read = refused = 0
    for entry in all_entries(shared_samples / folder):
        started_s = time.monotonic()
        try:
            found = INSPECTOR.inspect(entry)
            if found.kind is MediaKind.PHOTO:
                with OpenEvidence().open(entry.path) as file:
                    data = file.read()
                pixels = PhotoOpener().open(data, entry.device_path).at_least(640)
                assert pixels.shape[2] == 3
            else:
                next(iter(ClipReader(OpenEvidence()).frames(entry.path, 1.0)))
            read += 1
        except MediaError:
            refused += 1
        assert time.monotonic() - started_s < 10, entry.path
    assert read >= 7
    assert read + refused == len(all_entries(shared_samples / folder))


@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from([b"II*\0", b"MM\0*"]), st.booleans())
def test_hostile_exif_blocks_are_survived(junk: bytes, start: bytes, as_directory: bool) -> None:
    offset = (8).to_bytes(4, "little" if start[:1] == b"I" else "big") if as_directory else b""
    tags, warnings = read_tags(start + offset + junk)
    assert isinstance(tags, dict)
    assert len(warnings) <= 1


def test_directories_without_end_are_given_up() -> None:
    # Five thousand tags of 999 numbers each, in 60 kB: five million reads.
    entry = b"\x99\x99\x04\x00" + (999).to_bytes(4, "little") + (8).to_bytes(4, "little")
    block = b"II*\0\x08\0\0\0" + (5000).to_bytes(2, "little") + entry * 5000 + bytes(4)
    started_s = time.process_time()
    _, warnings = read_tags(block)
    assert time.process_time() - started_s < 3
    assert warnings


def test_a_damaged_block_keeps_what_can_be_had(shared_samples: Path) -> None:
    data = bytearray(
        (shared_samples / "exif_ianare" / "jpg" / "mobile" / "HMD_Nokia_8.3_5G.jpg").read_bytes()
    )
    start = data.find(b"Exif\0\0") + 6
    block = bytes(data[start : start + 400])
    tags, _ = read_tags(block)
    assert tags.get("Image Make")


# -------------------------------------------------------------------------- rules

ORIGINAL: dict[int, object] = {ExifTags.Base.DateTimeOriginal: "2024:05:18 14:22:33"}


def test_only_the_originals_own_offset_counts(tmp_path: Path) -> None:
    exif: dict[int, object] = {
        **ORIGINAL,
        ExifTags.Base.OffsetTime: "+02:00",
        ExifTags.Base.OffsetTimeDigitized: "+02:00",
    }
    assert jpeg(tmp_path / "a", {}, exif, {}).utc_offset is None
    exif[ExifTags.Base.OffsetTimeOriginal] = "-03:30"
    assert jpeg(tmp_path / "a", {}, exif, {}).utc_offset == "-03:30"


@pytest.mark.parametrize(
    "text",
    [
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "1970:01:01 00:00:00",
        "2031:01:01 00:00:00",
        "2024:13:41 99:00:00",
    ],
)
def test_dates_that_cannot_be_are_none(tmp_path: Path, text: str) -> None:
    facts = jpeg(tmp_path / "a", {}, {ExifTags.Base.DateTimeOriginal: text}, {})
    assert facts.local_time is None
    assert facts.local_time_original is None


def test_the_next_best_date_is_taken_with_a_warning(tmp_path: Path) -> None:
    base: dict[int, object] = {ExifTags.Base.DateTime: "2024:05:19 10:00:00"}
    facts = jpeg(tmp_path / "a", base, {ExifTags.Base.DateTimeOriginal: "0000:00:00 00:00:00"}, {})
    assert facts.local_time == "2024-05-19T10:00:00"
    assert any("last change" in warning for warning in facts.warnings)


@pytest.mark.parametrize(
    ("digits", "fraction"), [("7", ".700"), ("078", ".078"), ("1234567", ".123"), ("x", "")]
)
def test_fractions_of_a_second_are_digits_behind_the_point(
    tmp_path: Path, digits: str, fraction: str
) -> None:
    facts = jpeg(tmp_path / "a", {}, {**ORIGINAL, ExifTags.Base.SubsecTimeOriginal: digits}, {})
    assert facts.local_time == f"2024-05-18T14:22:33{fraction}"


@pytest.mark.parametrize(
    ("change", "is_place"),
    [
        ({}, True),
        ({ExifTags.GPS.GPSLatitudeRef: "S"}, True),
        ({ExifTags.GPS.GPSLatitude: (0.0, 0.0, 0.0), ExifTags.GPS.GPSLongitude: (0.0, 0.0, 0.0)}, False),
        ({ExifTags.GPS.GPSLatitude: (91.0, 0.0, 0.0)}, False),
        ({ExifTags.GPS.GPSLongitude: (180.0, 1.0, 0.0)}, False),
        ({ExifTags.GPS.GPSLatitudeRef: "X"}, False),
        ({ExifTags.GPS.GPSLatitudeRef: ""}, False),
    ],
)
def test_a_place_needs_degrees_and_sides(tmp_path: Path, change: Gps, is_place: bool) -> None:
    place = jpeg(tmp_path / "a", {}, {}, {**LONDON, **change}).place
    assert (place is not None) == is_place
    if place is not None:
        south = change.get(ExifTags.GPS.GPSLatitudeRef) == "S"
        assert place.latitude_deg == pytest.approx(-51.507333 if south else 51.507333, abs=1e-6)
        assert place.longitude_deg == pytest.approx(-0.1275, abs=1e-6)


def test_a_zero_denominator_is_no_number() -> None:
    # Longitude 12/0, 30/1, 0/1 in a hand-made block: GPS IFD at 26.
    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + count.to_bytes(4, "little") + value

    first = (1).to_bytes(2, "little") + entry(0x8825, 4, 1, (26).to_bytes(4, "little")) + bytes(4)
    gps = (
        (2).to_bytes(2, "little")
        + entry(3, 2, 2, b"E\0\0\0")
        + entry(4, 5, 3, (56).to_bytes(4, "little"))
        + bytes(4)
    )
    parts = b"".join(n.to_bytes(4, "little") for n in (12, 0, 30, 1, 0, 1))
    tags, _ = read_tags(b"II*\0\x08\0\0\0" + first + gps + parts)
    assert list(tags["GPS GPSLongitude"]) == [None, Fraction(30), Fraction(0)]


def test_altitude_below_the_sea_is_negative(tmp_path: Path) -> None:
    gps = {**LONDON, ExifTags.GPS.GPSAltitude: 12.5, ExifTags.GPS.GPSAltitudeRef: b"\x01"}
    place = jpeg(tmp_path / "a", {}, {}, gps).place
    assert place is not None
    assert place.altitude_m == -12.5


def test_texts_are_cleaned(tmp_path: Path) -> None:
    base: dict[int, object] = {
        ExifTags.Base.Make: "Ca\x1b[31mnon\x07\nX\0hidden",
        ExifTags.Base.Model: "m" * 5000,
    }
    facts = jpeg(tmp_path / "a", base, {}, {})
    assert facts.make == "Ca[31mnon X"
    assert facts.model == "m" * 512


def test_what_stands_behind_a_nul_is_not_text() -> None:
    assert clean_text(b"Canon\0left over") == "Canon"
    assert clean_text("\0\0 \u202egpj.exe\t\x00x") == "gpj.exe"
    assert clean_text(b"\xe9t\xe9") == "été"
    assert clean_text("\0") is None


@given(st.text() | st.binary())
def test_cleaned_text_is_short_and_printable(value: str | bytes) -> None:
    found = clean_text(value)
    assert found is None or (0 < len(found) <= 512 and found == found.strip() and clean_text(found) == found)
    assert found is None or not any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in found)


@given(st.binary(max_size=600))
def test_any_bytes_are_told_apart_or_not(head: bytes) -> None:
    found = sniff(head)
    assert found is None or found[0] in MediaKind


def test_reading_changes_nothing_and_names_count_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    Image.new("RGB", (40, 30)).save(path, "PNG")
    os.utime(path, ns=(1_600_000_000_000_000_000, 1_600_000_000_000_000_000))
    before, digest = path.stat(), hashlib.sha256(path.read_bytes()).hexdigest()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    found = inspect(path)
    after = path.stat()
    assert (found.container, found.sha256) == ("png", digest)
    assert (after.st_mtime_ns, after.st_atime_ns) == (before.st_mtime_ns, before.st_atime_ns)


def test_empty_files_pipes_and_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotMediaError, match="empty"):
        inspect(tmp_path / "empty")
    for name in ("pipe", "."):
        with pytest.raises(SourceError):
            inspect(tmp_path / name)


def test_png_and_webp_keep_their_exif(tmp_path: Path) -> None:
    for container in ("PNG", "WEBP", "TIFF", "AVIF"):
        tags = Image.Exif()
        tags[ExifTags.Base.Make] = "Maker"
        tags.get_ifd(ExifTags.IFD.Exif).update(ORIGINAL)
        tags.get_ifd(ExifTags.IFD.GPSInfo).update(LONDON)
        Image.new("RGB", (40, 30)).save(tmp_path / "x", container, exif=tags.tobytes())
        facts = inspect(tmp_path / "x").facts
        assert (facts.make, facts.local_time) == ("Maker", "2024-05-18T14:22:33"), container
        assert facts.place is not None


def test_a_large_file_is_hashed_in_chunks(tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.new("RGB", (40, 30)).save(data, "JPEG")
    whole = data.getvalue() + bytes(range(256)) * 16_384
    (tmp_path / "x").write_bytes(whole)
    found = inspect(tmp_path / "x")
    assert (found.sha256, found.size_bytes) == (hashlib.sha256(whole).hexdigest(), len(whole))
