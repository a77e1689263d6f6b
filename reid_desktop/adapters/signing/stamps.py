"""Time stamps of an authority (RFC 3161): the question is written offline, the answer is put beside later."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cryptography.x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from reid_desktop.domain.errors import ExportError, UsageError

STAMPED = "tagmanifest-sha256.txt"
"""What a time stamp of a bundle is about: it holds the hash of everything else."""


def stamp_question(data: bytes) -> bytes:
    """Return a time-stamp request (DER) about the SHA-256 of `data`.

    Without a nonce, so that equal data give equal bytes: it is not sent at once, and the answer is
    compared with the data themselves.
    """
    built = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=False)
    return built.build().as_bytes()


def put_stamp(bag: Path, answer: Path, authority: Path | None = None) -> str:
    """Put an authority's answer beside a bundle; return the time it states, ISO 8601 in UTC.

    :param authority: certificates (PEM) that the answer must come from; None leaves that unchecked.
    :raises UsageError: it is no answer, or about something else, or not from this authority.
    :raises ExportError: it cannot be written.
    """
    try:
        data, given = (bag / STAMPED).read_bytes(), answer.read_bytes()
        roots = b"" if authority is None else authority.read_bytes()
    except OSError as cause:
        raise UsageError("{file} cannot be read.", file=cause.filename or bag) from cause
    try:
        response = decode_timestamp_response(given)
        token = response.tst_info
        stated = token.gen_time.isoformat()
        message = token.message_imprint.message
    except ValueError as cause:
        raise UsageError("{file} is no answer of a time-stamping authority.", file=answer.name) from cause
    if message != hashlib.sha256(data).digest():
        raise UsageError("The time stamp is about something else than this bundle.")
    if authority is not None:
        _verify(response, data, roots)
    try:
        with (bag / f"{STAMPED}.tsr").open("xb") as file:
            file.write(given)
    except OSError as cause:
        raise ExportError(
            "The time stamp cannot be put into {bag} ({why}).", bag=bag, why=cause.strerror or cause
        ) from cause
    return stated


def _verify(response: TimeStampResponse, data: bytes, roots: bytes) -> None:
    try:
        verifier = VerifierBuilder()
        for certificate in cryptography.x509.load_pem_x509_certificates(roots):
            verifier = verifier.add_root_certificate(certificate)
        verifier.build().verify_message(response, data)
    except (VerificationError, ValueError) as cause:
        raise UsageError("The time stamp does not come from this authority: {why}.", why=cause) from cause
