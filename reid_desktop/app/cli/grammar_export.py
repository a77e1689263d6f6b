"""Commands about what leaves the workstation: exports, signing keys, time stamps."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command, command_of
from reid_desktop.app.cli.narrowing import add_quality_filters, add_review_filters
from reid_desktop.app.formats import EXPORT_TITLES
from reid_desktop.domain.export_profile import Field

PROFILE_ACTIONS = {
    "list": "List the profiles of exports (the default).",
    "save": "Keep what exports leave out under a name.",
    "remove": "Forget a saved profile.",
}
KEY_ACTIONS = {
    "list": "List the keys on this computer (the default).",
    "make": "Make a key; the passphrase is asked for, or taken from the environment.",
}


def _add_export(commands: Commands) -> None:
    command = case_command(commands, "export", "export_commands:export", "Write a case file.")
    command.add_argument("--format", required=True, metavar="NAME", help=" ".join(EXPORT_TITLES))
    command.add_argument("--out", metavar="PATH")
    command.add_argument("--preview", action="store_true", help="write nothing; print what would be")
    command.add_argument("--profile", default="", metavar="NAME", help="see the command profiles")
    _add_leave_out(command)
    command.add_argument("--search", type=values.positive, metavar="ID", help="default: all sightings")
    command.add_argument(
        "--subject",
        action="append",
        type=values.positive,
        default=[],
        metavar="SIGHTING",
        help="who stays visible in redacted copies (default: who is confirmed)",
    )
    command.add_argument("--key", default="", metavar="NAME", help="sign a bundle with this key")
    _add_scope(command)
    add_quality_filters(command)
    add_review_filters(command)
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")


def _add_leave_out(command: argparse.ArgumentParser) -> None:
    fields = ", ".join(Field)
    command.add_argument(
        "--leave-out", action="append", type=Field, choices=[*Field], default=[], metavar="FIELD",
        help=f"one of {fields}; may be given several times",
    )  # fmt: skip


def _add_profiles(commands: Commands) -> None:
    command = command_of(commands, "profiles", "export_commands:profiles", "List, save or remove profiles.")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.set_defaults(action="list", name=None, leave_out=[])
    actions = command.add_subparsers(metavar="ACTION")
    for name, text in PROFILE_ACTIONS.items():
        action = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        action.set_defaults(action=name)
        if name != "list":
            action.add_argument("name", metavar="NAME")
        if name == "save":
            _add_leave_out(action)


def _add_scope(command: argparse.ArgumentParser) -> None:
    command.add_argument("--after", type=values.moment_ms, metavar="T", help="ISO 8601; without zone UTC")
    command.add_argument("--before", type=values.moment_ms, metavar="T")
    command.add_argument("--near", type=values.near, metavar="LAT,LON,METRES")
    command.add_argument("--exhibit", action="append", type=values.exhibit, default=[], metavar="ID")
    command.add_argument(
        "--sighting",
        action="append",
        type=values.positive,
        default=[],
        metavar="ID",
        help="only these; may be given several times",
    )


def _add_keys(commands: Commands) -> None:
    command = command_of(commands, "keys", "export_commands:keys", "List or make signing keys (Ed25519).")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.set_defaults(action="list", name=None)
    actions = command.add_subparsers(metavar="ACTION")
    for name, text in KEY_ACTIONS.items():
        action = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        action.set_defaults(action=name)
        if name == "make":
            action.add_argument("name", metavar="NAME")
            action.add_argument("--no-passphrase", action="store_true", help="leave the key unlocked")


def _add_stamp(commands: Commands) -> None:
    command = command_of(
        commands, "stamp", "export_commands:stamp", "Put the answer of a time-stamping authority to a bundle."
    )
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("bundle", type=Path, metavar="BUNDLE")
    command.add_argument("answer", type=Path, metavar="ANSWER", help="time-stamp response (.tsr)")
    command.add_argument("--authority", type=Path, metavar="PEM", help="it must come from these certificates")


GRAMMAR: Grammar = {
    "export": _add_export,
    "profiles": _add_profiles,
    "keys": _add_keys,
    "stamp": _add_stamp,
}
