"""Downloading model files: resumed where it broke off, refused when the hash is wrong."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Protocol

from reid_desktop.adapters.vision.hashing import sha256_of
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelFile

_CHUNK_BYTES = 1 << 18
_TIMEOUT_S = 30
_MOST_BYTES = 2 << 30
"""No model is larger; a server that sends more is stopped."""

Progress = Callable[[int, int], None]
"""Told bytes done and bytes in all (0: not known)."""


class _Answer(Protocol):
    status: int

    def read(self, size: int, /) -> bytes: ...


def fetch_file(model: str, file: ModelFile, target: Path, progress: Progress) -> None:
    """Download a file to `target`; a broken download is kept beside it and resumed.

    :raises ModelError: no pinned hash, no address, no network, or a wrong file came.
    """
    if not file.sha256 or file.url is None:
        raise ModelError(
            "The card of {name} gives no address and hash for {file}, so it cannot be fetched; "
            "get the file yourself and use `reid-desktop models add`.",
            name=model,
            file=file.name,
        )
    part = target.with_name(target.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        _download(file, file.url, part, progress)
    except (OSError, HTTPException) as cause:  # urllib's errors are OSErrors
        raise ModelError(
            "{file} of the model {name} could not be downloaded from {url} ({reason}); "
            "what came so far is kept, try again later.",
            file=file.name, name=model, url=file.url, reason=_reason(cause),
        ) from cause  # fmt: skip
    if not part.exists() or sha256_of(part) != file.sha256:
        part.unlink(missing_ok=True)
        raise ModelError(
            "What {url} gives is not the file {file} of the model {name}: its size or hash is wrong. "
            "Nothing of it was kept.",
            url=file.url, file=file.name, name=model,
        )  # fmt: skip
    part.replace(target)


def _download(file: ModelFile, url: str, part: Path, progress: Progress) -> None:
    done = part.stat().st_size if part.exists() else 0
    if file.size_bytes and done >= file.size_bytes:
        if done == file.size_bytes:
            return  # whole already; the hash decides
        part.unlink()
        done = 0
    request = urllib.request.Request(url, headers={"User-Agent": "reid-desktop"})
    if done:
        request.add_header("Range", f"bytes={done}-")
    try:
        answer = urllib.request.urlopen(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as refusal:
        if refusal.code == 416 and done:  # nothing is left to send; the hash decides
            refusal.close()
            return
        raise
    with answer:
        is_rest = answer.status == 206
        length = answer.headers.get("Content-Length")
        if file.size_bytes and length and int(length) + (done if is_rest else 0) != file.size_bytes:
            part.unlink(missing_ok=True)  # a log-in page, say; its beginning must not be resumed
            return
        _append(answer, part, done if is_rest else 0, file.size_bytes, progress)


def _append(answer: _Answer, part: Path, done: int, total: int, progress: Progress) -> None:
    limit = total or _MOST_BYTES
    with part.open("ab" if done else "wb") as out:
        progress(done, total)
        while chunk := answer.read(_CHUNK_BYTES):
            done += len(chunk)
            if done > limit:
                raise OSError("more was sent than the file is long")
            out.write(chunk)
            progress(done, total)
    if total and done < total:
        raise OSError(f"the connection broke after {done} of {total} bytes")


def _reason(cause: BaseException) -> str:
    if isinstance(cause, urllib.error.HTTPError):
        return f"the server answered {cause.code}"
    if isinstance(cause, urllib.error.URLError):
        return str(cause.reason)
    return str(cause) or type(cause).__name__
