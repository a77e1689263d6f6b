"""The command `log-extract`."""

from __future__ import annotations

import argparse
import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path

from reid_desktop.adapters.export.csv_table import text_cell
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import SCHEMA_VERSION, line, print_json, say
from reid_desktop.app.cli.records import Row
from reid_desktop.app.cli.second_commands import outcome_row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.services.log_extract import Extract, ExtractLog, Processing
from reid_desktop.services.verifying import file_sha256
from reid_desktop.services.writing_aside import whole_or_not

LAW = (
    "Logs after Directive (EU) 2016/680 Article 25 and Regulation (EU) 2024/1689 Article 12(3). "
    "A candidate list is an investigative lead, not an identification."
)
COLUMNS = ("row", "at_utc", "who", "processing", "action", "object", "reason", "detail", "sha256")


def log_extract(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the log of a period, sorted by kinds of processing, with every use of the search."""
    folder = case_folder(Path(arguments.case))
    out = Path(arguments.out).absolute()
    if os.path.lexists(out):
        raise UsageError("{name} is there already; choose another name.", name=out.name)
    after, before = (None if ms is None else iso_utc(ms) for ms in (arguments.after, arguments.before))
    case = OpenCase(settings, folder, read_only=not os.access(folder / "case.db", os.W_OK))
    try:
        extract = ExtractLog(case.store, case.oversight.gatekeeper, case.clock)(case.who, after, before)
        _write(extract, out, arguments.format)
        if case.store.is_read_only:
            say("The case cannot be written to, so its log does not know of this.")
        else:
            with case.store.transaction(case.who) as writer:
                writer.log(
                    "log.extract",
                    "log",
                    path=str(out),
                    sha256=file_sha256(out),
                    rows=len(extract.rows),
                    reason=arguments.reason,
                )
    finally:
        case.close()
    if arguments.json:
        print_json({"path": str(out), "rows": len(extract.rows), "uses": len(extract.uses)})
    else:
        line(f"Written: {out}: {len(extract.rows):,} rows, {len(extract.uses):,} searches.")
    return 0


def _write(extract: Extract, out: Path, kind: str) -> None:
    encoding = "utf-8-sig" if kind == "csv" else "ascii"
    with whole_or_not(out) as partial, partial.open("w", encoding=encoding, newline="") as file:
        if kind == "csv":
            table = csv.writer(file, lineterminator="\r\n")
            table.writerow(COLUMNS)
            for row in _rows(extract):
                table.writerow([text_cell(str(row[name])) for name in COLUMNS])
        else:
            json.dump(_document(extract), file, ensure_ascii=True, indent=1)


def _rows(extract: Extract) -> Iterator[Row]:
    for row in extract.rows:
        entry = row.entry
        yield {
            "row": entry.audit_id,
            "at_utc": entry.at_utc,
            "who": entry.who,
            "processing": row.processing.value,
            "action": entry.action,
            "object": entry.object,
            "reason": row.reason,
            "detail": entry.detail,
            "sha256": entry.sha256,
        }


def _document(extract: Extract) -> Row:
    facts = extract.facts
    return {
        "schema_version": SCHEMA_VERSION,
        "law": LAW,
        "case": {"number": facts.number, "title": facts.title, "agency": facts.agency},
        "made_utc": extract.made_utc,
        "after_utc": extract.after_utc,
        "before_utc": extract.before_utc,
        "policy": {
            "authority": extract.standings.policy.gate.value,
            "ask_reason": sorted(extract.standings.policy.reasons),
            "retain_until_utc": extract.standings.policy.retain_until_utc,
        },
        "authorities": [
            {"reference": one.reference, "standing": standing.value, "offence": one.offence}
            for one, standing in extract.standings.authorities
        ],
        "log": {"row": extract.log_rows, "sha256": extract.log_sha256},
        "counts": {kind.value: sum(row.processing is kind for row in extract.rows) for kind in Processing},
        "uses": [
            {
                "search_id": use.search_id,
                "begun_utc": use.begun_utc,
                "ended_utc": use.ended_utc,
                "examiner": use.examiner,
                "authority": use.authority,
                "database": use.database,
                "searched": use.searched,
                "probe": use.probe,
                "probe_sha256": use.probe_sha256,
                "candidates": use.candidates,
                "verified_by": list(use.verified_by),
                "purged": use.is_purged,
            }
            for use in extract.uses
        ],
        "second_looks": [outcome_row(one) for one in extract.second_looks],
        "rows": list(_rows(extract)),
    }
