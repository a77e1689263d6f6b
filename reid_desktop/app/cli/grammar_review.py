"""Commands that say something about sightings: decisions, tags, grades, bookmarks, notes."""

from __future__ import annotations

import argparse

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command
from reid_desktop.domain.review import FEATURES, Verdict

WITHDRAW = "withdraw"
IDS = "number of a sighting, or a range such as 3-9"


def _add_decide(commands: Commands) -> None:
    command = _about_sightings(commands, "decide", "Decide about sightings.")
    command.add_argument("--verdict", required=True, choices=(*(v.value for v in Verdict), WITHDRAW))
    command.add_argument("--search", type=values.positive, metavar="ID", help="the search it is about")
    command.add_argument("--person", type=values.positive, metavar="N", help="the person of interest")
    command.add_argument("--reason", default="", metavar="TEXT")
    command.add_argument(
        "--checklist", action="append", type=values.assignment, default=[], metavar="FEATURE=FINDING",
        help=f"what was compared ({', '.join(FEATURES)}) and found; may be given several times",
    )  # fmt: skip


def _add_tag(commands: Commands) -> None:
    command = _about_sightings(commands, "tag", "Give sightings a tag, or take it off.")
    command.add_argument("--tag", required=True, metavar="NAME")
    command.add_argument("--remove", action="store_true")
    command.add_argument("--reason", default="", metavar="TEXT")


def _add_grade(commands: Commands) -> None:
    command = _about_sightings(commands, "grade", "Grade sightings.")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--value", type=values.grade, metavar="N")
    what.add_argument("--remove", action="store_true")
    command.add_argument("--set", default="vic", metavar="NAME", help="set of grades; default: vic, 0 to 5")
    command.add_argument("--reason", default="", metavar="TEXT")


def _add_grade_set(commands: Commands) -> None:
    command = case_command(
        commands, "grade-set", "review_commands:grade_set", "Make a set of grades, or change one."
    )
    command.add_argument("name", metavar="NAME")
    command.add_argument("levels", nargs="+", type=values.level, metavar="N=TITLE")


def _add_bookmark(commands: Commands) -> None:
    command = _about_sightings(commands, "bookmark", "Bookmark sightings, or take the bookmark off.")
    command.add_argument("--remove", action="store_true")


def _add_note(commands: Commands) -> None:
    command = case_command(
        commands, "note", "review_commands:note", "Write a note on the case or on something in it."
    )
    command.add_argument("text", metavar="TEXT", nargs="?", default="")
    about = command.add_mutually_exclusive_group()
    about.add_argument("--sighting", type=values.positive, metavar="N")
    about.add_argument("--media", metavar="SHA256")
    about.add_argument("--decision", type=values.positive, metavar="N")
    later = command.add_mutually_exclusive_group()
    later.add_argument("--replaces", type=values.positive, metavar="N", help="number of an earlier note")
    later.add_argument("--withdraws", type=values.positive, metavar="N")


def _add_undo(commands: Commands) -> None:
    command = case_command(
        commands, "undo", "review_commands:undo", "Undo one's last decision, tag, grade or bookmark."
    )
    command.add_argument("--reason", default="", metavar="TEXT")


def _add_redo(commands: Commands) -> None:
    command = case_command(commands, "redo", "review_commands:redo", "Redo what was undone last.")
    command.add_argument("--reason", default="", metavar="TEXT")


def _add_review(commands: Commands) -> None:
    command = case_command(
        commands, "review", "review_commands:review", "Print how far the review is, and what is new."
    )
    command.add_argument("--search", type=values.positive, metavar="ID", help="of its candidates")
    command.add_argument("--person", type=values.positive, metavar="N", help="decisions about this person")
    command.add_argument(
        "--queues", action="store_true", help="list what there is to review, and how far each queue is"
    )
    command.add_argument(
        "--looked", action="store_true", help="remember that one has looked: all up to now is no longer new"
    )


def _about_sightings(commands: Commands, name: str, text: str) -> argparse.ArgumentParser:
    command = case_command(commands, name, f"review_commands:{name}", text)
    command.add_argument("sightings", nargs="+", type=values.id_range, metavar="SIGHTING", help=IDS)
    return command


GRAMMAR: Grammar = {
    "decide": _add_decide,
    "tag": _add_tag,
    "grade": _add_grade,
    "grade-set": _add_grade_set,
    "bookmark": _add_bookmark,
    "note": _add_note,
    "undo": _add_undo,
    "redo": _add_redo,
    "review": _add_review,
}
