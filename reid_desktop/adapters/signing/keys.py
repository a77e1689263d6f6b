"""Keys as files: the private half in PEM (PKCS #8), locked where a passphrase was given."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from reid_desktop.domain.errors import ExportError, UsageError
from reid_desktop.ports.signing import KeyFacts

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PRIVATE, _PUBLIC = ".key.pem", ".pub.pem"


class KeySigner:
    """Signs with a key held in memory."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Keep the key."""
        self._key = key

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the public key."""
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()

    @property
    def public_pem(self) -> bytes:
        """Return the public key as PEM."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes) -> bytes:
        """Return a signature."""
        return self._key.sign(data)


class KeyFolder:
    """One folder with two files a key; only the user may read it."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made with the first key."""
        self._folder = folder

    def make(self, name: str, passphrase: str = "") -> KeyFacts:
        """Make a key."""
        if not _NAME.fullmatch(name):
            raise UsageError("A key is named with up to 64 letters, digits, dots, hyphens and underscores.")
        key = Ed25519PrivateKey.generate()
        lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        signer = KeySigner(key)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(name + _PRIVATE, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock), 0o600)
            self._write(name + _PUBLIC, signer.public_pem, 0o644)
        except FileExistsError as cause:
            raise UsageError("There is a key named {name} already; take another name.", name=name) from cause
        except OSError as cause:
            why = cause.strerror or cause
            raise ExportError("The key cannot be kept in {to} ({why}).", to=self._folder, why=why) from cause
        return KeyFacts(name, signer.fingerprint, bool(passphrase))

    def listed(self) -> list[KeyFacts]:
        """Return the keys by name; files that are no keys are passed over."""
        found = []
        for path in sorted(self._folder.glob(f"*{_PRIVATE}")):
            name = path.name.removesuffix(_PRIVATE)
            try:
                found.append(KeyFacts(name, self._open(path, None).fingerprint, is_locked=False))
            except UsageError:
                shown = self._public_fingerprint(name)
                if shown is not None:
                    found.append(KeyFacts(name, shown, is_locked=True))
        return found

    def signer(self, name: str, passphrase: str = "") -> KeySigner:
        """Return what signs with a key."""
        path = self._folder / f"{name}{_PRIVATE}"
        if not _NAME.fullmatch(name) or not path.is_file():
            raise UsageError(
                "There is no key named {name}. `reid-desktop keys list` shows those there are.", name=name
            )
        return self._open(path, passphrase.encode() or None)

    @staticmethod
    def _open(path: Path, passphrase: bytes | None) -> KeySigner:
        try:
            key = load_pem_private_key(path.read_bytes(), passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm, OSError) as cause:
            raise UsageError(
                "The key cannot be opened: the passphrase is wrong or missing, or the file is damaged."
            ) from cause
        if not isinstance(key, Ed25519PrivateKey):
            raise UsageError("The file holds a key of another kind; Ed25519 is needed.")
        return KeySigner(key)

    def _public_fingerprint(self, name: str) -> str | None:
        try:
            key = load_pem_public_key((self._folder / f"{name}{_PUBLIC}").read_bytes())
        except (ValueError, UnsupportedAlgorithm, OSError):
            return None
        if not isinstance(key, Ed25519PublicKey):
            return None
        return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()

    def _write(self, name: str, data: bytes, mode: int) -> None:
        """Write a file that must not exist, readable from the start by whom it is for."""
        handle = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
