"""Passwords of encrypted archives and backups: typed in or read from a file, never from the command line.

What stands on a command line can be read by every user of the computer, and stays in the shell's history.
"""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from reid_desktop.domain.errors import UsageError

LARGEST_BYTES = 1 << 16


def add_passwords(command: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    command.add_argument(
        "--ask-password", action="store_true", help="ask for the password of encrypted archives and backups"
    )
    command.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="passwords of encrypted archives and backups, one a line; none is stored or logged",
    )


def passwords_of(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the passwords that the options give.

    :raises UsageError: the file cannot be read, or holds no text.
    """
    found: list[str] = []
    if arguments.password_file is not None:
        found += _lines(arguments.password_file)
    if arguments.ask_password:
        try:
            found.append(getpass.getpass("Password of the archive or backup: "))
        except (EOFError, OSError) as cause:
            raise UsageError("There is nobody to ask for a password; use --password-file.") from cause
    return tuple(dict.fromkeys(password for password in found if password))


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES).decode("utf-8").splitlines()
    except OSError as cause:
        raise UsageError("{path} cannot be read: {why}.", path=path, why=cause.strerror) from cause
    except UnicodeDecodeError as cause:
        raise UsageError("{path} holds no text in UTF-8.", path=path) from cause
