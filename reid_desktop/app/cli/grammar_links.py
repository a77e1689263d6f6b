"""The command that links media which belong together."""

from __future__ import annotations

from reid_desktop.app.cli.grammar import Commands, Grammar, case_command


def _add_links(commands: Commands) -> None:
    command = case_command(
        commands,
        "links",
        "link_commands:links",
        "Link live photos, motion photos and near doubles; take two apart, or join them again.",
    )
    what = command.add_mutually_exclusive_group()
    what.add_argument(
        "--apart", nargs=2, metavar="SHA256", help="take these two apart; they are not linked again"
    )
    what.add_argument("--join", nargs=2, metavar="SHA256", help="join these two again")
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")


GRAMMAR: Grammar = {"links": _add_links}
