"""What every way to the bytes of evidence must do."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reid_desktop.adapters.sources import OpenEvidence
from reid_desktop.adapters.sources.limits import Limits
from reid_desktop.domain.errors import SourceError
from tests.archives import MTIME_S, TREES, archive_bytes, make_tree, zip_bytes

CONTENT = random.Random(7).randbytes(300_000) + bytes(400_000)
FILES = {"first.txt": b"before", "DCIM/Camera/IMG 1.jpg": CONTENT, "last.txt": b"after"}
NAME = "DCIM/Camera/IMG 1.jpg"
WAYS = (*TREES, "nested", "part", "part-of-member", "gz")


def lay(way: str, at: Path) -> str:
    """Write the content somewhere that is reached in a certain way; return its path."""
    if way == "folder":
        return make_tree(way, at, FILES) + "/" + NAME
    if way == "nested":
        inner = archive_bytes("tar.gz", FILES)
        return make_tree("zip", at, {"a/b.tar.gz": inner}) + f"!/a/b.tar.gz!/{NAME}"
    if way == "part":
        at.write_bytes(b"0123456789" + CONTENT + b"end")
        return f"{at}!/@10+{len(CONTENT)}.mp4"
    if way == "part-of-member":
        make_tree("zip", at, {NAME: b"0123456789" + CONTENT + b"end"})
        return f"{at}!/{NAME}!/@10+{len(CONTENT)}.mp4"
    if way == "gz":
        at.write_bytes(gzip.compress(CONTENT))
        return f"{at}!/{at.name}.unpacked"
    return make_tree(way, at, FILES) + f"!/{NAME}"


@pytest.fixture(params=["in memory", "in a file"])
def evidence(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenEvidence]:
    """With members expanded in memory, and in private files."""
    (tmp_path / "private").mkdir()
    limits = Limits() if request.param == "in memory" else Limits(memory_bytes=1000)
    opened = OpenEvidence(tmp_path / "private", limits)
    yield opened
    opened.close()
    assert list((tmp_path / "private").iterdir()) == []


@pytest.mark.parametrize("way", WAYS)
def test_the_bytes_are_those_that_were_put_in(evidence: OpenEvidence, tmp_path: Path, way: str) -> None:
    path = lay(way, tmp_path / "x")
    for _ in range(2):
        with evidence.open(path) as file:
            assert file.read() == CONTENT
            assert file.read() == b""


@pytest.mark.parametrize("way", WAYS)
def test_it_is_sought_like_a_file(evidence: OpenEvidence, tmp_path: Path, way: str) -> None:
    path = lay(way, tmp_path / "x")
    with evidence.open(path) as file:
        assert file.seek(-3, io.SEEK_END) == len(CONTENT) - 3
        assert file.read(9) == CONTENT[-3:]
        file.seek(299_990)
        assert file.read(20) == CONTENT[299_990:300_010]
        file.seek(5, io.SEEK_CUR)
        assert file.tell() == 300_015
        file.seek(0)
        assert file.read(6) == CONTENT[:6]
        assert file.seekable()
        assert not file.writable()


@pytest.mark.parametrize("way", WAYS)
def test_threads_do_not_meet(evidence: OpenEvidence, tmp_path: Path, way: str) -> None:
    path = lay(way, tmp_path / "x")

    def read(seed: int) -> bool:
        chance = random.Random(seed)
        with evidence.open(path) as file:
            for _ in range(40):
                at, count = chance.randrange(len(CONTENT)), chance.randrange(5000)
                file.seek(at)
                if file.read(count) != CONTENT[at : at + count]:
                    return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(read, range(8)))


@pytest.mark.parametrize("way", TREES[1:])
def test_the_date_is_the_one_in_the_archive(tmp_path: Path, way: str) -> None:
    assert OpenEvidence().mtime_ns(lay(way, tmp_path / "x")) == MTIME_S * 10**9


def test_a_part_has_the_date_of_its_file(tmp_path: Path) -> None:
    path = lay("part", tmp_path / "x")
    assert OpenEvidence().mtime_ns(path) == (tmp_path / "x").stat().st_mtime_ns


@pytest.mark.parametrize("way", WAYS)
def test_what_is_gone_is_told(evidence: OpenEvidence, tmp_path: Path, way: str) -> None:
    path = lay(way, tmp_path / "x")
    evidence.open(path).close()
    (tmp_path / "x").rename(tmp_path / "y")
    with pytest.raises(SourceError):
        evidence.open(path).read()
    with pytest.raises(SourceError, match="no longer there"):
        evidence.mtime_ns(path)
    (tmp_path / "y").rename(tmp_path / "x")
    with evidence.open(path) as file:
        assert file.read() == CONTENT


@pytest.mark.parametrize("way", TREES[1:])
def test_a_member_that_is_not_there_is_told(evidence: OpenEvidence, tmp_path: Path, way: str) -> None:
    path = make_tree(way, tmp_path / "x", FILES)
    for step in ("nothing", "", "@99/x", "DCIM", "first.txt!/x", f"{NAME}/", "@0/x!/@1/y"):
        with pytest.raises(SourceError):
            evidence.open(f"{path}!/{step}").read()


@pytest.mark.parametrize("way", TREES[1:])
def test_an_archive_that_is_cut_short_is_told(tmp_path: Path, way: str) -> None:
    path = lay(way, tmp_path / "x")
    data = (tmp_path / "x").read_bytes()
    (tmp_path / "x").write_bytes(data[: len(data) // 3])
    with pytest.raises(SourceError):
        OpenEvidence().open(path).read()


def test_an_archive_that_was_replaced_is_read_anew(evidence: OpenEvidence, tmp_path: Path) -> None:
    at = tmp_path / "x.zip"
    for content in (b"one", b"another"):
        at.write_bytes(zip_bytes({"a": content}))
        with evidence.open(f"{at}!/a") as file:
            assert file.read() == content


def test_a_real_file_whose_name_holds_the_mark_comes_first(evidence: OpenEvidence, tmp_path: Path) -> None:
    (tmp_path / "x!").mkdir()
    (tmp_path / "x!" / "y").write_bytes(b"real")
    (tmp_path / "x").write_bytes(zip_bytes({"y": b"member"}))
    with evidence.open(f"{tmp_path}/x!/y") as file:
        assert file.read() == b"real"
    (tmp_path / "x!" / "z.zip").write_bytes(zip_bytes({"m": b"inside"}))
    with evidence.open(f"{tmp_path}/x!/z.zip!/m") as file:
        assert file.read() == b"inside"


def test_a_member_stays_open_when_others_push_it_off_the_shelf(tmp_path: Path) -> None:
    evidence = OpenEvidence()
    paths = []
    for number in range(30):
        at = tmp_path / f"{number}.tar.gz"
        paths.append(make_tree("tar.gz", at, {"a": f"content {number}".encode()}) + "!/a")
    files = [evidence.open(path) for path in paths]
    for number, file in enumerate(files):
        assert file.read() == f"content {number}".encode()
        file.close()
    evidence.close()
