"""The command `parts`."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.body_parts import BodyPart
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.roles import Right


def parts(arguments: argparse.Namespace, settings: Settings) -> int:
    """Tell on which parts of the body the likeness of a search's candidates rests."""
    ignored = frozenset(map(BodyPart, arguments.ignore))
    if len(ignored) == len(BodyPart):
        raise UsageError("Nothing is left when head, torso and legs are ignored.")
    case = OpenCase(settings, case_folder(Path(arguments.case)), read_only=True)
    try:
        case.oversight.gatekeeper.require(case.who, Right.VIEW)
        record = case.store.search(SearchId(arguments.search))
        found = case.searching.part_likeness()(record, arguments.top, ignored)
    finally:
        case.close()
    if arguments.json:
        print_json(
            {
                "search_id": record.search_id,
                "notice": LEAD_NOTICE,
                "ignored": sorted(ignored),
                "candidates": [
                    {
                        "rank": one.rank,
                        "sighting_id": one.sighting_id,
                        "score": one.score,
                        **{part.value: one.parts[part] if one.parts else None for part in BodyPart},
                        "rest": one.rest,
                    }
                    for one in found
                ],
            }
        )
        return 0
    line(LEAD_NOTICE)
    line("rank, score, then likeness of head, torso, legs" + (", of what is left" if ignored else ""))
    for one in found:
        values = [f"{one.parts[part]:6.2f}" if one.parts else "    --" for part in BodyPart]
        if ignored:
            values.append("    --" if one.rest is None else f"{one.rest:6.2f}")
        line(f"{one.rank:4}  {one.score:7.4f}  {' '.join(values)}  sighting {one.sighting_id}")
    return 0
