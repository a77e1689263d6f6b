"""Commands that show evidence closely."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command


def _add_frame(commands: Commands) -> None:
    command = case_command(
        commands,
        "frame",
        "frame_command:frame",
        "Write the exact frame or photo of a sighting, without loss, with its facts beside it.",
    )
    command.add_argument("sighting", type=values.positive, metavar="SIGHTING")
    command.add_argument("--at", type=float, metavar="SECONDS", help="moment of the clip (default: the best)")
    command.add_argument("--out", type=Path, metavar="FILE.png", help="default: in the case's exports")


GRAMMAR: Grammar = {"frame": _add_frame}
