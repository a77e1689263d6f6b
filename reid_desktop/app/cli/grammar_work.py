"""Commands that import, analyse and search."""

from __future__ import annotations

import argparse

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command
from reid_desktop.app.cli.passwords import add_passwords


def _add_import(commands: Commands) -> None:
    command = case_command(
        commands, "import", "work_commands:import_", "Import files and folders, and look for persons."
    )
    command.add_argument("paths", metavar="PATH", nargs="+")
    command.add_argument("--exhibit", required=True, type=values.exhibit, metavar="ID", help="exhibit number")
    command.add_argument("--timezone", type=values.zone, metavar="ZONE", help="zone of the device's clock")
    command.add_argument(
        "--clock-offset",
        type=values.clock_offset_s,
        metavar="SECONDS",
        help="seconds to add to the device's clock",
    )
    command.add_argument(
        "--name-template",
        action="append",
        type=values.template,
        default=[],
        metavar="T",
        help="how file names are built, such as {person}_c{camera}s{seq}_{frame}; may be given several times",
    )
    command.add_argument("--no-analyse", action="store_true", help="only read the files")
    add_passwords(command)
    _analysis_options(command)


def _add_analyse(commands: Commands) -> None:
    command = case_command(
        commands, "analyse", "work_commands:analyse", "Look for persons in what was not looked at yet."
    )
    command.add_argument(
        "--again", action="store_true", help="look again at clips that were looked at at another --video-fps"
    )
    add_passwords(command)
    _analysis_options(command)


def _analysis_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--detector", metavar="NAME")
    command.add_argument("--embedder", metavar="NAME")
    command.add_argument("--precision", choices=("float32", "bf16", "int8"), default="float32")
    command.add_argument("--video-fps", type=values.rate, default=3.0, metavar="F")
    command.add_argument(
        "--quick-pass",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="look at key frames of all clips of a minute and more before any clip is looked through "
        "(default: yes)",
    )
    command.add_argument("--workers", type=values.positive, metavar="N", help="threads (default: all cores)")
    command.add_argument(
        "--thorough",
        action=argparse.BooleanOptionalAction,
        help="find small and lying persons in photos too, at many times the cost "
        "(default: as the case was analysed last)",
    )


GRAMMAR: Grammar = {
    "import": _add_import,
    "analyse": _add_analyse,
}
