"""The command `frame`: the exact frame of a sighting."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.adapters.store.case import may_write
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.inspection import KeepFrameRequest


def frame(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the frame and its facts; print where."""
    if arguments.at is not None and not 0 <= arguments.at < 1e7:
        raise UsageError("--at needs seconds from the start of the clip.")
    folder = case_folder(Path(arguments.case))
    case = OpenCase(settings, folder, read_only=not may_write(folder))
    try:
        request = KeepFrameRequest(SightingId(arguments.sighting), arguments.at, arguments.out)
        case.oversight.require_right(request, case.who)
        written = case.inspecting.keep(request, case.who, folder / "exports")
    finally:
        case.close()
    if arguments.json:
        print_json({"picture": str(written), "facts": str(written.with_suffix(".json"))})
    else:
        line(str(written))
    return 0
