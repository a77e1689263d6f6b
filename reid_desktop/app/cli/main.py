"""The command `reid-desktop`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from reid_desktop import __version__
from reid_desktop.app.cli import (
    grammar_case,
    grammar_drawing,
    grammar_export,
    grammar_governing,
    grammar_known,
    grammar_links,
    grammar_looking,
    grammar_machine,
    grammar_models,
    grammar_overlay,
    grammar_persons,
    grammar_review,
    grammar_sealing,
    grammar_search,
    grammar_second,
    grammar_train,
    grammar_travel,
    grammar_work,
)
from reid_desktop.app.cli.grammar import Grammar
from reid_desktop.app.cli.output import say
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.errors import Cancelled, ReidError, UsageError

WRONG_USAGE, FAILURE, INTERRUPTED = 2, 1, 130
STOPPED = "reid-desktop: stopped; what was done is kept, and the same command goes on with it"
NOTHING_WRITTEN = "reid-desktop: stopped; nothing was written"
SIGNED = ("--near", "--area", "--clock-offset", "--timezone", "--box")
"""Options whose value may begin with a minus sign, which argparse would take for an option."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code: 0 success, 1 failure, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    arguments = parser().parse_args(_joined(_with_command(words)))
    module, function = arguments.run.split(":")
    try:
        command = getattr(importlib.import_module(f"reid_desktop.app.cli.{module}"), function)
        settings = load_settings(arguments.models, getattr(arguments, "acting", None))
        code = int(command(arguments, settings))
        sys.stdout.flush()  # a full disk behind stdout is a failure
        return code
    except UsageError as problem:
        say(f"reid-desktop: {problem}")
        return WRONG_USAGE
    except (Cancelled, KeyboardInterrupt):
        say(NOTHING_WRITTEN if function == "export" else STOPPED)
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


COMMANDS: Grammar = {
    **grammar_case.GRAMMAR,
    **grammar_work.GRAMMAR,
    **grammar_search.GRAMMAR,
    **grammar_drawing.GRAMMAR,
    **grammar_export.GRAMMAR,
    **grammar_known.GRAMMAR,
    **grammar_overlay.GRAMMAR,
    **grammar_links.GRAMMAR,
    **grammar_review.GRAMMAR,
    **grammar_governing.GRAMMAR,
    **grammar_second.GRAMMAR,
    **grammar_sealing.GRAMMAR,
    **grammar_travel.GRAMMAR,
    **grammar_persons.GRAMMAR,
    **grammar_train.GRAMMAR,
    **grammar_looking.GRAMMAR,
    **grammar_models.GRAMMAR,
    **grammar_machine.GRAMMAR,
}
