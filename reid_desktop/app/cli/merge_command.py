"""The command `merge`."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.cli.records import Row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.ledger import EntryKind
from reid_desktop.ports.copies import MergeRequest


def merge(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take over what another examiner said in a copy of the case, or list earlier merges."""
    folder = case_folder(Path(arguments.case))
    case = OpenCase(settings, folder, read_only=arguments.other is None)
    try:
        if arguments.other is None:
            return _list(case, as_json=arguments.json)
        request = MergeRequest(case_folder(Path(arguments.other)), arguments.label)
        merged = case.copies().take_over(request)
    finally:
        case.close()
    rows = [conflict.row() for conflict in merged.conflicts]
    if arguments.json:
        print_json(
            {
                "merge": merged.entry_id,
                "values": merged.values,
                "notes": merged.notes,
                "unknown": merged.unknown,
                "conflicts": rows,
            }
        )
        return 0
    line(f"Taken over: {merged.values} decisions, tags, grades and bookmarks, {merged.notes} notes.")
    if merged.unknown:
        line(f"{merged.unknown} are about sightings that this case does not have.")
    _print_conflicts(rows)
    return 0


def _list(case: OpenCase, *, as_json: bool) -> int:
    rows: list[Row] = [
        {"merge": entry.entry_id, "at_utc": entry.at_utc, "who": entry.author, **entry.content}
        for entry in case.store.ledger(EntryKind.MERGE)
    ]
    if as_json:
        print_json({"merges": rows})
        return 0
    for row in rows:
        line(f"{row['merge']}  {row['at_utc']}  {row['label']}  ({row['who']})")
        conflicts = row["conflicts"]
        assert isinstance(conflicts, list)
        _print_conflicts(conflicts)
    return 0


def _print_conflicts(rows: list[Row]) -> None:
    for row in rows:
        line(
            f"conflict: sighting {row['sighting_id']}, {row['what']} {row['name'] or ''}: "
            f"{row['our_author']} says {row['ours']}, {row['their_author']} says {row['theirs']}"
        )
    if rows:
        line("They are undecided again and carry the tag `merge conflict`.")
