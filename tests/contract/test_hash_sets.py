"""NSRL, Project VIC and the fake keep the promises of the port; sets of several shapes are read."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reid_desktop.adapters.hashsets.nsrl import Nsrl
from reid_desktop.adapters.hashsets.vics_file import VicsFile
from reid_desktop.domain.errors import SourceError, UsageError
from reid_desktop.ports.hash_sets import FileHashes, HashSet, KnownFile
from tests.fakes.hash_sets import FakeHashSet


def hashes(content: bytes) -> FileHashes:
    """Return the hashes of a file."""
    return FileHashes(
        hashlib.sha256(content).hexdigest(),
        hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        hashlib.md5(content, usedforsecurity=False).hexdigest(),
    )


ONE, OTHER, STRANGE = hashes(b"one"), hashes(b"other"), hashes(b"strange")
V2 = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml"
V13 = "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml"


def rds(path: Path) -> Path:
    """Write a set as the NSRL writes its third version, hashes in capitals."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "CREATE TABLE FILE (sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR, file_name VARCHAR, "
            "file_size INTEGER, package_id INTEGER)"
        )
        for one in (ONE, OTHER):
            row = (one.sha256.upper(), one.sha1.upper(), one.md5.upper(), "logo.png", 3, 1)
            db.executemany("INSERT INTO FILE VALUES (?, ?, ?, ?, ?, ?)", [row, row])
    return path


def vics(path: Path, context: str, is_case: bool = True, key: str = "@odata.context") -> Path:
    """Write a file of Project VIC that knows two files."""
    media = [
        {"MediaID": 1, "Category": 1, "MD5": ONE.md5.upper(), "SHA1": ONE.sha1.upper(), "Tags": "red, blue"},
        {"MediaID": 2, "Category": None, "SHA1": OTHER.sha1.upper(), "Tags": None},
        {"MediaID": 3, "Category": "x", "MD5": 7},
        {"MediaID": 4, "Category": 5, "MD5": ONE.md5},
    ]
    value = [{"CaseID": "c", "Media": media}] if is_case else media
    path.write_text(json.dumps({key: context, "value": value}))
    return path


@pytest.fixture(params=["nsrl", "vics", "fake"])
def known(request: pytest.FixtureRequest, tmp_path: Path) -> HashSet:
    if request.param == "nsrl":
        return Nsrl(rds(tmp_path / "rds.db"))
    if request.param == "vics":
        return VicsFile(vics(tmp_path / "v.json", f"{V2}/US/$metadata#Cases"))
    return FakeHashSet({ONE.sha256: KnownFile(), OTHER.sha256: KnownFile()})


def test_what_is_in_the_set_is_found_and_nothing_else(known: HashSet) -> None:
    assert set(known.matches([ONE, OTHER, STRANGE])) == {ONE.sha256, OTHER.sha256}
    assert known.matches([STRANGE]) == {}
    assert known.matches([]) == {}
    assert known.name


@pytest.mark.parametrize(
    ("context", "is_case", "key", "version"),
    [
        (f"{V2}/US/$metadata#Cases", True, "@odata.context", "2.0"),
        (f"{V2}/Default/$metadata#Media", False, "@odata.context", "2.0"),
        (f"{V13}#Cases", True, "odata.metadata", "1.3"),
        (f"{V13}#Media", False, "odata.metadata", "1.3"),
    ],
)
def test_every_shape_of_project_vic_is_read(
    tmp_path: Path, context: str, is_case: bool, key: str, version: str
) -> None:
    read = VicsFile(vics(tmp_path / "v.json", context, is_case, key))
    assert read.version == version
    found = read.matches([ONE, OTHER, STRANGE])
    assert found[ONE.sha256] == KnownFile(1, ("red", "blue"))
    assert found[OTHER.sha256] == KnownFile(None, ())


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\x00" * 100, b'{"@odata.context": "x/DataModels/2.0.xml#Media"}']
)
def test_what_is_no_set_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="no file of Project VIC"):
        VicsFile(path)
    with pytest.raises(UsageError, match="no Reference Data Set"):
        Nsrl(path)


def test_a_set_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"follows version 9.9"):
        VicsFile(vics(tmp_path / "v.json", V2.replace("2.0", "9.9") + "#Media"))


def test_a_set_that_is_cut_short_is_said(tmp_path: Path) -> None:
    path = vics(tmp_path / "v.json", f"{V2}/US/$metadata#Cases")
    path.write_text(path.read_text()[:-40])
    with pytest.raises(SourceError, match="cannot be read to its end"):
        VicsFile(path).matches([STRANGE])


def test_nothing_is_written_beside_the_set(tmp_path: Path) -> None:
    path = rds(tmp_path / "rds.db")
    before = path.read_bytes()
    Nsrl(path).matches([ONE])
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["rds.db"]
