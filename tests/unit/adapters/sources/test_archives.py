"""Archives as sources: every member accounted for, and none that does harm."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from reid_desktop.adapters.sources import OpenEvidence, reader_for
from reid_desktop.adapters.sources.limits import Limits
from reid_desktop.adapters.sources.members import LINK, NO_FILE
from reid_desktop.adapters.sources.reading import APP
from reid_desktop.adapters.sources.zips import OVERLAPS
from reid_desktop.adapters.sources.zstd_stream import is_whole
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import FileOutcome, Outcome, SourceEntry
from tests.archives import (
    PACKERS,
    TREES,
    android_backup,
    locked_zip,
    tar_bytes,
    tar_info,
    zip_bytes,
    zip_info,
)

FILES = {"DCIM/Camera/a.jpg": b"photo" * 300, "WhatsApp/ä 写真.jpg": b"picture", "notes.txt": b"words"}
Listed = list[SourceEntry | FileOutcome]


def make(folder: Path, kind: str, files: dict[str, bytes]) -> Path:
    """Lay files out as one kind of tree."""
    if kind == "folder":
        for name, data in files.items():
            path = folder / "dump" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder / "dump"
    path = folder / "dump.bin"
    if kind.startswith("zip"):
        path.write_bytes(zip_bytes(files, zipfile.ZIP_STORED if "stored" in kind else zipfile.ZIP_DEFLATED))
    elif kind == "android_backup":
        path.write_bytes(android_backup(files))
    else:
        pack = PACKERS.get(kind.removeprefix("tar.").removeprefix("tar"), bytes)
        path.write_bytes(pack(tar_bytes(files)))
    return path


def listed(path: Path, evidence: OpenEvidence | None = None) -> Listed:
    return list(reader_for(path, evidence or OpenEvidence()).entries(str(path)))


def entries(found: Listed) -> dict[str, SourceEntry]:
    return {one.device_path: one for one in found if isinstance(one, SourceEntry)}


def told(found: Listed) -> dict[str, FileOutcome]:
    return {
        one.path.rpartition("!/")[2].rpartition("/")[2]: one for one in found if isinstance(one, FileOutcome)
    }


def content(evidence: OpenEvidence, entry: SourceEntry) -> bytes:
    with evidence.open(entry.path) as file:
        return file.read()


def problem_of(evidence: OpenEvidence, one: SourceEntry | FileOutcome) -> str | None:
    """Return why a file cannot be read to its end, if it cannot."""
    if isinstance(one, FileOutcome):
        return one.reason
    try:
        content(evidence, one)
    except SourceError as cause:
        return str(cause)
    return None


@pytest.mark.parametrize("kind", TREES)
def test_every_kind_lists_each_member_under_the_phones_name(tmp_path: Path, kind: str) -> None:
    path = make(tmp_path, kind, FILES)
    evidence = OpenEvidence()
    found = listed(path, evidence)
    assert len(found) == len(FILES)
    assert {name: content(evidence, entry) for name, entry in entries(found).items()} == FILES
    assert listed(path, evidence) == found, "the order is stable"


@pytest.mark.parametrize("kind", [kind for kind in TREES if kind != "folder"])
def test_an_archive_inside_a_folder_is_opened_and_told_itself(tmp_path: Path, kind: str) -> None:
    path = make(tmp_path, kind, FILES)
    found = listed(tmp_path)
    assert set(entries(found)) == {f"{path.name}/{name}" for name in FILES}
    [own] = [one for one in found if isinstance(one, FileOutcome)]
    assert (own.path, own.outcome) == (str(path), Outcome.NOT_MEDIA)
    assert f"{len(FILES)} members" in str(own.reason)


def test_members_with_absolute_names_keep_them(tmp_path: Path) -> None:
    names = {"/data/media/0/DCIM/a.jpg": b"a", "./sdcard/b.jpg": b"b", "/private/var//mobile/c.heic": b"c"}
    for number, data in enumerate((tar_bytes(names), zip_bytes(names))):
        path = tmp_path / f"ffs{number}"
        path.write_bytes(data)
        found = entries(listed(path))
        assert set(found) == {"/data/media/0/DCIM/a.jpg", "sdcard/b.jpg", "/private/var/mobile/c.heic"}


def test_members_that_climb_are_refused_and_the_good_ones_kept(tmp_path: Path, shared_samples: Path) -> None:
    found = listed(shared_samples / "malformed_zipslip")
    evil = [one for one in found if isinstance(one, FileOutcome) and one.outcome is Outcome.FAILED]
    assert len(evil) == 4
    assert all("climbs out" in str(one.reason) for one in evil)
    assert sum(name.endswith("good.txt") for name in entries(found)) == 4
    names = ("../evil", "a/../../evil", "..\\..\\evil", "/../evil", "a/..")
    files = {**dict.fromkeys(names, b"x"), "good..name/..x": b"good"}
    for number, data in enumerate((tar_bytes(files), zip_bytes(files))):
        path = tmp_path / f"slip{number}"
        path.write_bytes(data)
        found = listed(path)
        assert set(entries(found)) == {"good..name/..x"}
        assert len(found) == len(names) + 1


def test_links_and_devices_are_told_and_not_followed(tmp_path: Path) -> None:
    special = (
        tar_info("link", kind=tarfile.SYMTYPE, link="/etc/passwd"),
        tar_info("pipe", kind=tarfile.FIFOTYPE),
        tar_info("device", kind=tarfile.CHRTYPE),
        tar_info("same", kind=tarfile.LNKTYPE, link="a.jpg"),
        tar_info("lost", kind=tarfile.LNKTYPE, link="/etc/passwd"),
    )
    path = tmp_path / "x.tar"
    path.write_bytes(tar_bytes({"a.jpg": b"photo"}, *special))
    evidence = OpenEvidence()
    found = listed(path, evidence)
    assert {name: content(evidence, entry) for name, entry in entries(found).items()} == {
        "a.jpg": b"photo",
        "same": b"photo",
    }
    reasons = {name: (one.outcome, one.reason) for name, one in told(found).items()}
    assert reasons["link"] == (Outcome.NOT_MEDIA, LINK)
    assert reasons["pipe"] == reasons["device"] == (Outcome.NOT_MEDIA, NO_FILE)
    assert any(one.outcome is Outcome.FAILED for one in found if isinstance(one, FileOutcome))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zip_info("link", stat.S_IFLNK | 0o777), "/etc/passwd")
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    assert told(listed(tmp_path / "x.zip"))["link"].reason == LINK


def test_odd_names_lead_back_to_their_members(tmp_path: Path) -> None:
    names = [
        "a!/b.jpg",
        "@1/c.jpg",
        "@5+9.mp4",
        "x" * 200 + "/" + "y" * 250 + ".jpg",
        "u\u0308.jpg",
        "ü.jpg",
        "a\nb",
        "-rf",
    ]
    files = {name: name.encode() for name in names}
    for number, data in enumerate((tar_bytes(files), zip_bytes(files))):
        path = tmp_path / f"odd{number}"
        path.write_bytes(data)
        evidence = OpenEvidence()
        found = entries(listed(path, evidence))
        assert {name: content(evidence, entry) for name, entry in found.items()} == files
        assert len({entry.path for entry in found.values()}) == len(names)


def test_two_members_of_one_name_are_two_files(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for data in (b"first", b"second"):
            archive.addfile(tar_info("a.jpg", len(data)), io.BytesIO(data))
    path = tmp_path / "x.tar"
    path.write_bytes(out.getvalue())
    evidence = OpenEvidence()
    found = [one for one in listed(path, evidence) if isinstance(one, SourceEntry)]
    assert [content(evidence, entry) for entry in found] == [b"first", b"second"]


def test_names_that_are_no_utf8_keep_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(tar_bytes({"caf\udce9.jpg": b"x"}))
    [name] = entries(listed(path))
    assert os.fsencode(name) == b"caf\xe9.jpg"


def test_encrypted_members_are_told_and_open_with_their_password(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(locked_zip(FILES, "päss"))
    evidence = OpenEvidence()
    for passwords, words in (((), "no password was given"), (("wrong",), "no password fits")):
        evidence.add_passwords(passwords)
        for entry in entries(listed(path, evidence)).values():
            with pytest.raises(SourceError, match=words):
                content(evidence, entry)
    evidence.add_passwords(["päss"])
    found = entries(listed(path, evidence))
    assert {name: content(evidence, entry) for name, entry in found.items()} == FILES


@pytest.mark.parametrize("kind", ["zip", "gz", "bz2", "xz", "zst"])
def test_what_expands_beyond_all_measure_is_given_up(tmp_path: Path, kind: str) -> None:
    limits = Limits(ratio=20, free_bytes=1 << 20, memory_bytes=1 << 16)
    zeros = bytes(8 << 20)
    path = tmp_path / "bomb"
    path.write_bytes(zip_bytes({"zeros": zeros}) if kind == "zip" else PACKERS[kind](zeros))
    evidence = OpenEvidence(tmp_path, limits)
    reasons = [reason for one in listed(path, evidence) if (reason := problem_of(evidence, one))]
    assert len(reasons) == 1
    assert "expands to more than 20 times its packed size" in reasons[0]
    evidence.close()
    assert [one.name for one in tmp_path.iterdir()] == ["bomb"], "nothing was left behind"


def test_an_archive_may_not_promise_to_fill_the_disk(tmp_path: Path) -> None:
    limits = Limits(total_ratio=2, total_free_bytes=10_000)
    path = tmp_path / "x.zip"
    path.write_bytes(zip_bytes({f"{n}.bin": bytes(4000) for n in range(6)}))
    found = listed(path, OpenEvidence(None, limits))
    assert len(found) == 6
    assert len(entries(found)) == 2
    assert all("made to fill disks" in str(one.reason) for one in told(found).values())


def test_members_beyond_all_measure_are_counted_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(tar_bytes({f"{n}": b"x" for n in range(30)}))
    found = listed(path, OpenEvidence(None, Limits(members=10)))
    assert (len(found), len(entries(found))) == (30, 10)


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    data = bytearray(zip_bytes({"a": b"A" * 100, "b": b"B" * 100}, zipfile.ZIP_STORED))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 10)  # begins inside the first
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert [one.reason for one in told(listed(path)).values()] == [OVERLAPS]


def test_archives_in_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    inner = zip_bytes({"deepest.jpg": b"x"})
    for level in range(4):
        inner = zip_bytes({f"level{level}.zip": inner, f"beside{level}.jpg": b"y"})
    path = tmp_path / "x.zip"
    path.write_bytes(inner)
    found = listed(path)
    assert "level3.zip/level2.zip/beside1.jpg" in entries(found)
    assert not any("deepest" in name for name in entries(found))
    assert sum("deeper ones are not opened" in str(one.reason) for one in told(found).values()) == 1


@pytest.mark.parametrize("kind", [kind for kind in TREES if kind != "folder"])
@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_a_cut_archive_ends_in_a_sentence(tmp_path: Path, kind: str, share: float) -> None:
    files = {f"{n}.bin": os.urandom(2000) for n in range(12)}
    path = make(tmp_path, kind, files)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    evidence = OpenEvidence()
    try:
        found = listed(path, evidence)
    except SourceError:
        return  # of a cut ZIP nothing can be listed
    whole = {name: entry for name, entry in entries(found).items() if problem_of(evidence, entry) is None}
    read = {name: content(evidence, entry) for name, entry in whole.items()}
    assert read.items() <= files.items()
    is_told = any(problem_of(evidence, one) for one in found)
    assert is_told or read == files, "only a TAR ends in bytes that nobody misses"


@pytest.mark.parametrize("kind", ["tar.gz", "tar.xz", "tar.zst", "android_backup"])
def test_what_lies_before_a_cut_is_not_lost_with_it(tmp_path: Path, kind: str) -> None:
    files = {f"{n}.bin": os.urandom(100_000) for n in range(6)}
    path = make(tmp_path, kind, files)
    path.write_bytes(path.read_bytes()[: 5 * 100_000])
    evidence = OpenEvidence()
    found = entries(listed(path, evidence))
    whole = [name for name, entry in found.items() if problem_of(evidence, entry) is None]
    assert len(whole) >= 4


def test_a_member_named_as_a_folder_that_holds_bytes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zip_bytes({"DCIM/": b"", "photo.jpg/": b"picture"}))
    evidence = OpenEvidence()
    found = entries(listed(path, evidence))
    assert {name: content(evidence, entry) for name, entry in found.items()} == {"photo.jpg": b"picture"}


def test_the_package_of_an_app_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(zip_bytes({"AndroidManifest.xml": b"x", "classes.dex": b"y", "res/icon.png": b"z"}))
    found = listed(tmp_path)
    assert [one.reason for one in found if isinstance(one, FileOutcome)] == [APP]
    assert entries(found) == {}


def test_archives_that_are_not_read_say_so(tmp_path: Path) -> None:
    (tmp_path / "a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    (tmp_path / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(100))
    found = listed(tmp_path)
    assert [isinstance(one, FileOutcome) and "Unpack it" in str(one.reason) for one in found] == [True, True]


def test_a_nearly_full_disk_is_told(tmp_path: Path) -> None:
    limits = Limits(reserve_bytes=1 << 60, memory_bytes=1024, ratio=10**6)
    path = tmp_path / "x.gz"
    path.write_bytes(PACKERS["gz"](bytes(70 << 20)))
    evidence = OpenEvidence(tmp_path, limits)
    [left] = listed(path, evidence)
    assert "nearly full" in str(problem_of(evidence, left))


def test_a_stream_in_several_frames_is_whole_and_each_cut_is_noticed() -> None:
    pack = zstandard.ZstdCompressor(write_checksum=True).compress
    skipped = b"\x52\x2a\x4d\x18" + struct.pack("<I", 5) + b"12345"
    data = pack(os.urandom(300_000)) + skipped + pack(bytes(100_000)) + pack(b"")
    assert is_whole(io.BytesIO(data))
    assert not any(is_whole(io.BytesIO(data[: len(data) - cut])) for cut in (1, 3, 9, 15))
    assert not is_whole(io.BytesIO(data[:150_000]))


def test_an_archive_in_a_folder_is_told_with_its_size_and_date(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zip_bytes(FILES))
    [own] = [one for one in listed(tmp_path) if isinstance(one, FileOutcome)]
    assert (own.size_bytes, own.mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)
