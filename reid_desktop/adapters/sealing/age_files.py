"""A case folder as one file encrypted in the age format, to be opened by any of several keys."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyrage

from reid_desktop.domain.errors import CaseError, UsageError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PUBLIC, SECRET = "age1", "AGE-SECRET-KEY-"
CHUNK_BYTES = 1 << 20
NO_KEY = (
    "None of the keys in {path} opens {sealed}. It was locked for other keys: ask who else can open it, or "
    "for the agency's recovery key. Without one of them nobody can."
)
SPOILT = "{sealed} is damaged ({why}); take another copy of it."
NOT_WRITTEN = "{name} cannot be written ({why}). Choose another folder or free some space."
NO_RECIPIENT = "{text} is no public key; give one that begins with age1, or a file that holds one."


def new_key(path: Path) -> str:
    """Write a new secret key, readable by its owner only; return its public key.

    The file is what `age-keygen` writes, so other programs that know the format can open cases too.

    :raises UsageError: there is a file already.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as cause:
        raise UsageError("{name} is there already; a key is never overwritten.", name=path.name) from cause
    except OSError as cause:
        raise CaseError(NOT_WRITTEN, name=path.name, why=cause.strerror) from cause
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    return public


def recipient(text: str) -> str:
    """Return a public key that was given as such, or as a file that holds one.

    :raises UsageError: it is neither.
    """
    found = text.strip()
    if not found.startswith(PUBLIC):
        found = _public_in(Path(found)) or found
    try:
        return str(pyrage.x25519.Recipient.from_str(found))
    except pyrage.RecipientError as cause:
        raise UsageError(NO_RECIPIENT, text=text) from cause


def lock(folder: Path, out: Path, recipients: Sequence[str]) -> None:
    """Write the folder as one encrypted file, and read it back to see that it is whole.

    For the reading back, a key is made that is forgotten afterwards.

    :raises CaseError: it cannot be written, or is not what it should be; `out` is not there then.
    """
    passing = pyrage.x25519.Identity.generate()
    keys = [*map(pyrage.x25519.Recipient.from_str, recipients), passing.to_public()]
    partial = out.with_name(f".{out.name}.partial")
    try:
        with _piped(lambda sink: _pack(folder, sink)) as tar, partial.open("xb") as file:
            read = _Hashed(tar)
            pyrage.encrypt_io(read, file, keys)
            file.flush()
            os.fsync(file.fileno())
        sink = _Hashing()
        with partial.open("rb") as file:
            pyrage.decrypt_io(file, sink, [passing])
        if sink.digest.digest() != read.digest.digest():
            raise CaseError(SPOILT, sealed=out.name, why="it does not read back as it was written")
        partial.rename(out)
    except OSError as cause:
        raise CaseError(NOT_WRITTEN, name=out.name, why=cause.strerror or cause) from cause
    finally:
        partial.unlink(missing_ok=True)


def unlock(sealed: Path, key_file: Path, folder: Path) -> None:
    """Bring the case folder back.

    :raises UsageError: the file holds no key, or the folder is there already.
    :raises CaseError: the key does not open it, it is damaged, or there is no room.
    """
    if os.path.lexists(folder):
        raise UsageError("{name} is there already; choose another name (--out).", name=folder.name)
    identities = _identities(key_file)
    partial = folder.with_name(f".{folder.name}.partial")
    try:
        with sealed.open("rb") as file:
            _unpack(lambda sink: pyrage.decrypt_io(file, sink, identities), partial)
        partial.rename(folder)
    except pyrage.DecryptError as cause:
        raise CaseError(NO_KEY, path=key_file.name, sealed=sealed.name) from cause
    except (OSError, tarfile.TarError, EOFError, ValueError) as cause:
        raise CaseError(SPOILT, sealed=sealed.name, why=cause) from cause
    finally:
        _remove(partial)


def _identities(path: Path) -> list[pyrage.x25519.Identity]:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        found = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith(SECRET)]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as cause:
        raise UsageError("{path} cannot be read as a key ({why}).", path=path, why=cause) from cause
    if not found:
        raise UsageError("{path} holds no secret key (a line that begins with AGE-SECRET-KEY-).", path=path)
    return found


def _public_in(path: Path) -> str | None:
    try:
        words = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    return next((word for word in words if word.startswith(PUBLIC)), None)


def _pack(folder: Path, sink: IO[bytes]) -> None:
    with tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(folder.rglob("*")):
            tar.add(path, arcname=path.relative_to(folder).as_posix(), recursive=False)


def _unpack(feed: Callable[[IO[bytes]], None], folder: Path) -> None:
    folder.mkdir()
    with _piped(feed) as tar_stream, tarfile.open(fileobj=tar_stream, mode="r|") as tar:
        made = [(_put(tar, member, folder), member) for member in tar]
    for path, member in reversed(made):  # a folder's time after those of what lies in it
        os.utime(path, (member.mtime, member.mtime))


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> Path:
    """Write a file or folder of the archive, and nothing else, and nowhere else.

    Python 3.11.2, which Debian 12 ships, has no filter for extraction that would see to that.
    """
    path = folder / member.name
    if not path.resolve().is_relative_to(folder.resolve()) or not (member.isdir() or member.isreg()):
        raise tarfile.ReadError(f"{member.name!r} does not belong in a case")
    if member.isdir():
        path.mkdir(parents=True, exist_ok=True)
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(member)
    assert source is not None, "a regular file has contents"
    with source, path.open("xb") as file:
        shutil.copyfileobj(source, file, CHUNK_BYTES)
    path.chmod(member.mode & 0o755 | 0o600)
    return path


@contextmanager
def _piped(feed: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """Give what `feed` writes, as it writes it in a thread of its own; raise here what it raises there."""
    reading, writing = os.pipe()
    problems: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as sink:
                feed(sink)
        except BrokenPipeError:
            return  # the reader gave up, and says why
        except BaseException as problem:  # noqa: BLE001 - raised again in the other thread
            problems.append(problem)

    thread = threading.Thread(target=run, name="sealing")
    thread.start()
    try:
        with os.fdopen(reading, "rb") as source:
            yield source
            while source.read(CHUNK_BYTES):
                pass  # what stands behind the end of the archive
    except (tarfile.TarError, EOFError, OSError, ValueError):
        thread.join()
        if problems:
            raise problems[0] from None
        raise
    finally:
        thread.join()
    if problems:
        raise problems[0]


class _Hashed:
    """Reads through, and knows the hash of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self._source.read(size)
        self.digest.update(found)
        return found


class _Hashing(RawIOBase):
    """Takes bytes, and keeps their hash only."""

    def __init__(self) -> None:
        super().__init__()
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        self.digest.update(data)
        return memoryview(data).nbytes


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
        with suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink()
    with suppress(OSError):
        folder.rmdir()
