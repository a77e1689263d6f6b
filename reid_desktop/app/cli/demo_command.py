"""The command `demo`."""

from __future__ import annotations

import argparse

from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.cli.records import summary_row, verify_row
from reid_desktop.app.demo.readme import readme, summary
from reid_desktop.app.demo.screenshots import take
from reid_desktop.app.demo.story import LOOKED_AT, Result, run_demo
from reid_desktop.app.settings import Settings


def demo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the whole main job on made-up phones."""
    result = run_demo(settings, arguments.out, say)
    say("Taking pictures of the window ...")
    screenshots, notes = take(settings, result)
    text = result.out / "README.txt"
    text.write_text(readme(result, screenshots, notes), encoding="utf-8")
    if arguments.json:
        print_json(_document(result, [str(path) for path in screenshots], notes))
    else:
        for sentence in (*summary(result), *result.laid.notes, *notes):
            line(sentence)
        line(f"The result is in {result.out}; README.txt says what it is made of.")
    return 1 if result.report.problems else 0


def _document(result: Result, screenshots: list[str], notes: tuple[str, ...]) -> dict[str, object]:
    found, models = result.found, result.models
    return {
        "out": str(result.out),
        "case": str(result.case),
        "readme": str(result.out / "README.txt"),
        "files": result.laid.files,
        "phones": {name: str(folder) for name, folder in result.laid.folders.items()},
        "probe": str(result.laid.probe),
        "models": {
            "detector": models.detector,
            "embedder": models.embedder,
            "baseline": models.is_baseline,
            "model_key": models.key,
        },
        "imports": {name: summary_row(imported) for name, imported in result.imports.items()},
        "search": {
            "search_id": found.search_id,
            "candidates": found.candidates,
            "looked_at": LOOKED_AT,
            "judged": found.judged,
            "right": found.right,
            "exhibits": list(found.exhibits),
        },
        "exports": [str(path) for path in result.exports],
        "verify": verify_row(result.report),
        "screenshots": screenshots,
        "notes": [*result.laid.notes, *notes],
        "elapsed_s": round(result.elapsed_s, 1),
    }
