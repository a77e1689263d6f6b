"""A release is signed, names all it is made of, and a change to any file is found by other programs."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from reid_desktop.adapters.signing.keys import KeyFolder
from tools.build_release import SIGNATURE, SUMS, build


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    keys = KeyFolder(folder / "keys")
    keys.make("release")
    build(folder / "out", "release", keys.signer("release"))
    return folder / "out"


def is_signed(release: Path) -> bool:
    """Ask OpenSSL, which shares no code with what signed."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    command = [
        program, "pkeyutl", "-verify", "-pubin", "-inkey", "release.pub.pem", "-rawin", "-in", SUMS,
        "-sigfile", SIGNATURE,
    ]  # fmt: skip
    return subprocess.run(command, cwd=release, capture_output=True, check=False).returncode == 0


def test_the_hashes_cover_packages_and_bill(release: Path) -> None:
    named = [line.split("  ")[1] for line in (release / SUMS).read_text().splitlines()]
    assert {Path(name).suffix for name in named} == {".whl", ".gz", ".txt", ".json"}
    assert {*named, SUMS, SIGNATURE, "release.pub.pem"} == {path.name for path in release.iterdir()}


def test_the_bill_names_packages_and_pins_the_models_that_ship(release: Path) -> None:
    bill = json.loads((release / "sbom.cdx.json").read_text())
    hashed = {one["bom-ref"]: one.get("hashes") for one in bill["components"]}
    assert hashed["model:reid-desktop-osnet/reid-desktop-osnet.onnx"][0]["alg"] == "SHA-256"
    assert any(name.startswith("pkg:pypi/numpy@") for name in hashed)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_others_find_a_change(release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    check = ["sha256sum", "--check", "--quiet", SUMS]
    assert is_signed(copy)
    assert subprocess.run(check, cwd=copy, capture_output=True, check=False).returncode == 0
    (copy / "constraints.txt").write_text("numpy==0\n")
    assert subprocess.run(check, cwd=copy, capture_output=True, check=False).returncode == 1
    (copy / SUMS).write_bytes((copy / SUMS).read_bytes().replace(b"constraints", b"constrained"))
    assert not is_signed(copy)
