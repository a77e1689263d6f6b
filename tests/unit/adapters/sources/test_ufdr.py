"""Cellebrite extractions: names, dates and places that their report tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.sources import OpenEvidence
from reid_desktop.adapters.sources.ufdr_facts import place_claims, time_claim, time_claims
from reid_desktop.app.registry import source_reader
from reid_desktop.domain.claims import TimeTag
from reid_desktop.domain.media import FileOutcome, Outcome, SourceEntry
from tests.archives import zip_bytes

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<project id="1" name="UFED"><taggedFiles>'
TAIL = "</taggedFiles></project>"


def file_element(
    path: str, local: str = "", *, items: str = "", deleted: str = "Intact", stamps: str = "", md5: str = ""
) -> str:
    """Return what the report says of one file."""
    where = f'<item name="Local Path"><![CDATA[{local}]]></item>' if local else ""
    digest = f'<item name="MD5"><![CDATA[{md5}]]></item>' if md5 else ""
    return (
        f'<file fs="userdata" path="{path}" size="7" deleted="{deleted}"><accessInfo>{stamps}</accessInfo>'
        f'<metadata section="File">{where}{digest}</metadata>'
        f'<metadata section="MetaData">{items}</metadata></file>'
    )


PHOTO = file_element(
    "/DCIM/Camera/IMG_1.jpg",
    "files\\Image\\IMG_1.jpg",
    items='<item name="EXIFCaptureTime"><![CDATA[2019:10:18 10:09:11]]></item>'
    '<item name="MetaDataLatitudeAndLongitude"><![CDATA[51.3397 / 12.3731]]></item>',
    stamps='<timestamp name="ModifyTime">2019-10-18T08:09:11.000+00:00</timestamp>',
    md5="0" * 32,
)
CLIP = file_element("/WhatsApp/Media/VID-20191018-WA0001.mp4", "files/Video/v.mp4", deleted="Deleted")
FILES = {"files/Image/IMG_1.jpg": b"photo", "files/Video/v.mp4": b"clip", "files/Image/stray.jpg": b"stray"}
Listed = list[SourceEntry | FileOutcome]


def extraction(folder: Path, report: str, files: dict[str, bytes] | None = None) -> Path:
    path = folder / "phone.ufdr"
    named = {"report.xml": report.encode("utf-8", "surrogateescape"), **(FILES if files is None else files)}
    path.write_bytes(zip_bytes(named))
    return path


def listed(path: Path) -> Listed:
    return list(source_reader(str(path), OpenEvidence(), lambda _: {}).entries(str(path)))


def entries(found: Listed) -> dict[str, SourceEntry]:
    return {one.device_path: one for one in found if isinstance(one, SourceEntry)}


def outcomes(found: Listed) -> list[FileOutcome]:
    return [one for one in found if isinstance(one, FileOutcome)]


def test_files_have_the_names_dates_and_places_of_the_report(tmp_path: Path) -> None:
    path = extraction(tmp_path, HEAD + PHOTO + CLIP + TAIL)
    evidence = OpenEvidence()
    reader = source_reader(str(path), evidence, lambda _: {})
    assert reader.kind == "ufdr"
    found = entries(list(reader.entries(str(path))))
    assert set(found) == {
        "/DCIM/Camera/IMG_1.jpg",
        "/WhatsApp/Media/VID-20191018-WA0001.mp4",
        "files/Image/stray.jpg",
    }
    photo = found["/DCIM/Camera/IMG_1.jpg"]
    with evidence.open(photo.path) as file:
        assert file.read() == b"photo"
    assert [(c.tag, c.wall, c.utc_ms) for c in photo.beside.times] == [
        (TimeTag.REPORT, "2019-10-18T10:09:11", None),
        (TimeTag.FILE_SYSTEM, None, 1_571_386_151_000),
    ]
    [place] = photo.beside.places
    assert (place.place.latitude_deg, place.place.longitude_deg) == (51.3397, 12.3731)
    clip = found["/WhatsApp/Media/VID-20191018-WA0001.mp4"]
    assert any("deleted on the phone" in note for note in clip.beside.notes)


def test_each_file_comes_once_and_what_is_missing_is_told(tmp_path: Path) -> None:
    also = file_element("/Download/copy.jpg", "files/Image/IMG_1.jpg")
    same = file_element("/Download/same.jpg", md5="0" * 32)
    gone = file_element("/DCIM/gone.jpg", "files/Image/gone.jpg")
    bare = file_element("/system/lib.so")
    found = listed(extraction(tmp_path, HEAD + PHOTO + also + same + gone + bare + CLIP + TAIL))
    assert len({one.path for one in found}) == len(found) == len(FILES) + 2
    notes = entries(found)["/DCIM/Camera/IMG_1.jpg"].beside.notes
    assert [
        name for name in ("/Download/copy.jpg", "/Download/same.jpg") if any(name in n for n in notes)
    ] == [
        "/Download/copy.jpg",
        "/Download/same.jpg",
    ]
    told = {one.outcome: str(one.reason) for one in outcomes(found)}
    assert "/DCIM/gone.jpg" in told[Outcome.FAILED]
    assert "3 files with, 1 without" in told[Outcome.NOT_MEDIA]


@pytest.mark.parametrize("harm", ["cut", "bomb", "outside", "letters"])
def test_a_report_made_to_do_harm_costs_only_its_names(tmp_path: Path, harm: str) -> None:
    whole = HEAD + PHOTO + CLIP + TAIL
    if harm == "cut":
        whole = whole[: len(HEAD + PHOTO) + 30]
    elif harm == "letters":
        whole = HEAD + PHOTO + "\x01\udcff" + CLIP + TAIL
    else:
        lines = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
        inner = "".join(['<!ENTITY a0 "aaaaaaaaaa">', *lines]) if harm == "bomb" else ""
        outer = '<!ENTITY x SYSTEM "file:///etc/passwd">' if harm == "outside" else ""
        entity = "&a11;" if harm == "bomb" else "&x;"
        head = HEAD.replace("<project", f"<!DOCTYPE p [{inner}{outer}]><project")
        whole = head + PHOTO.replace("IMG_1.jpg", entity, 1) + TAIL
    found = listed(extraction(tmp_path, whole))
    assert len(found) == len(FILES) + 1
    [told] = outcomes(found)
    assert told.outcome is Outcome.FAILED
    assert "report cannot be read to its end" in str(told.reason)
    if harm in {"cut", "letters"}:
        assert "/DCIM/Camera/IMG_1.jpg" in entries(found)


def test_names_of_the_report_that_climb_are_not_taken(tmp_path: Path) -> None:
    evil = file_element("/../../etc/passwd", "files/Image/IMG_1.jpg")
    found = entries(listed(extraction(tmp_path, HEAD + evil + TAIL)))
    assert "files/Image/IMG_1.jpg" in found
    assert not any(".." in name for name in found)


def test_another_zip_with_a_report_is_no_extraction(tmp_path: Path) -> None:
    path = extraction(tmp_path, "<testsuite><file path='x'/></testsuite>")
    assert source_reader(str(path), OpenEvidence(), lambda _: {}).kind == "zip"
    assert "report.xml" in entries(listed(path))


@pytest.mark.parametrize(
    ("text", "wall", "utc_ms"),
    [
        ("2019:10:18 10:09:11", "2019-10-18T10:09:11", None),
        ("2019-10-18T08:09:11.000+00:00", None, 1_571_386_151_000),
        ("18/10/2019 10:09:11(UTC+2)", None, 1_571_386_151_000),
        ("18.10.2019 08:09:11 UTC", None, 1_571_386_151_000),
        ("2019-10-18 06:09:11 -02:00", None, 1_571_386_151_000),
        ("18/10/2019 10:09:11.250(UTC+2)", None, 1_571_386_151_250),
        ("10/18/2019 10:09:11 AM(UTC+2)", None, 1_571_386_151_000),
        ("10/18/2019 8:09:11 PM(UTC+12)", None, 1_571_386_151_000),
        ("10/18/2019 12:09:11 AM", "2019-10-18T00:09:11", None),
        ("10/18/2019 12:09:11 PM", "2019-10-18T12:09:11", None),
    ],
)
def test_dates_of_many_forms_are_read(text: str, wall: str | None, utc_ms: int | None) -> None:
    claim = time_claim(TimeTag.REPORT, text)
    assert claim is not None
    assert (claim.wall, claim.utc_ms) == (wall, utc_ms)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000:00:00 00:00:00",
        "2019:13:45 10:09:11",
        "yesterday",
        "2019",
        "05/06/2019 02:22:33 PM(UTC+0)",  # May or June, by the country of the examiner's computer
        "18/10/2019 14:09:11 PM",
        "2019-10-18T10:09:11 Mitteleuropäische Zeit",
    ],
)
def test_what_is_no_date_or_may_mean_several_is_none(text: str) -> None:
    assert time_claim(TimeTag.REPORT, text) is None


def test_positions_in_one_text_or_two() -> None:
    assert [c.place.latitude_deg for c in place_claims({"Lat/Lon": "-33.86, 151.2"})] == [-33.86]
    [claim] = place_claims({"EXIFGPSLatitude": "51.5", "EXIFGPSLongitude": "-0.12"})
    assert (claim.place.latitude_deg, claim.place.longitude_deg) == (51.5, -0.12)
    assert place_claims({"Lat/Lon": "0/0"}) == ()
    assert place_claims({"Lat/Lon": "95/12"}) == ()
    assert place_claims({"EXIFGPSLatitude": "51.5"}) == ()


@given(
    st.dictionaries(
        st.sampled_from(["EXIFCaptureTime", "Lat/Lon", "xLatitude", "xLongitude"]), st.text(max_size=40)
    )
)
@settings(max_examples=200, deadline=None)
def test_no_text_makes_the_facts_fail(items: dict[str, str]) -> None:
    time_claims(items, items)
    place_claims(items)


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_bytes_make_the_reading_fail(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("u") / "x.ufdr"
    path.write_bytes(zip_bytes({"report.xml": HEAD.encode() + noise, **FILES}))
    found = listed(path)
    assert len(found) >= len(FILES) + 1
    assert len({one.path for one in found}) == len(found)
