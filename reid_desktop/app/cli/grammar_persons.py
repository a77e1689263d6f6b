"""Commands about persons of interest."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command
from reid_desktop.domain.alarms import Verdict
from reid_desktop.domain.co_presence import NEAR_M, NEAR_S
from reid_desktop.domain.persons import Comparison

WHO = "number or name of the person"


def _add_person(commands: Commands) -> None:
    command = case_command(
        commands,
        "person",
        "person_commands:person",
        "Keep a library of persons of interest: probes, confirmed sightings, thresholds.",
    )
    command.set_defaults(action="list", all=False)
    actions = command.add_subparsers(metavar="ACTION")
    _asking(actions)
    _changing(actions)
    _joining(actions)


class _Actions:
    """Adds actions, each with the options that all have."""

    def __init__(self, actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        self._actions = actions

    def __call__(
        self, name: str, text: str, *, changes: bool = True, who: bool = True
    ) -> argparse.ArgumentParser:
        action = self._actions.add_parser(name, help=text, description=text, allow_abbrev=False)
        # Suppressed when absent: they may have been given one word earlier.
        action.add_argument("--models", type=Path, metavar="DIR", default=argparse.SUPPRESS)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        action.add_argument("--as", dest="acting", metavar="NAME", default=argparse.SUPPRESS)
        action.set_defaults(action=name)
        if who:
            action.add_argument("who", metavar="WHO", help=WHO)
        if changes:
            action.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")
        return action


def _asking(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = _Actions(actions)
    listing = add("list", "List the persons of interest (the default).", changes=False, who=False)
    listing.add_argument("--all", action="store_true", help="those merged into others as well")
    add("show", "Show one person with probes and confirmed sightings.", changes=False)
    history = add("history", "List all that was done with persons of interest.", changes=False, who=False)
    history.add_argument("who", metavar="WHO", nargs="?", help=WHO)
    alarms = add("alarms", "List the alarms that wait for a decision.", changes=False, who=False)
    alarms.add_argument("--all", action="store_true", help="those that were acknowledged, too")
    together = add("together", "List who appears with whom, when and where.", changes=False, who=False)
    together.add_argument("--within", type=values.not_negative, default=NEAR_S, metavar="SECONDS")
    together.add_argument("--near", type=values.not_negative, default=NEAR_M, metavar="METRES")
    groups = add(
        "groups",
        "Propose groups of unconfirmed sightings that may show one person.",
        changes=False,
        who=False,
    )
    groups.add_argument(
        "--looseness", type=values.share, default=0.5, metavar="X", help="0 strict, 1 loose (default 0.5)"
    )
    groups.add_argument("--min-quality", type=values.share, default=0.0, metavar="Q")


def _changing(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = _Actions(actions)
    new = add("add", "Add a person of interest.", who=False)
    new.add_argument("name", metavar="NAME")
    new.add_argument("--note", default="", metavar="TEXT")
    new.add_argument("--image", type=Path, metavar="IMAGE", help="a picture that shows the person")
    new.add_argument("--box", type=values.box, metavar="L,T,R,B", help="the person in it (pixels)")
    add("rename", "Give a person another name.").add_argument("name", metavar="NAME")
    add("note", "Write a note on a person, in place of the one before.").add_argument("text", metavar="TEXT")
    probe = add("probe", "Add a crop that shows the person, or take one out.")
    what = probe.add_mutually_exclusive_group(required=True)
    what.add_argument("--image", type=Path, metavar="IMAGE")
    what.add_argument("--sighting", type=values.positive, metavar="ID", help="a sighting of the case")
    what.add_argument("--remove", type=values.positive, metavar="PROBE", help="number of a probe")
    probe.add_argument("--box", type=values.box, metavar="L,T,R,B", help="the person in IMAGE (pixels)")
    threshold = add("threshold", "Set the score from which on a new sighting raises an alarm.")
    threshold.add_argument("score", type=values.score, metavar="SCORE", nargs="?", help="-1 to 1")
    threshold.add_argument(
        "--false-alarms",
        type=values.share,
        metavar="RATE",
        help="instead of SCORE: as the calibration says for such a share of false alarms, such as 0.0001",
    )
    threshold.add_argument(
        "--compared",
        choices=[one.value for one in Comparison],
        default=Comparison.WITHOUT_CAMERAS.value,
        help="the way to compare that the score is of",
    )
    add("retire", "Raise no alarm for a person any more.")


def _joining(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = _Actions(actions)
    for name, text in (
        ("confirm", "Note that sightings show the person."),
        ("deny", "Note that sightings do not show the person."),
        ("release", "Take back that sightings were confirmed or denied."),
    ):
        _sightings(add(name, text), at_least="+")
    move = add("move", "Give sightings and probes to a person, whosever they were.")
    _sightings(move, at_least="*")
    split = add("split", "Make a new person of some of a person's sightings and probes.")
    split.add_argument("name", metavar="NAME", help="of the new person")
    _sightings(split, at_least="*")
    for command in (move, split):
        command.add_argument("--probe", action="append", type=values.positive, default=[], metavar="PROBE")
    add("merge", "Note that two persons are one.").add_argument(
        "other", metavar="OTHER", help="goes into WHO"
    )
    acknowledge = add("acknowledge", "Decide about an alarm.", who=False)
    acknowledge.add_argument("alarm", type=values.positive, metavar="ALARM")
    acknowledge.add_argument("verdict", choices=[one.value for one in Verdict])
    undo = add("undo", "Take a change back; `history` has the numbers.", who=False)
    undo.add_argument("event", type=values.positive, metavar="CHANGE")


def _sightings(command: argparse.ArgumentParser, *, at_least: str) -> None:
    command.add_argument("sightings", type=values.positive, nargs=at_least, metavar="SIGHTING")


def _add_watch(commands: Commands) -> None:
    command = case_command(
        commands,
        "watch",
        "watch_command:watch",
        "Tell of alarms as new sightings of persons of interest come in.",
    )
    command.add_argument("--once", action="store_true", help="tell what waits, and end")
    command.add_argument("--all", action="store_true", help="those that were acknowledged, too")
    command.add_argument("--folder", type=Path, metavar="DIR", help="import what arrives here meanwhile")
    command.add_argument("--exhibit", type=values.exhibit, metavar="ID", help="exhibit of that folder")
    command.add_argument("--interval", type=values.rate_s, default=1.0, metavar="SECONDS")


GRAMMAR: Grammar = {"person": _add_person, "watch": _add_watch}
