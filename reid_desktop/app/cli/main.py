"""The command `reid-desktop`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from reid_desktop import __version__
from reid_desktop.app.cli import values
from reid_desktop.app.cli.narrowing import add_quality_filters
from reid_desktop.app.cli.output import say
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.errors import Cancelled, ReidError, UsageError

WRONG_USAGE, FAILURE, INTERRUPTED = 2, 1, 130
STOPPED = "reid-desktop: stopped; what was done is kept, and the same command goes on with it"
SIGNED = ("--near", "--clock-offset", "--timezone", "--box")
"""Options whose value may begin with a minus sign, which argparse would take for an option."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code: 0 success, 1 failure, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    arguments = parser().parse_args(_joined(_with_command(words)))
    module, function = arguments.run.split(":")
    try:
        command = getattr(importlib.import_module(f"reid_desktop.app.cli.{module}"), function)
        code = int(command(arguments, load_settings(arguments.models)))
        sys.stdout.flush()  # a full disk behind stdout is a failure
        return code
    except UsageError as problem:
        say(f"reid-desktop: {problem}")
        return WRONG_USAGE
    except (Cancelled, KeyboardInterrupt):
        say(STOPPED)
        return INTERRUPTED
    except ReidError as problem:
        say(f"reid-desktop: {problem}")
        return FAILURE
    except BrokenPipeError:  # whoever read stdout went away: nothing to say
        _let_go_of_stdout()
        return FAILURE
    except OSError as problem:
        _let_go_of_stdout()
        say(f"reid-desktop: The system reports a problem: {problem}.")
        return FAILURE


def _let_go_of_stdout() -> None:
    """Keep Python from writing once more, at its end, what could not be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _with_command(words: list[str]) -> list[str]:
    """Put `gui` before a lone case, so that `reid-desktop CASE` opens it."""
    first = next((word for word in words if not word.startswith("-")), None)
    asks = {"-h", "--help", "--version"} & set(words)
    if first in COMMANDS or (asks and first is None):
        return words
    return ["gui", *words]


def _joined(words: list[str]) -> list[str]:
    """Join `--near -33.8,...` to `--near=-33.8,...`."""
    result: list[str] = []
    for word in words:
        if result and result[-1] in SIGNED:
            result[-1] += f"={word}"
        else:
            result.append(word)
    return result


def parser() -> argparse.ArgumentParser:
    """Return the grammar of the command line."""
    top = argparse.ArgumentParser(
        prog="reid-desktop",
        description="Find a person again in lawfully seized photos and videos. Works offline. "
        "A candidate list is an investigative lead, not an identification.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"reid-desktop {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for add in COMMANDS.values():
        add(commands)
    return top


class Commands(Protocol):
    """Where commands are added: the part of argparse's subparsers that is used."""

    def add_parser(
        self, name: str, *, help: str, description: str, allow_abbrev: bool
    ) -> argparse.ArgumentParser:
        """Add a command."""
        ...


def _command(commands: Commands, name: str, run: str, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    command.set_defaults(run=run)
    command.add_argument("--models", type=Path, metavar="DIR", help="look for model files here first")
    return command


def _case_command(commands: Commands, name: str, run: str, text: str) -> argparse.ArgumentParser:
    command = _command(commands, name, run, text)
    command.add_argument("case", metavar="CASE", help="folder of the case")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    return command


def _add_gui(commands: Commands) -> None:
    command = _command(commands, "gui", "gui_command:gui", "Open the window (the default).")
    command.add_argument("case", metavar="CASE", nargs="?", type=Path)


def _add_new(commands: Commands) -> None:
    command = _case_command(commands, "new", "case_commands:new", "Make a case.")
    command.add_argument("--number", required=True, help="case number")
    command.add_argument("--title", required=True)
    command.add_argument("--examiner", required=True, metavar="NAME")
    command.add_argument("--agency", default="")
    command.add_argument("--authority", default="", metavar="REF", help="reference of the legal authority")


def _add_import(commands: Commands) -> None:
    command = _case_command(
        commands, "import", "work_commands:import_", "Import files and folders, and look for persons."
    )
    command.add_argument("paths", metavar="PATH", nargs="+")
    command.add_argument("--exhibit", required=True, type=values.exhibit, metavar="ID", help="exhibit number")
    command.add_argument("--timezone", type=values.zone, metavar="ZONE", help="zone of the device's clock")
    command.add_argument(
        "--clock-offset",
        type=values.clock_offset_s,
        metavar="SECONDS",
        help="seconds to add to the device's clock",
    )
    command.add_argument(
        "--name-template",
        action="append",
        type=values.template,
        default=[],
        metavar="T",
        help="how file names are built, such as {person}_c{camera}s{seq}_{frame}; may be given several times",
    )
    command.add_argument("--no-analyse", action="store_true", help="only read the files")
    _analysis_options(command)


def _add_analyse(commands: Commands) -> None:
    command = _case_command(
        commands, "analyse", "work_commands:analyse", "Look for persons in what was not looked at yet."
    )
    _analysis_options(command)


def _analysis_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--detector", metavar="NAME")
    command.add_argument("--embedder", metavar="NAME")
    command.add_argument("--precision", choices=("float32", "bf16", "int8"), default="float32")
    command.add_argument("--video-fps", type=values.rate, default=3.0, metavar="F")
    command.add_argument("--workers", type=values.positive, metavar="N", help="threads (default: all cores)")
    command.add_argument(
        "--thorough",
        action=argparse.BooleanOptionalAction,
        help="find small and lying persons in photos too, at many times the cost "
        "(default: as the case was analysed last)",
    )


def _add_show(commands: Commands) -> None:
    command = _case_command(commands, "show", "case_commands:show", "Print what the case holds.")
    command.add_argument("what", choices=("media", "sightings", "exhibits", "searches", "audit", "stacks"))
    command.add_argument("--tracks", action="store_true", help="with sightings: the boxes of tracklets")
    add_quality_filters(command)


def _add_search(commands: Commands) -> None:
    command = _case_command(
        commands, "search", "work_commands:search", "Rank the sightings by likeness to a person."
    )
    command.add_argument("--probe", required=True, metavar="IMAGE")
    command.add_argument("--box", type=values.box, metavar="L,T,R,B", help="person in the picture (pixels)")
    command.add_argument("--top", type=values.positive, default=100, metavar="K")
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")
    command.add_argument("--exact", action="store_true", help="compare with every sighting")
    command.add_argument("--hnsw", action="store_true", help="use the approximate index whatever the size")
    command.add_argument("--bare", action="store_true", help="leave in what the crops of one camera share")
    command.add_argument("--after", type=values.moment_ms, metavar="T", help="ISO 8601; without zone UTC")
    command.add_argument("--before", type=values.moment_ms, metavar="T")
    command.add_argument("--near", type=values.near, metavar="LAT,LON,METRES")
    command.add_argument("--exhibit", action="append", type=values.exhibit, default=[], metavar="ID")
    add_quality_filters(command)


def _add_export(commands: Commands) -> None:
    command = _case_command(commands, "export", "work_commands:export", "Write a case file.")
    command.add_argument("--format", required=True, metavar="NAME", help="html, csv or crops")
    command.add_argument("--out", required=True, metavar="PATH")
    command.add_argument("--search", type=values.positive, metavar="ID", help="default: all sightings")
    add_quality_filters(command)
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")


def _add_exhibit(commands: Commands) -> None:
    command = _case_command(
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
    command = _case_command(
        commands, "solve-clock", "overlay_commands:solve_clock", "Find the offset of an exhibit's clock."
    )
    command.add_argument("exhibit", metavar="ID", type=values.exhibit)
    command.add_argument(
        "--event", action="append", type=values.event, default=[], metavar="DEVICE=TRUE",
        help="what the clock showed and the true time, ISO 8601; may be given several times",
    )  # fmt: skip
    command.add_argument("--event-uncertainty", type=values.not_negative, default=5.0, metavar="SECONDS")
    command.add_argument("--apply", action="store_true", help="declare what was found")
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")


def _add_correct(commands: Commands) -> None:
    command = _case_command(
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


def _add_verify(commands: Commands) -> None:
    command = _case_command(
        commands, "verify", "case_commands:verify", "Check evidence, database, log and index."
    )
    command.add_argument(
        "--log-head",
        action="append",
        type=values.log_head,
        default=[],
        metavar="ROW:SHA256",
        help="row of the log and its hash, as an export or a search tells them",
    )


MODEL_ACTIONS = {
    "list": "List the models and what is there of them (the default).",
    "verify": "Hash the files of one model, or of all, again.",
    "add": "Copy a model file into the user's folder.",
    "fetch": "Download a model from its official address.",
}


def _add_models(commands: Commands) -> None:
    command = _command(commands, "models", "model_commands:models", "List, check, add or fetch models.")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.set_defaults(action="list", what=None, trust=False, recommended=False)
    actions = command.add_subparsers(metavar="ACTION")
    for name, text in MODEL_ACTIONS.items():
        action = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
        # Suppressed when absent: they may have been given one word earlier.
        action.add_argument("--models", type=Path, metavar="DIR", default=argparse.SUPPRESS)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        action.set_defaults(action=name)
        if name == "add":
            action.add_argument("what", metavar="FILE")
            action.add_argument("--trust", action="store_true", help="accept a file that no card names")
        elif name != "list":
            action.add_argument("what", metavar="NAME", nargs="?")
        if name == "fetch":
            action.add_argument("--recommended", action="store_true", help="what is recommended and missing")


def _add_evaluate(commands: Commands) -> None:
    command = _command(
        commands, "evaluate", "evaluate_command:evaluate_", "Judge an embedder on labelled crops."
    )
    layouts = ("market1501", "cuhk03", "msmt17", "viper", "grid", "dukemtmc", "folder")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("--layout", required=True, choices=layouts)
    command.add_argument("folder", metavar="DIR")
    command.add_argument("--embedder", metavar="NAME", help="default: the best present")
    command.add_argument("--precision", choices=("float32", "bf16"), default="float32")


def _add_self_test(commands: Commands) -> None:
    command = _command(
        commands, "self-test", "model_commands:self_test", "Check that each model gives its known answer."
    )
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("name", metavar="NAME", nargs="?")


def _add_bench(commands: Commands) -> None:
    command = _command(commands, "bench", "bench_command:bench", "Measure this machine (ratios in one run).")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("what", nargs="?", choices=("photos", "window", "memory", "all"), default="all")
    command.add_argument("--rounds", type=values.positive, default=5, metavar="N")
    command.add_argument("--photos", type=values.positive, default=48, metavar="N", help="photos in a round")
    command.add_argument("--embedder", choices=("full", "small", "both"), default="both", help="for photos")
    command.add_argument(
        "--import-photos", type=values.positive, default=1000, metavar="N", help="for memory"
    )
    command.add_argument("--window-photos", type=values.positive, default=150, metavar="N", help="for window")


def _add_demo(commands: Commands) -> None:
    command = _command(commands, "demo", "demo_command:demo", "Run the whole main job on made-up phones.")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("--out", type=Path, default=Path("demo-output"), metavar="DIR")


COMMANDS = {
    "gui": _add_gui,
    "new": _add_new,
    "import": _add_import,
    "analyse": _add_analyse,
    "show": _add_show,
    "search": _add_search,
    "export": _add_export,
    "exhibit": _add_exhibit,
    "solve-clock": _add_solve_clock,
    "correct": _add_correct,
    "verify": _add_verify,
    "models": _add_models,
    "self-test": _add_self_test,
    "evaluate": _add_evaluate,
    "bench": _add_bench,
    "demo": _add_demo,
}
