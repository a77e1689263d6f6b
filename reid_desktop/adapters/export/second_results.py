"""What came of second looks as a file: JSON with everything, or one table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.reviewer_agreement import Opinion, Pairing, SecondResults
from reid_desktop.domain.second_look import Answer, Proficiency, Rate

from .csv_table import text_cell
from .writing import in_the_users_words

SCHEMA_VERSION = 1
COLUMNS = (
    "table", "second_look", "search_id", "sighting_id", "first_by", "first", "second_by", "second",
    "third_by", "third", "agreement", "verdict", "what", "count", "of", "rate", "low_95", "high_95",
)  # fmt: skip
"""`table` says what a row is: an `opinion`, the `agreement` of two persons, an `error rate` of one."""

Row = dict[str, Any]


def write_second_results(out: Path, results: SecondResults) -> str:
    """Write to `out`, a file that does not exist; return its SHA-256.

    :raises ExportError: it cannot be written.
    """
    made = _document(results) if out.suffix.lower() == ".json" else _table(results)
    partial = out.with_name(f".{out.name}.partial")
    with in_the_users_words():
        if os.path.lexists(out):
            raise FileExistsError
        try:
            partial.write_bytes(made)
            partial.rename(out)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
    return sha256(made).hexdigest()


def opinion_row(one: Opinion) -> Row:
    """Return all opinions on a candidate as named values."""
    found = one.outcome
    return {
        "second_look": one.task_id,
        "search_id": found.search_id,
        "sighting_id": found.sighting_id,
        "first_by": one.first_by,
        "first": found.first.value,
        **_answer_row("second", found.second),
        **_answer_row("third", found.third),
        "agreement": found.agreement.value,
        "verdict": found.verdict.value if found.verdict else None,
    }


def pairing_row(one: Pairing) -> Row:
    """Return how far two persons agree as named values."""
    return {"first_by": one.first, "second_by": one.second, **rate_row(one.agreed), "opposite": one.opposite}


def rate_row(rate: Rate) -> Row:
    """Return a rate with its bounds."""
    interval = rate.interval
    return {
        "count": rate.count,
        "of": rate.of,
        "rate": None if rate.value is None else round(rate.value, 4),
        "interval_95": None if interval is None else [round(bound, 4) for bound in interval],
    }


def _answer_row(name: str, answer: Answer | None) -> Row:
    if answer is None:
        return {name: None, f"{name}_by": None}
    return {name: answer.verdict.value, f"{name}_by": answer.reviewer}


def _rates(one: Proficiency) -> list[tuple[str, Rate]]:
    return [
        ("false positives", one.false_positives),
        ("false negatives", one.false_negatives),
        ("inconclusive", one.inconclusive),
    ]


def _document(results: SecondResults) -> bytes:
    whole = {
        "schema_version": SCHEMA_VERSION,
        "notice": LEAD_NOTICE,
        "opinions": [opinion_row(one) for one in results.opinions],
        "agreement": [pairing_row(one) for one in results.pairings],
        "error_rates": [
            {"examiner": one.reviewer, **{name: rate_row(rate) for name, rate in _rates(one)}}
            for one in results.proficiency
        ],
        "hidden": results.waiting,
    }
    return (json.dumps(whole, ensure_ascii=True, indent=1) + "\n").encode("ascii")


def _table(results: SecondResults) -> bytes:
    rows: list[Row] = [{"table": "opinion", **opinion_row(one)} for one in results.opinions]
    for pair in results.pairings:
        named = {"first_by": pair.first, "second_by": pair.second}
        rows.append({"table": "agreement", **named, "what": "agreed", **_flat(pair.agreed)})
        of = Rate(pair.opposite, pair.agreed.of)
        rows.append({"table": "agreement", **named, "what": "opposite", **_flat(of)})
    for one in results.proficiency:
        rows += [
            {"table": "error rate", "second_by": one.reviewer, "what": name, **_flat(rate)}
            for name, rate in _rates(one)
        ]
    made = io.StringIO()
    table = csv.writer(made, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow([_cell(row.get(name)) for name in COLUMNS])
    table.writerow([text_cell(LEAD_NOTICE)])
    return made.getvalue().encode("utf-8-sig")


def _flat(rate: Rate) -> Row:
    row = rate_row(rate)
    low, high = row.pop("interval_95") or (None, None)
    return {**row, "low_95": low, "high_95": high}


def _cell(value: object) -> object:
    return "" if value is None else text_cell(value) if isinstance(value, str) else value
