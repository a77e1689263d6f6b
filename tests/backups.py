"""Makes backups of phones as the makers' tools write them, encrypted ones among them."""

from __future__ import annotations

import hashlib
import plistlib
import sqlite3
import struct
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from Crypto.Cipher import AES

from tests.archives import tar_bytes

BORN_S, CHANGED_S = 1_699_000_000, 1_699_000_100
_CLASS = 3
_CLASS_KEY, _LIST_KEY = bytes(range(32)), bytes(range(32, 64))


def file_id(name: str) -> str:
    """Return the name of a content: the hash of domain and path."""
    domain, _, path = name.partition("/")
    return hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()


def ios_backup(
    folder: Path, files: Mapping[str, bytes], *, absent: Mapping[str, bytes] | None = None, password: str = ""
) -> None:
    """Lay out a backup; names are `DOMAIN/PATH`. The contents of `absent` are listed only."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Info.plist").write_bytes(plistlib.dumps({"Product Version": "17.1"}))
    for name, data in files.items():
        content = folder / file_id(name)[:2] / file_id(name)
        content.parent.mkdir(exist_ok=True)
        content.write_bytes(_cbc(_key_of(name), data) if password else data)
    database = _database({**files, **(absent or {})}, is_encrypted=bool(password))
    facts: dict[str, object] = {"IsEncrypted": bool(password)}
    if password:
        database = _cbc(_LIST_KEY, database)
        facts["BackupKeyBag"] = _key_bag(password)
        facts["ManifestKey"] = struct.pack("<l", _CLASS) + _wrapped(_CLASS_KEY, _LIST_KEY)
    (folder / "Manifest.db").write_bytes(database)
    (folder / "Manifest.plist").write_bytes(plistlib.dumps(facts))


def encrypted_android_backup(files: Mapping[str, bytes], password: str) -> bytes:
    """Return what `adb backup` writes when a password was given."""
    salt, iv, body_iv, key = b"\x01" * 64, b"\x02" * 16, b"\x03" * 16, bytes(range(32))
    fields = b"".join(bytes([len(part)]) + part for part in (body_iv, key, b"\x04" * 32))
    user_key = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 100, 32)
    blob = _cbc(user_key, fields, iv)
    lines = [b"ANDROID BACKUP", b"5", b"1", b"AES-256", salt.hex().encode(), b"05" * 64, b"100"]
    header = b"\n".join([*lines, iv.hex().encode(), blob.hex().encode()]) + b"\n"
    return header + _cbc(key, zlib.compress(tar_bytes(files)), body_iv)


def _database(files: Mapping[str, bytes], *, is_encrypted: bool) -> bytes:
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "Manifest.db"
        connection = sqlite3.connect(path)
        connection.execute(
            "CREATE TABLE Files "
            "(fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)"
        )
        connection.execute("INSERT INTO Files VALUES ('d', 'CameraRollDomain', 'Media', 2, NULL)")
        for name, data in files.items():
            domain, _, below = name.partition("/")
            record = _record(name, len(data), is_encrypted=is_encrypted)
            connection.execute(
                "INSERT INTO Files VALUES (?, ?, ?, 1, ?)", (file_id(name), domain, below, record)
            )
        connection.commit()
        connection.close()
        return path.read_bytes()


def _record(name: str, size: int, *, is_encrypted: bool) -> bytes:
    """Return the property list of a file, as Apple's archiver of objects writes it."""
    facts: dict[str, object] = {
        "Size": size,
        "Birth": BORN_S,
        "LastModified": CHANGED_S,
        "ProtectionClass": _CLASS,
        "Mode": 0o100644,
    }
    objects: list[object] = ["$null", facts]
    if is_encrypted:
        facts["EncryptionKey"] = plistlib.UID(2)
        objects.append({"NS.data": struct.pack("<l", _CLASS) + _wrapped(_CLASS_KEY, _key_of(name))})
    whole = {"$version": 100000, "$top": {"root": plistlib.UID(1)}, "$objects": objects}
    return plistlib.dumps(whole, fmt=plistlib.FMT_BINARY)


def _key_bag(password: str) -> bytes:
    salts = {b"SALT": b"s" * 20, b"DPSL": b"d" * 20}
    rounds = {b"ITER": struct.pack(">L", 20), b"DPIC": struct.pack(">L", 30)}
    first = hashlib.pbkdf2_hmac("sha256", password.encode(), salts[b"DPSL"], 30, 32)
    user_key = hashlib.pbkdf2_hmac("sha1", first, salts[b"SALT"], 20, 32)
    of_bag = {b"VERS": struct.pack(">L", 5), b"TYPE": struct.pack(">L", 1), b"UUID": b"u" * 16}
    of_class = {
        b"UUID": b"c" * 16,
        b"CLAS": struct.pack(">L", _CLASS),
        b"WRAP": struct.pack(">L", 2),
        b"WPKY": _wrapped(user_key, _CLASS_KEY),
    }
    tagged = [
        *of_bag.items(), (b"WRAP", struct.pack(">L", 1)), *salts.items(), *rounds.items(), *of_class.items(),
    ]  # fmt: skip
    return b"".join(tag + struct.pack(">L", len(data)) + data for tag, data in tagged)


def _key_of(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _wrapped(key: bytes, inner: bytes) -> bytes:
    return bytes(AES.new(key, AES.MODE_KW).seal(inner))


def _cbc(key: bytes, data: bytes, iv: bytes = bytes(16)) -> bytes:
    count = 16 - len(data) % 16
    return AES.new(key, AES.MODE_CBC, iv).encrypt(data + bytes([count]) * count)
