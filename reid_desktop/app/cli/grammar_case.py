"""Commands that make, show, check and write out a case."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command, command_of
from reid_desktop.app.cli.narrowing import add_quality_filters, add_review_filters
from reid_desktop.app.cli.passwords import add_passwords
from reid_desktop.domain.authority import Gate

SHOWN = (
    "media", "sightings", "exhibits", "searches", "audit", "stacks", "decisions", "notes", "tags", "grades",
    "timings",
)  # fmt: skip


def _add_gui(commands: Commands) -> None:
    command = command_of(commands, "gui", "gui_command:gui", "Open the window (the default).")
    command.add_argument("case", metavar="CASE", nargs="?", type=Path)
    command.add_argument("--as", dest="acting", metavar="NAME", help="who works; default: as the case says")


def _add_new(commands: Commands) -> None:
    command = case_command(commands, "new", "case_commands:new", "Make a case.")
    command.add_argument("--number", required=True, help="case number")
    command.add_argument("--title", required=True)
    command.add_argument("--examiner", required=True, metavar="NAME")
    command.add_argument("--agency", default="")
    command.add_argument(
        "--authority",
        default="",
        metavar="REF",
        help="reference of the legal authority; default: urgent use for 48 h",
    )
    command.add_argument(
        "--authority-policy",
        choices=[gate.value for gate in Gate],
        help="how strictly an authority is asked for; default: enforce",
    )


def _add_show(commands: Commands) -> None:
    command = case_command(commands, "show", "case_commands:show", "Print what the case holds.")
    command.add_argument("what", choices=SHOWN)
    command.add_argument("--tracks", action="store_true", help="with sightings: the boxes of tracklets")
    add_quality_filters(command)
    add_review_filters(command)


def _add_verify(commands: Commands) -> None:
    command = case_command(
        commands, "verify", "case_commands:verify", "Check evidence, database, log and index."
    )
    command.add_argument(
        "--log-head",
        action="append",
        type=values.log_head,
        default=[],
        metavar="ROW:SHA256",
        help="row of the log and its hash, as an export or a search tells them",
    )
    add_passwords(command)


GRAMMAR: Grammar = {
    "gui": _add_gui,
    "new": _add_new,
    "show": _add_show,
    "verify": _add_verify,
}
