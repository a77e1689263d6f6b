"""Backups of phones, read where they lie."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.sources import OpenEvidence
from reid_desktop.app.registry import source_reader
from reid_desktop.domain.claims import TimeTag
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import FileOutcome, Outcome, SourceEntry
from tests.archives import zip_bytes
from tests.backups import BORN_S, CHANGED_S, encrypted_android_backup, file_id, ios_backup

STILL, MOVING = (
    "CameraRollDomain/Media/DCIM/100APPLE/IMG_1.HEIC",
    "CameraRollDomain/Media/DCIM/100APPLE/IMG_1.MOV",
)
CHAT = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared/Message/Media/a.jpg"
FILES = {STILL: b"still " * 99, MOVING: b"moving" * 12_345, CHAT: b"x" * 16, "HomeDomain/empty": b""}
LOST = {"CameraRollDomain/Media/DCIM/100APPLE/IMG_2.HEIC": b"gone"}
Listed = list[SourceEntry | FileOutcome]


def listed(root: Path, evidence: OpenEvidence) -> Listed:
    return list(source_reader(str(root), evidence, lambda _: {}).entries(str(root)))


def contents(found: Listed, evidence: OpenEvidence) -> dict[str, bytes]:
    """Return what the files hold, under the phone's names."""
    data = {}
    for entry in found:
        if isinstance(entry, SourceEntry):
            with evidence.open(entry.path) as file:
                data[entry.device_path] = file.read()
    return data


def failures(found: Listed) -> list[FileOutcome]:
    return [one for one in found if isinstance(one, FileOutcome) and one.outcome is Outcome.FAILED]


def tree_of(root: Path) -> dict[str, str]:
    """Return the hash of every file, to compare before and after."""
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.mark.parametrize("password", ["", "correct horse"])
@pytest.mark.parametrize("place", ["", "MobileSync/Backup/0000-1111"])
def test_files_have_the_names_of_the_phone(tmp_path: Path, password: str, place: str) -> None:
    ios_backup(tmp_path / place, FILES, absent=LOST, password=password)
    before = tree_of(tmp_path)
    evidence = OpenEvidence()
    evidence.add_passwords(["wrong", password] if password else [])
    found = listed(tmp_path, evidence)
    prefix = f"{place}/" if place else ""
    assert {name: contents(found, evidence)[prefix + name] for name in FILES} == FILES
    [lost] = failures(found)
    assert "IMG_2.HEIC" in str(lost.reason)
    assert len(found) == len(FILES) + 3 + 1  # Info.plist, Manifest.db, Manifest.plist, the lost one
    evidence.close()
    assert tree_of(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be taken away there")
def test_no_copy_of_the_list_is_left_for_others_to_read(tmp_path: Path) -> None:
    backup, private = tmp_path / "backup", tmp_path / "private"
    ios_backup(backup, FILES, password="p")
    private.mkdir()
    evidence = OpenEvidence(private)
    evidence.add_passwords(["p"])
    found = contents(listed(backup, evidence), evidence)
    assert found[STILL] == FILES[STILL]
    assert list(private.iterdir()) == []


def test_a_list_whose_newest_rows_are_in_its_log_is_read_whole(tmp_path: Path) -> None:
    ios_backup(tmp_path / "b", FILES)
    database = tmp_path / "b" / "Manifest.db"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "UPDATE Files SET relativePath = 'Media/DCIM/new.jpg' WHERE relativePath LIKE '%IMG_1.HEIC'"
    )
    connection.commit()
    (tmp_path / "c").mkdir()
    for path in (tmp_path / "b").rglob("*"):
        if path.is_file() and not path.name.endswith("-shm"):
            target = tmp_path / "c" / path.relative_to(tmp_path / "b")
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    connection.close()
    evidence = OpenEvidence()
    assert "CameraRollDomain/Media/DCIM/new.jpg" in contents(listed(tmp_path / "c", evidence), evidence)


def test_the_kind_of_the_source_is_told_and_dates_of_the_phone_are_kept(tmp_path: Path) -> None:
    ios_backup(tmp_path, FILES)
    evidence = OpenEvidence()
    reader = source_reader(str(tmp_path), evidence, lambda _: {})
    assert reader.kind == "ios_backup"
    [still] = [
        e for e in reader.entries(str(tmp_path)) if isinstance(e, SourceEntry) and e.device_path == STILL
    ]
    assert [(claim.tag, claim.utc_ms) for claim in still.beside.times] == [
        (TimeTag.FILE_SYSTEM, BORN_S * 1000),
        (TimeTag.FILE_SYSTEM, CHANGED_S * 1000),
    ]
    assert evidence.mtime_ns(still.path) == still.mtime_ns


@pytest.mark.parametrize("passwords", [[], ["wrong"]])
def test_without_the_password_every_content_is_a_failure_that_asks_for_it(
    tmp_path: Path, passwords: list[str]
) -> None:
    ios_backup(tmp_path, FILES, password="right")
    evidence = OpenEvidence()
    evidence.add_passwords(passwords)
    told = failures(listed(tmp_path, evidence))
    assert len(told) == len(FILES)
    assert all("encrypted" in str(one.reason) and "password" in str(one.reason) for one in told)
    evidence.add_passwords(["right"])
    found = listed(tmp_path, evidence)
    assert failures(found) == []
    # The very same paths as before: an import with the password takes the place of the one without.
    assert {one.path for one in told} <= {entry.path for entry in found}


def test_a_decrypted_content_can_be_read_at_any_place(tmp_path: Path) -> None:
    ios_backup(tmp_path, FILES, password="p")
    evidence = OpenEvidence()
    evidence.add_passwords(["p"])
    [path] = [
        e.path for e in listed(tmp_path, evidence) if isinstance(e, SourceEntry) and e.device_path == MOVING
    ]
    with evidence.open(path) as file:
        for start, count in (
            (0, 5),
            (17, 31),
            (70_001, 3),
            (len(FILES[MOVING]) - 3, 99),
            (len(FILES[MOVING]), 1),
        ):
            file.seek(start)
            assert file.read(count) == FILES[MOVING][start : start + count]


@pytest.mark.parametrize("password", ["", "p"])
def test_a_backup_inside_an_archive_is_read_too(tmp_path: Path, password: str) -> None:
    ios_backup(tmp_path / "b", FILES, password=password)
    packed = {
        f"b/{p.relative_to(tmp_path / 'b')}": p.read_bytes()
        for p in (tmp_path / "b").rglob("*")
        if p.is_file()
    }
    archive = tmp_path / "backup.zip"
    archive.write_bytes(zip_bytes(packed))
    evidence = OpenEvidence()
    evidence.add_passwords([password] if password else [])
    found = contents(listed(archive, evidence), evidence)
    assert {name: found[f"b/{name}"] for name in FILES} == FILES


def test_what_the_list_does_not_know_keeps_its_name(tmp_path: Path) -> None:
    ios_backup(tmp_path, FILES)
    stray = "ab" + "c" * 38
    (tmp_path / "ab").mkdir(exist_ok=True)
    (tmp_path / "ab" / stray).write_bytes(b"stray")
    found = [e for e in listed(tmp_path, OpenEvidence()) if isinstance(e, SourceEntry)]
    [left] = [entry for entry in found if entry.device_path == f"ab/{stray}"]
    assert left.beside.notes


def test_a_name_that_climbs_is_no_name(tmp_path: Path) -> None:
    ios_backup(tmp_path, {"HomeDomain/../../../etc/passwd": b"x"})
    names = {e.device_path for e in listed(tmp_path, OpenEvidence()) if isinstance(e, SourceEntry)}
    assert not any(".." in name for name in names)


@pytest.mark.parametrize("damage", ["empty", "noise", "no table", "a view without end"])
def test_a_damaged_list_costs_the_names_only(tmp_path: Path, damage: str) -> None:
    ios_backup(tmp_path, FILES)
    database = tmp_path / "Manifest.db"
    if damage in {"empty", "noise"}:
        database.write_bytes(b"" if damage == "empty" else b"SQLite format 3\0" + b"\xff" * 5000)
    else:
        database.unlink()
        with sqlite3.connect(database) as connection:
            endless = (
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fileID FROM n"
            )
            connection.execute(
                "CREATE TABLE x (y)" if damage == "no table" else f"CREATE VIEW Files AS {endless}"
            )
    found = listed(tmp_path, OpenEvidence())
    assert len(found) >= len(FILES)
    entries = {Path(one.path).name: one for one in found if isinstance(one, SourceEntry)}
    assert entries.keys() >= {file_id(name) for name in FILES}
    assert all(entries[file_id(name)].beside.notes for name in FILES)


@given(st.binary(max_size=300))
@settings(max_examples=50, deadline=None)
def test_nonsense_for_keys_ends_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    root = tmp_path_factory.mktemp("b")
    ios_backup(root, {STILL: b"x"}, password="p")
    (root / "Manifest.plist").write_bytes(noise)
    evidence = OpenEvidence()
    evidence.add_passwords(["p"])
    assert all(one.reason for one in failures(listed(root, evidence)))


def test_an_encrypted_android_backup_opens_with_its_password(tmp_path: Path) -> None:
    path = tmp_path / "backup.ab"
    path.write_bytes(encrypted_android_backup({"apps/a/f/x.jpg": b"photo" * 1000}, "p4ss"))
    evidence = OpenEvidence()
    with pytest.raises(SourceError, match="no password was given"):
        listed(path, evidence)
    evidence.add_passwords(["no"])
    with pytest.raises(SourceError, match="no password fits"):
        listed(path, evidence)
    evidence.add_passwords(["p4ss"])
    assert contents(listed(path, evidence), evidence) == {"apps/a/f/x.jpg": b"photo" * 1000}


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_nonsense_behind_the_head_of_an_android_backup_ends_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes
) -> None:
    path = tmp_path_factory.mktemp("a") / "b.ab"
    path.write_bytes(b"ANDROID BACKUP\n5\n1\nAES-256\n" + noise)
    evidence = OpenEvidence()
    evidence.add_passwords(["p"])
    with pytest.raises(SourceError):
        listed(path, evidence)


def test_the_real_samples_are_read(shared_samples: Path) -> None:
    root = shared_samples / "ios_android_backup"
    evidence = OpenEvidence()
    evidence.add_passwords(["123456"])
    found = listed(root, evidence)
    names = {entry.device_path for entry in found if isinstance(entry, SourceEntry)}
    assert "ios_backup/WirelessDomain/Library/Databases/DataUsage.sqlite" in names
    encrypted = "androidqf_encrypted/backup.ab/apps/com.android.providers.telephony/d_f/000000_sms_backup"
    assert encrypted in names
    absent = [one for one in failures(found) if "ios_backup" in one.path]
    assert len(absent) > 1000
    assert all("its content is missing" in str(one.reason) for one in absent)
    assert len({one.path for one in found}) == len(found)
