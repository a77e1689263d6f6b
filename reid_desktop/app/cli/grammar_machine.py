"""Commands that measure this machine and show the program."""

from __future__ import annotations

from pathlib import Path

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, command_of
from reid_desktop.domain.languages import ENGLISH, LANGUAGES
from reid_desktop.ui.tour_parts import PARTS


def _add_bench(commands: Commands) -> None:
    command = command_of(
        commands, "bench", "bench_command:bench", "Measure this machine (ratios in one run)."
    )
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument(
        "what", nargs="?", choices=("photos", "window", "memory", "search", "ui", "all"), default="all"
    )
    command.add_argument("--rounds", type=values.positive, default=5, metavar="N")
    command.add_argument("--photos", type=values.positive, default=48, metavar="N", help="photos in a round")
    command.add_argument("--embedder", choices=("full", "small", "both"), default="both", help="for photos")
    command.add_argument(
        "--import-photos", type=values.positive, default=1000, metavar="N", help="for memory"
    )
    command.add_argument(
        "--sightings", type=values.positive, default=100_000, metavar="N", help="for search and ui"
    )
    command.add_argument("--hide", metavar="DIR", help="for search: labelled crops to hide among the others")
    command.add_argument("--no-graph", action="store_true", help="for search: only exact search")
    command.add_argument(
        "--crowd",
        type=Path,
        metavar="CASE",
        help="for ui and search: such a case made before (search makes it there)",
    )
    command.add_argument("--window-photos", type=values.positive, default=150, metavar="N", help="for window")
    command.add_argument(
        "--why", action="store_true", help="for window and ui: what each thread did while the window was late"
    )


def _add_demo(commands: Commands) -> None:
    command = command_of(commands, "demo", "demo_command:demo", "Run the whole main job on made-up phones.")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("--out", type=Path, default=Path("demo-output"), metavar="DIR")


def _add_tour(commands: Commands) -> None:
    command = command_of(
        commands, "tour", "tour_command:tour", "Drive the real window through the main job and keep pictures."
    )
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    command.add_argument("--source", type=Path, required=True, metavar="PATH", help="photos and clips")
    command.add_argument("--exhibit", default="TOUR-A", metavar="ID")
    command.add_argument("--probe", type=Path, metavar="FILE", help="default: the newest sighting")
    command.add_argument(
        "--part",
        choices=PARTS,
        action="append",
        metavar="PART",
        help=f"again for another; default: all of {', '.join(PARTS)}",
    )
    command.add_argument(
        "--theme",
        choices=("light", "dark", "contrast"),
        action="append",
        help="again for another; default: light and dark",
    )
    command.add_argument(
        "--size",
        type=values.size_px,
        action="append",
        metavar="WxH",
        help="again for another; default: 1280x720 and 2560x1440",
    )
    command.add_argument(
        "--scale", type=int, choices=range(100, 301, 25), default=100, metavar="PERCENT", help="100 to 300"
    )
    command.add_argument("--language", choices=tuple(LANGUAGES), default=ENGLISH)
    command.add_argument(
        "--map",
        type=Path,
        action="append",
        metavar="FILE",
        help="MBTiles, PMTiles or an overlay to be laid on the map; again for another",
    )
    command.add_argument(
        "--crops", type=Path, metavar="DIR", help="labelled crops on which a model is judged in the window"
    )


GRAMMAR: Grammar = {
    "bench": _add_bench,
    "demo": _add_demo,
    "tour": _add_tour,
}
