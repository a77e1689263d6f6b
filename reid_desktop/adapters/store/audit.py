"""The audit chain: every row carries the hash of the row before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from reid_desktop.domain.case import AuditEntry

GENESIS = "0" * 64
"""Stands for the row before the first."""


def row_sha256(previous_sha256: str, who: str, at_utc: str, action: str, object_: str, detail: str) -> str:
    """Return the hash of a row: SHA-256 over the previous hash and canonical JSON of its content."""
    content = {"who": who, "when": at_utc, "action": action, "object": object_, "detail": detail}
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous_sha256 + canonical).encode("ascii")).hexdigest()


def verify_chain(rows: Iterable[AuditEntry]) -> int | None:
    """Return the `audit_id` of the first row that does not fit, None if all do.

    A changed, missing, added or moved row breaks the chain from there on.
    Rows cut off at the end leave a chain that is whole: compare its last hash
    with one that was written down elsewhere, such as in an export.
    """
    previous = GENESIS
    for number, row in enumerate(rows, start=1):
        expected = row_sha256(previous, row.who, row.at_utc, row.action, row.object, row.detail)
        if (row.audit_id, row.previous_sha256, row.sha256) != (number, previous, expected):
            return row.audit_id
        previous = row.sha256
    return None
