"""Build a release that others can check: packages, bill of materials, hashes, one signature over them.

    reid-desktop keys make release                  once; the key stays with who makes releases
    python -m tools.build_release OUT --key release

OUT gets the wheel, the source distribution, `constraints.txt`, `sbom.cdx.json` (CycloneDX: every package of
this installation, every model file with its SHA-256), `SHA256SUMS` over all of these, `SHA256SUMS.sig`
(Ed25519) and the public key. Whoever has that key from elsewhere checks it without this program:

    openssl pkeyutl -verify -pubin -inkey release.pub.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
    sha256sum -c SHA256SUMS
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from reid_desktop import __version__
from reid_desktop.adapters.export.software import bill_of_materials
from reid_desktop.adapters.signing.keys import KeyFolder
from reid_desktop.adapters.vision.cards import read_cards
from reid_desktop.app.cli.export_commands import PASSPHRASE_VARIABLE
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.errors import ReidError
from reid_desktop.ports.signing import Signer

ROOT = Path(__file__).resolve().parent.parent
SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--key", required=True, metavar="NAME", help="a key of `reid-desktop keys`")
    words = parser.parse_args()
    passphrase = os.environ.get(PASSPHRASE_VARIABLE, "")
    try:
        signer = KeyFolder(load_settings().keys).signer(words.key, passphrase)
    except ReidError as problem:
        print(problem, file=sys.stderr)
        return 1
    build(words.out, words.key, signer)
    print(f"{words.out} is signed with the key {signer.fingerprint}")
    return 0


def build(out: Path, key: str, signer: Signer) -> None:
    """Write everything into a new folder; what stands in `SHA256SUMS` is what was signed."""
    out.mkdir(parents=True)
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out.resolve())]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    shutil.copyfile(ROOT / "constraints.txt", out / "constraints.txt")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    bill = bill_of_materials(__version__, now, read_cards(ROOT / "models"))
    (out / "sbom.cdx.json").write_text(bill, encoding="utf-8")
    lines = [f"{_sha256(path)}  {path.name}\n" for path in sorted(out.iterdir())]
    sums = "".join(lines).encode()
    (out / SUMS).write_bytes(sums)
    (out / SIGNATURE).write_bytes(signer.sign(sums))
    (out / f"{key}.pub.pem").write_bytes(signer.public_pem)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
