"""Every key ring makes keys, keeps them, and signs alike with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reid_desktop.adapters.signing.keys import KeyFolder
from reid_desktop.domain.errors import UsageError
from reid_desktop.ports.signing import KeyRing
from tests.fakes.signing import FakeKeyRing


@pytest.fixture(params=["folder", "fake"])
def ring(request: pytest.FixtureRequest, tmp_path: Path) -> KeyRing:
    return KeyFolder(tmp_path / "keys") if request.param == "folder" else FakeKeyRing()


def test_there_are_no_keys_at_first(ring: KeyRing) -> None:
    assert ring.listed() == []


def test_keys_are_listed_by_name_and_sign_the_same_each_time(ring: KeyRing) -> None:
    second, first = ring.make("b"), ring.make("a")
    assert ring.listed() == [first, second]
    signer = ring.signer("a")
    assert signer.fingerprint == first.fingerprint != second.fingerprint
    assert len(signer.sign(b"x")) == 64
    assert signer.sign(b"x") == ring.signer("a").sign(b"x") != signer.sign(b"y")
    assert signer.public_pem.startswith(b"-----BEGIN PUBLIC KEY-----")


def test_a_locked_key_opens_with_its_passphrase_only(ring: KeyRing) -> None:
    made = ring.make("agency", "correct horse")
    assert made.is_locked
    assert ring.listed() == [made]
    assert ring.signer("agency", "correct horse").fingerprint == made.fingerprint
    for wrong in ("", "battery staple"):
        with pytest.raises(UsageError):
            ring.signer("agency", wrong)


@pytest.mark.parametrize("name", ["", "../outside", "a/b", "a b", "\x00"])
def test_names_that_could_lead_elsewhere_are_refused(ring: KeyRing, name: str) -> None:
    with pytest.raises(UsageError):
        ring.make(name)
    with pytest.raises(UsageError):
        ring.signer(name)


def test_a_key_is_never_overwritten(ring: KeyRing) -> None:
    made = ring.make("agency")
    with pytest.raises(UsageError):
        ring.make("agency")
    assert ring.listed() == [made]


def test_only_the_user_may_read_the_private_half(tmp_path: Path) -> None:
    KeyFolder(tmp_path / "keys").make("agency")
    assert (tmp_path / "keys" / "agency.key.pem").stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
