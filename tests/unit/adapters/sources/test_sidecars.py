"""Readers of what stands beside a file, on real folders."""

import json
from pathlib import Path

import pytest

from reid_desktop.adapters.media.inspector import FileInspector
from reid_desktop.adapters.media.xmp import xmp_properties
from reid_desktop.adapters.sources.evidence import OpenEvidence
from reid_desktop.adapters.sources.reading import reader_for
from reid_desktop.adapters.sources.sidecars import LARGEST_SIDECAR_BYTES, beside_readers
from reid_desktop.app.clock import SystemClock
from reid_desktop.domain.claims import Beside, PlaceTag, TimeTag
from reid_desktop.domain.media import SourceEntry

TAKEN: dict[str, object] = {
    "photoTakenTime": {"timestamp": "1716034953"},
    "geoData": {"latitude": 51.3, "longitude": 12.4},
}
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:e="http://ns.adobe.com/exif/1.0/" e:DateTimeOriginal="2024-05-18T14:22:33"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def read(root: Path) -> dict[str, Beside]:
    """Return what stands beside each file, by device path."""
    listed = reader_for(root, beside=beside_readers(xmp_properties)).entries(str(root))
    return {one.device_path: one.beside for one in listed if isinstance(one, SourceEntry)}


def lay(root: Path, files: dict[str, bytes | dict[str, object]]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


def test_numbered_edited_and_moving_parts_have_their_sidecar(tmp_path: Path) -> None:
    second: dict[str, object] = {"photoTakenTime": {"timestamp": "1716034999"}}
    lay(
        tmp_path,
        {
            "a/IMG.JPG": b"x",
            "a/IMG(1).JPG": b"x",
            "a/IMG-edited.JPG": b"x",
            "a/IMG.MP4": b"x",
            "a/IMG.jpg.supplemental-metadata.json": TAKEN,
            "a/IMG.JPG.supplemental-metadata(1).json": second,
            "b/IMG.JPG": b"x",
        },
    )
    found = read(tmp_path)
    times = {name: [time.utc_ms for time in beside.times] for name, beside in found.items()}
    assert times["a/IMG.JPG"] == times["a/IMG-edited.JPG"] == times["a/IMG.MP4"] == [1_716_034_953_000]
    assert times["a/IMG(1).JPG"] == [1_716_034_999_000]
    assert times["b/IMG.JPG"] == []
    assert found["a/IMG.jpg.supplemental-metadata.json"] == Beside()
    assert found["a/IMG.JPG"].notes == ()
    assert "still" in found["a/IMG.MP4"].notes[0]
    assert "before it was edited" in found["a/IMG-edited.JPG"].notes[0]
    assert found["a/IMG.JPG"].sidecars == (str(tmp_path / "a/IMG.jpg.supplemental-metadata.json"),)


def test_a_sidecar_of_another_kind_is_passed_over(tmp_path: Path) -> None:
    lay(tmp_path, {"IMG.jpg": b"x", "IMG.jpg.json": {"title": "settings"}, "IMG.json": TAKEN})
    assert [time.tag for time in read(tmp_path)["IMG.jpg"].times] == [TimeTag.TAKEOUT]


def test_broken_and_huge_sidecars_are_told(tmp_path: Path) -> None:
    lay(tmp_path, {"a.jpg": b"x", "a.jpg.json": b"{", "b.jpg": b"x", "c.jpg": b"x", "c.jpg.json": b""})
    with (tmp_path / "b.jpg.json").open("wb") as file:
        file.truncate(LARGEST_SIDECAR_BYTES + 1)
    found = read(tmp_path)
    assert "no JSON" in found["a.jpg"].notes[0]
    assert "too large" in found["b.jpg"].notes[0]
    assert found["c.jpg"] == Beside()


def test_xmp_beside_a_file_is_read_whole_name_first(tmp_path: Path) -> None:
    other = XMP.replace(b"14:22:33", b"15:00:00")
    lay(
        tmp_path,
        {"a.jpg": b"x", "a.dng": b"x", "A.XMP": other, "a.jpg.xmp": XMP, "b.jpg": b"x", "b.xmp": b"<"},
    )
    found = read(tmp_path)
    assert [time.wall for time in found["a.jpg"].times] == ["2024-05-18T14:22:33"]
    assert [time.wall for time in found["a.dng"].times] == ["2024-05-18T15:00:00"]
    assert found["b.jpg"] == Beside()


def test_hidden_folders_and_edits_are_noted(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "app/.nomedia": b"",
            "app/x/a.jpg": b"x",
            "b.jpg": b"x",
            "DCIM/IMG_1.HEIC": b"x",
            "DCIM/IMG_1.AAE": b"x",
        },
    )
    found = read(tmp_path)
    assert ".nomedia" in found["app/x/a.jpg"].notes[0]
    assert found["b.jpg"].notes == ()
    assert "IMG_1.AAE" in found["DCIM/IMG_1.HEIC"].notes[0]
    assert found["app/.nomedia"].notes == ()


def test_a_single_file_has_its_sidecar_too(tmp_path: Path) -> None:
    lay(tmp_path, {"IMG.jpg": b"x", "IMG.jpg.json": TAKEN})
    assert [place.tag for place in read(tmp_path / "IMG.jpg")["IMG.jpg"].places] == [PlaceTag.TAKEOUT]


TAKEOUTS = (
    "app/upload/TEST_DATA/Takeout1",
    "app/upload/TEST_DATA/Takeout2",
    "app/upload/TEST_DATA/Takeout3",
    "internal/e2e/client/DATA/fromGooglePhotos",
)


@pytest.mark.parametrize("takeout", TAKEOUTS)
def test_every_picture_of_the_real_takeouts_has_its_sidecar(shared_samples: Path, takeout: str) -> None:
    """Each sidecar is found by exactly one picture, and says what its JSON says."""
    root = shared_samples / "takeout" / takeout
    found = read(root)
    media = {name: beside for name, beside in found.items() if not name.endswith(".json")}
    used = [path for beside in media.values() for path in beside.sidecars]
    albums = {"metadata.json", "métadonnées.json"}
    assert sorted(used) == sorted(str(p) for p in root.rglob("*.json") if p.name not in albums)
    for name, beside in media.items():
        (sidecar,) = beside.sidecars
        truth = json.loads(Path(sidecar).read_bytes())
        (time,) = beside.times
        assert time.utc_ms == int(truth["photoTakenTime"]["timestamp"]) * 1000, name
        where = truth.get("geoDataExif") or {}
        places = [(claim.place.latitude_deg, claim.place.longitude_deg) for claim in beside.places]
        assert places == ([(where["latitude"], where["longitude"])] if "latitude" in where else []), name


def test_what_the_real_files_and_their_sidecars_disagree_about(shared_samples: Path) -> None:
    """One clip of the first Takeout was recorded elsewhere than its sidecar says: to be shown, not hidden."""
    root = shared_samples / "takeout/app/upload/TEST_DATA/Takeout1"
    inspector, apart = FileInspector(SystemClock(), OpenEvidence()), {}
    for entry in reader_for(root, beside=beside_readers(xmp_properties)).entries(str(root)):
        assert isinstance(entry, SourceEntry)
        if not entry.beside.places:
            continue
        facts = inspector.inspect(entry).facts
        own = facts.places[0].place if facts.places else facts.place
        said = entry.beside.places[0].place
        if own is not None:
            differs = max(
                abs(own.latitude_deg - said.latitude_deg), abs(own.longitude_deg - said.longitude_deg)
            )
            if differs > 0.01:
                apart[entry.device_path.rsplit("/", 1)[-1]] = round(differs, 1)
    assert list(apart) == ["PXL_20231006_063909898.LS.mp4"]
