"""Commands that declare and correct."""

from __future__ import annotations

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command


def _add_exhibit(commands: Commands) -> None:
    command = case_command(
        commands, "exhibit", "overlay_commands:exhibit", "Declare facts of an exhibit, its clock among them."
    )
    command.add_argument("exhibit", metavar="ID", type=values.exhibit)
    command.add_argument("--timezone", dest="time_zone", type=values.zone, metavar="ZONE")
    command.add_argument(
        "--clock-offset", dest="clock_offset_s", type=values.clock_offset_s, metavar="SECONDS",
        help="seconds to add to the device's clock",
    )  # fmt: skip
    command.add_argument(
        "--clock-uncertainty", dest="clock_uncertainty_s", type=values.not_negative, metavar="SECONDS"
    )
    for name in ("description", "seal", "owner", "make", "model"):
        command.add_argument(f"--{name}", metavar="TEXT")
    command.add_argument("--reason", required=True, metavar="TEXT", help="why, for the log")


def _add_solve_clock(commands: Commands) -> None:
    command = case_command(
        commands, "solve-clock", "overlay_commands:solve_clock", "Find the offset of an exhibit's clock."
    )
    command.add_argument("exhibit", metavar="ID", type=values.exhibit)
    command.add_argument(
        "--event", action="append", type=values.event, default=[], metavar="DEVICE=TRUE",
        help="what the clock showed and the true time, ISO 8601; may be given several times",
    )  # fmt: skip
    command.add_argument(
        "--same", action="append", type=values.sha256_pair, default=[], metavar="OWN=OTHER",
        help="SHA-256 of two items that show one moment, the first on this exhibit, the second on another",
    )  # fmt: skip
    command.add_argument("--event-uncertainty", type=values.not_negative, default=5.0, metavar="SECONDS")
    command.add_argument("--apply", action="store_true", help="declare what was found")
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")


def _add_correct(commands: Commands) -> None:
    command = case_command(
        commands,
        "correct",
        "overlay_commands:correct",
        "Correct a time or a place by hand, over what was found.",
    )
    command.add_argument("sha256", metavar="SHA256", help="of the photo or video")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--time", type=values.moment_ms, metavar="T", help="ISO 8601; without zone UTC")
    what.add_argument("--place", type=values.position, metavar="LAT,LON")
    what.add_argument("--withdraw", choices=("time", "place"), help="take earlier corrections back")
    command.add_argument("--uncertainty", type=values.not_negative, default=1.0, metavar="SECONDS")
    command.add_argument("--accuracy", type=values.not_negative, metavar="METRES")
    command.add_argument("--reason", required=True, metavar="TEXT", help="why, for the log and every export")


GRAMMAR: Grammar = {
    "exhibit": _add_exhibit,
    "solve-clock": _add_solve_clock,
    "correct": _add_correct,
}
