"""Commands that mark files which are known elsewhere."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.app.cli.grammar import Commands, Grammar, case_command

TAG = "known file"


def _add_known(commands: Commands) -> None:
    command = case_command(
        commands, "known-files", "known_commands:known_files", "Tag what the NSRL knows (RDS version 3)."
    )
    command.add_argument("set", type=Path, metavar="RDS", help="SQLite file of the Reference Data Set")
    _add_marks(command)


def _add_import_vics(commands: Commands) -> None:
    command = case_command(
        commands, "import-vics", "known_commands:import_vics", "Take grades and tags from a Project VIC file."
    )
    command.add_argument(
        "set", type=Path, metavar="FILE", help="VICS 1.1 to 1.3 or 2.0, of a case or a hash set"
    )
    _add_marks(command)


def _add_marks(command: argparse.ArgumentParser) -> None:
    command.add_argument("--tag", default=TAG, metavar="NAME", help=f"given to what is known; default: {TAG}")
    command.add_argument("--reason", default="", metavar="TEXT")


GRAMMAR: Grammar = {"known-files": _add_known, "import-vics": _add_import_vics}
