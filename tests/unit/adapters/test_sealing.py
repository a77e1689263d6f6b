"""A case as one encrypted file: who has a key gets it back to the byte, and nobody else."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pyrage
import pytest

from reid_desktop.adapters.sealing.age_files import lock, new_key, recipient, unlock
from reid_desktop.domain.errors import CaseError, UsageError


@pytest.fixture
def keys(tmp_path: Path) -> list[Path]:
    found = [tmp_path / f"{n}.key" for n in (1, 2, 3)]
    for path in found:
        new_key(path)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "a.reidcase"
    (folder / "thumbs" / "ab").mkdir(parents=True)
    (folder / "exports").mkdir()
    (folder / "case.db").write_bytes(os.urandom(3_000_000))
    (folder / "thumbs" / "ab" / "übung.jpg").write_bytes(b"needle-pixels")
    return folder


def content(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def test_each_key_brings_the_folder_back_to_the_byte(folder: Path, keys: list[Path], tmp_path: Path) -> None:
    sealed = tmp_path / "a.age"
    lock(folder, sealed, [recipient(str(path)) for path in keys[:2]])
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"needle" not in sealed.read_bytes()
    for number, path in enumerate(keys[:2]):
        out = tmp_path / f"out{number}.reidcase"
        unlock(sealed, path, out)
        assert content(out) == content(folder)
    with pytest.raises(CaseError, match="recovery key"):
        unlock(sealed, keys[2], tmp_path / "none.reidcase")
    assert not (tmp_path / "none.reidcase").exists()
    assert not list(tmp_path.glob(".*partial"))


def test_a_damaged_file_brings_nothing_back(folder: Path, keys: list[Path], tmp_path: Path) -> None:
    sealed = tmp_path / "a.age"
    lock(folder, sealed, [recipient(str(keys[0]))])
    whole = sealed.read_bytes()
    for spoilt in (
        whole[: len(whole) // 2],
        whole[:-1],
        whole[:2_000_000] + b"x" + whole[2_000_001:],
        b"",
        b"x" * 99,
    ):
        sealed.write_bytes(spoilt)
        with pytest.raises(CaseError):
            unlock(sealed, keys[0], tmp_path / "out.reidcase")
        assert not (tmp_path / "out.reidcase").exists()
        assert not list(tmp_path.glob(".*partial"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../escaped", tarfile.REGTYPE),
        ("{outside}/escaped", tarfile.REGTYPE),
        ("a/../../escaped", tarfile.REGTYPE),
        ("../escaped", tarfile.DIRTYPE),
        ("link", tarfile.SYMTYPE),
        ("link", tarfile.LNKTYPE),
        ("pipe", tarfile.FIFOTYPE),
        ("nul\0name", tarfile.REGTYPE),
    ],
)
def test_members_that_do_not_belong_in_a_case_are_refused(
    name: str, kind: bytes, keys: list[Path], tmp_path: Path
) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        member = tarfile.TarInfo("member")
        member.pax_headers = {"path": name.format(outside=tmp_path)}
        member.type, member.linkname = kind, "../escaped"
        member.size = 4 if kind == tarfile.REGTYPE else 0
        tar.addfile(member, io.BytesIO(b"evil"))
    sealed = tmp_path / "evil.age"
    public = pyrage.x25519.Recipient.from_str(recipient(str(keys[0])))
    sealed.write_bytes(pyrage.encrypt(packed.getvalue(), [public]))
    with pytest.raises(CaseError, match="damaged"):
        unlock(sealed, keys[0], tmp_path / "out.reidcase")
    assert {path.name for path in tmp_path.iterdir()} <= {"a.reidcase", "evil.age", "1.key", "2.key", "3.key"}


def test_keys_are_their_owners_only_and_never_overwritten(keys: list[Path]) -> None:
    assert keys[0].stat().st_mode & 0o077 == 0
    before = keys[0].read_bytes()
    with pytest.raises(UsageError, match="never overwritten"):
        new_key(keys[0])
    assert keys[0].read_bytes() == before


@pytest.mark.parametrize("text", ["", "age1short", "/no/such/file", "AGE-SECRET-KEY-1"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no public key"):
        recipient(text)


def test_what_is_no_secret_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.age").write_bytes(b"x")
    for number, text in enumerate(("nothing", "AGE-SECRET-KEY-1XYZ")):
        path = tmp_path / f"{number}.key"
        path.write_text(text, encoding="ascii")
        with pytest.raises(UsageError, match="key"):
            unlock(tmp_path / "a.age", path, tmp_path / "out.reidcase")
