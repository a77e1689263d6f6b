"""The commands `models` and `self-test`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reid_desktop.app.case_models import open_library
from reid_desktop.app.cli.output import line, print_json, print_json_rows, say
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import ModelError, UsageError
from reid_desktop.domain.model_card import ModelState, ModelStatus

RECOMMENDED = ("yolo11n", "person-reidentification-retail-0277")


def models(arguments: argparse.Namespace, settings: Settings) -> int:
    """List, check, add or fetch models."""
    return {"list": _list, "verify": _verify, "add": _add, "fetch": _fetch}[arguments.action](
        arguments, settings
    )


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    _print(open_library(settings).statuses(), arguments.json)
    return 0


def _verify(arguments: argparse.Namespace, settings: Settings) -> int:
    statuses = open_library(settings).verify(arguments.what)
    _print(statuses, arguments.json)
    return 1 if any(status.state is ModelState.DAMAGED for status in statuses) else 0


def _add(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.what is None:
        raise UsageError("Say which file to add: reid-desktop models add FILE.")
    status = open_library(settings).add(Path(arguments.what), arguments.trust)
    _print([status], arguments.json)
    return 0


def _fetch(arguments: argparse.Namespace, settings: Settings) -> int:
    library = open_library(settings)
    if arguments.what is None and not arguments.recommended:
        raise UsageError("Say which model to fetch: reid-desktop models fetch NAME, or --recommended.")
    names = [arguments.what] if arguments.what else _recommended_and_missing(library.statuses())
    fetched, problems = [], []
    for name in names:
        try:
            fetched.append(library.fetch(name, _show))
        except ModelError as problem:
            problems.append(problem)
            say(f"{name}: {problem}")
    _print(fetched, arguments.json)
    return 1 if problems else 0


def _recommended_and_missing(statuses: list[ModelStatus]) -> list[str]:
    """Return what is recommended for each role whose default is still the baseline."""
    served = {s.card.role for s in statuses if s.is_default and not s.card.baseline}
    return [s.card.name for s in statuses if s.card.name in RECOMMENDED and s.card.role not in served]


def _show(done_bytes: int, total_bytes: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done_bytes / 1e6:.1f} of {total_bytes / 1e6:.1f} MB")


def _print(statuses: list[ModelStatus], as_json: bool) -> None:
    if as_json:
        print_json_rows(_row(status) for status in statuses)
        return
    for status in statuses:
        mark = " (default)" if status.is_default else ""
        line(f"{status.card.name:45} {status.card.role:10} {status.state:12}{mark}")
        line(f"    {status.card.title}; licence: {status.card.licence}")
        if status.problem:
            line(f"    {status.problem}")


def _row(status: ModelStatus) -> dict[str, object]:
    card = status.card
    return {
        "name": card.name,
        "title": card.title,
        "role": card.role.value,
        "state": status.state.value,
        "is_default": status.is_default,
        "folder": status.folder,
        "problem": status.problem,
        "files": [
            {"name": f.name, "size_bytes": f.size_bytes, "sha256": f.sha256, "url": f.url} for f in card.files
        ],
        "runtime": card.runtime,
        "architecture": card.architecture,
        "dimensions": card.dimensions,
        "trained_on": card.trained_on,
        "licence": card.licence,
        "limits": card.limits,
        "source": card.source,
        "baseline": card.baseline,
    }


def self_test(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the known-answer tests."""
    results = open_library(settings).self_test(arguments.name)
    if arguments.json:
        rows = [
            {"model": r.model, "passed": r.passed, "cosine": round(r.cosine, 6), "detail": r.detail}
            for r in results
        ]
        print_json({"passed": all(r.passed for r in results), "models": rows})
    else:
        for result in results:
            verdict = "passed" if result.passed else "FAILED"
            line(f"{result.model:45} {verdict}  cosine {result.cosine:.6f}  {result.detail}")
    return 0 if all(result.passed for result in results) else 1
