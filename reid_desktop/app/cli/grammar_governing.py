"""Commands about how a case is run: policy, authority, roles, snapshots."""

from __future__ import annotations

import argparse

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command
from reid_desktop.domain.authority import REASONS, Gate
from reid_desktop.domain.roles import Role


def _add_policy(commands: Commands) -> None:
    command = case_command(
        commands, "policy", "governing_commands:policy", "Print or set what the case demands."
    )
    command.add_argument("--authority", choices=[gate.value for gate in Gate])
    command.add_argument(
        "--ask-reason", action="append", choices=REASONS, metavar="ACT",
        help=f"refuse it without a reason: {', '.join(REASONS)}; may be given several times",
    )  # fmt: skip
    command.add_argument("--ask-no-reasons", action="store_true")
    command.add_argument(
        "--retain-until", type=values.moment_ms, metavar="T", help="then the case is to be purged"
    )
    _reason(command)


def _add_authority(commands: Commands) -> None:
    command = case_command(
        commands, "authority", "governing_commands:authority", "Record the legal authority for searches."
    )
    command.add_argument(
        "action", nargs="?", default="list", choices=("list", "record", "confirm", "reject", "end")
    )
    command.add_argument("subject", nargs="?", metavar="REFERENCE|NUMBER")
    command.add_argument("--offence", default="", metavar="TEXT")
    command.add_argument(
        "--exhibit", action="append", default=[], metavar="ID", help="default: all of the case"
    )
    command.add_argument("--after", type=values.moment_ms, metavar="T", help="capture times that it covers")
    command.add_argument("--before", type=values.moment_ms, metavar="T")
    command.add_argument(
        "--sought", action="append", default=[], metavar="TEXT", help="who may be looked for"
    )
    command.add_argument("--expires", type=values.moment_ms, metavar="T")
    command.add_argument(
        "--urgent", action="store_true", help="used before it is granted; to be confirmed within 48 hours"
    )
    _reason(command)


def _add_role(commands: Commands) -> None:
    command = case_command(commands, "role", "governing_commands:role", "Print, give or take roles.")
    command.add_argument("action", nargs="?", default="list", choices=("list", "give", "take"))
    command.add_argument("person", nargs="?", metavar="NAME")
    command.add_argument("role", nargs="?", choices=[role.value for role in Role])
    _reason(command)


def _add_snapshot(commands: Commands) -> None:
    command = case_command(
        commands,
        "snapshot",
        "governing_commands:snapshot",
        "Remember what counts of the review, or list that.",
    )
    command.add_argument("name", nargs="?", metavar="NAME")


def _add_restore(commands: Commands) -> None:
    command = case_command(
        commands, "restore", "governing_commands:restore", "Let count again what counted at a snapshot."
    )
    command.add_argument("snapshot", type=values.positive, metavar="NUMBER")
    _reason(command)


def _add_merge(commands: Commands) -> None:
    command = case_command(
        commands,
        "merge",
        "merge_command:merge",
        "Take over what another examiner said in a copy of the case.",
    )
    command.add_argument(
        "other", nargs="?", metavar="OTHER", help="the copy; without it, earlier merges are listed"
    )
    command.add_argument("--label", default="", metavar="NAME", help="whose copy it is; default: its folder")


def _add_purge(commands: Commands) -> None:
    command = case_command(
        commands, "purge", "purge_command:purge", "Delete all of a case but its facts and its log, for good."
    )
    command.add_argument("--early", action="store_true", help="before the date of the policy")
    command.add_argument("--reason", required=True, metavar="TEXT", help="why, for the log that remains")


def _add_log_extract(commands: Commands) -> None:
    command = case_command(
        commands, "log-extract", "extract_commands:log_extract", "Write the log for those who supervise."
    )
    command.add_argument("--out", required=True, metavar="FILE")
    command.add_argument("--format", choices=("json", "csv"), default="json")
    command.add_argument("--after", type=values.moment_ms, metavar="T")
    command.add_argument("--before", type=values.moment_ms, metavar="T")
    _reason(command)


def _reason(command: argparse.ArgumentParser) -> None:
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")


GRAMMAR: Grammar = {
    "policy": _add_policy,
    "authority": _add_authority,
    "role": _add_role,
    "snapshot": _add_snapshot,
    "restore": _add_restore,
    "log-extract": _add_log_extract,
    "merge": _add_merge,
    "purge": _add_purge,
}
