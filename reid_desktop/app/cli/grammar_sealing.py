"""Commands about cases on their way: encrypted while nobody works on them, or in part for others to read."""

from __future__ import annotations

import argparse

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command, command_of
from reid_desktop.app.cli.narrowing import add_quality_filters, add_review_filters


def _add_new_key(commands: Commands) -> None:
    command = command_of(
        commands, "new-key", "sealing_commands:new_key", "Make a key that opens locked cases."
    )
    command.add_argument(
        "file", metavar="FILE", help="where the secret key is written; better not beside a case"
    )
    command.add_argument("--json", action="store_true", help="print JSON on stdout")


def _add_lock(commands: Commands) -> None:
    command = case_command(
        commands, "lock", "sealing_commands:lock", "Encrypt a case into one file, and remove its folder."
    )
    command.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="KEY",
        help="public key, or a file that holds one; repeatable",
    )
    command.add_argument("--out", metavar="FILE", help="default: beside the folder, with .age at the end")
    _reason(command)


def _add_portable(commands: Commands) -> None:
    command = case_command(
        commands, "portable", "portable_command:portable", "Write a part of a case that can only be read."
    )
    command.add_argument("--out", required=True, metavar="CASE")
    command.add_argument("--search", type=values.positive, metavar="ID", help="its candidates; default: all")
    add_quality_filters(command)
    add_review_filters(command)
    _reason(command)


def _add_unlock(commands: Commands) -> None:
    command = command_of(
        commands, "unlock", "sealing_commands:unlock", "Bring a case back from its encrypted file."
    )
    command.add_argument("file", metavar="FILE")
    command.add_argument("--key", required=True, metavar="FILE", help="file with a secret key")
    command.add_argument("--out", metavar="CASE", help="default: beside the file")
    command.add_argument("--as", dest="acting", metavar="NAME", help="who works")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    _reason(command)


def _reason(command: argparse.ArgumentParser) -> None:
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")


GRAMMAR: Grammar = {
    "new-key": _add_new_key,
    "lock": _add_lock,
    "unlock": _add_unlock,
    "portable": _add_portable,
}
