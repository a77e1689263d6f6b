"""Commands about models."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.app.cli.grammar import Commands, Grammar, command_of

LAYOUTS = ("market1501", "cuhk03", "msmt17", "viper", "grid", "dukemtmc", "folder")
MODEL_ACTIONS = {
    "list": "List the models and what is there of them (the default).",
    "verify": "Hash the files of one model, or of all, again.",
    "add": "Copy a model file into the user's folder.",
    "fetch": "Download a model from its official address.",
}


def _add_models(commands: Commands) -> None:
    command = command_of(commands, "models", "model_commands:models", "List, check, add or fetch models.")
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
    command = command_of(
        commands, "evaluate", "evaluate_command:evaluate_", "Judge an embedder on labelled crops."
    )
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("--layout", required=True, choices=(*LAYOUTS, "scenes"))
    command.add_argument("folder", metavar="DIR")
    command.add_argument("--embedder", metavar="NAME", help="default: the best present")
    command.add_argument(
        "--detector", metavar="NAME", help="with `--layout scenes`; default: the best present"
    )
    command.add_argument("--precision", choices=("float32", "bf16"), default="float32")
    command.add_argument(
        "--pictures",
        default="",
        metavar="NEW_DIR",
        help="show each failure: query, first candidate, right person",
    )


def _add_calibrate(commands: Commands) -> None:
    command = command_of(
        commands,
        "calibrate",
        "calibrate_command:calibrate",
        "Measure on labelled crops what an embedder's scores are worth.",
    )
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("--layout", required=True, choices=LAYOUTS)
    command.add_argument("folders", metavar="DIR", nargs="+", help="several: each a set of its own")
    command.add_argument("--embedder", metavar="NAME", help="default: the best present")
    command.add_argument("--precision", choices=("float32", "bf16"), default="float32")
    command.add_argument("--keep", action="store_true", help="use it from now on with these models")


def _add_self_test(commands: Commands) -> None:
    command = command_of(
        commands, "self-test", "model_commands:self_test", "Check that each model gives its known answer."
    )
    command.add_argument("--json", action="store_true", help="print JSON on stdout")
    command.add_argument("name", metavar="NAME", nargs="?")


GRAMMAR: Grammar = {
    "models": _add_models,
    "evaluate": _add_evaluate,
    "calibrate": _add_calibrate,
    "self-test": _add_self_test,
}
