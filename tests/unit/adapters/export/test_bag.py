"""The bundle: valid for the reference tool, signed for OpenSSL, and its own verifier names what is wrong."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import bagit
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.export.bag import BagFolder
from reid_desktop.adapters.export.csv_table import CsvTable
from reid_desktop.adapters.export.json_document import JsonDocument
from reid_desktop.adapters.export.parts import Part
from reid_desktop.adapters.signing.keys import KeyFolder, KeySigner
from reid_desktop.adapters.signing.stamps import put_stamp, stamp_question
from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.errors import UsageError
from reid_desktop.ports.export import Selection
from tests.fakes.export import CountingJob, media_item, selection

VERIFIER = Path(__file__).parents[4] / "resources" / "check" / "verify_bag.py"


def whole(folder: Path) -> Selection:
    """Return a selection whose log head is that of its log."""
    some = selection(folder, [media_item(1), media_item(2)])
    assert some.records is not None
    last = list(some.records.audit())[-1]
    return replace(some, log_head=LogHead(last.audit_id, last.sha256))


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> KeySigner:
    ring = KeyFolder(tmp_path_factory.mktemp("keys"))
    ring.make("agency")
    return ring.signer("agency")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, signer: KeySigner) -> Path:
    folder = tmp_path_factory.mktemp("bag")
    parts = [Part("sightings.csv", CsvTable()), Part("case.json", JsonDocument("9"))]
    BagFolder("9", parts, VERIFIER, stamp_question, signer).write(
        whole(folder), folder / "out", CountingJob()
    )
    return folder / "out"


@pytest.fixture
def bag(made: Path, tmp_path: Path) -> Path:
    """Return a copy to spoil."""
    shutil.copytree(made, tmp_path / "bag")
    return tmp_path / "bag"


def verify(bag: Path, *options: str) -> tuple[int, str]:
    """Run the verifier of the bundle as its reader would, without this program's packages."""
    command = [sys.executable, "-I", "-S", str(bag / "verify.py"), str(bag), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_reference_tool_finds_it_valid(bag: Path) -> None:
    bagit.Bag(str(bag)).validate()


def test_a_whole_bundle_is_found_whole(bag: Path, signer: KeySigner) -> None:
    code, text = verify(bag, "--key", signer.fingerprint)
    assert code == 0, text
    assert "Nothing is wrong." in text
    assert f"Signed with the key {signer.fingerprint} (the key that you gave)" in text


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs OpenSSL's program")
def test_another_implementation_verifies_the_signature(bag: Path) -> None:
    options = ["-verify", "-pubin", "-inkey", "signing-key.pem", "-rawin"]
    files = ["-in", "tagmanifest-sha256.txt", "-sigfile", "tagmanifest-sha256.txt.sig"]
    command = ["openssl", "pkeyutl", *options, *files]
    done = subprocess.run(command, cwd=bag, capture_output=True, text=True, check=False)
    assert "Signature Verified Successfully" in done.stdout, done.stderr


def flip(path: Path, at: int = 100) -> None:
    """Flip one bit."""
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1
    path.write_bytes(data)


def log_lines(bag: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Rewrite the log in the bundle."""
    path = bag / "data" / "log.jsonl"
    path.write_text("".join(change(path.read_text().splitlines(keepends=True))))


def edited(lines: list[str]) -> list[str]:
    """Return the log with another name in its second row."""
    row = json.loads(lines[1])
    return [lines[0], json.dumps({**row, "who": "Somebody else"}) + "\n", *lines[2:]]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda bag: flip(bag / "data" / "sightings.csv"), "data/sightings.csv was changed."),
        (lambda bag: (bag / "data" / "sightings.csv").unlink(), "data/sightings.csv is missing."),
        (lambda bag: (bag / "data" / "more.txt").write_text("x"), "data/more.txt was added"),
        (lambda bag: flip(bag / "bag-info.txt", 3), "bag-info.txt was changed."),
        (lambda bag: flip(bag / "manifest-sha256.txt", 3), "manifest-sha256.txt was changed."),
        (lambda bag: flip(bag / "tagmanifest-sha256.txt", -3), "The signature does not fit"),
        (lambda bag: flip(bag / "tagmanifest-sha256.txt.sig"), "The signature does not fit"),
        (lambda bag: (bag / "tagmanifest-sha256.txt.sig").unlink(), "The signature or the public key is"),
        (lambda bag: (bag / "signing-key.pem").write_text("no"), "holds no Ed25519 public key"),
        (lambda bag: log_lines(bag, lambda rows: rows[:1] + rows[2:]), "row 2 is missing."),
        (lambda bag: log_lines(bag, lambda rows: [rows[1], rows[0], rows[2]]), "row 1 does not stand where"),
        (lambda bag: log_lines(bag, lambda rows: rows[:-1]), "the end was cut off"),
        (lambda bag: log_lines(bag, edited), "row 2 was changed after it was written"),
        (lambda bag: log_lines(bag, lambda rows: [*rows, "{nonsense\n"]), "a line is no row of a log"),
        (
            lambda bag: (bag / "tagmanifest-sha256.txt.tsr").write_bytes(b"\x04\x20" + bytes(32)),
            "The time stamp is not about",
        ),
    ],
)
def test_what_was_spoilt_is_named(bag: Path, spoil: Callable[[Path], object], sentence: str) -> None:
    spoil(bag)
    code, text = verify(bag)
    assert code == 1, text
    assert sentence in text


def resealed(bag: Path) -> None:
    """Write the manifests anew, as a forger would."""
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        lines = (bag / name).read_text().splitlines()
        paths = [line.split("  ", 1)[1] for line in lines]
        digests = [hashlib.sha256((bag / path).read_bytes()).hexdigest() for path in paths]
        (bag / name).write_text(
            "".join(f"{digest}  {path}\n" for digest, path in zip(digests, paths, strict=True))
        )


def test_a_forger_who_writes_new_manifests_is_found_by_the_signature(bag: Path) -> None:
    flip(bag / "data" / "sightings.csv")
    resealed(bag)
    bagit.Bag(str(bag)).validate()  # the reference tool cannot know
    code, text = verify(bag)
    assert code == 1
    assert "The signature does not fit" in text


def test_a_forger_who_signs_with_a_key_of_his_own_is_found_by_the_fingerprint(
    bag: Path, signer: KeySigner
) -> None:
    other = KeySigner(Ed25519PrivateKey.generate())
    info = (bag / "bag-info.txt").read_text().replace(signer.fingerprint, other.fingerprint)
    (bag / "bag-info.txt").write_text(info)
    resealed(bag)
    (bag / "signing-key.pem").write_bytes(other.public_pem)
    (bag / "tagmanifest-sha256.txt.sig").write_bytes(
        other.sign((bag / "tagmanifest-sha256.txt").read_bytes())
    )
    assert verify(bag)[0] == 0  # nothing in the bundle itself can tell
    code, text = verify(bag, "--key", signer.fingerprint)
    assert code == 1
    assert "another key than the one you gave" in text


def test_an_unsigned_bundle_says_so(tmp_path: Path) -> None:
    parts = [Part("sightings.csv", CsvTable())]
    BagFolder("9", parts, VERIFIER, stamp_question).write(whole(tmp_path), tmp_path / "out", CountingJob())
    code, text = verify(tmp_path / "out")
    assert code == 0, text
    assert "The bundle is not signed" in text


# ---------------------------------------------------------------- the verifier's own Ed25519


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_bag", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RFC_8032 = [  # section 7.1: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_vectors_of_the_standard(verifier: ModuleType, public: str, message: str, signature: str) -> None:
    given_ = [bytes.fromhex(text) for text in (public, message, signature)]
    assert verifier.verify_ed25519(*given_)
    assert not verifier.verify_ed25519(given_[0], given_[1] + b"x", given_[2])


@settings(max_examples=15, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), bit=st.integers(0, 511))
def test_what_cryptography_signs_fits_and_one_bit_off_does_not(
    verifier: ModuleType, seed: bytes, message: bytes, bit: int
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = key.sign(message)
    assert verifier.verify_ed25519(public, message, signature)
    wrong = bytearray(signature)
    wrong[bit // 8] ^= 1 << bit % 8
    assert not verifier.verify_ed25519(public, message, bytes(wrong))


def test_what_is_no_point_or_too_large_is_refused(verifier: ModuleType) -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = key.sign(b"m")
    large = int.from_bytes(signature[32:], "little") + verifier.ORDER
    assert not verifier.verify_ed25519(public, b"m", signature[:32] + large.to_bytes(32, "little"))
    for wrong in (b"", b"\xff" * 32, public[:31]):
        assert not verifier.verify_ed25519(wrong, b"m", signature)
    assert not verifier.verify_ed25519(public, b"m", signature[:63])


# ---------------------------------------------------------------- time stamps

AUTHORITY = """
[ tsa ]
default_tsa = t
[ t ]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""


def openssl(folder: Path, *words: str) -> None:
    """Run OpenSSL, which plays the authority."""
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a time-stamping authority in it."""
    if shutil.which("openssl") is None:
        pytest.skip("needs OpenSSL's program")
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(AUTHORITY.format(folder=folder))
    (folder / "serial").write_text("01")
    (folder / "ext.cnf").write_text(
        "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
        "basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
    )
    make = ["-newkey", "rsa:2048", "-nodes"]
    openssl(
        folder,
        "req",
        "-x509",
        *make,
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=Root",
        "-days",
        "9",
    )
    openssl(folder, "req", *make, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=TSA")
    signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "9", "-extfile", "ext.cnf"]
    openssl(folder, "x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *signing)
    return folder


def answer(authority: Path, bag: Path) -> Path:
    """Have the authority answer the question in the bundle."""
    out = authority / "answer.tsr"
    question = str(bag / "tagmanifest-sha256.txt.tsq")
    keys = ["-signer", "tsa.pem", "-inkey", "tsa.key", "-config", "tsa.cnf"]
    openssl(authority, "ts", "-reply", "-queryfile", question, *keys, "-out", str(out))
    return out


def test_the_answer_of_an_authority_is_put_beside_and_verified(bag: Path, authority: Path) -> None:
    stamped_utc = put_stamp(bag, answer(authority, bag), authority / "ca.pem")
    assert stamped_utc.endswith("+00:00")
    code, text = verify(bag)
    assert code == 0, text
    assert "There is a time stamp about this bundle" in text
    bagit.Bag(str(bag)).validate()
    files = ["-data", "tagmanifest-sha256.txt", "-in", "tagmanifest-sha256.txt.tsr"]
    openssl(bag, "ts", "-verify", *files, "-CAfile", str(authority / "ca.pem"))


def test_the_answer_to_another_question_and_nonsense_are_refused(bag: Path, authority: Path) -> None:
    given_ = answer(authority, bag)
    other = Path(shutil.copytree(bag, bag.with_name("other")))
    flip(other / "tagmanifest-sha256.txt")
    with pytest.raises(UsageError, match="about something else"):
        put_stamp(other, given_)
    nonsense = bag.parent / "nonsense"
    nonsense.write_bytes(b"\x30\x03nonsense")
    with pytest.raises(UsageError, match="no answer"):
        put_stamp(bag, nonsense)
    with pytest.raises(UsageError, match="does not come from this authority"):
        put_stamp(bag, given_, authority / "tsa.pem")
