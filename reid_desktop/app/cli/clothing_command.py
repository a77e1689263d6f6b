"""The command `clothing`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.clothing import CLOTHING_NOTICE
from reid_desktop.domain.roles import Right


def clothing(arguments: argparse.Namespace, settings: Settings) -> int:
    """Describe the clothing of all sightings that were not described yet."""
    case = OpenCase(settings, case_folder(Path(arguments.case)))
    try:
        case.oversight.gatekeeper.require(case.who, Right.IMPORT)
        found = case.searching.dress(case.who, _show)
    finally:
        case.close()
    if arguments.json:
        print_json({"described": found.described, "missing": found.missing})
    else:
        line(f"{found.described} sightings described, {found.missing} without a picture.")
        line(CLOTHING_NOTICE)
    return 0


def _show(done: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rDescribing clothing: {done:,} sightings")
