"""Commands that go beyond one examiner and one case: second looks, and several cases at once."""

from __future__ import annotations

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command, command_of
from reid_desktop.domain.review import Verdict

ACTIONS = {
    "list": "shown",
    "ask": "ask",
    "next": "next_pair",
    "answer": "answer",
    "result": "result",
    "seed": "seed",
    "rates": "rates",
    "agreement": "agreement",
    "export": "export",
}


def _add_second_look(commands: Commands) -> None:
    command = case_command(
        commands,
        "second-look",
        "second_commands:second_look",
        "Ask a second person who knows nothing of the first, and see how often persons err.",
    )
    command.add_argument("action", nargs="?", default="list", choices=tuple(ACTIONS))
    command.add_argument("numbers", nargs="*", type=values.number, metavar="NUMBER")
    command.add_argument("--search", type=values.positive, metavar="ID", help="ask: about its decisions")
    command.add_argument("--of", default="", metavar="NAME", help="ask: this person; default: whoever may")
    command.add_argument("--fillers", type=values.number, default=10, metavar="N")
    command.add_argument("--seeds", type=values.number, default=0, metavar="N", help="pairs of known truth")
    command.add_argument("--verdict", choices=[verdict.value for verdict in Verdict])
    command.add_argument(
        "--checklist", action="append", type=values.assignment, default=[], metavar="FEATURE=FINDING"
    )
    truth = command.add_mutually_exclusive_group()
    truth.add_argument("--same", action="store_true", help="seed: both show one person")
    truth.add_argument("--different", action="store_true")
    truth.add_argument(
        "--from-photos", type=values.positive, metavar="N", help="seed: pairs who stand apart in one photo"
    )
    command.add_argument("--out", metavar="FILE", help="export: .json, or a table with any other ending")
    command.add_argument(
        "--reason", default="", metavar="TEXT", help="why; of a seed: how the truth is known"
    )


def _add_search_cases(commands: Commands) -> None:
    command = command_of(
        commands,
        "search-cases",
        "cases_command:search_cases",
        "Look for one person in several cases at once.",
    )
    command.add_argument("cases", nargs="+", metavar="CASE")
    command.add_argument("--probe", required=True, metavar="IMAGE")
    command.add_argument("--box", type=values.box, metavar="L,T,R,B")
    command.add_argument("--top", type=values.positive, default=100, metavar="K")
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log of each case")
    command.add_argument("--as", dest="acting", metavar="NAME", help="who works")
    command.add_argument("--json", action="store_true", help="print JSON on stdout")


GRAMMAR: Grammar = {"second-look": _add_second_look, "search-cases": _add_search_cases}
