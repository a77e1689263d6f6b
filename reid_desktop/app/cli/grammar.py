"""What the commands' grammars share: how a command is added, with the options that all have."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol


class Commands(Protocol):
    """Where commands are added: the part of argparse's subparsers that is used."""

    def add_parser(
        self, name: str, *, help: str, description: str, allow_abbrev: bool
    ) -> argparse.ArgumentParser:
        """Add a command."""
        ...


Grammar = Mapping[str, Callable[[Commands], None]]
"""Name of a command to what adds it."""


def command_of(commands: Commands, name: str, run: str, text: str) -> argparse.ArgumentParser:
    """Add a command that `run` (`module:function` below `app/cli`) carries out."""
    command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    command.set_defaults(run=run)
    command.add_argument("--models", type=Path, metavar="DIR", help="look for model files here first")
    return command


def case_command(commands: Commands, name: str, run: str, text: str) -> argparse.ArgumentParser:
    """Add a command about a case, with `--json`."""
    command = command_of(commands, name, run, text)
    command.add_argument("case", metavar="CASE", help="folder of the case")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("--as", dest="acting", metavar="NAME", help="who works; default: as the case says")
    return command
