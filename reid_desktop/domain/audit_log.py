"""The log's chain: every row carries the hash of the row before it, and heads are kept elsewhere.

The chain by itself shows a row that was edited, taken out, put in or moved. It cannot show that
rows were cut off at the end: what is left is whole. Therefore the head (how many rows, hash of the
last) is written beside the log, into every search and into every export. A cut shows as soon as
one head is left that was written after the cut rows. Whoever rewrites the log, every head in the
case and every export that was given away is not found out by this; nor is anyone who rewrites all
of it before anything was given away.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .case import AuditEntry

GENESIS = "0" * 64
"""Stands for the row before the first."""
MOST = 100
"""So many findings are told; a log rewritten from the start would give one for each row."""

EMPTY = "The log is empty: not even the making of the case is in it."
MISSING = "Rows {first} to {last} are missing."
MISSING_ONE = "Row {first} is missing."
CHANGED = "Row {row} was changed after it was written: its content does not fit its hash."
MOVED = "Row {row} does not stand where it was written: it follows from row {other}."
UNLINKED = (
    "Row {row} does not follow from row {before}: row {before} was replaced, or a row between them taken out."
)
OUT_OF_PLACE = "A row has the number {row}, where none can be."
CUT = "The log ends with row {last}, but {where} knows of {rows}: the end was cut off."
OTHER = "Row {rows} is not the one that {where} knows: the log was rewritten."


@dataclass(frozen=True, slots=True)
class LogHead:
    """How far the log had come at some moment."""

    rows: int
    sha256: str
    """Of the last row; `GENESIS` where there was none."""
    where: str = ""
    """Who says so, as part of a sentence: `search 4`, `the file log-head.json`."""


@dataclass(frozen=True, slots=True)
class LogProblem:
    """What is wrong with the log."""

    row: int
    """The first row that is concerned."""
    sentence: str


def row_sha256(previous_sha256: str, who: str, at_utc: str, action: str, object_: str, detail: str) -> str:
    """Return the hash of a row: SHA-256 over the previous hash and canonical JSON of its content."""
    content = {"who": who, "when": at_utc, "action": action, "object": object_, "detail": detail}
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous_sha256 + canonical).encode("ascii", "replace")).hexdigest()


def check_log(rows: Iterable[AuditEntry], heads: Sequence[LogHead] = ()) -> tuple[LogProblem, ...]:
    """Return what was done to the log, first rows first; nothing where it is whole.

    `rows` come in ascending order of their numbers.
    """
    links = [(row.audit_id, row.previous_sha256, row.sha256, _fits(row)) for row in rows]
    if not links:
        return (LogProblem(1, EMPTY),)
    where_of = {sha256: number for number, _, sha256, _ in links}
    found = [*_breaks(links, where_of), *_behind(heads, {n: s for n, _, s, _ in links}, links[-1][0])]
    return tuple(found[:MOST])


Link = tuple[int, str, str, bool]
"""Number, hash of the row before, own hash, whether the content fits the own hash."""


def _fits(row: AuditEntry) -> bool:
    expected = row_sha256(row.previous_sha256, row.who, row.at_utc, row.action, row.object, row.detail)
    return row.sha256 == expected


def _breaks(links: Sequence[Link], where_of: Mapping[str, int]) -> Iterator[LogProblem]:
    before, previous = 0, GENESIS
    for number, claimed, sha256, fits in links:
        if number < 1:
            yield LogProblem(number, OUT_OF_PLACE.format(row=number))
            continue
        if number > before + 1:
            sentence = MISSING_ONE if number == before + 2 else MISSING
            yield LogProblem(before + 1, sentence.format(first=before + 1, last=number - 1))
        if not fits:
            yield LogProblem(number, CHANGED.format(row=number))
        elif claimed != previous and number == before + 1:
            yield _misplaced(number, claimed, where_of)
        before, previous = number, sha256


def _misplaced(number: int, claimed: str, where_of: Mapping[str, int]) -> LogProblem:
    other = 0 if claimed == GENESIS else where_of.get(claimed)
    if other is not None and other != number - 1:
        return LogProblem(number, MOVED.format(row=number, other=other))
    return LogProblem(number, UNLINKED.format(row=number, before=number - 1))


def _behind(heads: Iterable[LogHead], known: Mapping[int, str], last: int) -> Iterator[LogProblem]:
    for head in heads:
        if head.rows > last:
            yield LogProblem(last + 1, CUT.format(last=last, where=head.where, rows=head.rows))
        elif known.get(head.rows, GENESIS if head.rows == 0 else head.sha256) != head.sha256:
            yield LogProblem(head.rows, OTHER.format(rows=head.rows, where=head.where))
