"""Keys in memory whose signatures are keyed hashes."""

from __future__ import annotations

import hashlib

from reid_desktop.domain.errors import UsageError
from reid_desktop.ports.signing import KeyFacts


class FakeSigner:
    """Signs with SHA-512 over its name and the data."""

    def __init__(self, name: str = "agency") -> None:
        """Sign as `name`."""
        self._name = name

    @property
    def fingerprint(self) -> str:
        """Return the hash of the name."""
        return hashlib.sha256(self._name.encode()).hexdigest()

    @property
    def public_pem(self) -> bytes:
        """Return what looks like a key."""
        return f"-----BEGIN PUBLIC KEY-----\n{self._name}\n-----END PUBLIC KEY-----\n".encode()

    def sign(self, data: bytes) -> bytes:
        """Return 64 bytes."""
        return hashlib.sha512(self._name.encode() + data).digest()


class FakeKeyRing:
    """Keeps names and passphrases."""

    def __init__(self) -> None:
        """There is no key yet."""
        self._keys: dict[str, str] = {}

    def make(self, name: str, passphrase: str = "") -> KeyFacts:
        """Make a key."""
        if name in self._keys or not name or not name.replace("-", "").isalnum():
            raise UsageError("{name} cannot be the name of a new key.", name=name)
        self._keys[name] = passphrase
        return KeyFacts(name, FakeSigner(name).fingerprint, bool(passphrase))

    def listed(self) -> list[KeyFacts]:
        """Return the keys by name."""
        return [KeyFacts(n, FakeSigner(n).fingerprint, bool(p)) for n, p in sorted(self._keys.items())]

    def signer(self, name: str, passphrase: str = "") -> FakeSigner:
        """Return what signs with a key."""
        if name not in self._keys or self._keys[name] != passphrase:
            raise UsageError("There is no such key, or the passphrase is wrong.")
        return FakeSigner(name)
