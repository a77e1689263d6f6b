"""The commands `add-sighting` and `correct-box`."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.cli.records import sighting_row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.drawing import DrawRequest


def add_sighting(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add a person whom the detector missed."""
    request = DrawRequest(arguments.sha256.lower(), arguments.box, arguments.at, None, arguments.reason)
    return _draw(arguments, settings, request, None)


def correct_box(arguments: argparse.Namespace, settings: Settings) -> int:
    """Put the box of a sighting right."""
    old = SightingId(arguments.sighting)
    request = DrawRequest("", arguments.box, arguments.at, old, arguments.reason)
    return _draw(arguments, settings, request, old)


def _draw(
    arguments: argparse.Namespace, settings: Settings, request: DrawRequest, old: SightingId | None
) -> int:
    case = OpenCase(settings, case_folder(Path(arguments.case)))
    try:
        case.oversight.require_right(request, case.who)
        if old is not None:
            found = case.store.sightings([old])
            if not found:
                raise UsageError("The case has no sighting {number}.", number=old)
            sha256 = case.store.media([found[0].media_id])[0].sha256
            request = DrawRequest(sha256, request.box, request.at_s, old, request.reason)
        drawn = case.searching.drawing()(request, case.who)
        [sighting] = case.store.sightings([drawn.sighting_id])
    finally:
        case.close()
    if arguments.json:
        print_json({**sighting_row(sighting, request.sha256), "replaces": drawn.replaced})
    else:
        instead = f" in place of sighting {drawn.replaced}" if drawn.replaced else ""
        line(f"Sighting {drawn.sighting_id} was added{instead}; it is searched from now on.")
    return 0
