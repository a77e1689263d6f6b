"""Keys that an agency makes and keeps, and signatures made with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A key as a list shows it."""

    name: str
    fingerprint: str
    """SHA-256 of the 32 bytes of the public key, hexadecimal."""
    is_locked: bool
    """A passphrase is needed to sign with it."""


class Signer(Protocol):
    """Signs with one key (Ed25519, RFC 8032)."""

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the public key, hexadecimal."""
        ...

    @property
    def public_pem(self) -> bytes:
        """Return the public key as PEM (SubjectPublicKeyInfo)."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of a signature."""
        ...


class KeyRing(Protocol):
    """The keys on this computer."""

    def make(self, name: str, passphrase: str = "") -> KeyFacts:
        """Make a key.

        :raises UsageError: the name cannot be one, or a key of that name is there.
        :raises ExportError: it cannot be written.
        """
        ...

    def listed(self) -> list[KeyFacts]:
        """Return the keys by name."""
        ...

    def signer(self, name: str, passphrase: str = "") -> Signer:
        """Return what signs with a key.

        :raises UsageError: there is no such key, or the passphrase does not open it.
        """
        ...
