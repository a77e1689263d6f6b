"""Commands about where and when."""

from __future__ import annotations

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command, command_of
from reid_desktop.domain.travel import DEFAULT_LIMIT_KMH


def _add_path(commands: Commands) -> None:
    command = case_command(
        commands,
        "path",
        "travel_commands:path",
        "Lay sightings out in time and flag what one person cannot have travelled.",
    )
    who = command.add_mutually_exclusive_group(required=True)
    who.add_argument("--search", type=int, metavar="ID", help="the candidates of a search, unconfirmed")
    who.add_argument("--person", metavar="WHO", help="sightings confirmed for a person, by number or name")
    who.add_argument("--sighting", type=int, action="append", metavar="ID", help="may be given several times")
    command.add_argument("--top", type=values.positive, metavar="K", help="with --search: the first K")
    command.add_argument(
        "--limit-kmh", type=values.speed_kmh, default=DEFAULT_LIMIT_KMH, metavar="KMH",
        help=f"faster than this is impossible (default: {DEFAULT_LIMIT_KMH:g})",
    )  # fmt: skip


def _add_map_file(commands: Commands) -> None:
    command = command_of(
        commands,
        "map-file",
        "map_commands:map_file",
        "Say what map archives (MBTiles, PMTiles) and overlays (GeoJSON, KML, KMZ, GPX) hold.",
    )
    command.add_argument("files", nargs="+", metavar="FILE")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")


GRAMMAR: Grammar = {"path": _add_path, "map-file": _add_map_file}
