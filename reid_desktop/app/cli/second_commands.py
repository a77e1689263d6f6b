"""The command `second-look`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from reid_desktop.adapters.export.second_results import opinion_row, pairing_row, rate_row
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.grammar_second import ACTIONS
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.cli.records import Row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import EntryId, SearchId, SightingId
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.review import Verdict
from reid_desktop.domain.second_look import APART, Answer, Outcome, Proficiency, Task
from reid_desktop.ports.ledger import (
    SecondAnswerRequest,
    SecondLookRequest,
    SecondResultsRequest,
    SeedPhotosRequest,
    SeedRequest,
)

READING = ("list", "result", "rates", "agreement")


def second_look(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ask a second person, show the next pair, keep an answer, print what came of it."""
    actions: dict[str, Callable[[OpenCase, argparse.Namespace], Row]] = {
        "list": _shown,
        "ask": _ask,
        "next": _next_pair,
        "answer": _answer,
        "result": _result,
        "seed": _seed,
        "rates": _rates,
        "agreement": _agreement,
        "export": _export,
    }
    assert actions.keys() == ACTIONS.keys()
    read_only = arguments.action in READING
    case = OpenCase(settings, case_folder(Path(arguments.case)), read_only=read_only)
    try:
        document = actions[arguments.action](case, arguments)
    finally:
        case.close()
    if arguments.json:
        print_json(document)
    elif arguments.action == "next" and document["place"] is None:
        line("Nothing waits for a second look by you.")
    else:
        _print_plain(document)
    return 0


def _shown(case: OpenCase, arguments: argparse.Namespace) -> Row:
    del arguments
    return {"tasks": [_task_row(task) for task in case.oversight.second_looks.tasks()]}


def _ask(case: OpenCase, arguments: argparse.Namespace) -> Row:
    if arguments.search is None:
        raise UsageError("Say which search: --search ID.")
    request = SecondLookRequest(SearchId(arguments.search), arguments.of, arguments.fillers, arguments.seeds)
    done = case.oversight.do(request, case.who)
    return {"task": done.entry_id, "candidates": done.count}


def _next_pair(case: OpenCase, arguments: argparse.Namespace) -> Row:
    task_id = EntryId(_numbers(arguments, 1)[0]) if arguments.numbers else None
    pair = case.oversight.second_looks.pair(case.who, task_id)
    if pair is None:
        nothing = {"task": None, "place": None, "left": 0, "of": 0, "probe": None, "sighting": None}
        return {"notice": LEAD_NOTICE, **nothing}
    case.oversight.second_looks.seen(pair, case.who)
    return {
        "notice": LEAD_NOTICE,
        "task": pair.task_id,
        "place": pair.place,
        "left": pair.left,
        "of": pair.of,
        "probe": str(pair.probe_crop) if pair.probe_crop else None,
        "sighting": str(pair.crop),
    }


def _answer(case: OpenCase, arguments: argparse.Namespace) -> Row:
    if arguments.verdict is None:
        raise UsageError("Say what you think: --verdict confirmed, excluded or inconclusive.")
    task_id, place = _numbers(arguments, 2)
    request = SecondAnswerRequest(
        EntryId(task_id), place, Verdict(arguments.verdict), arguments.reason, dict(arguments.checklist)
    )
    return {"task": task_id, "place": place, "left": case.oversight.do(request, case.who).count}


def _result(case: OpenCase, arguments: argparse.Namespace) -> Row:
    del arguments
    results = case.oversight.second_results(case.who)
    outcomes = [outcome_row(one.outcome) for one in results.opinions]
    return {"outcomes": outcomes, "hidden": results.waiting}


def _seed(case: OpenCase, arguments: argparse.Namespace) -> Row:
    if arguments.from_photos is not None:
        _numbers(arguments, 0)
        wanted = SeedPhotosRequest(arguments.from_photos, arguments.reason or APART)
        return {"pairs": case.oversight.do(wanted, case.who).count}
    if not (arguments.same or arguments.different):
        raise UsageError("Say what is true of the pair: --same or --different.")
    probe, sighting = _numbers(arguments, 2)
    request = SeedRequest(SightingId(probe), SightingId(sighting), arguments.same, arguments.reason)
    return {"pair": case.oversight.do(request, case.who).entry_id}


def _rates(case: OpenCase, arguments: argparse.Namespace) -> Row:
    del arguments
    results = case.oversight.second_results(case.who)
    return {"examiners": [proficiency_row(one) for one in results.proficiency], "hidden": results.waiting}


def _agreement(case: OpenCase, arguments: argparse.Namespace) -> Row:
    del arguments
    results = case.oversight.second_results(case.who)
    return {
        "pairs": [pairing_row(one) for one in results.pairings],
        "contradictions": [opinion_row(one) for one in results.contradictions],
        "seeds": results.seeds,
        "hidden": results.waiting,
    }


def _export(case: OpenCase, arguments: argparse.Namespace) -> Row:
    if arguments.out is None:
        raise UsageError("Say where to: --out FILE (.json, or a table).")
    out = Path(arguments.out).absolute()
    return {"path": str(out), "opinions": case.oversight.do(SecondResultsRequest(out), case.who).count}


def outcome_row(outcome: Outcome) -> Row:
    """Return all opinions on a candidate."""
    return {
        "search_id": outcome.search_id,
        "sighting_id": outcome.sighting_id,
        "first": outcome.first.value,
        "second": _answer_row(outcome.second),
        "third": _answer_row(outcome.third),
        "agreement": outcome.agreement.value,
        "verdict": outcome.verdict.value if outcome.verdict else None,
    }


def proficiency_row(one: Proficiency) -> Row:
    """Return how somebody did on pairs of known truth."""
    return {
        "examiner": one.reviewer,
        "false_positives": rate_row(one.false_positives),
        "false_negatives": rate_row(one.false_negatives),
        "inconclusive": rate_row(one.inconclusive),
    }


def _answer_row(answer: Answer | None) -> Row | None:
    if answer is None:
        return None
    return {
        "verdict": answer.verdict.value,
        "reviewer": answer.reviewer,
        "at_utc": answer.at_utc,
        "reason": answer.reason,
        "checklist": dict(answer.checklist),
    }


def _task_row(task: Task) -> Row:
    """Return a task without what would tell a reviewer about its pairs."""
    return {
        "task": task.task_id,
        "search_id": task.search_id,
        "asked_by": task.asked_by,
        "at_utc": task.at_utc,
        "reviewer": task.reviewer or None,
        "pairs": len(task.items),
        "left": len(task.left),
        "third_of": task.of_task,
    }


def _numbers(arguments: argparse.Namespace, count: int) -> list[int]:
    if len(arguments.numbers) != count:
        raise UsageError("This takes {count} numbers; see docs/command-line.md.", count=count)
    return list(arguments.numbers)


def _print_plain(document: Row) -> None:
    for name, value in document.items():
        if isinstance(value, list):
            for row in value:
                line("  ".join(f"{key}={one}" for key, one in row.items() if one is not None))
        else:
            line(f"{name}: {value}")
