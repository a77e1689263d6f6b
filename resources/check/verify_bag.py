"""Checks a bundle that reid-desktop wrote, without reid-desktop: Python 3.9 or newer, nothing to install.

    python verify.py [BAG] [--key FINGERPRINT]

BAG is the folder of the bundle; by default the folder that this file lies in. FINGERPRINT is the SHA-256 of
the agency's public key, as the agency tells it by another way than this bundle.

What is checked
  1. The files. `manifest-sha256.txt` lists every file in `data` with its SHA-256; `tagmanifest-sha256.txt`
     lists the files beside it, the manifest among them (BagIt, RFC 8493). A file that was changed, is
     missing or was added is named.
  2. The signature. `tagmanifest-sha256.txt.sig` is an Ed25519 signature (RFC 8032, 64 bytes) of the
     bytes of `tagmanifest-sha256.txt`, made with the key whose public half is `signing-key.pem`. It covers
     everything, because the tag manifest holds the hash of the manifest. Whoever replaces the key can
     sign anything: compare the fingerprint that is printed with the one the agency tells you, or give it
     with --key. OpenSSL checks the same:
       openssl pkeyutl -verify -pubin -inkey signing-key.pem -rawin
               -in tagmanifest-sha256.txt -sigfile tagmanifest-sha256.txt.sig
  3. The log. Every line of `data/log.jsonl` carries the SHA-256 of the line before it and its own. A line
     that was changed, taken out, put in or moved is named, and so is a log that was cut off at its end
     (`data/case.json` and `bag-info.txt` tell how long it was). A disclosure pack in the bundle has a log
     of its own, which is checked too.
  4. A time stamp, if there is one: `tagmanifest-sha256.txt.tsr` (RFC 3161) must be about the hash of
     `tagmanifest-sha256.txt`. Who issued it is NOT checked here; OpenSSL does:
       openssl ts -verify -data tagmanifest-sha256.txt -in tagmanifest-sha256.txt.tsr -CAfile AUTHORITY.pem

What cannot be found out: whether the content is true, and whether something was left out before signing.

Exit code: 0 nothing found, 1 something found (one line each), 2 it could not be checked.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNATURE, KEY, STAMP = TAG_MANIFEST + ".sig", "signing-key.pem", TAG_MANIFEST + ".tsr"
UNLISTED = {TAG_MANIFEST, SIGNATURE, KEY, STAMP, TAG_MANIFEST + ".tsq"}
"""Beside the data, and not in the tag manifest: what signs it cannot be in it."""
ZEROS = "0" * 64


def main() -> int:
    """Check one bundle; print what was found."""
    parser = argparse.ArgumentParser(description="Checks a bundle that reid-desktop wrote.")
    parser.add_argument("bag", type=Path, nargs="?", default=Path(__file__).resolve().parent)
    parser.add_argument("--key", default="", metavar="FINGERPRINT", help="SHA-256 of the agency's key")
    arguments = parser.parse_args()
    bag = arguments.bag
    if not (bag / "bagit.txt").is_file():
        parser.error(f"{bag} is no bag: it has no bagit.txt")
    try:
        found = [*check_files(bag), *check_signature(bag, arguments.key), *check_logs(bag), *check_stamp(bag)]
    except OSError as error:
        say(f"The bundle cannot be read: {error}")
        return 2
    for line in found:
        say(line)
    say("Nothing is wrong." if not found else f"{len(found)} things are wrong: see above.")
    return 1 if found else 0


def say(line: str) -> None:
    """Print a line; what a text from evidence could do to a terminal is spelt out."""
    sys.stdout.write(line.encode("unicode_escape").decode("ascii") + "\n")


# ---------------------------------------------------------------- files


def check_files(bag: Path) -> Iterator[str]:
    """Yield the files that are not what the manifests say."""
    listed = read_manifest(bag, TAG_MANIFEST)
    beside = {path.name for path in bag.iterdir() if path.is_file()} - UNLISTED
    yield from compare(bag, listed, beside)
    if MANIFEST not in listed:
        yield f"{MANIFEST} is not in {TAG_MANIFEST}."
    data = {path.relative_to(bag).as_posix() for path in (bag / "data").rglob("*") if not path.is_dir()}
    yield from compare(bag, read_manifest(bag, MANIFEST), data)


def read_manifest(bag: Path, name: str) -> dict[str, str]:
    """Return path to SHA-256; empty where there is no manifest."""
    found = {}
    if (bag / name).is_file():
        for line in (bag / name).read_text(encoding="utf-8").splitlines():
            match = re.fullmatch(r"([0-9a-fA-F]{64})\s+\*?(.+)", line)
            if match:
                path = match[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
                found[path] = match[1].lower()
    return found


def compare(bag: Path, listed: dict[str, str], there: set[str]) -> Iterator[str]:
    """Yield files that were changed, are missing or were added."""
    for path, sha256 in sorted(listed.items()):
        if ".." in Path(path).parts or Path(path).is_absolute():
            yield f"{path} leads out of the bundle."
        elif path not in there:
            yield f"{path} is missing."
        elif sha256_of(bag / path) != sha256:
            yield f"{path} was changed."
    for path in sorted(there - listed.keys()):
        yield f"{path} was added: no manifest lists it."


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            digest.update(chunk)
    return digest.hexdigest()


# ---------------------------------------------------------------- signature


def check_signature(bag: Path, wanted: str) -> Iterator[str]:
    """Yield what is wrong with the signature; say on whose key it rests."""
    info = bag_info(bag)
    signed_by = info.get("Signing-Key-SHA256", "")
    if not (bag / SIGNATURE).is_file() or not (bag / KEY).is_file():
        if signed_by or wanted:
            yield "The signature or the public key is missing."
        else:
            say("The bundle is not signed: that it is unchanged since it was written cannot be shown.")
        return
    public = public_key(bag / KEY)
    if public is None:
        yield f"{KEY} holds no Ed25519 public key."
        return
    fingerprint = hashlib.sha256(public).hexdigest()
    if not verify_ed25519(public, (bag / TAG_MANIFEST).read_bytes(), (bag / SIGNATURE).read_bytes()):
        yield f"The signature does not fit {TAG_MANIFEST}: the bundle was changed after it was signed."
    elif signed_by and signed_by != fingerprint:
        yield "The bundle was signed with another key than bag-info.txt names."
    elif wanted and wanted.lower().replace(":", "") != fingerprint:
        yield f"The bundle was signed with another key than the one you gave: with {fingerprint}."
    else:
        known = "the key that you gave" if wanted else "compare it with the agency's"
        say(f"Signed with the key {fingerprint} ({known}).")


def bag_info(bag: Path) -> dict[str, str]:
    """Return the fields of bag-info.txt."""
    path = bag / "bag-info.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def public_key(path: Path) -> bytes | None:
    """Return the 32 bytes of an Ed25519 public key in PEM (SubjectPublicKeyInfo, RFC 8410)."""
    text = path.read_text(encoding="ascii", errors="replace")
    match = re.search(r"-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----", text, re.DOTALL)
    try:
        der = base64.b64decode("".join(match[1].split()), validate=True) if match else b""
    except ValueError:
        return None
    prefix = bytes.fromhex("302a300506032b6570032100")
    return der[12:] if len(der) == 44 and der.startswith(prefix) else None


# Ed25519 as RFC 8032, section 5.1, describes it. Verification only, so nothing here needs to be secret.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def add(one: Point, other: Point) -> Point:
    """Return the sum of two points in extended homogeneous coordinates."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """Return a point added to itself `number` times."""
    result: Point = (0, 1, 1, 0)
    while number > 0:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def is_same(one: Point, other: Point) -> bool:
    """Tell whether two points are one."""
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % P == 0


def point_of(data: bytes) -> Point | None:
    """Return the point that 32 bytes encode; None where they encode none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(data) != 32 or y >= P:
        return None
    squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(squared, (P + 3) // 8, P)
    if (x * x - squared) % P != 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - squared) % P != 0 or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of(bytes.fromhex("58" + "66" * 31))


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature fits."""
    key, start = point_of(public), point_of(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if key is None or start is None or BASE is None or len(signature) != 64 or number >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    return is_same(times(number, BASE), add(start, times(challenge, key)))


# ---------------------------------------------------------------- log


def check_logs(bag: Path) -> Iterator[str]:
    """Yield what is wrong with the logs in the bundle."""
    info = bag_info(bag)
    known = [(info.get("Log-Rows", ""), info.get("Log-SHA256", ""), "bag-info.txt")]
    case = bag / "data" / "case.json"
    if case.is_file():
        try:
            head = json.loads(case.read_text(encoding="utf-8"))["log"]
            known.append((str(head["rows"]), str(head["sha256"]), "data/case.json"))
        except (ValueError, LookupError, TypeError):
            yield "data/case.json does not say how long the log was."
    for path in sorted((bag / "data").rglob("log.jsonl")):
        name = path.relative_to(bag).as_posix()
        yield from (f"{name}: {problem}" for problem in check_log(path, known))


def check_log(path: Path, heads: list[tuple[str, str, str]]) -> Iterator[str]:
    """Yield the rows that do not fit, and the heads that the log does not reach."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line]
        own = {int(row["audit_id"]): str(row["sha256"]) for row in rows}
    except (ValueError, LookupError, TypeError):
        yield "it cannot be read: a line is no row of a log."
        return
    last = max(own, default=0)
    yield from check_chain(rows)
    for row_number, sha256, where in heads:
        if not row_number.isdigit() or row_number == "0":
            continue
        if int(row_number) > last:
            yield f"it ends with row {last}, but {where} knows of {row_number}: the end was cut off."
        elif own.get(int(row_number), sha256) != sha256:
            yield f"row {row_number} is not the one that {where} knows: the log was rewritten."


def check_chain(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Yield rows that are missing, moved, changed or put in."""
    before, previous = 0, ZEROS
    for row in rows:
        number = int(row["audit_id"])
        if number <= before:
            yield f"row {number} does not stand where it was written: it comes after row {before}."
        elif number > before + 1:
            missing = (
                f"row {before + 1} is" if number == before + 2 else f"rows {before + 1} to {number - 1} are"
            )
            yield f"{missing} missing."
        elif row["previous_sha256"] != previous:
            yield f"row {number} does not follow from row {before}."
        if row["sha256"] != hash_of(row):
            yield f"row {number} was changed after it was written."
        before, previous = number, row["sha256"]


def hash_of(row: dict[str, Any]) -> str:
    """Return the hash that a row of this content must have."""
    names = {"action": "action", "detail": "detail", "object": "object", "when": "at_utc", "who": "who"}
    content = {name: row[column] for name, column in names.items()}
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((row["previous_sha256"] + canonical).encode("ascii", "replace")).hexdigest()


# ---------------------------------------------------------------- time stamp


def check_stamp(bag: Path) -> Iterator[str]:
    """Yield a line if a time stamp is about something else."""
    if not (bag / STAMP).is_file():
        say("There is no time stamp.")
        return
    digest = hashlib.sha256((bag / TAG_MANIFEST).read_bytes()).digest()
    # The token holds the stamped hash as an octet string of 32 bytes: tag 04, length 20, the hash.
    if b"\x04\x20" + digest not in (bag / STAMP).read_bytes():
        yield f"The time stamp is not about {TAG_MANIFEST} as it is now."
    else:
        say("There is a time stamp about this bundle. Who issued it was not checked: see this file's head.")


if __name__ == "__main__":
    sys.exit(main())
