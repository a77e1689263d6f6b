"""Commands that add, correct and describe sightings."""

from __future__ import annotations

import argparse

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command


def _add_sighting(commands: Commands) -> None:
    command = case_command(
        commands,
        "add-sighting",
        "drawing_command:add_sighting",
        "Add a person whom the detector missed: outlined by hand, searchable at once.",
    )
    command.add_argument("sha256", metavar="SHA256", help="of the photo or video, as `show media` has it")
    _outline(command)


def _correct_box(commands: Commands) -> None:
    command = case_command(
        commands,
        "correct-box",
        "drawing_command:correct_box",
        "Put the box of a sighting right: a new sighting takes the place of the old one.",
    )
    command.add_argument("sighting", type=values.positive, metavar="SIGHTING")
    _outline(command)


def _outline(command: argparse.ArgumentParser) -> None:
    command.add_argument("--box", required=True, type=values.box, metavar="L,T,R,B", help="upright pixels")
    command.add_argument("--at", type=values.not_negative, metavar="SECONDS", help="moment of a video")
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")


def _clothing(commands: Commands) -> None:
    case_command(
        commands,
        "clothing",
        "clothing_command:clothing",
        "Describe what the persons wear, to narrow searches by: words and measured colours.",
    )


GRAMMAR: Grammar = {"clothing": _clothing, "add-sighting": _add_sighting, "correct-box": _correct_box}
