"""The command `portable`."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.narrowing import narrowed
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.ids import SearchId
from reid_desktop.ports.copies import PortableRequest


def portable(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a part of the case as a case that can only be read, for another computer."""
    search_id = SearchId(arguments.search) if arguments.search else None
    request = PortableRequest(Path(arguments.out), search_id, narrowed(arguments), arguments.reason)
    case = OpenCase(settings, case_folder(Path(arguments.case)))
    try:
        part = case.copies().write_part(request)
    finally:
        case.close()
    if arguments.json:
        print_json({"case": str(part.path), "sightings": part.sightings, "pictures": part.pictures})
    else:
        line(
            f"Written: {part.path}: {part.sightings:,} sightings, {part.pictures:,} pictures. "
            "It can only be read."
        )
    return 0
